/** Starts the worker that holds the keys. The only place the page reaches it. */
import type { Core, CoreEvent } from './port.ts';
import { connectCore } from './rpc.ts';

export function spawnCore(onEvent: (event: CoreEvent) => void): Core {
	const worker = new Worker(new URL('./core.worker.ts', import.meta.url), { type: 'module' });
	return connectCore(worker, onEvent);
}

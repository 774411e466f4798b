/** The pool of sealing workers in a browser: one for two processors, and no more than pay. */
import { PartPool, type PartPort } from '../../vault/part-pool.ts';
import type { Heard } from '../../vault/part-port.ts';
import { startWorker } from './checked-worker.ts';

/** Measured in docs/performance.md. */
const MOST_WORKERS = 4;
const MOST_IN_FLIGHT = 4;

/** Its address only, as in spawn.ts; the hash is written by scripts/strict-page.js. */
const [address = ''] = Object.values(
	import.meta.glob<string>('./part.worker.ts', {
		query: '?worker&url',
		import: 'default',
		eager: true
	})
);
const file = { address, integrity: 'integrity-of-the-part-worker' };

export function sealingPool(): PartPool {
	// Fetching, handing on and the browser's own work keep the other processor busy.
	const size = Math.min(Math.ceil(navigator.hardwareConcurrency / 2), MOST_WORKERS);
	return new PartPool(startPart, { size, width: Math.min(size + 2, MOST_IN_FLIGHT) });
}

async function startPart(): Promise<PartPort> {
	const worker = await startWorker(file);
	const listening = Promise.withResolvers<undefined>();
	worker.addEventListener('message', () => listening.resolve(undefined), { once: true });
	worker.addEventListener('error', () => listening.reject(new Error('a worker did not start')));
	await listening.promise;
	return {
		post: (message, given) => worker.postMessage(message, given),
		onMessage: (listener) =>
			worker.addEventListener('message', ({ data }: MessageEvent<Heard>) => listener(data)),
		onLost: (listener) => worker.addEventListener('error', () => listener()),
		end: () => worker.terminate()
	};
}

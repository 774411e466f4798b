import { expect, test } from 'vitest';
import type { Core } from './port.ts';
import { connectCore, serveCore } from './rpc.ts';

/** Two ends of a wire; what is posted before the other end listens is lost, as with a worker that still starts. */
function wire() {
	const ends = [new EventTarget(), new EventTarget()] as const;
	const end = (own: EventTarget, other: EventTarget) => ({
		postMessage: (data: unknown) =>
			void other.dispatchEvent(new MessageEvent('message', { data: structuredClone(data) })),
		addEventListener: (type: 'message', listener: (event: MessageEvent) => void) => {
			own.addEventListener(type, (event) => {
				if (event instanceof MessageEvent) listener(event);
			});
		}
	});
	return { page: end(ends[0], ends[1]), worker: end(ends[1], ends[0]) };
}

const core = { status: () => Promise.resolve({ needsSetup: true }) } as Partial<Core> as Core;

test('a call made before the worker listens is not lost', async () => {
	const { page, worker } = wire();
	const called = connectCore(page, () => undefined);
	const early = called.status();
	serveCore(
		worker,
		core,
		() => {
			throw new Error('no call may fail');
		},
		Promise.resolve()
	);
	await expect(early).resolves.toEqual({ needsSetup: true });
	await expect(called.status()).resolves.toEqual({ needsSetup: true });
});

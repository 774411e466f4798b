/**
 * Starts the worker that holds the keys, from a file whose hash the build wrote into this code. The only place the page
 * reaches it.
 */
import { startWorker, type WorkerFile } from './checked-worker.ts';
import type { Core, CoreEvent } from './port.ts';
import { connectCore } from './rpc.ts';

/** Where the worker's file is. Its address only: an import of its module would bring its code into the page. */
const [address = ''] = Object.values(
	import.meta.glob<string>('./core.worker.ts', {
		query: '?worker&url',
		import: 'default',
		eager: true
	})
);
/** Written by the build: scripts/strict-page.js. */
const integrity = 'integrity-of-the-core-worker';

const notStarted = {
	code: 'program-refused',
	message:
		'A part of the portal did not arrive as it should: the connection broke, or the file was changed. ' +
		'It was not started. Reload the page; if this stays, tell your firm.',
	alarming: true
};

/** The worker's file, as the page has checked it. */
export const workerFile: WorkerFile = { address, integrity };

export function spawnCore(onEvent: (event: CoreEvent) => void): Core {
	const worker = startWorker(workerFile);
	worker.catch(() => {
		onEvent({ type: 'alarm', problem: notStarted });
	});
	const use = (work: (worker: Worker) => void) => void worker.then(work, () => undefined);
	return connectCore(
		{
			postMessage: (message, transfer = []) => {
				use((one) => {
					one.postMessage(message, transfer);
				});
			},
			addEventListener: (type, listener) => {
				use((one) => {
					one.addEventListener(type, listener);
				});
			}
		},
		onEvent
	);
}

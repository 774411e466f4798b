/**
 * Starts the worker that holds the keys. The only place the page reaches it. Browsers check no hash of a worker, so its
 * file is fetched here with the hash that the build wrote into this code, and run from the bytes that were fetched.
 */
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
const integrity = 'integrity-of-the-worker';

/** The part of Trusted Types used here. What a policy returns stands for a string that it has passed. */
declare const trustedTypes:
	| {
			createPolicy(
				name: string,
				rules: { createScriptURL: (url: string) => string }
			): { createScriptURL: (url: string) => string };
	  }
	| undefined;

const notStarted = {
	code: 'program-refused',
	message:
		'A part of the portal did not arrive as it should: the connection broke, or the file was changed. ' +
		'It was not started. Reload the page; if this stays, tell your firm.',
	alarming: true
};

/** The worker's file, as the page has checked it. */
export const workerFile = { address, integrity };

export function spawnCore(onEvent: (event: CoreEvent) => void): Core {
	const worker = startWorker();
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

async function startWorker(): Promise<Worker> {
	// Vite's own server sends the worker in pieces, which run only from where they are.
	if (import.meta.env.DEV) return new Worker(address, { type: 'module' });
	const response = await fetch(address, { integrity });
	const checked = new Blob([await response.arrayBuffer()], { type: 'text/javascript' });
	const url = URL.createObjectURL(checked);
	const worker = new Worker(onlyThis(url), { type: 'module' });
	worker.addEventListener(
		'message',
		() => {
			URL.revokeObjectURL(url);
		},
		{ once: true }
	);
	return worker;
}

/** The one Trusted Types policy of the portal passes one address: that of the bytes which were checked. */
function onlyThis(url: string): string {
	if (typeof trustedTypes === 'undefined') return url;
	const policy = trustedTypes.createPolicy('tallyport-worker', {
		createScriptURL: (given) => {
			if (given !== url) throw new TypeError('not the worker');
			return given;
		}
	});
	return policy.createScriptURL(url);
}

/**
 * Workers started only from bytes that were fetched with the hash which the build wrote into this code: browsers check
 * no hash of a worker. Used by the page for the worker that holds the keys, and by that one for those that seal parts.
 */

/** A worker's file: where it is, and "sha256-" with the hash in base64. */
export interface WorkerFile {
	readonly address: string;
	readonly integrity: string;
}

/** The part of Trusted Types used here. What a policy returns stands for a string that it has passed. */
declare const trustedTypes:
	| {
			createPolicy(
				name: string,
				rules: { createScriptURL: (url: string) => string }
			): { createScriptURL: (url: string) => string };
	  }
	| undefined;

/** Addresses of bytes that were checked. */
const checked = new Set<string>();

/** The one Trusted Types policy of the portal passes these addresses and no other. */
const policy =
	typeof trustedTypes === 'undefined'
		? null
		: trustedTypes.createPolicy('tallyport-worker', {
				createScriptURL: (given) => {
					if (!checked.has(given)) throw new TypeError('not a worker of this portal');
					return given;
				}
			});

/** Rejects when the file does not arrive, or is not the one whose hash is known. */
export async function startWorker({ address, integrity }: WorkerFile): Promise<Worker> {
	// Vite's own server sends the worker in pieces, which run only from where they are.
	if (import.meta.env.DEV) return new Worker(address, { type: 'module' });
	// A worker that runs from its bytes has no address to which another could be relative.
	const response = await fetch(new URL(address, self.location.origin), { integrity });
	const url = URL.createObjectURL(
		new Blob([await response.arrayBuffer()], { type: 'text/javascript' })
	);
	checked.add(url);
	const worker = new Worker(policy?.createScriptURL(url) ?? url, { type: 'module' });
	const forget = () => {
		checked.delete(url);
		URL.revokeObjectURL(url);
	};
	worker.addEventListener('message', forget, { once: true });
	worker.addEventListener('error', forget, { once: true });
	return worker;
}

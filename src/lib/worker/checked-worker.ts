/**
 * Workers started only from bytes that were fetched with the hash which the build wrote into this code: browsers check
 * no hash of a worker. Used by the page for the worker that holds the keys, and by that one for those that seal parts.
 */
import { trustedAddresses } from './trusted-addresses.ts';

/** A worker's file: where it is, and "sha256-" with the hash in base64. */
export interface WorkerFile {
	readonly address: string;
	readonly integrity: string;
}

/** Addresses of bytes that were checked. */
const checked = new Set<string>();

const trusted = trustedAddresses('tallyport-worker', (address) => checked.has(address));

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
	const worker = new Worker(trusted(url), { type: 'module' });
	const forget = () => {
		checked.delete(url);
		URL.revokeObjectURL(url);
	};
	worker.addEventListener('message', forget, { once: true });
	worker.addEventListener('error', forget, { once: true });
	return worker;
}

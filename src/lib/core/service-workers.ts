/**
 * The portal's service workers, each in a file that is served as it stands in the sources: one that gives large downloads
 * an address (static/save/worker.js), one that says so when an installed portal is offline (static/offline.js), and one that
 * shows that something is waiting (static/push.js).
 * Browsers check no hash of a service worker, so its file is compared with the hash that the build wrote here first.
 */
import { LANGUAGES, type Language } from '../../contract/language.ts';
import { trustedAddresses } from '../worker/trusted-addresses.ts';

export interface ServiceWorkerFile {
	readonly address: string;
	readonly scope: string;
	readonly integrity: string;
}

/** Written by the build: vite.config.ts. */
declare const __SAVE_WORKER_INTEGRITY__: string;
declare const __OFFLINE_WORKER_INTEGRITY__: string;
declare const __PUSH_WORKER_INTEGRITY__: string;

/** Its folder holds no page, so it sees no request of the portal. */
export const saveWorker: ServiceWorkerFile = {
	address: '/save/worker.js',
	scope: '/save/',
	integrity: __SAVE_WORKER_INTEGRITY__
};
export const offlineWorker: ServiceWorkerFile = {
	address: '/offline.js',
	scope: '/',
	integrity: __OFFLINE_WORKER_INTEGRITY__
};

/** Below /push/ there is nothing at all: it sees pushes, and no request. */
export const PUSH_SCOPE = '/push/';

/** One file for all languages; in which it speaks is behind the ? of its address, which it reads. */
export const pushWorker = (language: Language): ServiceWorkerFile => ({
	address: `/push.js?${language}`,
	scope: PUSH_SCOPE,
	integrity: __PUSH_WORKER_INTEGRITY__
});

const trusted = trustedAddresses('tallyport-service-worker', (address) =>
	[saveWorker, offlineWorker, ...LANGUAGES.map(pushWorker)].some(
		(worker) => worker.address === address
	)
);

/** Rejects where there are no service workers, such as in some private windows, or when the file is another one. */
export async function register(file: ServiceWorkerFile): Promise<ServiceWorkerRegistration> {
	if (!import.meta.env.DEV) await fetch(file.address, { integrity: file.integrity });
	return navigator.serviceWorker.register(trusted(file.address), {
		scope: file.scope,
		updateViaCache: 'none'
	});
}

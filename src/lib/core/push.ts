/**
 * Notices on this device, by the browser's own push service. The subscription is the browser's; its address goes to the portal
 * and nothing else does: the portal sends empty pushes, so the keys for their content stay unused here.
 */
import type { Language } from '../../contract/language.ts';
import { PUSH_SCOPE, pushWorker, register } from './service-workers.ts';

export type PushAbility = 'yes' | 'no' | 'denied' | 'install-first';

/** Safari on phones has it for installed portals only. */
export function pushAbility(): PushAbility {
	if ('serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window)
		return Notification.permission === 'denied' ? 'denied' : 'yes';
	return /iPhone|iPad/u.test(navigator.userAgent) ? 'install-first' : 'no';
}

async function registration(): Promise<ServiceWorkerRegistration | null> {
	if (pushAbility() === 'no') return null;
	return (await navigator.serviceWorker.getRegistration(PUSH_SCOPE)) ?? null;
}

const subscription = async (): Promise<PushSubscription | null> =>
	(await (await registration())?.pushManager.getSubscription()) ?? null;

/** The address of this browser, once it was subscribed. */
export async function ownEndpoint(): Promise<string | null> {
	return (await subscription())?.endpoint ?? null;
}

export class PushRefused extends Error {}

/** Asks the person, then the browser. @throws PushRefused when either says no */
export async function subscribe(key: string, language: Language): Promise<string> {
	if ((await Notification.requestPermission()) !== 'granted') throw new PushRefused();
	try {
		const { pushManager } = await ready(await register(pushWorker(language)));
		const before = await pushManager.getSubscription();
		// One that was made for another key, such as of a portal that was set up anew, is of no use.
		await before?.unsubscribe();
		const made = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
		return made.endpoint;
	} catch {
		throw new PushRefused();
	}
}

/** Where notices are on, they are shown in this language from now on; the subscription stays as it is. */
export async function showIn(language: Language): Promise<void> {
	const worker = pushWorker(language);
	const known = await registration();
	const isSo = known?.active?.scriptURL.endsWith(worker.address) ?? true;
	if (!isSo && (await subscription())) await register(worker);
}

/** The browser tells its push service as well. */
export async function unsubscribe(): Promise<void> {
	await (await subscription())?.unsubscribe();
}

/** A worker in a folder without pages never becomes the page's own, so `serviceWorker.ready` would wait for ever. */
async function ready(made: ServiceWorkerRegistration): Promise<ServiceWorkerRegistration> {
	const worker = made.installing ?? made.waiting;
	if (made.active || !worker) return made;
	await new Promise<void>((resolve) => {
		worker.addEventListener('statechange', () => {
			if (worker.state === 'activated' || worker.state === 'redundant') resolve();
		});
	});
	return made;
}

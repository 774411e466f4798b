/**
 * A download of the browser's own whose bytes come from the worker, through the service worker in static/save/worker.js,
 * which is registered when it is first needed. Its scope is the folder /save/, so it answers nothing else of the portal.
 */
import type { Place } from './saving-place.ts';
import { register, saveWorker } from './service-workers.ts';

/** An address that nobody answers shows itself soon; one that is saved may be needed by the browser a little longer. */
const LIMIT_MS = 10_000;
const FRAME_STAYS_MS = 60_000;

/** Rejects where there is no service worker, such as in some private windows. */
export async function openStream(name: string, size: number): Promise<Place> {
	const frame = emptyFrame();
	try {
		const worker = await serviceWorker();
		const id = [...crypto.getRandomValues(new Uint8Array(16))]
			.map((byte) => byte.toString(16).padStart(2, '0'))
			.join('');
		const bytes = new MessageChannel();
		worker.postMessage({ id, name, size }, [bytes.port1]);
		await answered(bytes.port2);
		const pulses = new MessageChannel();
		passOn(pulses.port1, worker, id);
		frame.src = `${saveWorker.scope}${id}`;
		return {
			to: { to: 'stream', port: bytes.port2, page: pulses.port2 },
			leave() {
				pulses.port1.close();
				setTimeout(() => {
					frame.remove();
				}, FRAME_STAYS_MS);
			}
		};
	} catch (error) {
		frame.remove();
		throw error;
	}
}

/**
 * Where the download's address will be opened. It is there before the service worker starts, because Chromium then starts that
 * in the process of this page, and nothing has to be copied to another: it looks for a page of this origin, and takes no
 * account of one that has changed its own address (`history`). docs/performance.md
 */
function emptyFrame(): HTMLIFrameElement {
	const frame = document.createElement('iframe');
	frame.hidden = true;
	document.body.append(frame);
	return frame;
}

async function serviceWorker(): Promise<ServiceWorker> {
	const registration = await register(saveWorker);
	const worker = registration.active ?? registration.waiting ?? registration.installing;
	if (!worker) throw new TypeError('no service worker');
	while (worker.state !== 'activated') {
		if (worker.state === 'redundant') throw new TypeError('the service worker did not start');
		await once(worker, 'statechange');
	}
	return worker;
}

/** Keeps the service worker awake while bytes come: its own timers and the page's stand still sooner than the worker's. */
function passOn(page: MessagePort, worker: ServiceWorker, id: string): void {
	page.onmessage = () => {
		const { port1, port2 } = new MessageChannel();
		port2.onmessage = ({ data }) => {
			if (data === 'unknown') page.postMessage('lost');
			port2.close();
		};
		worker.postMessage({ pulse: id }, [port1]);
	};
}

async function answered(port: MessagePort): Promise<void> {
	port.start();
	await once(port, 'message');
}

function once(target: EventTarget, type: string): Promise<void> {
	const { promise, resolve, reject } = Promise.withResolvers<undefined>();
	const signal = AbortSignal.timeout(LIMIT_MS);
	signal.addEventListener('abort', () => reject(new TypeError('no answer')));
	target.addEventListener(type, () => resolve(undefined), { once: true, signal });
	return promise;
}

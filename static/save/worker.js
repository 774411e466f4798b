/**
 * A download that is made in the browser has no address to be fetched from. This service worker gives it one: the page
 * announces a download under a random address below /save/, opens that address once, and the bytes come through a
 * message port from the worker that checks and decrypts them. It answers no other address, so every other request of
 * the portal goes past it; it keeps nothing, fetches nothing and holds no key. It is registered when a large file is first
 * saved by a browser that has no other way to write to the disk, and it is served as it stands here.
 */
// @ts-check

/**
 * @typedef {Event & {
 *   data: unknown, ports: readonly MessagePort[], source: { postMessage(message: unknown): void } | null, origin: string,
 * }} Message
 * @typedef {Event & { request: Request, respondWith(answer: Response): void }} Asked
 * @typedef {{ name: string, size: number, port: MessagePort, pulse: () => void }} Download
 */

const ADDRESS = /^\/save\/([0-9a-f]{32})$/;
/** The page says so often that it is still there; then the browser is told that the download broke. */
const PATIENCE_MS = 60_000;

/** What was handed on goes only when the collector runs, and alone it lets that pile up further each time. */
const COLLECT_EVERY_BYTES = 4 * 1024 * 1024;
/** Never touched, so it takes addresses and no memory; it counts all the same, once it has outlived what is young. */
const HINT_BYTES = 64 * 1024 * 1024;
/** @type {ArrayBuffer[]} */
const hints = [];
let handedOn = 0;

/** Announced and not opened yet. @type {Map<string, Download>} */
const announced = new Map();
/** Announced or under way. @type {Map<string, Download>} */
const known = new Map();

addEventListener('message', (event) => {
	const { data, ports, origin } = /** @type {Message} */ (event);
	const [port] = ports;
	if (origin !== location.origin || typeof data !== 'object' || data === null || !port) return;
	if ('pulse' in data) {
		const download = known.get(String(data.pulse));
		download?.pulse();
		port.postMessage(download ? 'known' : 'unknown');
	} else if ('id' in data && 'name' in data && 'size' in data) {
		announce(String(data.id), String(data.name), Number(data.size), port);
	}
});

addEventListener('fetch', (event) => {
	const { request } = /** @type {Asked} */ (event);
	const { origin, pathname } = new URL(request.url);
	const id = ADDRESS.exec(pathname)?.[1] ?? '';
	const download = origin === location.origin ? announced.get(id) : undefined;
	if (!download || request.method !== 'GET') return;
	announced.delete(id);
	/** @type {Asked} */ (event).respondWith(answer(id, download));
});

/** @type {(id: string, name: string, size: number, port: MessagePort) => void} */
function announce(id, name, size, port) {
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	let timer;
	const pulse = () => {
		clearTimeout(timer);
		timer = setTimeout(() => {
			forget(id);
			port.dispatchEvent(new MessageEvent('message', { data: 'abort' }));
		}, PATIENCE_MS);
	};
	const download = { name, size, port, pulse };
	announced.set(id, download);
	known.set(id, download);
	pulse();
	port.onmessage = ({ data }) => {
		if (data === 'abort') forget(id);
	};
	port.postMessage('announced');
}

/** @type {(id: string) => void} */
function forget(id) {
	announced.delete(id);
	known.delete(id);
}

/** @type {(id: string, download: Download) => Response} */
function answer(id, { name, size, port }) {
	let isOver = false;
	const over = () => {
		isOver = true;
		forget(id);
	};
	const stream = new ReadableStream(
		{
			start(controller) {
				port.onmessage = ({ data }) => {
					if (isOver) return;
					if (data instanceof Uint8Array) {
						noteHandedOn(data.length);
						controller.enqueue(data);
					} else {
						over();
						if (data === 'end') {
							controller.close();
							port.postMessage('saved');
						} else controller.error(new Error('This download was given up.'));
					}
				};
			},
			pull() {
				port.postMessage('more');
			},
			cancel() {
				over();
				port.postMessage('cancelled');
			}
		},
		{ highWaterMark: 1 }
	);
	return new Response(stream, { headers: headersOf(name, size) });
}

/** @type {(bytes: number) => void} */
function noteHandedOn(bytes) {
	handedOn += bytes;
	if (handedOn < COLLECT_EVERY_BYTES) return;
	handedOn = 0;
	try {
		hints.push(new ArrayBuffer(HINT_BYTES));
		if (hints.length > 2) hints.shift();
	} catch {
		// No room for it means that the collector is under pressure already.
	}
}

/** Nothing in it may be shown, guessed at, framed by others or kept. @type {(name: string, size: number) => HeadersInit} */
function headersOf(name, size) {
	const escaped = encodeURIComponent(name).replace(
		/['()*]/g,
		(letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`
	);
	return {
		'Content-Type': 'application/octet-stream',
		'Content-Disposition': `attachment; filename*=UTF-8''${escaped}`,
		'Content-Length': String(size),
		'Content-Security-Policy': "default-src 'none'; sandbox; frame-ancestors 'self'",
		'Cross-Origin-Embedder-Policy': 'require-corp',
		'Cross-Origin-Resource-Policy': 'same-origin',
		'X-Content-Type-Options': 'nosniff',
		'Cache-Control': 'no-store'
	};
}

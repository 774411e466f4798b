/** The service worker without decryption: parts of a blob, several on their way at once, handed on in order. */
// @ts-check
const STORED_PART = 128 * 65552;

addEventListener('install', () => void (/** @type {any} */ (globalThis).skipWaiting()));

addEventListener('fetch', (event) => {
	const asked =
		/** @type {Event & { request: Request, respondWith(answer: Promise<Response>): void }} */ (
			event
		);
	const { pathname, searchParams } = new URL(asked.request.url);
	if (pathname !== '/bench/stream') return;
	asked.respondWith(answer(searchParams.get('address') ?? '', Number(searchParams.get('atOnce'))));
});

/** @param {string} address @param {number} atOnce */
async function answer(address, atOnce) {
	const size = Number(new URL(address, location.href).searchParams.get('stored'));
	const count = Math.ceil(size / STORED_PART);
	/** @param {number} index */
	const part = async (index) => {
		const range = `bytes=${index * STORED_PART}-${Math.min((index + 1) * STORED_PART, size) - 1}`;
		return (await fetch(address, { headers: { range } })).arrayBuffer();
	};
	/** @type {Promise<ArrayBuffer>[]} */
	const coming = [];
	let next = 0;
	const stream = new ReadableStream(
		{
			async pull(controller) {
				while (next < count && coming.length < atOnce) coming.push(part(next++));
				const first = coming.shift();
				if (first) controller.enqueue(new Uint8Array(await first));
				else controller.close();
			}
		},
		{ highWaterMark: 1 }
	);
	const headers = {
		'Content-Type': 'application/octet-stream',
		'Content-Disposition': 'attachment; filename="stream"',
		'Content-Length': String(size),
		'Cross-Origin-Embedder-Policy': 'require-corp'
	};
	return new Response(stream, { headers });
}

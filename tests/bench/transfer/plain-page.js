/**
 * The page without encryption: the same parts, as many at once, to and from the same routes of the same server. What the
 * benchmark calls is on `plain`; `done` says how the last call ended.
 */
// @ts-check
const PART = 8 * 1024 * 1024;
const state = { done: /** @type {string | null} */ (null) };

/** @param {() => Promise<void>} work */
function start(work) {
	state.done = null;
	work().then(
		() => (state.done = 'well'),
		(error) => (state.done = String(error))
	);
}

const field = document.createElement('input');
field.type = 'file';
field.multiple = true;
field.ariaLabel = 'Choose files';
document.documentElement.append(field);
const chosen = () => {
	const [file] = field.files ?? [];
	if (!file) throw new Error('no file');
	return file;
};

/** @param {string} path @param {RequestInit} init */
async function ask(path, init) {
	const answer = await fetch(path, init);
	if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
	await answer.arrayBuffer();
}

/** @param {Uint8Array} bytes */
const base64url = (bytes) =>
	btoa(String.fromCharCode(...bytes))
		.replaceAll('+', '-')
		.replaceAll('/', '_')
		.replaceAll('=', '');

/** @type {{ hashes: string[], address: string }} */
let prepared = { hashes: [], address: '' };

const plain = {
	state,
	/** Hashes, and the upload, before the clock starts. @param {string} vault */
	prepare: (vault) =>
		start(async () => {
			const file = chosen();
			const hashes = [];
			for (let at = 0; at < file.size; at += PART) {
				const bytes = await file.slice(at, at + PART).arrayBuffer();
				hashes.push(base64url(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))));
			}
			const blob = base64url(crypto.getRandomValues(new Uint8Array(16)));
			const uploads = `/api/vaults/${vault}/uploads`;
			prepared = { hashes, address: `${uploads}/${blob}` };
			const body = JSON.stringify({ blob, stored: file.size, parts: hashes.length });
			await ask(uploads, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body
			});
		}),
	/** @param {number} atOnce */
	putParts: (atOnce) =>
		start(async () => {
			const file = chosen();
			const { hashes, address } = prepared;
			let next = 0;
			const lane = async () => {
				while (next < hashes.length) {
					const index = next++;
					const body = await file.slice(index * PART, (index + 1) * PART).arrayBuffer();
					const headers = {
						'content-type': 'application/octet-stream',
						'x-part-sha256': hashes[index] ?? ''
					};
					await ask(`${address}/parts/${index}`, { method: 'PUT', headers, body });
				}
			};
			await Promise.all(Array.from({ length: atOnce }, lane));
		}),
	forget: () => start(() => ask(prepared.address, { method: 'DELETE' })),
	putFile: () => start(() => ask('/bench/file', { method: 'PUT', body: chosen() })),
	/** @param {string} address @param {number} atOnce */
	save: (address, atOnce) =>
		start(async () => {
			const registration = await navigator.serviceWorker.register('/bench/plain-stream.js', {
				scope: '/bench/'
			});
			const worker = registration.active ?? registration.waiting ?? registration.installing;
			while (worker && worker.state !== 'activated')
				await new Promise((resolve) =>
					worker.addEventListener('statechange', resolve, { once: true })
				);
			const frame = document.createElement('iframe');
			frame.hidden = true;
			frame.src = `/bench/stream?${new URLSearchParams({ address, atOnce: String(atOnce) })}`;
			document.documentElement.append(frame);
		}),
	/** @param {string} address */
	saveNatively: (address) =>
		start(async () => {
			const frame = document.createElement('iframe');
			frame.hidden = true;
			frame.src = address;
			document.documentElement.append(frame);
		})
};
Object.assign(globalThis, { plain });

/**
 * For the portal as an app on somebody's home screen: where a page cannot be fetched, this service worker answers with a
 * page that says so and tries again by itself. It keeps nothing, neither files of the portal nor anything else, so what
 * runs is always what the portal serves now; it lets every request that is not for a page go past, and the addresses
 * whose links carry a secret, too. It is registered only where the portal was installed, and is served as it stands here.
 */
// @ts-check

/**
 * @typedef {Event & { request: Request, respondWith(answer: Promise<Response>): void }} PageAsked
 * @typedef {{ condition: object, source: 'network' }} Rule
 * @typedef {Event & { addRoutes?: (rules: Rule[]) => Promise<void>, waitUntil(work: Promise<unknown>): void }} Installing
 */

/** Behind the # of these addresses is a secret: invitations, drop links, the set-up of a firm. */
const WITH_SECRET = ['/join', '/drop', '/setup'];

/** Where a browser takes such rules it does not even wake this worker for what goes past it. */
const past = [
	{ not: { requestMode: 'navigate' } },
	...WITH_SECRET.map((path) => ({ urlPattern: { pathname: `${path}{/*}?` } }))
];

addEventListener('install', (event) => {
	const installing = /** @type {Installing} */ (event);
	/** @type {Rule[]} */
	const rules = past.map((condition) => ({ condition, source: 'network' }));
	installing.waitUntil(
		Promise.all([
			/** @type {{ skipWaiting(): Promise<void> }} */ (/** @type {unknown} */ (self)).skipWaiting(),
			// Without the rules the listener below does the same, only slower.
			Promise.resolve(installing.addRoutes?.(rules)).catch(() => undefined)
		])
	);
});

addEventListener('fetch', (event) => {
	const { request } = /** @type {PageAsked} */ (event);
	if (request.mode !== 'navigate' || request.destination !== 'document') return;
	const { origin, pathname } = new URL(request.url);
	if (origin !== location.origin || request.method !== 'GET') return;
	if (WITH_SECRET.some((path) => pathname === path || pathname.startsWith(`${path}/`))) return;
	/** @type {PageAsked} */ (event).respondWith(fetch(request).catch(offline));
});

/** @returns {Response} */
function offline() {
	const nonce = [...crypto.getRandomValues(new Uint8Array(16))]
		.map((byte) => byte.toString(16).padStart(2, '0'))
		.join('');
	return new Response(page(nonce), {
		status: 503,
		statusText: 'Offline',
		headers: {
			'Content-Type': 'text/html; charset=utf-8',
			'Content-Security-Policy': [
				"default-src 'none'",
				`style-src 'nonce-${nonce}'`,
				`script-src 'nonce-${nonce}'`,
				"connect-src 'self'",
				"base-uri 'none'",
				"form-action 'none'",
				"frame-ancestors 'none'",
				"require-trusted-types-for 'script'",
				"trusted-types 'none'"
			].join('; '),
			'Cross-Origin-Opener-Policy': 'same-origin',
			'Cross-Origin-Embedder-Policy': 'require-corp',
			'Cross-Origin-Resource-Policy': 'same-origin',
			'Referrer-Policy': 'no-referrer',
			'X-Content-Type-Options': 'nosniff',
			'Cache-Control': 'no-store'
		}
	});
}

/** The portal's own sentences are not here: what is chosen there is not known here, so the browser's language decides. */
const WORDS = {
	en: {
		offline: 'You are offline',
		silent: 'The portal does not answer',
		safe: 'The portal needs a connection. What has arrived there is safe, and what you were sending goes on when it opens again.',
		again: 'Try again',
		byItself: 'This page tries again by itself.',
		trying: 'Trying again',
		still: 'Still no connection. This page tries again by itself.',
		opened: 'What you opened with the portal was not sent. Open it again when the portal is there.'
	},
	es: {
		offline: 'No hay conexión',
		silent: 'El portal no responde',
		safe: 'El portal necesita una conexión. Lo que ya llegó está a salvo, y lo que estaba enviando continúa cuando se abra de nuevo.',
		again: 'Intentar de nuevo',
		byItself: 'Esta página lo intenta de nuevo por sí sola.',
		trying: 'Intentándolo de nuevo',
		still: 'Sigue sin haber conexión. Esta página lo intenta de nuevo por sí sola.',
		opened:
			'Lo que abrió con el portal no se envió. Ábralo de nuevo cuando el portal esté disponible.'
	}
};

/** @returns {'en' | 'es'} the first of the browser's languages that there is */
function language() {
	const known = (self.navigator?.languages ?? [])
		.map((tag) => tag.slice(0, 2))
		.find((tag) => tag === 'en' || tag === 'es');
	return known === 'es' ? 'es' : 'en';
}

/** @type {(nonce: string) => string} */
function page(nonce) {
	const lang = language();
	const words = WORDS[lang];
	return `<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<title>Offline - Tallyport</title>
<style nonce="${nonce}">
:root { color-scheme: light dark; }
body {
	display: grid; gap: 1rem; align-content: center; justify-items: start; box-sizing: border-box;
	min-height: 100dvh; max-width: 28rem; margin: 0 auto; padding: 1.5rem;
	background: light-dark(#faf9f6, #12161a); color: light-dark(#16211f, #ecefee);
	font: 1rem/1.5 system-ui, sans-serif;
}
h1 { margin: 0; font-size: 1.5rem; line-height: 1.25; }
p { margin: 0; }
#opened:empty { display: none; }
.muted { color: light-dark(#4f5b58, #a9b4b1); }
button {
	min-height: 48px; width: 100%; padding: 0 1.25rem; border: 0; border-radius: 6px;
	background: light-dark(#0f5f4e, #5cc6a8); color: light-dark(#ffffff, #07231c);
	font: inherit; font-weight: 560;
}
:focus-visible { outline: 2px solid light-dark(#0f5f4e, #5cc6a8); outline-offset: 2px; }
</style>
</head>
<body>
<main>
<h1 id="what">${words.offline}</h1>
</main>
<p>${words.safe}</p>
<p role="status" id="opened"></p>
<button type="button" id="again">${words.again}</button>
<p class="muted" role="status" id="state">${words.byItself}</p>
<script nonce="${nonce}">
'use strict';
const EVERY_MS = 5000;
const say = (id, words) => { document.getElementById(id).textContent = words; };
async function attempt() {
	say('what', navigator.onLine ? '${words.silent}' : '${words.offline}');
	try {
		await fetch('/favicon.svg', { cache: 'no-store' });
	} catch {
		return false;
	}
	location.reload();
	return true;
}
// Files that were to be opened with the portal: the browser does not give them to the next page.
if ('launchQueue' in window) launchQueue.setConsumer(({ files }) => {
	if (files.length > 0) say('opened', '${words.opened}');
});
document.getElementById('again').addEventListener('click', async () => {
	say('state', '${words.trying}');
	if (!(await attempt())) say('state', '${words.still}');
});
addEventListener('online', attempt);
setInterval(() => { if (document.visibilityState === 'visible') attempt(); }, EVERY_MS);
if (navigator.onLine) say('what', '${words.silent}');
</script>
</body>
</html>
`;
}

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { statusResponse } from '../../src/contract/api.ts';
import { encodeBase64url } from '../../src/crypto/base64url.ts';
import { createApp } from '../../src/server/http/app.ts';
import { defaultLimits } from '../../src/server/http/rate-limits.ts';
import { routes } from '../../src/server/routes.ts';
import { expectRefusal, openPortal, ORIGIN, read, type TestPortal } from './portal.ts';
import { World, type Firm } from './world.ts';

let portal: TestPortal;
let world: World;
let firm: Firm;
let pages: string;
beforeAll(async () => {
	pages = await mkdtemp(path.join(tmpdir(), 'tallyport-pages-'));
	await mkdir(path.join(pages, '_app/immutable'), { recursive: true });
	await mkdir(path.join(pages, 'viewer'));
	await writeFile(path.join(pages, 'index.html'), '<!doctype html>app');
	await writeFile(path.join(pages, '_app/immutable/start.js'), 'export {}');
	await writeFile(path.join(pages, 'viewer/index.html'), '<!doctype html>viewer');
	portal = await openPortal({ pages });
	world = new World(portal.fetch, ORIGIN);
	firm = await world.setUp(portal.setupToken);
});
afterAll(async () => {
	await portal.close();
	await rm(pages, { recursive: true, force: true });
});

const json = { 'content-type': 'application/json' };
const post = (address: string, headers: Record<string, string>, body = '{}') =>
	portal.fetch(address, { method: 'POST', headers, body });
const get = (address: string, headers: Record<string, string> = {}) =>
	portal.fetch(address, { headers });

test('a request that another site made the browser send is refused', async () => {
	for (const site of ['cross-site', 'same-site', 'none', 'nonsense']) {
		const headers = { ...json, 'sec-fetch-site': site };
		await expectRefusal(post('/api/ceremonies', headers), 'cross-site');
	}
	await expectRefusal(get('/api/status', { 'sec-fetch-site': 'cross-site' }), 'cross-site');
	await read(get('/api/status', { 'sec-fetch-site': 'none' }), statusResponse);
});

test('a request with another origin is refused', async () => {
	for (const origin of ['https://evil.example', 'null', 'http://localhost:8701']) {
		await expectRefusal(post('/api/ceremonies', { ...json, origin }), 'cross-site');
	}
	const own = { ...json, origin: ORIGIN, 'sec-fetch-site': 'same-origin' };
	const body = JSON.stringify({ purpose: 'register' });
	expect((await post('/api/ceremonies', own, body)).status).toBe(200);
});

test('C18 with the pages elsewhere, exactly their origin may call the API, and only it may read the answer', async () => {
	const app = createApp(portal.services, { pages: null });
	const ask = async (headers: Record<string, string>) => app.request('/api/status', { headers });
	const own = await ask({ origin: ORIGIN, 'sec-fetch-site': 'same-site' });
	expect(own.status).toBe(200);
	expect(own.headers.get('access-control-allow-origin')).toBe(ORIGIN);
	expect(own.headers.get('access-control-allow-credentials')).toBe('true');
	expect(own.headers.get('vary')).toBe('Origin');

	const strangers: Record<string, string>[] = [
		{ origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
		{ origin: 'http://sibling.localhost:8700', 'sec-fetch-site': 'same-site' },
		{ origin: 'null', 'sec-fetch-site': 'cross-site' },
		{ origin: ORIGIN, 'sec-fetch-site': 'cross-site' },
		{ origin: 'https://evil.example' },
		{ 'sec-fetch-site': 'same-site' },
		{ 'sec-fetch-site': 'same-origin' }
	];
	for (const headers of strangers) {
		const answer = await ask(headers);
		if (headers['origin'] !== ORIGIN)
			expect(answer.headers.get('access-control-allow-origin')).toBeNull();
		await expectRefusal(answer, 'cross-site');
	}
	expect((await app.request('/', { headers: { accept: 'text/html' } })).status).toBe(404);
});

test('a refusal can be read by the pages elsewhere too', async () => {
	const app = createApp(portal.services, { pages: null });
	const answer = await app.request('/api/session', { headers: { origin: ORIGIN } });
	expect(answer.headers.get('access-control-allow-origin')).toBe(ORIGIN);
	await expectRefusal(answer, 'not-signed-in');
});

test('a browser’s question before a request is answered to the pages elsewhere and to nobody else', async () => {
	const app = createApp(portal.services, { pages: null });
	const ask = async (to: typeof app, origin: string) =>
		to.request('/api/account/keyring', {
			method: 'OPTIONS',
			headers: { origin, 'access-control-request-method': 'PUT', 'sec-fetch-site': 'same-site' }
		});
	const own = await ask(app, ORIGIN);
	expect(own.status).toBe(204);
	expect(own.headers.get('access-control-allow-origin')).toBe(ORIGIN);
	expect(own.headers.get('access-control-allow-methods')).toBe('GET, POST, PUT, DELETE');
	expect(own.headers.get('access-control-allow-headers')).toBe(
		'content-type, range, x-part-sha256'
	);
	const refused = [
		await ask(app, 'https://evil.example'),
		await ask(createApp(portal.services, {}), ORIGIN)
	];
	for (const answer of refused) {
		expect(answer.status).toBe(404);
		expect(answer.headers.get('access-control-allow-origin')).toBeNull();
		expect(answer.headers.get('access-control-allow-methods')).toBeNull();
	}
});

test('a body of another content type is refused', async () => {
	for (const type of [
		'text/plain',
		'application/x-www-form-urlencoded',
		'multipart/form-data',
		''
	]) {
		await expectRefusal(post('/api/ceremonies', { 'content-type': type }), 'wrong-content-type');
	}
	const utf8 = { 'content-type': 'application/json; charset=utf-8' };
	await expectRefusal(post('/api/ceremonies', utf8), 'malformed-request');
});

test('a body that is no JSON, or not what the contract says, is malformed', async () => {
	const bodies = ['', '{', '[]', 'null', '{"purpose":"register","more":1}', '{"purpose":"x"}'];
	for (const body of bodies) {
		await expectRefusal(post('/api/ceremonies', json, body), 'malformed-request');
	}
	const invalid = new Uint8Array([0x22, 0xff, 0x22]);
	const answer = portal.fetch('/api/ceremonies', { method: 'POST', headers: json, body: invalid });
	await expectRefusal(answer, 'malformed-request');
});

test('bytes in another spelling of base64url are malformed', async () => {
	const { browser } = firm.owner;
	for (const keyring of ['AA==', 'A', 'AB', 'A+B/', 'AA A']) {
		const answer = browser.put('/api/account/keyring', { version: 0, keyring });
		await expectRefusal(answer, 'malformed-request');
	}
});

test('a JSON body over 4 MiB is refused, announced or not', async () => {
	const { browser } = firm.owner;
	const large = `"${'x'.repeat(4 * 1024 * 1024)}"`;
	const headers = { ...json, 'content-length': String(large.length) };
	const address = '/api/account/keyring';
	const answer = await browser.send('PUT', address, { headers, body: large });
	expect(answer.headers.get('connection')).toBe('close');
	await expectRefusal(answer, 'too-large');
	await expectRefusal(browser.send('PUT', address, { headers: json, body: large }), 'too-large');
});

test('an entry of the largest size fits into the JSON limit', async () => {
	const entry = encodeBase64url(new Uint8Array(2 * 1024 * 1024));
	const capsule = encodeBase64url(new Uint8Array(65536));
	const answer = firm.owner.browser.post(`/api/firms/${firm.id}/log`, { entry, capsule });
	await expectRefusal(answer, 'entry-refused');
});

test('an address of the API that does not exist is not found, whatever is accepted', async () => {
	for (const address of ['/api/nothing', '/api', '/api/', '/api/vaults', '/api/status/more']) {
		await expectRefusal(get(address, { accept: 'text/html' }), 'not-found');
	}
	await expectRefusal(post('/api/status', json), 'not-found');
});

test('every answer tells the browser to keep to our own pages', async () => {
	for (const address of [
		'/',
		'/api/status',
		'/api/nothing',
		'/missing.js',
		'/_app/immutable/start.js'
	]) {
		const { headers } = await get(address, { accept: 'text/html' });
		const policy = headers.get('content-security-policy') ?? '';
		expect(policy).toContain(
			"default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self';"
		);
		expect(policy).toContain("frame-ancestors 'none'");
		expect(policy).not.toContain('unsafe-inline');
		expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
		expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
		expect(headers.get('x-content-type-options')).toBe('nosniff');
		expect(headers.get('referrer-policy')).toBe('no-referrer');
		expect(headers.get('permissions-policy')).toContain('camera=(self)');
		expect(headers.get('access-control-allow-origin')).toBeNull();
	}
});

test('the viewer is shut in an opaque origin without network', async () => {
	const { headers } = await get('/viewer/index.html');
	const policy = headers.get('content-security-policy') ?? '';
	expect(policy).toMatch(/^sandbox allow-scripts; default-src 'none';/);
	expect(policy).toContain(`script-src ${ORIGIN}/viewer/;`);
	expect(policy).toContain("connect-src 'none'");
	expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
	expect(headers.get('cross-origin-embedder-policy')).toBe('require-corp');
	expect(headers.get('access-control-allow-origin')).toBe('*');
});

test('answers of the API are never kept by a cache, immutable files always', async () => {
	const cacheOf = async (address: string) => (await get(address)).headers.get('cache-control');
	expect(await cacheOf('/api/status')).toBe('no-store');
	expect(await cacheOf('/api/nothing')).toBe('no-store');
	expect(await cacheOf('/_app/immutable/start.js')).toContain('immutable');
	expect(await cacheOf('/')).toBe('no-cache');
});

test('an address that is a page of the app gets the app', async () => {
	for (const address of ['/', '/join', '/clients/abc', '/setup']) {
		const answer = await get(address, { accept: 'text/html,*/*' });
		expect(await answer.text()).toBe('<!doctype html>app');
		expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
	}
	expect((await get('/viewer/')).headers.get('content-type')).toContain('text/html');
});

test('a missing file is a 404 and never the app', async () => {
	const answer = await get('/_app/immutable/gone.js', { accept: '*/*' });
	expect(answer.status).toBe(404);
	expect((await post('/join', { accept: 'text/html' })).status).toBe(404);
});

test('no address reaches a file that was not built', async () => {
	const attempts = [
		'/../package.json',
		'/..%2fpackage.json',
		'/%2e%2e/package.json',
		'//etc/passwd'
	];
	for (const address of attempts) {
		expect((await get(address)).status).toBe(404);
	}
});

test('a page that has not changed is not sent again', async () => {
	const etag = (await get('/')).headers.get('etag') ?? '';
	expect((await get('/', { 'if-none-match': etag })).status).toBe(304);
});

test('a script is sent compressed to whoever takes it, and is the same script', async () => {
	const address = '/_app/immutable/start.js';
	const plain = await get(address);
	expect(plain.headers.get('content-encoding')).toBeNull();
	const small = await get(address, { 'accept-encoding': 'gzip, deflate, br' });
	expect(small.headers.get('content-encoding')).toBe('br');
	expect(small.headers.get('vary')).toBe('Accept-Encoding');
	const unpacked = brotliDecompressSync(Buffer.from(await small.arrayBuffer()));
	expect(unpacked.toString()).toBe(await plain.text());
	const etag = small.headers.get('etag') ?? '';
	expect(etag).not.toBe(plain.headers.get('etag'));
	const again = { 'accept-encoding': 'br', 'if-none-match': etag };
	expect((await get(address, again)).status).toBe(304);
});

test('too many attempts at an open door are refused with a time to wait', async () => {
	const limits = { ...defaultLimits, ceremonies: 3, signIn: 1, recovery: 1, join: 1, setup: 1 };
	const own = await openPortal({ limits });
	try {
		const doors: [string, number][] = [
			['/api/ceremonies', 3],
			['/api/setup', 1],
			['/api/sign-in', 1],
			['/api/recovery/challenge', 1],
			['/api/invites/x/join', 1]
		];
		for (const [address, allowed] of doors) {
			const ask = () => own.fetch(address, { method: 'POST', headers: json, body: '{}' });
			for (let i = 0; i < allowed; i++) expect((await ask()).status).not.toBe(429);
			const refused = await ask();
			expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
			await expectRefusal(refused, 'too-many-requests');
		}
	} finally {
		await own.close();
	}
});

test('behind a proxy each address has its own limit, and cannot pretend to another', async () => {
	const limits = { ...defaultLimits, ceremonies: 1 };
	const own = await openPortal({ limits, behindProxy: true });
	try {
		const ask = (from: string) =>
			own.fetch('/api/ceremonies', {
				method: 'POST',
				headers: { ...json, 'x-forwarded-for': from },
				body: '{"purpose":"register"}'
			});
		expect((await ask('203.0.113.1')).status).toBe(200);
		expect((await ask('203.0.113.2')).status).toBe(200);
		await expectRefusal(ask('198.51.100.7, 203.0.113.1'), 'too-many-requests');
	} finally {
		await own.close();
	}
});

test('the log holds patterns of routes and no id, address, query or cookie', async () => {
	const { browser, identity } = firm.owner;
	await browser.get(`/api/firms/${firm.id}/log?after=3`);
	await get('/join?x=canary', { accept: 'text/html', 'user-agent': 'canary' });
	const text = portal.logged.join('');
	expect(text).toContain('"route":"/api/firms/:firm/log"');
	expect(text).toContain('"route":"pages"');
	for (const secret of [firm.id, identity.userId, 'canary', 'after', browser.cookie ?? '?']) {
		expect(text).not.toContain(secret);
	}
	const patterns = new Set(['unmatched', 'pages', ...routes.map((route) => route.path)]);
	for (const line of portal.logged) {
		const entry: unknown = JSON.parse(line);
		expect(entry).toMatchObject({ msg: 'request' });
		expect(Object.keys(entry ?? {}).sort()).toEqual(
			['level', 'method', 'ms', 'msg', 'route', 'status', 'time'].sort()
		);
		if (typeof entry === 'object' && entry !== null && 'route' in entry) {
			expect(patterns).toContain(entry.route);
		}
	}
});

/** The service worker of an installed portal (static/offline.js), run with Node's requests and answers around it. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { runInNewContext } from 'node:vm';
import { beforeEach, describe, expect, test } from 'vitest';

const ORIGIN = 'https://portal.example';
const root = path.join(import.meta.dirname, '../..');
const code = readFileSync(path.join(root, 'static/offline.js'), 'utf8');

type Listener = (event: object) => void;
let listeners: Map<string, Listener>;
/** What the network answers; null when there is none. */
let network: Response | null;
let fetched: string[];

beforeEach(() => {
	listeners = new Map();
	network = null;
	fetched = [];
	runInNewContext(code, {
		...{ Response, URL, Uint8Array, crypto, Promise },
		location: { origin: ORIGIN },
		self: { skipWaiting: () => Promise.resolve() },
		fetch: ({ url }: Request) => {
			fetched.push(url);
			return network ? Promise.resolve(network) : Promise.reject(new TypeError('no network'));
		},
		addEventListener: (type: string, listener: Listener) => listeners.set(type, listener)
	});
});

interface Wish {
	method?: string;
	mode?: string;
	destination?: string;
}

/** What it answers; null when it lets the request go past. */
function ask(address: string, wish: Wish = {}): Promise<Response> | null {
	let answer: Promise<Response> | null = null;
	// Only a browser makes requests of the mode "navigate".
	const request = {
		...{ method: 'GET', mode: 'navigate', destination: 'document', ...wish },
		url: new URL(address, ORIGIN).href
	};
	listeners.get('fetch')?.({
		request,
		respondWith: (given: Promise<Response>) => {
			answer = given;
		}
	});
	return answer;
}

/** The addresses whose page takes a secret out of the fragment. */
const withSecret = readdirSync(path.join(root, 'src/routes'), { recursive: true, encoding: 'utf8' })
	.filter((name) => name.endsWith('+page.svelte'))
	.filter((name) => /Fragment\(/u.test(readFileSync(path.join(root, 'src/routes', name), 'utf8')))
	.map((name) => `/${path.dirname(name)}`);

describe('the service worker of an installed portal', () => {
	test('is for pages: what the network answers, it passes on as it is', async () => {
		network = new Response('the page of now');
		const answer = await ask('/vault/AAAA');
		expect(answer).toBe(network);
		expect(fetched).toEqual([`${ORIGIN}/vault/AAAA`]);
	});

	test.each(['/', '/clients', '/vault/AAAA', '/sign-in'])(
		'says at %s that there is no connection when there is none',
		async (address) => {
			const answer = await ask(address);
			expect(answer?.status).toBe(503);
			expect(await answer?.text()).toContain('You are offline');
		}
	);

	test('knows every address whose link carries a secret', () => {
		expect(withSecret.sort()).toEqual(['/drop', '/join', '/setup']);
	});

	test.each(withSecret.flatMap((address) => [`${address}#secret`, `${address}/#secret`]))(
		'C64 lets %s go past, offline or not',
		(address) => {
			expect(ask(address)).toBeNull();
			network = new Response('the page');
			expect(ask(address)).toBeNull();
			expect(fetched).toEqual([]);
		}
	);

	test.each<[string, string, Wish]>([
		['what a page asks the server for', '/api/status', { mode: 'cors', destination: '' }],
		['a script', '/_app/x.js', { mode: 'cors', destination: 'script' }],
		['the viewer in its frame', '/viewer/index.html', { destination: 'iframe' }],
		['what is sent', '/', { method: 'POST' }],
		['another origin', 'https://elsewhere.example/', {}]
	])('lets %s go past', (_, address, wish) => {
		expect(ask(address, wish)).toBeNull();
	});

	test('asks browsers that can to not even wake it for what goes past it', () => {
		const rules: unknown[] = [];
		listeners.get('install')?.({
			addRoutes: (given: unknown[]) => {
				rules.push(...given);
				return Promise.resolve();
			},
			waitUntil: () => undefined
		});
		expect(rules).toHaveLength(1 + withSecret.length);
	});

	test('C64 keeps nothing: it has no store and no message, and names no file of the portal', () => {
		expect([...listeners.keys()].sort()).toEqual(['fetch', 'install']);
		expect(code).not.toMatch(/\bcaches\b|indexedDB|localStorage|postMessage|_app\//u);
	});

	test('its page may run its own script and style, and nothing else', async () => {
		const first = await ask('/');
		const second = await ask('/');
		const policy = first?.headers.get('content-security-policy') ?? '';
		const nonce = /script-src 'nonce-([0-9a-f]{32})'/u.exec(policy)?.[1] ?? '';
		expect(policy).toContain("default-src 'none'");
		expect(policy).toContain("connect-src 'self'");
		expect(policy).not.toContain('unsafe');
		const html = (await first?.text()) ?? '';
		const inline = html.match(/<(?:script|style)[^>]*>/gu) ?? [];
		expect(inline).toEqual([`<style nonce="${nonce}">`, `<script nonce="${nonce}">`]);
		expect(second?.headers.get('content-security-policy')).not.toContain(nonce);
	});
});

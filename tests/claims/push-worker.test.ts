/** The service worker of notices on a device (static/push.js), run with a browser's parts around it. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { runInNewContext } from 'node:vm';
import { beforeEach, describe, expect, test } from 'vitest';

const root = path.join(import.meta.dirname, '../..');
const code = readFileSync(path.join(root, 'static/push.js'), 'utf8');

type Listener = (event: object) => void;
let listeners: Map<string, Listener>;
let shown: unknown[];
let pages: { url: string; focus: () => Promise<string> }[];
let opened: string[];

beforeEach(() => start(['en-US']));

function start(languages: readonly string[], search = ''): void {
	listeners = new Map();
	shown = [];
	pages = [];
	opened = [];
	runInNewContext(code, {
		URL,
		location: { search },
		self: {
			navigator: { languages },
			registration: {
				showNotification: (...what: unknown[]) => {
					shown.push(what);
					return Promise.resolve();
				}
			},
			clients: {
				matchAll: () => Promise.resolve(pages),
				openWindow: (url: string) => {
					opened.push(url);
					return Promise.resolve();
				}
			}
		},
		addEventListener: (type: string, listener: Listener) => listeners.set(type, listener)
	});
}

/** What became of it. */
async function happens(type: string, more: object = {}): Promise<unknown> {
	let work: unknown = null;
	listeners.get(type)?.({
		...more,
		waitUntil: (given: unknown) => {
			work = given;
		}
	});
	return work;
}
const page = (address: string) => {
	const url = `https://portal.example${address}`;
	return { url, focus: () => Promise.resolve(url) };
};
const notification = { close: () => undefined };

describe('the service worker of notices on a device', () => {
	test('C88 shows the same sentence whatever a push carries', async () => {
		await happens('push', {});
		await happens('push', { data: { text: () => 'Maria’s W-2', json: () => ({ title: 'W-2' }) } });
		const [first, second] = shown;
		expect(first).toEqual([
			'Something is waiting for you',
			{ body: 'Sign in to the portal to see it.', lang: 'en', tag: 'waiting' }
		]);
		expect(second).toEqual(first);
		expect(code).not.toMatch(/\.data\b/u);
	});

	test('says it in the first of the browser’s languages that there is, or in English', async () => {
		const said = async (languages: string[]) => {
			start(languages);
			await happens('push', {});
			return shown[0];
		};
		expect(await said(['pt-BR', 'es-MX', 'en'])).toEqual([
			'Hay algo pendiente para usted',
			{ body: 'Inicie sesión en el portal para verlo.', lang: 'es', tag: 'waiting' }
		]);
		expect(await said(['en-GB', 'es'])).toMatchObject(['Something is waiting for you', {}]);
		expect(await said(['pt-BR'])).toMatchObject(['Something is waiting for you', {}]);
	});

	test('says it as the portal is read in this browser, whatever the browser prefers', async () => {
		start(['en-US'], '?es');
		await happens('push', {});
		expect(shown[0]).toMatchObject(['Hay algo pendiente para usted', { lang: 'es' }]);
		start(['es-MX'], '?en');
		await happens('push', {});
		expect(shown[0]).toMatchObject(['Something is waiting for you', { lang: 'en' }]);
		start(['en-US'], '?constructor');
		await happens('push', {});
		expect(shown[0]).toMatchObject(['Something is waiting for you', { lang: 'en' }]);
	});

	test('a press opens the page where one signs in', async () => {
		await happens('notificationclick', { notification });
		expect(opened).toEqual(['/sign-in']);
	});

	test('a press goes to the portal where it is open, and stays away from a page that holds a link', async () => {
		pages = [page('/join#secret'), page('/drop'), page('/vault/AAAA')];
		expect(await happens('notificationclick', { notification })).toBe(
			'https://portal.example/vault/AAAA'
		);
		expect(opened).toEqual([]);
		pages = [page('/setup#secret')];
		await happens('notificationclick', { notification });
		expect(opened).toEqual(['/sign-in']);
	});

	test('C88 sees no request, has no store, no message and fetches nothing', () => {
		expect([...listeners.keys()].sort()).toEqual(['notificationclick', 'push']);
		expect(code).not.toMatch(
			/\bcaches\b|indexedDB|localStorage|postMessage|fetch\(|importScripts/u
		);
	});

	test('no page is below its scope, so it never controls one', () => {
		const routes = readdirSync(path.join(root, 'src/routes'), {
			recursive: true,
			encoding: 'utf8'
		});
		expect(routes.filter((name) => /(?:^|\/)push(?:\/|$)/u.test(name))).toEqual([]);
		expect(readdirSync(path.join(root, 'static'))).not.toContain('push');
		const registered = readFileSync(path.join(root, 'src/lib/core/service-workers.ts'), 'utf8');
		expect(registered).toMatch(/PUSH_SCOPE = '\/push\/'/u);
	});
});

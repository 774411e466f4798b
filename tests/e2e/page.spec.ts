/** What is served, and what the page does with it over a whole working day. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { createClient, hire, joinVault, saved, sendFiles, setUpFirm } from './fixtures/journeys.ts';
import { expect, test, type Portal } from './fixtures/test.ts';

const hashOf = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest();

async function fetched(portal: Portal, path: string): Promise<Buffer> {
	const response = await fetch(`${portal.origin}/${path}`);
	expect(response.status, path).toBe(200);
	return Buffer.from(await response.arrayBuffer());
}

async function manifestOf(portal: Portal): Promise<Map<string, string>> {
	const text = (await fetched(portal, 'asset-manifest.json')).toString();
	const { assets } = z.object({ assets: z.record(z.string(), z.string()) }).parse(JSON.parse(text));
	return new Map(Object.entries(assets));
}

test('C19 the page runs no inline script and no style, and its policy would refuse them', async ({
	portal
}) => {
	for (const path of ['', 'join', 'clients/anything', 'setup']) {
		const response = await fetch(`${portal.origin}/${path}`, { headers: { accept: 'text/html' } });
		const html = await response.text();
		expect(html).toMatch(/<script src="\//u);
		expect(html).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=|javascript:/iu);
		const policy = new Map(
			(response.headers.get('content-security-policy') ?? '')
				.split('; ')
				.map((rule) => [rule.split(' ')[0] ?? '', rule.split(' ').slice(1)])
		);
		expect(policy.get('default-src')).toEqual(["'none'"]);
		expect(policy.get('script-src')).toEqual(["'self'", "'wasm-unsafe-eval'"]);
		expect(policy.get('style-src')).toEqual(["'self'"]);
		expect(policy.get('connect-src')).toEqual(["'self'"]);
		expect(policy.get('worker-src')).toEqual([
			'blob:',
			`${portal.origin}/save/worker.js`,
			`${portal.origin}/offline.js`,
			`${portal.origin}/push.js`
		]);
		expect(policy.get('require-trusted-types-for')).toEqual(["'script'"]);
		expect(policy.get('trusted-types')).toEqual([
			'tallyport-worker',
			'tallyport-service-worker',
			'tallyport-program'
		]);
		expect(policy.get('frame-ancestors')).toEqual(["'none'"]);
		expect(policy.get('form-action')).toEqual(["'none'"]);
		expect(policy.get('base-uri')).toEqual(["'none'"]);
	}
});

test('C19 no page contacts another origin or breaks its policy, from set-up to the opened file', async ({
	person,
	portal
}) => {
	const owner = await person('the owner');
	const sam = await person('the preparer');
	const maria = await person('the client', { phone: true });
	await setUpFirm(owner, portal.setupLink);
	await hire(owner, sam, 'Sam Ortiz');
	await joinVault(maria, await createClient(sam, 'Maria Okafor'));
	const picture = await maria.page.screenshot();
	await sendFiles(
		maria,
		[{ name: 'receipt.png', mimeType: 'image/png', buffer: picture }],
		['receipt.png']
	);
	expect(await saved(sam, 'receipt.png')).toEqual(picture);
	await sam.page.getByRole('button', { name: 'receipt.png', exact: true }).click();
	await expect(sam.page.frameLocator('iframe').getByRole('img')).toBeVisible();

	for (const [who, has] of [
		[owner, 2],
		[sam, 2],
		[maria, 0]
	] as const) {
		const urls = (await who.recording.all()).map(({ url }) => url);
		const forStaff = new Set(urls.filter((url) => /\/staff\.[^/]+$/u.test(url)));
		expect(forStaff.size, `files for staff fetched by ${who.name}`).toBe(has);
	}
	// A violation of the policy is an error on the console, which the fixture refuses at the end.
	for (const { recording, context } of [owner, sam, maria]) {
		const requests = await recording.all();
		expect(requests.length).toBeGreaterThan(20);
		const elsewhere = requests
			.map(({ url }) => new URL(url))
			.filter(({ origin, protocol }) => origin !== portal.origin && protocol !== 'blob:');
		expect(elsewhere.map(({ href }) => href)).toEqual([]);
		expect(context.serviceWorkers()).toEqual([]);
	}
});

test('the manifest lists every asset that a browser loads, with the hash of what is served', async ({
	person,
	portal
}) => {
	const manifest = await manifestOf(portal);
	expect(manifest.size).toBeGreaterThan(15);
	for (const [path, hash] of manifest)
		expect(hashOf(await fetched(portal, path)).toString('hex'), path).toBe(hash);

	const visitor = await person('a visitor');
	await visitor.page.goto('/');
	await expect(visitor.page.getByText('This portal is not set up yet')).toBeVisible();
	const loaded = (await visitor.recording.all())
		.map(({ url }) => new URL(url))
		.filter(({ protocol }) => protocol !== 'blob:')
		.map(({ pathname }) => pathname.slice(1))
		.filter((path) => path !== '' && path !== 'asset-manifest.json' && !path.startsWith('api/'));
	expect(loaded.length).toBeGreaterThanOrEqual(5);
	expect(loaded.filter((path) => !manifest.has(path))).toEqual([]);
});

test('the program names the script and the stylesheet for staff with the hash of what is served, and there is no other', async ({
	portal
}) => {
	const manifest = await manifestOf(portal);
	const ofKind = (kind: RegExp) => [...manifest.keys()].filter((path) => kind.test(path)).sort();
	const scripts = ofKind(/^_app\/immutable\/[^/]+\.js$/u);
	const styles = ofKind(/\.css$/u);
	const names = [...scripts, ...styles].map((path) => path.replace(/\.[^/]+(?=\.[a-z]+$)/u, ''));
	expect(names).toEqual([
		'_app/immutable/bundle.js',
		'_app/immutable/staff.js',
		'_app/immutable/start.js',
		'_app/immutable/assets/bundle.css',
		'_app/immutable/assets/staff.css',
		'viewer/viewer.css'
	]);
	const program = (await fetched(portal, scripts[0] ?? '')).toString();
	for (const path of [scripts[1] ?? '', styles[1] ?? '']) {
		expect(program).toContain(path.split('/').at(-1));
		expect(program).toContain(`sha256-${hashOf(await fetched(portal, path)).toString('base64')}`);
	}
	for (const path of scripts)
		expect((await fetched(portal, path)).toString(), path).not.toMatch(/\bimport\s*\(/u);
});

test('every script and style the pages name carries the hash of what is served', async ({
	portal
}) => {
	for (const page of ['index.html', 'viewer/index.html']) {
		const html = (await fetched(portal, page)).toString();
		const tags = html.match(/<(?:script|link)\s[^>]*>/gu) ?? [];
		const loading = tags.filter((tag) => !/rel="(?:icon|manifest|apple-touch-icon)"/u.test(tag));
		expect(loading.length, page).toBeGreaterThan(0);
		for (const tag of loading) {
			const address = /\s(?:src|href)="([^"]+)"/u.exec(tag)?.[1] ?? '';
			const path = new URL(address, `${portal.origin}/${page}`).pathname.slice(1);
			const integrity = `sha256-${hashOf(await fetched(portal, path)).toString('base64')}`;
			expect(tag, path).toContain(`integrity="${integrity}"`);
		}
	}
});

test('C30 no string becomes markup, code or a worker in the page, and no new policy may allow it', async ({
	person
}) => {
	const visitor = await person('a visitor');
	visitor.expectProblem(/Content Security Policy|requires 'Trusted/iu);
	await visitor.page.goto('/');
	await expect(visitor.page.getByText('This portal is not set up yet')).toBeVisible();
	expect(await visitor.page.evaluate(attempts)).toEqual({
		markup: 'TypeError',
		'markup beside': 'TypeError',
		'a parsed document': 'TypeError',
		'a written document': 'TypeError',
		'a framed document': 'TypeError',
		'a script address': 'TypeError',
		'a script text': 'TypeError',
		'a worker': 'TypeError',
		'a handler': 'TypeError',
		eval: 'EvalError',
		'a function': 'EvalError',
		'another policy': 'TypeError',
		'the same policy again': 'TypeError',
		'the other policy again': 'TypeError',
		'the third policy again': 'TypeError',
		'a service worker': 'TypeError'
	});
	expect(await visitor.page.evaluate(() => 'pwned' in window)).toBe(false);
});

/** Runs in the page, and there in a task of its own: what DevTools evaluates itself is exempt from some rules. */
function attempts(): Promise<Record<string, string>> {
	const code = 'window.pwned = true';
	const markup = `<img src=x onerror="${code}">`;
	const script = document.createElement('script');
	const place = document.createElement('div');
	const call = (target: unknown, method: string, ...given: unknown[]) => {
		const found: unknown = Reflect.get(Object(target), method);
		if (typeof found === 'function') Reflect.apply(found, target, given);
	};
	const makePolicy = (name: string) => () => {
		call(Reflect.get(window, 'trustedTypes'), 'createPolicy', name, {});
	};
	const tries: Record<string, () => unknown> = {
		markup: () => (place.innerHTML = markup),
		'markup beside': () => place.insertAdjacentHTML('beforeend', markup),
		'a parsed document': () => new DOMParser().parseFromString(markup, 'text/html'),
		'a written document': () => call(document, 'write', markup),
		'a framed document': () => (document.createElement('iframe').srcdoc = markup),
		'a script address': () => (script.src = '/x.js'),
		'a script text': () => (script.text = code),
		'a worker': () => new Worker('/_app/version.json'),
		'a handler': () => place.setAttribute('onclick', code),
		eval: () => call(window, 'eval', code),
		'a function': () => call(window, 'Function', code),
		'another policy': makePolicy('another'),
		'the same policy again': makePolicy('tallyport-worker'),
		'the other policy again': makePolicy('tallyport-service-worker'),
		'the third policy again': makePolicy('tallyport-program'),
		'a service worker': () => navigator.serviceWorker.register('/save/worker.js')
	};
	const outcome = async ([name, attempt]: [string, () => unknown]): Promise<[string, string]> => {
		try {
			await attempt();
			return [name, 'allowed'];
		} catch (error) {
			return [name, error instanceof Error ? error.name : 'other'];
		}
	};
	return new Promise((resolve) =>
		setTimeout(() => {
			void Promise.all(Object.entries(tries).map(outcome)).then((results) => {
				resolve(Object.fromEntries(results));
			});
		})
	);
}

test('C30 the page shares its process with nobody: it is cross-origin isolated', async ({
	person,
	portal
}) => {
	const visitor = await person('a visitor');
	await visitor.page.goto('/');
	expect(await visitor.page.evaluate(() => crossOriginIsolated)).toBe(true);
	for (const path of ['', 'favicon.svg', 'viewer/index.html', 'viewer/viewer.js', 'api/status']) {
		const { headers } = await fetch(`${portal.origin}/${path}`);
		expect(headers.get('cross-origin-opener-policy'), path).toBe('same-origin');
		expect(headers.get('cross-origin-embedder-policy'), path).toBe('require-corp');
		expect(headers.get('cross-origin-resource-policy'), path).toBe('same-origin');
	}
});

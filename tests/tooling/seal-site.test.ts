import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fingerprintOf, sealSite } from '../../scripts/seal-site.js';

const start = `{
	__sveltekit_abc = {
		base: ""
	};
	const element = document.currentScript.parentElement;
	import("/_app/immutable/a.js").then((app) => { app.start(element) });
}`;
const page = (body: string) =>
	`<!doctype html><html><head></head><body><div>${body}</div></body></html>`;

let site = '';
beforeEach(() => (site = mkdtempSync(join(tmpdir(), 'tallyport-site-'))));
afterEach(() => rmSync(site, { recursive: true, force: true }));

function seal(files: Record<string, string>, facts = {}): string {
	for (const [path, content] of Object.entries({ '_app/immutable/a.js': 'a', ...files })) {
		mkdirSync(dirname(join(site, path)), { recursive: true });
		writeFileSync(join(site, path), content);
	}
	sealSite(site, facts);
	return readFileSync(join(site, 'index.html'), 'utf8');
}

const hashOf = (path: string, form: 'hex' | 'base64') =>
	createHash('sha256')
		.update(readFileSync(join(site, path)))
		.digest(form);

describe('the seal on a build', () => {
	test('gives the inline start script two files with a hash: the global, then the bundle', () => {
		const html = seal({ 'index.html': page(`<script>${start}</script>`) });
		const [name = ''] = readdirSync(join(site, '_app/immutable')).filter((one) =>
			one.startsWith('start.')
		);
		const path = `_app/immutable/${name}`;
		expect(readFileSync(join(site, path), 'utf8')).toContain(
			'globalThis.__sveltekit_abc = { base: "" };'
		);
		const integrity = (file: string) => `integrity="sha256-${hashOf(file, 'base64')}"`;
		expect(html).toContain(
			`<head>\n\t\t<script src="/${path}" crossorigin ${integrity(path)}></script>`
		);
		expect(html).toContain(
			`<script type="module" src="/_app/immutable/a.js" ${integrity('_app/immutable/a.js')}></script>`
		);
		expect(html).not.toContain('import(');
	});

	test('puts the hash of the file on every stylesheet', () => {
		const html = seal({
			'a.css': 'p {}',
			'index.html': page('<link rel="stylesheet" href="/a.css" />')
		});
		expect(html).toContain(`href="/a.css" integrity="sha256-${hashOf('a.css', 'base64')}">`);
	});

	test('lists the SHA-256 of every file but its own and the host’s, beside the facts it was given', () => {
		seal(
			{ 'index.html': page(''), 'viewer/index.html': page(''), _headers: '/*' },
			{ format: 'x' }
		);
		const manifest = JSON.parse(readFileSync(join(site, 'asset-manifest.json'), 'utf8'));
		expect(manifest.format).toBe('x');
		expect(Object.keys(manifest.assets)).toEqual([
			'_app/immutable/a.js',
			'index.html',
			'viewer/index.html'
		]);
		expect(manifest.assets['index.html']).toBe(hashOf('index.html', 'hex'));
		expect(fingerprintOf(site)).toBe(hashOf('asset-manifest.json', 'hex'));
	});

	test.each([
		['a style attribute', '<p style="color: red">'],
		['a style element', '<style>p {}</style>'],
		['an event handler', '<p onclick="go()">'],
		['a script address that is code', '<a href="javascript:go()">']
	])('refuses a page with %s', (_, body) => {
		expect(() => seal({ 'index.html': page(body) })).toThrow('still holds something inline');
	});

	test.each([
		['another script', 'go()'],
		['a start without the global', 'import("/_app/immutable/a.js").then((app) => app.start())'],
		['a start that imports more', `${start} import("/b.js")`]
	])('refuses a page that starts with %s', (_, code) => {
		expect(() => seal({ 'index.html': page(`<script>${code}</script>`) })).toThrow(
			'in another way'
		);
	});

	test('refuses a page that names a script which is not there', () => {
		expect(() => seal({ 'index.html': page('<script src="/gone.js"></script>') })).toThrow(
			'ENOENT'
		);
	});
});

import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sealSite } from '../../scripts/seal-site.js';

const code = 'document.currentScript.parentElement';
const page = (body: string) => `<!doctype html><html><body><div>${body}</div></body></html>`;

let site = '';
beforeEach(() => (site = mkdtempSync(join(tmpdir(), 'tallyport-site-'))));
afterEach(() => rmSync(site, { recursive: true, force: true }));

function seal(files: Record<string, string>): string {
	for (const [path, content] of Object.entries({ '_app/immutable/a.js': 'a', ...files })) {
		mkdirSync(dirname(join(site, path)), { recursive: true });
		writeFileSync(join(site, path), content);
	}
	sealSite(site);
	return readFileSync(join(site, 'index.html'), 'utf8');
}

const sha256 = (path: string) => createHash('sha256').update(readFileSync(join(site, path)));

describe('the seal on a build', () => {
	test('moves an inline script to a file, unchanged, which the page names with its hash', () => {
		const html = seal({ 'index.html': page(`<script>${code}</script>`) });
		const [name] = readdirSync(join(site, '_app/immutable')).filter((one) =>
			one.startsWith('start.')
		);
		const path = `_app/immutable/${name}`;
		expect(readFileSync(join(site, path), 'utf8').trim()).toBe(code);
		expect(html).toContain(
			`<script src="/${path}" integrity="sha256-${sha256(path).digest('base64')}"></script>`
		);
	});

	test('puts the hash of the file on every script and link', () => {
		const html = seal({
			'index.html': page('<link rel="modulepreload" href="/_app/immutable/a.js" />')
		});
		const hash = sha256('_app/immutable/a.js').digest('base64');
		expect(html).toContain(`href="/_app/immutable/a.js" integrity="sha256-${hash}">`);
	});

	test('lists the SHA-256 of every file but its own', () => {
		seal({ 'index.html': page(''), 'viewer/index.html': page('') });
		const manifest = JSON.parse(readFileSync(join(site, 'asset-manifest.json'), 'utf8'));
		expect(Object.keys(manifest)).toEqual([
			'_app/immutable/a.js',
			'index.html',
			'viewer/index.html'
		]);
		expect(manifest['index.html']).toBe(sha256('index.html').digest('hex'));
	});

	test.each([
		['a style attribute', '<p style="color: red">'],
		['a style element', '<style>p {}</style>'],
		['an event handler', '<p onclick="go()">'],
		['a script address that is code', '<a href="javascript:go()">']
	])('refuses a page with %s', (_, body) => {
		expect(() => seal({ 'index.html': page(body) })).toThrow('still holds something inline');
	});

	test('refuses a page that names a script which is not there', () => {
		expect(() => seal({ 'index.html': page('<script src="/gone.js"></script>') })).toThrow(
			'ENOENT'
		);
	});
});

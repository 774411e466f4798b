/**
 * Finishes a build so that it can be served under a policy without inline scripts, and be checked:
 * - SvelteKit's inline start script moves to a file of its own, named by its hash;
 * - every script and link the pages name carries the hash of what it must be (Subresource Integrity);
 * - asset-manifest.json lists the SHA-256 of every file.
 * Throws when a page still holds anything inline that a strict policy would have to allow.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';

const inlineScript = /<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/gi;
const loadingTag = /<(?:script|link)\s[^>]*>/gi;
const anythingInline = /<script(?![^>]*\ssrc=)|<style|<[^>]*\s(?:style|on\w+)\s*=|javascript:/i;

/** @param {string} folder the build, with index.html in it */
export function sealSite(folder) {
	for (const page of filesIn(folder).filter((path) => path.endsWith('.html'))) {
		const file = join(folder, page);
		let html = readFileSync(file, 'utf8');
		html = html.replace(inlineScript, (_, code) => scriptFile(folder, code));
		html = html.replace(loadingTag, (tag) => withIntegrity(tag, folder, dirname(file)));
		const left = anythingInline.exec(html);
		if (left) throw new Error(`${page} still holds something inline: ${left[0]}`);
		writeFileSync(file, html);
	}
	const hashes = filesIn(folder)
		.filter((path) => path !== 'asset-manifest.json')
		.map((path) => [path, sha256(join(folder, path)).toString('hex')]);
	writeFileSync(
		join(folder, 'asset-manifest.json'),
		JSON.stringify(Object.fromEntries(hashes), null, '\t') + '\n'
	);
}

/** A classic script without async or defer runs where it stands, so document.currentScript still works. */
function scriptFile(/** @type {string} */ folder, /** @type {string} */ code) {
	const hash = createHash('sha256').update(code).digest('hex').slice(0, 16);
	const path = `_app/immutable/start.${hash}.js`;
	writeFileSync(join(folder, path), code.trim() + '\n');
	return `<script src="/${path}"></script>`;
}

/**
 * @param {string} tag
 * @param {string} folder the site's root on disk
 * @param {string} base the folder of the page on disk, for relative addresses
 */
function withIntegrity(tag, folder, base) {
	const address = /\s(?:src|href)="([^"]+)"/.exec(tag)?.[1];
	if (!address || /\srel="(?:icon|manifest|apple-touch-icon)"/.test(tag)) return tag;
	const file = address.startsWith('/') ? join(folder, address) : resolve(base, address);
	return tag.replace(/\s*\/?>$/, ` integrity="sha256-${sha256(file).toString('base64')}">`);
}

function sha256(/** @type {string} */ file) {
	return createHash('sha256').update(readFileSync(file)).digest();
}

function filesIn(/** @type {string} */ folder) {
	return readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
		.sort();
}

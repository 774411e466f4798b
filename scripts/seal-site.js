/**
 * Finishes a build so that it can be served under a policy without inline scripts, and be checked:
 * - SvelteKit's inline start script gives way to two scripts with a name;
 * - every script and link the pages name carries the hash of what it must be (Subresource Integrity);
 * - asset-manifest.json lists the SHA-256 of every file, and the headers they must be served with.
 * Throws when a page still holds anything inline that a strict policy would have to allow.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';

const manifest = 'asset-manifest.json';
/** For the host of the files, not for browsers: hosts that read it do not serve it. */
const notServed = [manifest, '_headers'];

const inlineScript = /<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/gi;
const loadingTag = /<(?:script|link)\s[^>]*>/gi;
const preloads = /\s*<link [^>]*rel="modulepreload"[^>]*>/gi;
const anythingInline = /<script(?![^>]*\ssrc=)|<style|<[^>]*\s(?:style|on\w+)\s*=|javascript:/i;

/**
 * @param {string} folder the build, with index.html in it
 * @param {object} facts what else the manifest says, such as the headers
 */
export function sealSite(folder, facts) {
	for (const page of filesIn(folder).filter((path) => path.endsWith('.html'))) {
		const file = join(folder, page);
		let html = readFileSync(file, 'utf8');
		html = html.replace(preloads, '');
		let first = '';
		html = html.replace(inlineScript, (_, code) => {
			const { bundle, global } = readStart(code);
			first = startScript(folder, global);
			return `<script type="module" src="${bundle}"></script>`;
		});
		html = html.replace('<head>', `<head>${first}`);
		html = html.replace(loadingTag, (tag) => withIntegrity(tag, folder, dirname(file)));
		const left = anythingInline.exec(html);
		if (left) throw new Error(`${page} still holds something inline: ${left[0]}`);
		writeFileSync(file, html);
	}
	const hashes = filesIn(folder)
		.filter((path) => !notServed.includes(path))
		.map((path) => [path, sha256(join(folder, path)).toString('hex')]);
	const listed = { ...facts, assets: Object.fromEntries(hashes) };
	writeFileSync(join(folder, manifest), JSON.stringify(listed, null, '\t') + '\n');
}

/** The build's fingerprint: it changes when any file or header does. */
export function fingerprintOf(/** @type {string} */ folder) {
	return sha256(join(folder, manifest)).toString('hex');
}

/**
 * SvelteKit's script sets one global and imports the bundle. Instead the page names the bundle, which starts itself
 * (strict-page.js), so that the browser checks its hash.
 */
function readStart(/** @type {string} */ code) {
	const bundle = /import\("([^"]+)"\)/.exec(code)?.[1];
	const global = /(__sveltekit_\w+) = (\{[^}]*\})/.exec(code);
	if (!bundle || !global || code.split('import(').length !== 2)
		throw new Error(`SvelteKit starts its pages in another way now: ${code}`);
	return { bundle, global: `${global[1]} = ${global[2]?.replaceAll(/\s+/g, ' ')}` };
}

/** The first script of the page sets the global, and speaks up when one of the other files is refused. */
function startScript(/** @type {string} */ folder, /** @type {string} */ global) {
	const code = `globalThis.${global};\n${speakUp}`;
	const hash = createHash('sha256').update(code).digest('hex').slice(0, 16);
	const path = `_app/immutable/start.${hash}.js`;
	writeFileSync(join(folder, path), code);
	// With "crossorigin", because Integrity-Policy takes no hash of a script that is fetched without CORS.
	return `\n\t\t<script src="/${path}" crossorigin></script>`;
}

const speakUp = `addEventListener(
	'error',
	({ target }) => {
		const isScript = target instanceof HTMLScriptElement;
		const isStyle = target instanceof HTMLLinkElement && target.rel === 'stylesheet';
		if ((!isScript && !isStyle) || 'later' in target.dataset) return;
		globalThis.refusedFile = true;
		const say = () => {
			const isSpanish = /^es\\b/.test(navigator.language);
			document.documentElement.lang = isSpanish ? 'es' : 'en';
			document.body.textContent = isSpanish
				? 'Este portal no se ha abierto, porque uno de sus archivos no llegó como debía: se cortó la ' +
					'conexión o el archivo fue modificado. Recargue la página. Si continúa, avise a su despacho.'
				: 'This portal was not opened, because one of its files did not arrive as it should: the ' +
					'connection broke, or the file was changed. Reload the page. If this stays, tell your firm.';
		};
		if (document.body) say();
		else addEventListener('DOMContentLoaded', say);
	},
	true
);
`;

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

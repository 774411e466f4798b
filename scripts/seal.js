/**
 * `node scripts/seal.js FOLDER`: the last step of a build, under Node 24 because it reads the server's table of headers.
 * Pages for an origin of their own (TALLYPORT_APP_ORIGIN and TALLYPORT_API_ORIGIN, see docs/hosting.md) also get a
 * _headers file for the host that serves them.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { siteHeaders } from '../src/server/http/headers.ts';
import { sealSite } from './seal-site.js';

const folder = process.argv[2] ?? 'build';
const app = originIn('TALLYPORT_APP_ORIGIN');
const api = originIn('TALLYPORT_API_ORIGIN');
if ((app === null) !== (api === null))
	fail('Set TALLYPORT_APP_ORIGIN and TALLYPORT_API_ORIGIN both, or neither.');

// The manifest holds for every address the pages may be served at, which verify-site puts in the place of {origin}.
const { pages, viewer, save, overTls } = siteHeaders({ app: '{origin}', api });
sealSite(folder, { format: 'tallyport-site/1', api, headers: { pages, viewer, save, overTls } });
if (app !== null) writeFileSync(join(folder, '_headers'), headersFile(app));

/** The form that Netlify, Cloudflare Pages and others read: addresses, and headers below them. */
function headersFile(/** @type {string} */ origin) {
	const own = siteHeaders({ app: origin, api });
	const tls = origin.startsWith('https:') ? own.overTls : {};
	const lines = (/** @type {Readonly<Record<string, string>>} */ table) =>
		Object.entries(table).map(([name, value]) => `  ${name}: ${value}`);
	/** Later rules add to earlier ones, so those of a folder detach what they replace. */
	const replaced = ['  ! Content-Security-Policy'];
	return (
		[
			...['/*', ...lines({ ...own.pages, ...tls, 'Cache-Control': 'no-cache' })],
			...['/_app/immutable/*', '  ! Cache-Control'],
			'  Cache-Control: public, max-age=31536000, immutable',
			...['/viewer/*', ...replaced, ...lines(differing(own.viewer, own.pages))],
			...['/save/*', ...replaced, ...lines(differing(own.save, own.pages))]
		].join('\n') + '\n'
	);
}

/**
 * @param {Readonly<Record<string, string>>} table
 * @param {Readonly<Record<string, string>>} base
 */
function differing(table, base) {
	return Object.fromEntries(Object.entries(table).filter(([name, value]) => base[name] !== value));
}

function originIn(/** @type {string} */ name) {
	const value = process.env[name];
	if (value === undefined || value === '') return null;
	if (URL.parse(value)?.origin !== value)
		fail(`${name} must be a scheme, a host and a port, such as https://app.firm.example.`);
	return value;
}

/** @returns {never} */
function fail(/** @type {string} */ sentence) {
	console.error(sentence);
	process.exit(1);
}

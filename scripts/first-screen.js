/**
 * How much JavaScript a browser fetches before the portal's first screen stands: the scripts that index.html names,
 * compressed as any host does (gzip). The worker that holds the keys comes beside them and is not counted, nor are the
 * screens for staff, which no client fetches.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** In bytes. People open the portal twice a year, on a phone, on whatever line there is. */
export const MOST_FIRST_SCRIPT = 250_000;

/** @param {string} folder the build, with index.html in it */
export function firstScreenScript(folder) {
	return compressed(folder, scriptsOf(folder));
}

/**
 * The programs that are fetched later by those who need them: here, the staff's.
 * @param {string} folder
 */
export function laterScript(folder) {
	const first = scriptsOf(folder);
	const all = readdirSync(join(folder, '_app/immutable')).map((name) => `_app/immutable/${name}`);
	return compressed(
		folder,
		all.filter((path) => path.endsWith('.js') && !first.includes(path))
	);
}

function scriptsOf(/** @type {string} */ folder) {
	const html = readFileSync(join(folder, 'index.html'), 'utf8');
	return [...html.matchAll(/<script[^>]*\ssrc="\/?([^"]+)"/g)].map(([, path = '']) => path);
}

/**
 * @param {string} folder
 * @param {string[]} paths
 */
function compressed(folder, paths) {
	return paths
		.map((path) => gzipSync(readFileSync(join(folder, path)), { level: 9 }).length)
		.reduce((sum, size) => sum + size, 0);
}

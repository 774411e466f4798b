/**
 * How much JavaScript a browser fetches before the portal's first screen stands: the scripts that index.html names,
 * compressed as any host does (gzip). The worker that holds the keys comes beside them and is not counted.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** In bytes. People open the portal twice a year, on a phone, on whatever line there is. */
export const MOST_FIRST_SCRIPT = 250_000;

/** @param {string} folder the build, with index.html in it */
export function firstScreenScript(folder) {
	const html = readFileSync(join(folder, 'index.html'), 'utf8');
	return [...html.matchAll(/<script[^>]*\ssrc="\/?([^"]+)"/g)]
		.map(([, path = '']) => gzipSync(readFileSync(join(folder, path)), { level: 9 }).length)
		.reduce((sum, size) => sum + size, 0);
}

/** Finds the Chromium or Chrome of this machine for the browser tests; it never downloads one by itself. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from './toolchain.js';

const names = ['chromium', 'google-chrome', 'google-chrome-stable', 'chromium-browser'];
const places = [
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
	'/Applications/Chromium.app/Contents/MacOS/Chromium',
	'/snap/bin/chromium'
];

/** @returns {string | undefined} the path of a browser: CHROMIUM_PATH, or the first one found */
export function findChromium() {
	const chosen = process.env['CHROMIUM_PATH'];
	if (chosen) return chosen;
	const folders = ['/usr/bin', ...(process.env['PATH'] ?? '').split(delimiter)];
	return [...folders.flatMap((folder) => names.map((name) => join(folder, name))), ...places].find(
		(path) => existsSync(path)
	);
}

/** Installs Debian's Chromium where we are root on Debian or the like; else says how to get one. */
export async function ensureChromium() {
	if (findChromium()) return true;
	if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) {
		console.error(
			'The browser tests need Chromium or Chrome: install either, or set CHROMIUM_PATH to one.'
		);
		return false;
	}
	const env = { DEBIAN_FRONTEND: 'noninteractive' };
	const update = await run('apt-get', ['update'], { quiet: true, env });
	const install = await run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], {
		quiet: true,
		env
	});
	if (findChromium()) return true;
	console.error(update.output + install.output);
	console.error('apt-get could not install Chromium; install one or set CHROMIUM_PATH.');
	return false;
}

/** Finds the browsers of this machine for the tests; it never downloads one by itself. */
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

/** @returns {string | undefined} the path of a Firefox: FIREFOX_PATH, or the first one found */
export function findFirefox() {
	const folders = ['/usr/bin', ...(process.env['PATH'] ?? '').split(delimiter)];
	const chosen = process.env['FIREFOX_PATH'];
	const known = folders.flatMap((folder) =>
		['firefox-esr', 'firefox'].map((name) => join(folder, name))
	);
	const application = '/Applications/Firefox.app/Contents/MacOS/firefox';
	return chosen ?? [...known, application].find((path) => existsSync(path));
}

/** Installs Debian's Chromium and Firefox where we are root on Debian or the like; else says how to get a Chromium. */
export async function ensureBrowsers() {
	if (findChromium() && findFirefox()) return true;
	const wanted = [
		...(findChromium() ? [] : ['chromium']),
		...(findFirefox() ? [] : ['firefox-esr'])
	];
	const isOurs = process.getuid?.() === 0 && existsSync('/etc/debian_version');
	const said = isOurs ? await install(wanted) : '';
	if (!findFirefox())
		console.error(`${said}\nWithout a Firefox, the tests that need one are left out.`);
	if (findChromium()) return true;
	console.error(said);
	console.error(
		'The browser tests need Chromium or Chrome: install either, or set CHROMIUM_PATH to one.'
	);
	return false;
}

/** @returns what apt-get said */
async function install(/** @type {string[]} */ names) {
	const env = { DEBIAN_FRONTEND: 'noninteractive' };
	const update = await run('apt-get', ['update'], { quiet: true, env });
	const install = await run('apt-get', ['install', '-y', '--no-install-recommends', ...names], {
		quiet: true,
		env
	});
	return update.output + install.output;
}

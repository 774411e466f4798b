/** Finds the browsers of this machine for the tests; it never downloads one by itself. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from './toolchain.js';

const chromiums = ['chromium', 'google-chrome', 'google-chrome-stable', 'chromium-browser'];
const chromiumPlaces = [
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
	'/Applications/Chromium.app/Contents/MacOS/Chromium',
	'/snap/bin/chromium'
];
const firefoxes = ['firefox-esr', 'firefox'];
const firefoxPlaces = ['/Applications/Firefox.app/Contents/MacOS/firefox'];

/** @returns {string | undefined} the path of a browser: CHROMIUM_PATH, or the first one found */
export function findChromium() {
	return process.env['CHROMIUM_PATH'] || found(chromiums, chromiumPlaces);
}

/** @returns {string | undefined} the path of a Firefox: FIREFOX_PATH, or the first one found */
export function findFirefox() {
	return process.env['FIREFOX_PATH'] || found(firefoxes, firefoxPlaces);
}

function found(/** @type {string[]} */ names, /** @type {string[]} */ places) {
	const folders = ['/usr/bin', ...(process.env['PATH'] ?? '').split(delimiter)];
	const there = folders.flatMap((folder) => names.map((name) => join(folder, name)));
	return [...there, ...places].find((path) => existsSync(path));
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

/**
 * Builds the pages into build/, and knows whether what is there was built from the sources as they are now.
 * Three steps: the app, the document viewer, then the seal that removes inline scripts and records hashes.
 */
import { createHash } from 'node:crypto';
import {
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	writeFileSync
} from 'node:fs';
import { join, sep } from 'node:path';
import { firstScreenScript, MOST_FIRST_SCRIPT } from './first-screen.js';
import { root, run } from './toolchain.js';

export const site = join(root, 'build');
/** Not in node_modules, which two copies of the sources may share. */
const stamp = join(root, '.svelte-kit/built-from');

/** All that a build is made from, besides the packages. */
export const inputs = [
	'package.json',
	'src',
	'static',
	'scripts/font-file.js',
	'scripts/seal-site.js',
	'scripts/seal.js',
	'scripts/staff-program.js',
	'scripts/strict-page.js',
	'package-lock.json',
	'svelte.config.js',
	'tsconfig.json',
	'vite.config.ts',
	'vite.viewer.config.ts'
];
/** Parts of src/ that never reach a browser; of the server's, only its headers are in the manifest. */
const notInPages = /^src[/\\](server|cli)[/\\](?!http[/\\]headers\.ts)|\.test\.ts$/;
/** What a build depends on besides its sources: docs/hosting.md. */
const settings = ['TALLYPORT_APP_ORIGIN', 'TALLYPORT_API_ORIGIN'];

/** @returns {string[]} */
function filesUnder(/** @type {string} */ path) {
	const full = join(root, path);
	if (!existsSync(full)) return [];
	if (statSync(full).isFile()) return [path];
	return readdirSync(full, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name).slice(root.length))
		.sort();
}

function hashOfSources() {
	const hash = createHash('sha256');
	for (const path of inputs.flatMap(filesUnder)) {
		if (notInPages.test(path)) continue;
		const content = readFileSync(join(root, path));
		hash.update(`${path.split(sep).join('/')}\0${content.length}\0`).update(content);
	}
	for (const name of settings) hash.update(`${name}=${process.env[name] ?? ''}\0`);
	return hash.digest('hex');
}

function isBuilt() {
	return (
		existsSync(join(site, 'asset-manifest.json')) &&
		existsSync(stamp) &&
		readFileSync(stamp, 'utf8') === hashOfSources()
	);
}

export async function ensureBuilt() {
	if (isBuilt()) return;
	console.log('Building the pages …');
	await buildSite();
}

/** Exits with the tool's own words when a step fails. */
export async function buildSite() {
	const sources = hashOfSources();
	rmSync(stamp, { force: true });
	await step('vite', ['build', '--logLevel', 'warn']);
	await step('vite', ['build', '--logLevel', 'warn', '--config', 'vite.viewer.config.ts']);
	await step('node', ['scripts/seal.js', site]);
	requireSmallFirstScreen();
	mkdirSync(join(stamp, '..'), { recursive: true });
	writeFileSync(stamp, sources);
}

function requireSmallFirstScreen() {
	const size = firstScreenScript(site);
	if (size <= MOST_FIRST_SCRIPT) return;
	console.error(
		`${size} bytes of compressed JavaScript before the first screen; at most ${MOST_FIRST_SCRIPT}.`
	);
	console.error('Building the pages failed.');
	process.exit(1);
}

async function step(/** @type {string} */ command, /** @type {string[]} */ args) {
	// A development NODE_ENV in the caller's shell must not end up in the pages.
	const result = await run(command, args, { quiet: true, env: { NODE_ENV: 'production' } });
	if (result.code === 0) return;
	console.error(result.output);
	console.error('Building the pages failed.');
	process.exit(1);
}

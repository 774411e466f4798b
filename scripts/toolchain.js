/**
 * Runs the tools this project pins, whatever Node started us: `npm ci` when node_modules does not match
 * the lockfile, then everything under the Node 24 which the lockfile itself installs. Plain JavaScript,
 * because it must start on Node 20 with nothing installed. It never downloads anything but what npm does.
 */
import { spawn } from 'node:child_process';
import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
const modules = join(root, 'node_modules');
const bin = join(modules, '.bin');
/** The Node 24 of the lockfile. */
export const node = join(bin, 'node');

/** @type {(path: string) => Record<string, { version?: string, optional?: boolean }>} */
const lockedPackages = (path) => JSON.parse(readFileSync(path, 'utf8')).packages;

/** npm writes what it installed to node_modules/.package-lock.json, last; so a broken install does not match. */
function isInstalled() {
	const record = join(modules, '.package-lock.json');
	if (!existsSync(record) || !existsSync(node)) return false;
	const installed = lockedPackages(record);
	return Object.entries(lockedPackages(join(root, 'package-lock.json'))).every(
		([path, { version, optional }]) =>
			path === '' || optional || installed[path]?.version === version
	);
}

/** Installs the locked packages when they are missing or not the locked ones. Exits when npm fails. */
export async function ensureInstalled() {
	if (isInstalled()) return;
	requireOwnModules();
	console.log('Installing packages (only the first time; about a minute) …');
	// NODE_ENV=production or a global omit must not leave out the tools that build the pages.
	const result = await run('npm', ['ci', '--include=dev', '--include=optional'], { quiet: true });
	if (result.code === 0 && existsSync(node)) return;
	console.error(result.output);
	console.error(
		result.code === 0
			? 'npm did not install Node 24: its install script was blocked. Run "npm rebuild node" and try again.'
			: 'Installing packages failed; npm says why above.'
	);
	process.exit(1);
}

/** npm empties the folder it installs into: through a link it would empty another project's. */
function requireOwnModules() {
	if (!lstatSync(modules, { throwIfNoEntry: false })?.isSymbolicLink()) return;
	console.error(
		'node_modules is a link to packages that are not those of package-lock.json. Remove the link.'
	);
	process.exit(1);
}

/**
 * Runs a command from node_modules/.bin or the PATH in the project's folder.
 * @param {string} command
 * @param {string[]} args
 * @param {{ quiet?: boolean, env?: Record<string, string> }} [options] quiet: capture the output instead of showing it
 * @returns {Promise<{ code: number, output: string }>}
 */
export function run(command, args, { quiet = false, env = {} } = {}) {
	return new Promise((resolve) => {
		const child = spawn(command, args, {
			cwd: root,
			env: { ...process.env, PATH: bin + delimiter + process.env['PATH'], ...env },
			stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit'
		});
		let output = '';
		child.stdout?.on('data', (data) => (output += data));
		child.stderr?.on('data', (data) => (output += data));
		child.on('error', (error) => resolve({ code: 1, output: error.message }));
		child.on('close', (code) => resolve({ code: code ?? 1, output }));
	});
}

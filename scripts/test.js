/**
 * `npm test`: every check in order, two of the quick ones side by side, stopping at the first that fails.
 * `npm test -- --only=lint,unit` runs only those named. The last line counts the tests: "N passed, N failed". A check that is not a test suite
 * (lint, types …) counts only when it fails.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBrowsers } from './browsers.js';
import { memoryFolder } from './memory-folder.js';
import { ensureBuilt } from './site.js';
import { ensureInstalled, root, run } from './toolchain.js';

/** Written by every run of vitest, as its configuration says. */
const unitReport = 'test-results/unit.json';
const browserReport = 'test-results/browser.json';

/** @typedef {() => Promise<boolean>} Step */
/** @type {Record<string, Step>} */
const steps = {
	install: async () => (await ensureInstalled(), true),
	browsers: ensureBrowsers,
	// The longest of the quiet ones first: the others are done beside them. In two, because each component that the
	// linter opens makes the compiler look through the whole program again.
	components: async () => (await sync()) && lint('src/**/*.svelte'),
	lint: async () => (await sync()) && lint('.', '--ignore-pattern', '**/*.svelte'),
	format: () => tool('prettier', '--check', '--log-level', 'warn', '.'),
	// svelte-check runs the TypeScript compiler over every file of the project, not only components.
	types: async () =>
		(await sync()) && tool('svelte-check', '--fail-on-warnings', '--output', 'human'),
	imports: async () =>
		(await sync()) &&
		tool('depcruise', 'src', 'tests', 'scripts', '--config', '.dependency-cruiser.mjs'),
	unused: async () => (await sync()) && tool('knip'),
	build: async () => (await ensureBuilt(), true),
	// On their own, with every line and branch of src/crypto covered or the step fails.
	crypto: () => tests(unitReport, 'vitest', 'run', 'src/crypto', '--coverage'),
	unit: () => tests(unitReport, 'vitest', 'run', '--exclude=src/crypto/**'),
	browser: () => tests(browserReport, 'playwright', 'test')
};
const needed = ['install'];
/** Browsers are fetched once, from a network and a disk, while a processor does another. */
const quietSteps = ['browsers', 'components', 'lint', 'format', 'types', 'imports', 'unused'];

const count = { passed: 0, failed: 0 };
/** @type {Promise<boolean> | null} */
let synced = null;
let failedStep = '';
for (const batch of batchesOf(chosenSteps())) {
	const waiting = batch.values();
	await Promise.all([performAll(waiting), performAll(waiting)]);
	if (failedStep) break;
}
if (failedStep)
	console.log(`Stopped: ${failedStep} failed. Again with: npm test -- --only=${failedStep}`);
console.log(`${count.passed} passed, ${count.failed} failed`);
process.exitCode = failedStep ? 1 : 0;

/** Steps that say nothing unless they fail, and need nothing of each other, make one batch; any other is its own. */
function batchesOf(/** @type {string[]} */ names) {
	/** @type {string[][]} */
	const batches = [];
	for (const name of names) {
		const last = batches.at(-1);
		if (quietSteps.includes(name) && last?.every((one) => quietSteps.includes(one)))
			last.push(name);
		else batches.push([name]);
	}
	return batches;
}

async function performAll(/** @type {Iterable<string>} */ names) {
	for (const name of names) {
		if (failedStep) return;
		if (!(await perform(name))) failedStep ||= name;
	}
}

async function perform(/** @type {string} */ name) {
	const started = performance.now();
	const before = count.failed;
	const ok = await steps[name]?.();
	const seconds = ((performance.now() - started) / 1000).toFixed(1);
	console.log(`${ok ? '✓' : '✗'} ${name} (${seconds} s)`);
	if (!ok && count.failed === before) count.failed += 1;
	return ok;
}

function chosenSteps() {
	const only = process.argv.find((argument) => argument.startsWith('--only='))?.slice(7);
	if (only === undefined) return Object.keys(steps);
	const names = only.split(',');
	const unknown = names.find((name) => !(name in steps));
	if (unknown !== undefined) {
		console.error(`There is no step "${unknown}"; the steps are ${Object.keys(steps).join(', ')}.`);
		process.exit(2);
	}
	return [...needed, ...names];
}

/** SvelteKit writes the tsconfig that the type-aware tools read; once is enough for all of them. */
function sync() {
	synced ??= tool('svelte-kit', 'sync');
	return synced;
}

function lint(/** @type {string[]} */ ...args) {
	return tool('eslint', '--max-warnings', '0', ...args);
}

async function tool(/** @type {string} */ command, /** @type {string[]} */ ...args) {
	const { code, output } = await run(command, args, { quiet: true });
	if (code !== 0) console.log(output.trim());
	return code === 0;
}

/** Runs a test suite in plain sight and adds its counts, read from the report it writes. */
async function tests(
	/** @type {string} */ report,
	/** @type {string} */ command,
	/** @type {string[]} */ ...args
) {
	const file = join(root, report);
	rmSync(file, { force: true });
	// Servers and commands are started some 150 times: Node need not compile their sources anew each time.
	const cache = { NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/node') };
	const folder = memoryFolder();
	const env = {
		...(args.includes('--coverage') ? {} : cache),
		...(folder === null ? {} : { TEST_DATA: folder })
	};
	const { code } = await run(command, args, { env });
	if (folder !== null) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
	if (!existsSync(file)) return false;
	const { numPassedTests, numFailedTests, stats } = JSON.parse(readFileSync(file, 'utf8'));
	count.passed += numPassedTests ?? stats.expected;
	count.failed += numFailedTests ?? stats.unexpected + stats.flaky;
	return code === 0;
}

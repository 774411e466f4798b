/**
 * `npm test`: every check in order, stopping at the first that fails. `npm test -- --only=lint,unit` runs
 * only those named. The last line counts the tests: "N passed, N failed". A check that is not a test suite
 * (lint, types …) counts only when it fails.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureChromium } from './chromium.js';
import { ensureBuilt } from './site.js';
import { ensureInstalled, root, run } from './toolchain.js';

const cryptoReport = 'test-results/crypto.json';
const unitReport = 'test-results/unit.json';
const browserReport = 'test-results/browser.json';

/** @typedef {() => Promise<boolean>} Step */
/** @type {Record<string, Step>} */
const steps = {
	install: async () => (await ensureInstalled(), true),
	chromium: ensureChromium,
	format: () => tool('prettier', '--check', '--log-level', 'warn', '.'),
	lint: async () => (await sync()) && tool('eslint', '--max-warnings', '0', '.'),
	// svelte-check runs the TypeScript compiler over every file of the project, not only components.
	types: async () =>
		(await sync()) && tool('svelte-check', '--fail-on-warnings', '--output', 'human'),
	imports: async () =>
		(await sync()) &&
		tool('depcruise', 'src', 'tests', 'scripts', '--config', '.dependency-cruiser.mjs'),
	unused: () => tool('knip'),
	build: async () => (await ensureBuilt(), true),
	// On their own, with every line and branch of src/crypto covered or the step fails.
	crypto: () =>
		tests(
			cryptoReport,
			...['vitest', 'run', 'src/crypto', '--coverage', '--reporter=default'],
			...['--reporter=json', `--outputFile.json=${cryptoReport}`]
		),
	unit: () => tests(unitReport, 'vitest', 'run', '--exclude=src/crypto/**'),
	browser: () => tests(browserReport, 'playwright', 'test')
};
const needed = ['install'];

const count = { passed: 0, failed: 0 };
const chosen = chosenSteps();
let failedStep = '';
for (const name of chosen) {
	const started = performance.now();
	const before = count.failed;
	const ok = await steps[name]?.();
	const seconds = ((performance.now() - started) / 1000).toFixed(1);
	console.log(`${ok ? '✓' : '✗'} ${name} (${seconds} s)`);
	if (ok) continue;
	failedStep = name;
	if (count.failed === before) count.failed += 1;
	break;
}
if (failedStep)
	console.log(`Stopped: ${failedStep} failed. Again with: npm test -- --only=${failedStep}`);
console.log(`${count.passed} passed, ${count.failed} failed`);
process.exitCode = failedStep ? 1 : 0;

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

/** SvelteKit writes the tsconfig that the type-aware tools read. */
function sync() {
	return tool('svelte-kit', 'sync');
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
	const { code } = await run(command, args);
	if (!existsSync(file)) return false;
	const { numPassedTests, numFailedTests, stats } = JSON.parse(readFileSync(file, 'utf8'));
	count.passed += numPassedTests ?? stats.expected;
	count.failed += numFailedTests ?? stats.unexpected + stats.flaky;
	return code === 0;
}

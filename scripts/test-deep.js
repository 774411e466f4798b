/**
 * `npm run test:deep`: what takes too long for `npm test`. Every random case of the differential suites, every bit
 * of every serialized type, the coverage of src/crypto, and mutation testing of src/crypto and the folds.
 * `npm run test:deep -- --only=deep,bytes` runs only the steps and groups of mutants named. docs/evidence.md says
 * what each proves.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBrowsers } from './browsers.js';
import { groups } from './mutants.js';
import { ensureBuilt } from './site.js';
import { judge, readExplanations, rowOf } from './survivors.js';
import { ensureInstalled, root, run } from './toolchain.js';

const seed = process.env['TALLYPORT_SEED'] ?? String(Math.floor(Math.random() * 2 ** 31));
const count = { passed: 0, failed: 0 };

/** @type {Record<string, () => Promise<boolean>>} */
const steps = {
	coverage: () => suite('src/crypto', '--coverage'),
	vectors: () => suite('tests/vectors'),
	deep: () => suite('tests/deep'),
	agreement: () => suite('tests/server/agreement.test.ts'),
	evil: () => suite('tests/evil-server'),
	// The journeys of which `npm test` takes a sample.
	browser: () => journeys('tests/e2e/large.spec.ts', 'tests/e2e/queue.spec.ts')
};
for (const [name, group] of Object.entries(groups)) steps[name] = () => mutants(name, group);

const only = process.argv
	.find((argument) => argument.startsWith('--only='))
	?.slice(7)
	.split(',');
const unknown = only?.find((name) => !(name in steps));
if (unknown !== undefined) {
	console.error(`There is no step "${unknown}"; the steps are ${Object.keys(steps).join(', ')}.`);
	process.exit(2);
}

await ensureInstalled();
// SvelteKit writes the tsconfig that vitest reads.
await run('svelte-kit', ['sync'], { quiet: true });
const explanations = readExplanations(readFileSync(join(root, 'docs/mutants.md'), 'utf8'));
const failed = [];
for (const name of only ?? Object.keys(steps)) {
	const started = performance.now();
	const ok = await steps[name]?.();
	console.log(`${ok ? '✓' : '✗'} ${name} (${((performance.now() - started) / 1000).toFixed(0)} s)`);
	if (!ok) failed.push(name);
}
if (failed.length > 0) console.log(`Failed: ${failed.join(', ')}. Seed ${seed}.`);
console.log(`${count.passed} passed, ${count.failed} failed`);
process.exitCode = failed.length > 0 ? 1 : 0;

/** A folder of tests, all the way; its counts are added up. */
async function suite(/** @type {string[]} */ ...args) {
	const report = await reportOf('unit', 'vitest', 'run', ...args);
	count.passed += report?.numPassedTests ?? 0;
	count.failed += report?.numFailedTests ?? 0;
	return report?.ok ?? false;
}

async function journeys(/** @type {string[]} */ ...specs) {
	if (!(await ensureBrowsers())) return false;
	await ensureBuilt();
	const report = await reportOf('browser', 'playwright', 'test', ...specs);
	count.passed += report?.stats.expected ?? 0;
	count.failed += report ? report.stats.unexpected + report.stats.flaky : 0;
	return report?.ok ?? false;
}

/** What a run wrote to the report that its configuration names; null when it wrote none. */
async function reportOf(
	/** @type {string} */ name,
	/** @type {string} */ command,
	/** @type {string[]} */ ...args
) {
	const report = join(root, `test-results/${name}.json`);
	rmSync(report, { force: true });
	const env = { TALLYPORT_DEEP: '1', TALLYPORT_SEED: seed };
	const { code } = await run(command, args, { env });
	return existsSync(report)
		? { ...JSON.parse(readFileSync(report, 'utf8')), ok: code === 0 }
		: null;
}

/**
 * One group of mutants: each counts as passed when the tests notice it or docs/mutants.md explains it. A group whose
 * code and tests are what they were at its last run is judged by that run.
 */
async function mutants(
	/** @type {string} */ name,
	/** @type {import('./mutants.js').Group} */ group
) {
	const report = join(root, `test-results/mutants/${name}.json`);
	const stamp = join(root, `test-results/mutants/${name}.sha256`);
	const fingerprint = fingerprintOf(group);
	if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== fingerprint) {
		console.log(`Mutants of ${group.mutate.join(', ')} …`);
		rmSync(report, { force: true });
		const env = { TALLYPORT_MUTATE: name };
		const { code, output } = await run('stryker', ['run'], { quiet: true, env });
		if (code !== 0 || !existsSync(report)) {
			console.log(output.trim());
			return false;
		}
		writeFileSync(stamp, fingerprint);
	}
	const { scores, unexplained } = judge(JSON.parse(readFileSync(report, 'utf8')), explanations);
	for (const score of scores) {
		console.log(
			`  ${score.file}: ${score.noticed} of ${score.total} noticed, ${score.explained} explained`
		);
		count.passed += score.noticed + score.explained;
	}
	for (const { file, line, code: was, became } of unexplained)
		console.log(`  ${file}:${line} survived\n    ${rowOf(was, became)}`);
	count.failed += unexplained.length;
	return unexplained.length === 0;
}

function fingerprintOf(/** @type {import('./mutants.js').Group} */ { mutate, tests }) {
	const hash = createHash('sha256');
	for (const file of [...mutate, ...tests, 'package-lock.json'])
		hash.update(file).update(readFileSync(join(root, file)));
	return hash.digest('hex');
}

/**
 * Mutation testing of what an attacker meets first: the crypto folder, and the folds that decide who may do
 * what. scripts/test-deep.js runs it group by group; docs/mutants.md explains every mutant that survives.
 */
import { chosenGroup } from './scripts/mutants.js';

const { name, mutate } = chosenGroup();

export default {
	testRunner: 'vitest',
	vitest: { configFile: 'vitest.mutants.config.ts', related: false },
	mutate,
	coverageAnalysis: 'perTest',
	concurrency: 1,
	tempDirName: `test-results/mutants/${name}`,
	ignorePatterns: ['/build', '/docs', '/test-results', '/data', '!.svelte-kit'],
	reporters: ['clear-text', 'json'],
	jsonReporter: { fileName: `test-results/mutants/${name}.json` },
	clearTextReporter: { reportTests: false, logTests: false, allowColor: false, allowEmojis: false },
	warnings: { slow: false },
	timeoutMS: 20_000
};

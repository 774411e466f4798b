import { mergeConfig, type ViteUserConfig } from 'vitest/config';
import { chosenGroup } from './scripts/mutants.js';
import base from './vitest.config.ts';

/** What Stryker runs against each mutant. Instrumented code cannot pass tests of speed, so they are left out. */
const config: ViteUserConfig = mergeConfig(base, {
	test: {
		testNamePattern: /^(?!.*(useful speed|a few seconds at most))/,
		reporters: ['dot'],
		// A mutant that hangs need not be waited for as long as a busy machine.
		testTimeout: 20_000,
		// A process for each test file would take most of the time. Modules are loaded again for each mutant all the same.
		isolate: false
	}
});
export default { ...config, test: { ...config.test, include: chosenGroup().tests } };

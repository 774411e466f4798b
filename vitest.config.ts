import { svelte } from '@sveltejs/vite-plugin-svelte';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Unit tests beside their sources, and the suites of tests/ that need no browser. Node runs them all. */
export default defineConfig({
	plugins: [svelte()],
	resolve: {
		alias: { $lib: fileURLToPath(new URL('src/lib', import.meta.url)) },
		conditions: ['browser']
	},
	test: {
		include: ['src/**/*.test.ts', 'tests/**/*.test.ts'],
		environment: 'node',
		reporters: ['default', ['json', { outputFile: 'test-results/unit.json' }]],
		// A busy machine is no fault; what never comes shows itself all the same.
		testTimeout: 60_000,
		hookTimeout: 60_000,
		expect: { poll: { timeout: 20_000 } },
		// A worker runs many files: none of them changes what is global, and loading the modules anew for each took longer
		// than the tests.
		isolate: false,
		// By default one processor is left to vitest itself, which is half of two and has little to do.
		maxWorkers: '100%',
		// `npm test` runs the tests of src/crypto with --coverage: they have to reach every branch of it.
		coverage: {
			provider: 'v8',
			include: ['src/crypto/**/*.ts'],
			exclude: ['**/*.test.ts', 'src/crypto/testing.ts', 'src/crypto/brands.ts'],
			thresholds: { 100: true },
			reporter: [['text', { skipFull: true }]],
			reportsDirectory: 'test-results/coverage'
		}
	}
});

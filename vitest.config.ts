import { svelte } from '@sveltejs/vite-plugin-svelte';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Small files that take long, because processes start, build or have to be waited for; they are begun first. */
const patient =
	/tests\/(?:tooling\/reproducible-build|cli\/verify-log|server\/(?:start|sigkill|mail-down|standing-reminders))\.test\.ts$/u;

/** As vitest sorts, by how long a file took or by its size; the patient ones before. */
class PatientFirst extends BaseSequencer {
	override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
		const first = ({ moduleId }: TestSpecification) => (patient.test(moduleId) ? 0 : 1);
		return (await super.sort(files)).sort((a, b) => first(a) - first(b));
	}
}

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
		sequence: { sequencer: PatientFirst },
		// A worker runs many files: none of them changes what is global, and loading the modules anew for each took longer
		// than the tests.
		isolate: false,
		// On two processors twice as many: a third of the time a test waits, for a timer, a disk or another process.
		maxWorkers: Math.max(4, availableParallelism()),
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

import { defineConfig } from '@playwright/test';
import { findChromium } from './scripts/browsers.js';

const executablePath = findChromium();

/** Browser journeys against the real server and the built pages. No retries: a flaky test is a failing one. */
export default defineConfig({
	testDir: 'tests',
	testMatch: '**/*.spec.ts',
	outputDir: 'test-results/browser',
	// Files side by side, the tests of a file in turn; each has a server and a browser of its own.
	workers: 2,
	fullyParallel: false,
	retries: 0,
	forbidOnly: process.env['CI'] !== undefined,
	timeout: 120_000,
	expect: { timeout: 20_000 },
	reporter: [['list'], ['json', { outputFile: 'test-results/browser.json' }]],
	use: {
		screenshot: 'only-on-failure',
		// No DOM snapshots: they read blob: URLs inside the pages, which the security policy refuses. No screenshots of
		// every frame: they took a third of the time.
		trace: { mode: 'retain-on-failure', snapshots: false, screenshots: false },
		launchOptions: {
			...(executablePath === undefined ? {} : { executablePath }),
			args: [
				'--disable-background-networking',
				'--disable-component-update',
				'--disable-sync',
				'--no-first-run',
				// Root (as in CI containers) cannot use Chromium's own sandbox.
				...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])
			]
		}
	}
});

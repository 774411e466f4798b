import { defineConfig } from '@playwright/test';
import { availableParallelism } from 'node:os';
import { findChromium } from './scripts/browsers.js';

const executablePath = findChromium();

/**
 * The address bar's list of suggestions is two pages of its own in every window, which nobody here ever sees: starting
 * them took half a second of a processor for each person.
 */
const suggestions = ['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup', 'WebUIOmniboxFullPopup'];
/** A list replaces Playwright's, so this is all that Playwright turns off itself and that a page or a start could notice. */
const offAnyway = [
	'AimEnabled',
	'AvoidCorsURLLoaderRestartOnRedirect',
	'AvoidUnnecessaryBeforeUnloadCheckSync',
	'DestroyProfileOnBrowserClose',
	'HttpsFirstBalancedModeAutoEnable',
	'HttpsUpgrades',
	'LensOverlay',
	'MediaRouter',
	'NetworkTimeServiceQuerying',
	'OptimizationHints',
	'PaintHolding',
	'PreconnectToSearch',
	'ThirdPartyStoragePartitioning'
];

const long = [
	'interruptions',
	'queue',
	'accessibility',
	'leaving',
	'saving',
	'getting-back-in'
].map((name) => `**/e2e/${name}.spec.ts`);

/** Browser journeys against the real server and the built pages. No retries: a flaky test is a failing one. */
export default defineConfig({
	testDir: 'tests',
	// The longest files first: what is begun last runs alone at the end.
	projects: [
		{ name: 'long', testMatch: long },
		{ name: 'short', testMatch: '**/*.spec.ts', testIgnore: long }
	],
	outputDir: 'test-results/browser',
	// Files side by side, the tests of a file in turn; each has a server and a browser of its own.
	// One more than processors: a fifth of the time all that a test does is wait.
	workers: Math.min(availableParallelism() + 1, 6),
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
				`--disable-features=${[...offAnyway, ...suggestions].join(',')}`,
				// Root (as in CI containers) cannot use Chromium's own sandbox.
				...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])
			]
		}
	}
});

/** The pages and the API at two origins, as docs/hosting.md describes: two programs that share nothing but addresses. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test as base, expect } from '@playwright/test';
import { verifySite } from '../../src/cli/verify-site.ts';
import { freePort } from '../server/free-port.ts';
import { cleanBuild } from '../tooling/clean-build.ts';
import {
	createClient,
	joinVault,
	saved,
	sendFiles,
	setUpFirm,
	uploadArea
} from './fixtures/journeys.ts';
import { Person } from './fixtures/person.ts';
import { Portal } from './fixtures/portal.ts';

const hostProgram = fileURLToPath(new URL('fixtures/static-host.ts', import.meta.url));

/** The pages, built for their own origin and the API's, and served by a program that is not ours. */
class StaticHost {
	readonly origin: string;
	readonly #folder = mkdtempSync(join(tmpdir(), 'tallyport-host-'));
	readonly #port: number;
	#process: ChildProcess | null = null;
	build = '';

	constructor(port: number) {
		this.#port = port;
		this.origin = `http://localhost:${port}`;
	}

	async serve(api: string): Promise<void> {
		const env = { TALLYPORT_APP_ORIGIN: this.origin, TALLYPORT_API_ORIGIN: api };
		this.build = await cleanBuild(this.#folder, { env });
		const args = [hostProgram, this.build, String(this.#port)];
		this.#process = spawn('node_modules/.bin/node', args, { stdio: 'inherit' });
		await expect
			.poll(
				() =>
					fetch(this.origin).then(
						({ ok }) => ok,
						() => false
					),
				{ timeout: 60_000 }
			)
			.toBe(true);
	}

	async [Symbol.asyncDispose](): Promise<void> {
		if (this.#process) {
			const exit = once(this.#process, 'exit');
			this.#process.kill();
			await exit;
		}
		rmSync(this.#folder, { recursive: true, force: true });
	}
}

const test = base.extend<object, { host: StaticHost; portal: Portal }>({
	host: [
		// Playwright reads a fixture's needs from its first parameter, so it must be a pattern.
		// eslint-disable-next-line no-empty-pattern
		async ({}, use) => {
			await using host = new StaticHost(await freePort());
			await use(host);
		},
		{ scope: 'worker', timeout: 180_000 }
	],
	portal: [
		async ({ host }, use) => {
			await using portal = await Portal.start({ TALLYPORT_APP_ORIGIN: host.origin });
			await host.serve(portal.origin);
			await use(portal);
		},
		{ scope: 'worker', timeout: 180_000 }
	]
});

test('a firm is set up, a client sends a file and signs in again, with pages and API at two origins', async ({
	browser,
	host,
	portal
}) => {
	test.setTimeout(180_000);
	const arrive = (name: string) => Person.arrive(browser, name, { origin: host.origin });
	const owner = await arrive('the owner');
	const maria = await arrive('the client');
	expect(new URL(portal.setupLink).origin).toBe(host.origin);
	await setUpFirm(owner, portal.setupLink);
	const link = await createClient(owner, 'Maria Okafor');
	expect(new URL(link).origin).toBe(host.origin);
	await joinVault(maria, link);
	const buffer = Buffer.from('Total: 1,234.56');
	await sendFiles(maria, [{ name: 'total.txt', mimeType: 'text/plain', buffer }], ['total.txt']);
	// The owner's page hears of it over the event stream, and opens it.
	expect(await saved(owner, 'total.txt')).toEqual(buffer);

	const { page } = maria;
	await page.getByRole('button', { name: 'Maria Okafor' }).click();
	await page.getByRole('menuitem', { name: 'Sign out' }).click();
	await page.getByRole('button', { name: 'Sign in with passkey' }).click();
	await expect(uploadArea(page)).toBeVisible();
	await expect(page.getByText('total.txt', { exact: true }).first()).toBeVisible();

	for (const { name, problems, recording, context } of [owner, maria]) {
		expect(problems, `on the pages of ${name}`).toEqual([]);
		const asked = (await recording.all()).map(({ url }) => new URL(url));
		const other = asked.filter(
			({ origin, protocol }) =>
				origin !== host.origin && origin !== portal.origin && protocol !== 'blob:'
		);
		expect(other.map(({ href }) => href)).toEqual([]);
		const atTheApi = asked.filter(({ origin }) => origin === portal.origin);
		expect(atTheApi.length).toBeGreaterThan(5);
		expect(atTheApi.filter(({ pathname }) => !pathname.startsWith('/api/'))).toEqual([]);
		await context.close();
	}
});

test('the page may connect to its own origin and the API, is isolated, and matches its manifest', async ({
	browser,
	host,
	portal
}) => {
	const visitor = await Person.arrive(browser, 'a visitor', { origin: host.origin });
	const response = await visitor.page.goto('/');
	expect(response?.headers()['content-security-policy']).toContain(
		`connect-src 'self' ${portal.origin};`
	);
	expect(await visitor.page.evaluate(() => crossOriginIsolated)).toBe(true);
	const { findings } = await verifySite(host.origin, { build: host.build });
	expect(findings).toEqual([]);
	await visitor.context.close();
});

test('C18 the API is of no use to a page of any other origin, not even on the same site', async ({
	browser,
	host,
	portal
}) => {
	const visitor = await browser.newPage();
	const ask = (credentials: RequestCredentials) =>
		visitor.evaluate(
			async ([url, how]) =>
				fetch(url, { credentials: how }).then(
					({ status }) => String(status),
					(error: unknown) => (error instanceof Error ? error.name : 'other')
				),
			[`${portal.origin}/api/status`, credentials] as const
		);
	await visitor.goto(host.origin);
	expect(await ask('include')).toBe('200');
	// The API's own origin has no pages, and what is shown there may not call it either.
	await visitor.goto(`${portal.origin}/api/none`);
	expect(await ask('include')).not.toBe('200');
	await using stranger = await Portal.start();
	await visitor.goto(`${stranger.origin}/viewer/viewer.css`);
	expect(await ask('include')).toBe('TypeError');
	expect(await ask('omit')).toBe('TypeError');
	await visitor.close();
});

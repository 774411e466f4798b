/** One changed byte: what a browser refuses by itself, what the page refuses, and what it tells the person. */
import type { Browser } from '@playwright/test';
import { test as base, expect } from '@playwright/test';
import { expectAccessible } from './fixtures/accessible.ts';
import { ChangedSite } from './fixtures/changed-site.ts';
import { createClient, joinVault, saved, sendFiles, setUpFirm } from './fixtures/journeys.ts';
import { Person } from './fixtures/person.ts';
import type { Portal } from './fixtures/portal.ts';

const test = base.extend<{ site: ChangedSite }>({
	// Playwright reads a fixture's needs from its first parameter, so it must be a pattern.
	// eslint-disable-next-line no-empty-pattern
	site: async ({}, use) => {
		using site = new ChangedSite();
		await use(site);
	}
});

const notSetUp = 'This portal is not set up yet';
const refused = 'one of its files did not arrive as it should';

async function visit(browser: Browser, { origin }: Portal): Promise<Person> {
	const visitor = await Person.arrive(browser, 'a visitor', { origin });
	await visitor.page.goto('/');
	return visitor;
}

test('a copy of the build with nothing changed opens', async ({ browser, site }) => {
	await using portal = await site.serve();
	const visitor = await visit(browser, portal);
	const { page } = visitor;
	await expect(page.getByText(notSetUp)).toBeVisible();
	expect(page.workers()).toHaveLength(1);
	expect(visitor.problems).toEqual([]);
});

for (const [name, pattern] of [
	['the program', /immutable\/bundle\.[^/]*\.js$/],
	['the stylesheet', /assets\/bundle\.[^/]*\.css$/]
] as const)
	test(`C31 the browser refuses ${name} with one byte changed, and the page says so`, async ({
		browser,
		site
	}) => {
		site.addLine(site.find(pattern));
		await using portal = await site.serve();
		const visitor = await visit(browser, portal);
		const { page } = visitor;
		await expect(page.getByText(refused)).toBeVisible();
		await expect.poll(() => visitor.problems.join()).toContain('integrity');
		expect(page.workers()).toHaveLength(0);
	});

test('C31 the browser refuses the first script with one byte changed, and nothing starts', async ({
	browser,
	site
}) => {
	site.addLine(site.find(/immutable\/start\.[^/]*\.js$/));
	await using portal = await site.serve();
	const visitor = await visit(browser, portal);
	const { page } = visitor;
	await expect.poll(() => visitor.problems.join()).toContain('integrity');
	expect(page.workers()).toHaveLength(0);
	expect(await page.locator('#app').innerText()).toBe('');
});

test('C31 the worker with one byte changed is not started, and the person is told', async ({
	browser,
	site
}) => {
	site.addLine(site.find(/workers\/core\.worker-[^/]*\.js$/));
	await using portal = await site.serve();
	const { page } = await visit(browser, portal);
	await expect(page.getByRole('alert')).toContainText('Code: program-refused');
	expect(page.workers()).toHaveLength(0);
});

for (const isChanged of [false, true])
	test(`C31 a sealing worker with ${isChanged ? 'one byte changed is not started, and the file is sent without it' : 'nothing changed seals'}`, async ({
		browser,
		site
	}) => {
		const file = site.find(/workers\/part\.worker-[^/]*\.js$/);
		if (isChanged) site.addLine(file);
		await using portal = await site.serve();
		const owner = await Person.arrive(browser, 'the owner', portal);
		const maria = await Person.arrive(browser, 'the client', portal);
		if (isChanged) maria.expectProblem(/integrity/i);
		await setUpFirm(owner, portal.setupLink);
		await joinVault(maria, await createClient(owner, 'Maria Okafor'));
		const started: string[] = [];
		maria.page.on('worker', (worker) => started.push(worker.url()));
		const buffer = Buffer.from('Total: 1,234.56');
		await sendFiles(maria, [{ name: 'total.txt', mimeType: 'text/plain', buffer }], ['total.txt']);
		expect(await saved(owner, 'total.txt')).toEqual(buffer);
		const asked = (await maria.recording.all()).filter(({ url }) => url.endsWith(file));
		expect(asked.length > 0).toBe(true);
		expect(started.length > 0).toBe(!isChanged);
	});

test('C31 the browser refuses the viewer’s script and style with one byte changed', async ({
	browser,
	site
}) => {
	const ran = async (portal: Portal) => {
		const visitor = await visit(browser, portal);
		await visitor.page.goto('/viewer/index.html');
		// The first thing the viewer does is to take this away.
		const script = await visitor.page.evaluate(() => !('RTCPeerConnection' in window));
		const style = await visitor.page.evaluate(
			() => getComputedStyle(document.body).margin === '0px'
		);
		return { script, style };
	};
	await using honest = await site.serve();
	expect(await ran(honest)).toEqual({ script: true, style: true });
	site.addLine('viewer/viewer.js');
	site.addLine('viewer/viewer.css');
	await using changed = await site.serve();
	expect(await ran(changed)).toEqual({ script: false, style: false });
});

for (const [name, pattern] of [
	['script', /immutable\/staff\.[^/]*\.js$/],
	['stylesheet', /assets\/staff\.[^/]*\.css$/]
] as const)
	test(`C31 the browser refuses the staff’s ${name} with one byte changed; put right, it is fetched again`, async ({
		browser,
		site
	}) => {
		const path = site.find(pattern);
		const honest = site.read(path);
		site.addLine(path);
		await using portal = await site.serve();
		const visitor = await Person.arrive(browser, 'a visitor', portal);
		visitor.expectProblem(/integrity/i);
		const { page } = visitor;
		await page.goto(portal.setupLink);
		const refusal = page.getByRole('heading', { name: 'The screens for staff were not opened' });
		const setUp = page.getByRole('textbox', { name: 'Name of the firm', exact: true });
		await expect(refusal).toBeVisible();
		await expect(page.getByText('They were not opened')).toBeVisible();
		await expect(setUp).toBeHidden();
		await expectAccessible(page, `the staff’s ${name} refused`);
		await page.getByRole('button', { name: 'Try again' }).click();
		await expect(refusal).toBeVisible();
		await expect(setUp).toBeHidden();

		site.write(path, honest);
		await portal.stop();
		await portal.start();
		await page.getByRole('button', { name: 'Try again' }).click();
		await expect(setUp).toBeVisible();
	});

test('C31 no script can be loaded later: import() of any file is refused, listed or not', async ({
	browser,
	site
}) => {
	const path = site.find(/immutable\/start\.[^/]*\.js$/);
	const staff = site.find(/immutable\/staff\.[^/]*\.js$/);
	await using portal = await site.serve();
	const { page } = await visit(browser, portal);
	await expect(page.getByText(notSetUp)).toBeVisible();
	const load = (address: string) =>
		page.evaluate(
			(one) =>
				import(one).then(
					() => 'loaded',
					() => 'refused'
				),
			address
		);
	expect(await load(`/${path}`)).toBe('refused');
	expect(await load(`/${staff}`)).toBe('refused');
	expect(await load('/viewer/viewer.js')).toBe('refused');
	expect(await load('data:text/javascript,0')).toBe('refused');
});

test('C34 a program that changed between two visits is told in one line, with its fingerprint', async ({
	browser,
	site
}) => {
	await using portal = await site.serve();
	const visitor = await visit(browser, portal);
	const { page } = visitor;
	await expect(page.getByText(notSetUp)).toBeVisible();
	const notice = page.getByText('The portal’s program has changed since your last visit');
	await page.reload();
	await expect(page.getByText(notSetUp)).toBeVisible();
	await expect(notice).toBeHidden();

	site.addLine('favicon.svg');
	const fingerprint = site.listAgain();
	await portal.stop();
	await portal.start();
	await page.reload();
	await expect(notice).toContainText(fingerprint.slice(0, 4));
	await expect(notice).toContainText(inGroups(fingerprint.slice(0, 16)));
	await page.getByText('What this means').click();
	await expect(page.getByText(inGroups(fingerprint), { exact: true })).toBeVisible();
	await page.reload();
	await expect(notice).toBeVisible();
	await page.getByRole('button', { name: 'I have seen this' }).click();
	await expect(notice).toBeHidden();
	await page.reload();
	await expect(page.getByText(notSetUp)).toBeVisible();
	await expect(notice).toBeHidden();
	expect(visitor.problems).toEqual([]);
});

test('C34 a list of files without the program that runs is told, until it is put right', async ({
	browser,
	site
}) => {
	const path = site.find(/immutable\/bundle\.[^/]*\.js$/);
	site.listAgain((assets) => (assets[path] = '0'.repeat(64)));
	await using portal = await site.serve();
	const { page } = await visit(browser, portal);
	const notice = page.getByText('does not fit the portal’s own list of its files');
	await expect(notice).toBeVisible();
	await page.getByRole('button', { name: 'I have seen this' }).click();
	await expect(notice).toBeHidden();
	await page.reload();
	await expect(notice).toBeVisible();
});

const inGroups = (hex: string): string => hex.match(/.{4}/gu)?.join(' ') ?? '';

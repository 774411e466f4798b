/** One login for several vaults: a couple, their company, and another firm on the same portal. */
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import type { Page, Route } from '@playwright/test';
import { desk, expectAccessible, phone } from './fixtures/accessible.ts';
import {
	expect,
	inDatabase,
	testWithFirm,
	welcome,
	type Person,
	type Portal
} from './fixtures/entering.ts';
import {
	createClient,
	fileRow,
	FIRM,
	inviteClient,
	joinVault,
	lock,
	saved,
	sendFiles,
	setUpFirm,
	unlock,
	uploadArea
} from './fixtures/journeys.ts';

const test = testWithFirm();
test.describe.configure({ timeout: 150_000 });

const COUPLE = 'Rivera household';
const COMPANY = 'Rivera Design Ltd';

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const switcher = (page: Page) => page.getByRole('button', { name: /^Your vaults:/u });
const choice = (page: Page, name: string | RegExp) => page.getByRole('menuitemradio', { name });
const sent = (name: string) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(name) });

/** Opens a link where one has an account, and is in with one touch. */
async function joinAgain({ page }: Person, link: string): Promise<void> {
	await page.goto(link);
	await button(page, 'Join with the passkey I have').click();
}

/** The frame says which vault is open. */
const expectIn = (page: Page, name: string) => expect(switcher(page)).toContainText(name);

async function switchTo(page: Page, name: string): Promise<void> {
	await switcher(page).click();
	await choice(page, new RegExp(name, 'u')).click();
	await expectIn(page, name);
}

const filesOf = async ({ page }: Person, client: string, ...names: string[]) => {
	await page
		.getByRole('link', { name: /^Clients/u })
		.first()
		.click();
	await page.getByRole('link', { name: client, exact: true }).click();
	for (const name of names) await expect(fileRow(page, name)).toBeVisible();
	await expect(page.getByRole('row')).toHaveCount(names.length + 1);
};

test('a couple and their company: one passkey each, every file in the vault it was sent to', async ({
	owner,
	person
}) => {
	const [ana, ben] = [await person('Ana Rivera'), await person('Ben Rivera')];
	const { page } = ana;
	await welcome(owner, ana, COUPLE);
	await joinVault(ben, await inviteClient(owner, 'Ben Rivera'));
	// One vault: the frame is the firm's, and there is nothing to choose.
	await expect(switcher(page)).toHaveCount(0);
	const company = await createClient(owner, COMPANY);
	const second = await inviteClient(owner, 'Ben Rivera');

	await joinAgain(ana, company);
	await expectIn(page, COMPANY);
	await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Your files with ${FIRM}`);
	expect(await ana.passkeys()).toBe(1);
	await sendFiles(ana, sent('Company accounts.txt'), ['Company accounts.txt']);
	await expect(button(page, 'Company accounts.txt')).toBeVisible();

	// By keyboard alone, on a phone.
	await page.setViewportSize(phone);
	await switcher(page).focus();
	await page.keyboard.press('Enter');
	await expect(choice(page, new RegExp(COMPANY, 'u'))).toBeChecked();
	await expect(choice(page, new RegExp(COUPLE, 'u'))).not.toBeChecked();
	await expectAccessible(page, 'the list of vaults');
	await page.setViewportSize(phone);
	await page.keyboard.press('Home');
	await expect(choice(page, new RegExp(COUPLE, 'u'))).toBeFocused();
	await page.keyboard.press('Enter');
	await expectIn(page, COUPLE);
	await expect(page.getByText('Nothing here yet')).toBeVisible();
	await expect(button(page, 'Company accounts.txt')).toHaveCount(0);
	await page.setViewportSize(desk);
	await sendFiles(ana, sent('Household.txt'), ['Household.txt']);

	// Back, forward, reload and locking keep to the address.
	await page.goBack();
	await expectIn(page, COMPANY);
	await page.goForward();
	await expectIn(page, COUPLE);
	await page.goBack();
	await expectIn(page, COMPANY);
	await page.reload();
	await button(page, 'Sign in with passkey').click();
	await expectIn(page, COMPANY);
	await switchTo(page, COUPLE);
	await lock(ana, 'Rivera household');
	await unlock(ana);
	await expectIn(page, COUPLE);
	// The one used last opens first.
	await page.goto('/');
	await button(page, 'Sign in with passkey').click();
	await expectIn(page, COUPLE);

	// Ben too, and what the firm asks for in the other vault shows where he is.
	await joinAgain(ben, second);
	await expectIn(ben.page, COMPANY);
	await sendFiles(ben, sent('Payroll.txt'), ['Payroll.txt']);
	await filesOf(owner, COUPLE, 'Household.txt');
	await filesOf(owner, COMPANY, 'Company accounts.txt', 'Payroll.txt');

	// A link to where one is already is not used up.
	await joinAgain(ana, await inviteClient(owner, 'Somebody'));
	await expect(page.getByText('You can open these documents already')).toBeVisible();
	await page.getByRole('link', { name: 'Open them', exact: true }).click();
	await expectIn(page, COMPANY);
});

/** Whoever runs the portal asks for one more firm. */
function newFirmLink({ origin, dataFolder }: Portal): string {
	const { stdout } = spawnSync('node_modules/.bin/node', ['src/server/new-firm.ts'], {
		env: { ...process.env, TALLYPORT_ORIGIN: origin, TALLYPORT_DATA: dataFolder },
		encoding: 'utf8'
	});
	return /https?:\/\/\S*setup#\S+/u.exec(stdout)?.[0] ?? '';
}

test('a client of two firms on one portal has one login, and each firm its own clients', async ({
	owner,
	portal,
	person
}) => {
	const [nuno, ana] = [await person('Nuno Alder'), await person('Ana Rivera')];
	const { page } = ana;
	await setUpFirm(nuno, newFirmLink(portal), { firm: 'Alder Tax', owner: 'Nuno Alder' });
	await welcome(owner, ana, 'A. Rivera');
	const link = await createClient(nuno, 'Rivera, Ana');

	await page.goto(link);
	await expect(page.getByText('Neither is told of the other.')).toBeVisible();
	await expectAccessible(page, 'joining with the passkey one has');
	await button(page, 'Join with the passkey I have').click();
	await expectIn(page, 'Rivera, Ana');
	await expect(page.getByRole('banner')).toContainText('Alder Tax');
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your files with Alder Tax');
	await sendFiles(ana, sent('For Alder.txt'), ['For Alder.txt']);
	await switcher(page).click();
	await choice(page, /A\. Rivera.*Harbor & Finch/u).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Your files with ${FIRM}`);
	await filesOf(nuno, 'Rivera, Ana', 'For Alder.txt');
	await owner.page
		.getByRole('link', { name: /^Clients/u })
		.first()
		.click();
	await expect(owner.page.getByRole('link', { name: 'A. Rivera', exact: true })).toBeVisible();
	await expect(owner.page.getByRole('link', { name: 'Rivera, Ana', exact: true })).toHaveCount(0);

	// To keep firms apart one joins as somebody else.
	const apart = await createClient(nuno, 'Somebody else');
	await page.goto(apart);
	await button(page, 'Join with a new passkey').click();
	await joinApart(page);
	await expect(switcher(page)).toHaveCount(0);
	expect(await ana.passkeys()).toBe(2);
});

async function joinApart(page: Page): Promise<void> {
	await button(page, 'Create passkey and continue').click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your files with Alder Tax');
}

/** Every part but the first of each file waits until it is told to go on. Answers when one is waiting, and how to let it go. */
async function holdLaterParts({ context }: Person) {
	const reached = Promise.withResolvers<undefined>();
	const opened = Promise.withResolvers<undefined>();
	await context.route(/\/parts\/[1-9]\d*$/u, async (route: Route) => {
		reached.resolve(undefined);
		await opened.promise;
		await route.continue();
	});
	return {
		reached: reached.promise,
		async letGo() {
			opened.resolve(undefined);
			// What passes through the test takes longer; what comes now need not.
			await context.unrouteAll({ behavior: 'wait' });
		}
	};
}

/** A part has about 8 MiB. */
const twoParts = () => randomBytes(9_000_000);
const stateOf = (page: Page, name: string) =>
	page.getByRole('status').filter({ hasText: `${name}: ` });
/** What is on its way, on every page that does not show all of it. */
const dock = (page: Page) => page.getByRole('region', { name: 'Files on their way' });
const arrived = (portal: Portal) =>
	Number(
		inDatabase(portal, (database) =>
			database.prepare('SELECT count(*) FROM blobs WHERE added_seq IS NOT NULL').pluck().get()
		)
	);
const choose = (page: Page, name: string, buffer: Buffer) =>
	uploadArea(page)
		.getByLabel('Choose files', { exact: true })
		.setInputFiles({ name, mimeType: 'application/zip', buffer });

test('whoever goes to another vault, and another firm, in the middle of an upload finds it going on, and each file where it was sent', async ({
	owner,
	portal,
	person
}) => {
	const [nuno, ana] = [await person('Nuno Alder'), await person('Ana Rivera')];
	const { page } = ana;
	const [couple, company] = ['Moreno household', 'Moreno Ltd'];
	const within = { timeout: 60_000 };
	await setUpFirm(nuno, newFirmLink(portal), { firm: 'Alder Tax', owner: 'Nuno Alder' });
	await welcome(owner, ana, couple);
	await joinAgain(ana, await createClient(owner, company));
	await expectIn(page, company);
	await joinAgain(ana, await createClient(nuno, 'Rivera, Ana'));
	await expectIn(page, 'Rivera, Ana');
	await switchTo(page, couple);

	const before = arrived(portal);
	const first = twoParts();
	const line = await holdLaterParts(ana);
	await choose(page, 'First.zip', first);
	await line.reached;
	await expect(stateOf(page, 'First.zip')).toContainText('Encrypting and sending');

	await test.step('to another vault of the firm: it goes on, and what is sent here comes here', async () => {
		await switchTo(page, company);
		await expect(dock(page)).toContainText('Sending First.zip');
		await dock(page).getByRole('button').first().click();
		await expect(stateOf(page, 'First.zip')).toContainText('Encrypting and sending');
		await expect(dock(page)).toContainText(`for ${couple}`);
		await page.keyboard.press('Escape');
		await expect(dock(page)).toContainText('Sending First.zip');
		await expect(page.getByText('Nothing here yet')).toBeVisible();
		await sendFiles(ana, sent('Payroll.txt'), ['Payroll.txt']);
		await expect(button(page, 'First.zip')).toHaveCount(0);
	});

	await test.step('to another firm, with a second upload begun there', async () => {
		await switchTo(page, 'Rivera, Ana');
		await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your files with Alder Tax');
		await expect(dock(page)).toContainText('Sending');
		await choose(page, 'Second.zip', twoParts());
		await expect(stateOf(page, 'Second.zip')).toContainText('Encrypting and sending');
		await expect(button(page, 'First.zip')).toHaveCount(0);
	});

	await test.step('back while both are going on, and there when the first arrives', async () => {
		await switchTo(page, couple);
		await expect(stateOf(page, 'First.zip')).toContainText('Encrypting and sending');
		await expect(dock(page)).toContainText(/Sending \d+ files/u);
		await line.letGo();
		await expect(button(page, 'First.zip')).toBeVisible(within);
		await expect(button(page, 'Second.zip')).toHaveCount(0);
	});

	await test.step('a third arrives while one is with the other firm', async () => {
		const again = await holdLaterParts(ana);
		await choose(page, 'Third.zip', twoParts());
		await again.reached;
		await switchTo(page, 'Rivera, Ana');
		await expect(button(page, 'Second.zip')).toBeVisible(within);
		await again.letGo();
		await expect.poll(() => arrived(portal), within).toBe(before + 4);
		await expect(button(page, 'Third.zip')).toHaveCount(0);
		await switchTo(page, couple);
		await expect(button(page, 'Third.zip')).toBeVisible(within);
	});

	await filesOf(owner, couple, 'First.zip', 'Third.zip');
	expect((await saved(owner, 'First.zip')).equals(first)).toBe(true);
	await filesOf(owner, company, 'Payroll.txt');
	await filesOf(nuno, 'Rivera, Ana', 'Second.zip');
});

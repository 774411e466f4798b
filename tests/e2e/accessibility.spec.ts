/** Every screen by the rules of WCAG 2.2 AA, in both themes, on a phone and a desk; and the main jobs without a mouse. */
import type { Locator, Page } from '@playwright/test';
import { expectAccessible, windows } from './fixtures/accessible.ts';
import { withoutPickers } from './fixtures/dropping.ts';
import { expect, testWithFirm, typeWords, welcome } from './fixtures/entering.ts';
import {
	confirmWords,
	createClient,
	escape,
	fileRow,
	giveAccess,
	hire,
	inviteColleague,
	joinVault,
	lock,
	pick,
	readWords,
	sendFiles,
	ticked,
	uploadArea
} from './fixtures/journeys.ts';
import { tabTo } from './fixtures/keyboard.ts';
import { pdfOf, stream } from './fixtures/pdf.ts';
import { Person as Somebody } from './fixtures/person.ts';
import { Portal as OwnPortal } from './fixtures/portal.ts';

const test = testWithFirm();
test.describe.configure({ timeout: 120_000 });

const document = pdfOf([
	'<< /Type /Catalog /Pages 2 0 R >>',
	'<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
	`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents 4 0 R
		/Resources << /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>`,
	stream('', 'BT /F 20 Tf 20 200 Td (A letter) Tj ET')
]);
const pdf = (name: string) => ({ name, mimeType: 'application/pdf', buffer: document });

const button = (at: Page | Locator, name: string) => at.getByRole('button', { name, exact: true });
const heading = (page: Page, name: string | RegExp) =>
	page.getByRole('heading', { name, level: 1 });
/** What is looked at next is this window, so it has to be there. */
const windowOf = (page: Page, name: string) =>
	expect(
		page.getByRole('dialog', { name }).or(page.getByRole('alertdialog', { name }))
	).toBeVisible();

/** How many elements and their decorations move, or would when they change, for longer than nobody sees. */
const moving = (page: Page): Promise<number> =>
	page.evaluate(() => {
		const secondsOf = (times: string) => Math.max(...times.split(',').map(Number.parseFloat));
		const looks = [...globalThis.document.querySelectorAll('*')].flatMap((element) =>
			[null, '::before', '::after'].map((part) => getComputedStyle(element, part))
		);
		return looks.filter(
			({ transitionDuration, animationDuration, animationName }) =>
				secondsOf(transitionDuration) > 0.001 ||
				(animationName !== 'none' && secondsOf(animationDuration) > 0.001)
		).length;
	});

test('setting up', async ({ browser }) => {
	await using portal = await OwnPortal.start();
	const owner = await Somebody.arrive(browser, 'an owner', { origin: portal.origin });
	const { page } = owner;
	await page.goto('/');
	await expect(heading(page, 'This portal is not set up yet')).toBeVisible();
	await expectAccessible(page, 'not set up yet');
	await page.goto(portal.setupLink);
	await button(page, 'Continue').click();
	await expect(page.getByText('Please fill this in.').first()).toBeVisible();
	await expectAccessible(page, 'set-up, with fields missing');
	await page.getByLabel('Name of the firm').fill('Harbor & Finch');
	await page.getByLabel('Your name').fill('Olu Adeyemi');
	await button(page, 'Continue').click();
	await readWords(page);
	await expectAccessible(page, 'the recovery kit');
	await button(page, 'I have them on paper').click();
	await button(page, 'Check and continue').click();
	await expect(page.getByText('These do not match.')).toBeVisible();
	await expectAccessible(page, 'the check of three words');
	await owner.context.close();
});

test('getting in', async ({ owner, person }) => {
	const link = await createClient(owner, 'Maria Okafor');
	const client = await person('a client');
	const { page } = client;
	await page.goto('/');
	await expect(heading(page, 'Tallyport')).toBeVisible();
	await expectAccessible(page, 'signing in');
	client.expectProblem(/Not found: \/nowhere/u);
	await page.goto('/nowhere');
	await expect(heading(page, 'There is nothing at this address')).toBeVisible();
	await expectAccessible(page, 'nothing there');
	await page.goto('/recover');
	await page.getByRole('textbox', { name: 'Word 1', exact: true }).fill('abandn');
	await button(page, 'Open my account').click();
	await expect(page.getByText(/still missing/u)).toBeVisible();
	await expectAccessible(page, 'recovery words');
	await page.goto('/join#broken');
	await expect(heading(page, 'This link does not open')).toBeVisible();
	await expectAccessible(page, 'a broken link');
	await page.goto(link);
	await expect(button(page, 'Create passkey and continue')).toBeVisible();
	await expectAccessible(page, 'an invitation');
});

test('a client’s pages', async ({ owner, person }) => {
	const client = await person('a client');
	const { page } = client;
	await welcome(owner, client, 'Maria Okafor');
	await expectAccessible(page, 'an empty vault');
	await sendFiles(client, pdf('W-2 2025.pdf'), ['W-2 2025.pdf']);
	await sendFiles(owner, pdf('Return 2025.pdf'), ['Return 2025.pdf']);
	await expect(button(page, 'Return 2025.pdf')).toBeVisible();
	await expectAccessible(page, 'a vault with files');
	await page.emulateMedia({ reducedMotion: 'no-preference' });
	expect(await moving(page)).toBeGreaterThan(0);
	await page.emulateMedia({ reducedMotion: 'reduce' });
	expect(await moving(page)).toBe(0);
	await page.emulateMedia({ reducedMotion: null });
	await button(page, 'Make a recovery code').click();
	await readWords(page);
	await expectAccessible(page, 'a recovery code');
	await escape(page);
	await button(page, 'See who').click();
	await expect(page.getByRole('dialog', { name: 'Who can open your files' })).toBeVisible();
	await expectAccessible(page, 'who can open the files');
	await escape(page);
	await button(page, 'History: who did what and when').click();
	await expect(page.getByRole('dialog', { name: 'History' })).toBeVisible();
	await expectAccessible(page, 'a client’s history');
	await escape(page);
	await button(page, 'W-2 2025.pdf').click();
	await expect(page.getByText('1 page')).toBeVisible();
	await expectAccessible(page, 'the viewer');
	await escape(page);
	await button(page, 'Maria Okafor').click();
	await expect(page.getByRole('menuitem', { name: 'Lock' })).toBeVisible();
	await expectAccessible(page, 'the person’s menu');
	await page.getByRole('menuitem', { name: 'My account' }).click();
	await expect(button(page, 'Remove passkey 1')).toBeVisible();
	await expectAccessible(page, 'the account');
	await lock(client, 'Maria Okafor');
	await expectAccessible(page, 'a locked portal');
});

test('the staff’s pages of clients', async ({ owner, person }) => {
	const client = await person('a client');
	await welcome(owner, client, 'Nakamura, Ren');
	const { page } = owner;
	await button(page, 'New folder').click();
	await page.getByLabel('Folder’s name').fill('2025');
	await expectAccessible(page, 'a new folder');
	await button(page, 'Make folder').click();
	await sendFiles(client, pdf('Statement.pdf'), ['Statement.pdf']);
	await sendFiles(owner, pdf('Draft.pdf'), ['Draft.pdf']);
	await expect(fileRow(page, 'Statement.pdf')).toBeVisible();
	await expectAccessible(page, 'the files of a client');
	for (const action of ['Rename', 'Move', 'Remove']) {
		await pick(page, 'Statement.pdf', action);
		await expect(page.getByRole(action === 'Remove' ? 'alertdialog' : 'dialog')).toBeVisible();
		await expectAccessible(page, `${action} a file`);
		await escape(page);
	}
	for (const tab of ['People & keys', 'History']) {
		await page.getByRole('tab', { name: tab }).click();
		await expect(page.getByRole('tabpanel')).toBeVisible();
		await expectAccessible(page, tab);
	}
	await button(page, 'Invite').click();
	await windowOf(page, 'Invite one more person');
	await expectAccessible(page, 'inviting a client');
	await page.getByLabel('Who is the link for?').fill('Ren');
	await button(page, 'Make the link').click();
	await expect(page.getByLabel('Link', { exact: true })).toBeVisible();
	await expectAccessible(page, 'a client’s link');
	await button(page, 'Done').click();
	await page
		.getByRole('link', { name: /^Clients/u })
		.first()
		.click();
	await expect(page.getByRole('link', { name: 'Nakamura, Ren' })).toBeVisible();
	await expectAccessible(page, 'the clients');
	await button(page, 'New client').click();
	await windowOf(page, 'New client');
	await expectAccessible(page, 'a new client');
	await escape(page);
	await page.getByRole('combobox').fill('nobody of that name');
	await expect(page.getByText('Nothing found. Try fewer or other words.')).toBeVisible();
	await expectAccessible(page, 'a search that finds nobody');
});

test('the staff’s pages of the firm', async ({ owner, person }) => {
	const link = await inviteColleague(owner, 'Sam Ortiz');
	const { page } = owner;
	const colleague = await person('a colleague');
	await colleague.page.goto(link);
	await expect(button(colleague.page, 'Show my recovery words')).toBeVisible();
	await expectAccessible(colleague.page, 'an invitation of staff');
	await button(colleague.page, 'Show my recovery words').click();
	const words = await readWords(colleague.page);
	await expectAccessible(colleague.page, 'a colleague’s words');
	await button(colleague.page, 'I have them on paper').click();
	await confirmWords(colleague.page, words);
	await button(colleague.page, 'Check and continue').click();
	await button(colleague.page, 'Create passkey and continue').click();
	await expect(heading(colleague.page, /^Waiting for/u)).toBeVisible();
	await expectAccessible(colleague.page, 'waiting for access');
	await expect(button(page, 'Give access')).toBeVisible();
	await expectAccessible(page, 'the team');
	await button(page, 'Give access').click();
	await windowOf(page, 'Give Sam Ortiz access?');
	await expectAccessible(page, 'giving access');
	await button(page, 'Not now').click();
	await expect(page.getByRole('dialog')).toBeHidden();
	await giveAccess(owner, colleague);
	await button(page, 'Invite a colleague').click();
	await windowOf(page, 'Invite a colleague');
	await expectAccessible(page, 'inviting a colleague');
	await escape(page);
	await page.getByRole('link', { name: 'Firm', exact: true }).click();
	await expect(heading(page, 'Firm')).toBeVisible();
	await expectAccessible(page, 'the firm');
});

test('nothing jumps on the page of the firm, however late its answers come', async ({ owner }) => {
	const { page } = owner;
	const LATE_MS = 700;
	await page
		.getByRole('link', { name: /^Clients/u })
		.first()
		.click();
	await expect(heading(page, 'Clients')).toBeVisible();
	await page.route('**/api/**', async (route) => {
		await new Promise((resolve) => setTimeout(resolve, LATE_MS));
		await route.continue();
	});
	await page.evaluate(() => {
		let jumps = 0;
		new PerformanceObserver((list) => {
			// What moves just after a press is expected to.
			for (const entry of list.getEntries() as (PerformanceEntry & {
				readonly hadRecentInput: boolean;
				readonly value: number;
			})[])
				if (!entry.hadRecentInput) jumps += entry.value;
			globalThis.document.documentElement.dataset['jumps'] = String(jumps);
		}).observe({ type: 'layout-shift' });
	});
	const isLate = page
		.getByText('Checking the firm’s records')
		.first()
		.waitFor({ state: 'attached' });
	await page.getByRole('link', { name: 'Firm', exact: true }).click();
	await isLate;
	await expect(page.getByRole('heading', { name: 'Recovery kit' })).toBeVisible();
	await expect(page.getByRole('heading', { name: 'Fingerprint' })).toBeVisible();
	await expect(page.getByRole('heading', { name: 'Welcome' })).toBeVisible();
	await page.unrouteAll({ behavior: 'wait' });
	const jumps = await page.evaluate(
		() => globalThis.document.documentElement.dataset['jumps'] ?? '0'
	);
	expect(Number(jumps)).toBeLessThan(0.02);
});

test('ending somebody’s access', async ({ owner, person }) => {
	const client = await person('a client');
	await welcome(owner, client, 'Lena Brandt');
	const colleague = await person('a colleague');
	// What was under way when the access ended.
	colleague.expectProblem(/status of 401/u);
	await hire(owner, colleague, 'Ana Silva');
	const { page } = owner;
	const held = Promise.withResolvers<undefined>();
	await owner.context.route(/\/api\/vaults\/[\w-]+\/log$/u, async (route) => {
		if (route.request().method() === 'POST') await held.promise;
		await route.continue();
	});
	await page.getByRole('link', { name: /^Team/u }).click();
	await button(page, 'Actions for Ana Silva').click();
	await page.getByRole('menuitem', { name: 'Remove Ana Silva' }).click();
	await expect(button(page, 'Remove Ana Silva')).toBeVisible();
	await expectAccessible(page, 'removing a colleague');
	await button(page, 'Remove Ana Silva').click();
	await expect(button(page, 'Pause')).toBeVisible();
	await expect(button(page, 'Invite Ana Silva again')).toBeVisible();
	await expect(page.locator(windows)).toHaveCount(0);
	await expectAccessible(page, 'new keys for clients');
	held.resolve(undefined);
	await expect(button(page, 'Pause')).toBeHidden();

	await page
		.getByRole('link', { name: /^Clients/u })
		.first()
		.click();
	await page.getByRole('link', { name: 'Lena Brandt', exact: true }).click();
	await page.getByRole('tab', { name: 'People & keys' }).click();
	await button(page, 'Actions for Lena Brandt').click();
	await page.getByRole('menuitem', { name: 'Remove' }).click();
	await windowOf(page, 'Remove Lena Brandt?');
	await expectAccessible(page, 'ending a client’s access');
	await escape(page);
	await page.getByRole('tab', { name: 'History' }).click();
	await button(page, 'Export the records').click();
	await windowOf(page, 'Export this client’s records');
	await expectAccessible(page, 'exporting the records');
	await escape(page);
});

test('changing keys, and the recovery kit', async ({ owner, person, kit }) => {
	const { page } = owner;
	await button(page, 'Olu Adeyemi').click();
	await page.getByRole('menuitem', { name: 'My account' }).click();
	// The first one is lost, so that the device offers only the second.
	await owner.losePasskeys();
	await button(page, 'Add a passkey').click();
	await expect(button(page, 'Remove passkey 2')).toBeVisible();
	await button(page, 'Remove passkey 1').click();
	await page.getByText('Perhaps: it was lost, stolen or lent').click();
	await expectAccessible(page, 'removing a passkey');
	await button(page, 'Remove passkey and change my keys').click();
	const words = await readWords(page);
	await expectAccessible(page, 'new recovery words');
	await button(page, 'I have them on paper').click();
	await confirmWords(page, words);
	await button(page, 'Check and continue').click();
	await windowOf(page, 'Change your keys');
	await expectAccessible(page, 'changing one’s keys');
	await button(page, 'Change my keys with my passkey').click();
	await expect(page.getByText('Your keys are changed.')).toBeVisible();

	// The kit is nobody's recovery code any more.
	const rescuer = await person('whoever has the kit');
	rescuer.expectProblem(/401/u);
	await rescuer.page.goto('/recover');
	await typeWords(rescuer.page, kit);
	await button(rescuer.page, 'Open my account').click();
	await expect(heading(rescuer.page, /^Let somebody back in to/u)).toBeVisible();
	await button(rescuer.page, 'Continue').click();
	await expectAccessible(rescuer.page, 'the recovery kit, with the name missing');
});

test('a client joins, sends a file and opens it with the keyboard alone', async ({
	owner,
	person
}) => {
	const client = await person('a client');
	const { page } = client;
	// Playwright takes the browser's file dialogs over only while somebody listens for them.
	page.on('filechooser', (chooser) => void chooser.setFiles(pdf('by keyboard.pdf')));
	await withoutPickers(page);
	await page.goto(await createClient(owner, 'Keys Only'));
	const join = button(page, 'Create passkey and continue');
	await expect(join).toBeVisible();
	await tabTo(page, join);
	await page.keyboard.press('Enter');
	await expect(uploadArea(page)).toBeVisible();
	// What a screen reader hears of the new page is not the invitation's title.
	await expect(page.locator('#svelte-announcer')).toHaveText('Your files – Tallyport');
	await tabTo(page, button(page, 'Choose files'));
	await page.keyboard.press('Enter');
	await expect(ticked(page, 'by keyboard.pdf')).toBeAttached();
	const file = button(page, 'by keyboard.pdf');
	await expect(file).toBeVisible();
	await tabTo(page, file);
	await page.keyboard.press('Enter');
	await expect(page.getByText('1 page')).toBeVisible();
	await page.keyboard.press('Escape');
	await expect(page.getByRole('dialog')).toBeHidden();
	await expect(file).toBeFocused();
});

test('staff make a client, invite, open a file and rename it with the keyboard alone', async ({
	owner,
	person
}) => {
	const { page } = owner;
	await page.goto('/clients');
	const signIn = page.getByRole('button', { name: /with passkey$/u });
	await expect(signIn).toBeVisible();
	await tabTo(page, signIn);
	await page.keyboard.press('Enter');
	const newClient = button(page, 'New client');
	await expect(newClient).toBeVisible();
	await tabTo(page, newClient);
	await page.keyboard.press('Enter');
	await expect(page.getByLabel('Client’s name')).toBeFocused();
	await page.keyboard.type('Tab, Enter');
	await page.keyboard.press('Enter');
	await expect(page.getByLabel('Who is the link for?')).toBeFocused();
	await page.keyboard.press('Enter');
	const field = page.getByRole('textbox', { name: 'Link', exact: true });
	await expect(field).toBeVisible();
	const link = await field.inputValue();
	await tabTo(page, button(page, 'Done'));
	await page.keyboard.press('Enter');
	await expect(page.getByRole('dialog')).toBeHidden();

	const client = await person('a client');
	await joinVault(client, link);
	await sendFiles(client, pdf('scan.pdf'), ['scan.pdf']);
	const file = button(fileRow(page, 'scan.pdf'), 'scan.pdf');
	await expect(file).toBeVisible();
	await tabTo(page, file);
	await page.keyboard.press('Enter');
	await expect(page.getByText('1 page')).toBeVisible();
	await page.keyboard.press('Escape');
	await expect(file).toBeFocused();
	await tabTo(page, button(page, 'Actions for scan.pdf'));
	await page.keyboard.press('Enter');
	const rename = page.getByRole('menuitem', { name: 'Rename' });
	await expect(rename).toBeVisible();
	// In a menu the arrows lead on, as everywhere.
	for (let presses = 0; presses < 6; presses++) {
		if (await rename.evaluate((item) => item === item.ownerDocument.activeElement)) break;
		await page.keyboard.press('ArrowDown');
	}
	await expect(rename).toBeFocused();
	await page.keyboard.press('Enter');
	await expect(page.getByRole('dialog').getByRole('textbox', { name: 'Name' })).toBeFocused();
	await page.keyboard.press('ControlOrMeta+a');
	await page.keyboard.type('W-2 2025.pdf');
	await page.keyboard.press('Enter');
	await expect(fileRow(page, 'W-2 2025.pdf')).toBeVisible();
	await expect(page.getByRole('dialog')).toBeHidden();
	await expect(button(page, 'Actions for W-2 2025.pdf')).toBeFocused();
});

test('an owner removes a colleague with the keyboard alone', async ({ owner, person }) => {
	const colleague = await person('a colleague');
	// What was under way when the access ended.
	colleague.expectProblem(/status of 401/u);
	await hire(owner, colleague, 'Keyboard Leaver');
	const { page } = owner;
	const actions = button(page, 'Actions for Keyboard Leaver');
	await expect(actions).toBeVisible();
	await tabTo(page, actions);
	await page.keyboard.press('Enter');
	const item = page.getByRole('menuitem', { name: 'Remove Keyboard Leaver' });
	await expect(item).toBeVisible();
	await page.keyboard.press('ArrowDown');
	await expect(item).toBeFocused();
	await page.keyboard.press('Enter');
	const remove = button(page, 'Remove Keyboard Leaver');
	await expect(remove).toBeVisible();
	await tabTo(page, remove);
	await page.keyboard.press('Enter');
	await expect(page.getByRole('alertdialog')).toBeHidden();
	await expect(button(page, 'Invite Keyboard Leaver again')).toBeVisible();
	await expect(colleague.page.getByText('You were signed out.')).toBeVisible();
});

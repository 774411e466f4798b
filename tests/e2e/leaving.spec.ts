/** People who leave, and keys that change: what ends at once, what goes on, and what the others see of it. */
import type { Page } from '@playwright/test';
import { pickPasskeys } from './fixtures/ceremonies.ts';
import { expect, makeRecoveryCode, testWithFirm, typeWords, welcome } from './fixtures/entering.ts';
import type { Person } from './fixtures/entering.ts';
import {
	confirmWords,
	escape,
	fileRow,
	giveAccess,
	hire,
	inviteClient,
	inviteColleague,
	joinFirm,
	joinVault,
	readWords,
	saved,
	sendFiles,
	uploadArea
} from './fixtures/journeys.ts';

const test = testWithFirm();
test.describe.configure({ timeout: 120_000 });

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const textFile = (name: string) => ({
	name,
	mimeType: 'text/plain',
	buffer: Buffer.from(`the content of ${name}`)
});
const send = (person: Person, name: string) => sendFiles(person, textFile(name), [name]);

const openTeam = (staff: Person) => staff.page.getByRole('link', { name: /^Team/u }).click();

async function openClient(staff: Person, name: string): Promise<void> {
	await staff.page
		.getByRole('link', { name: /^Clients/u })
		.first()
		.click();
	await staff.page.getByRole('link', { name, exact: true }).click();
	await expect(staff.page.getByRole('heading', { name, level: 1 })).toBeVisible();
}

/** A client with a vault and no link yet. */
async function nameClient({ page }: Person, name: string): Promise<void> {
	await page
		.getByRole('link', { name: /^Clients/u })
		.first()
		.click();
	await button(page, 'New client').click();
	await page.getByLabel('Client’s name').fill(name);
	await button(page, 'Create').click();
	await expect(page.getByRole('dialog', { name: 'Invite the client' })).toBeVisible();
	await escape(page);
}

/** Ends a colleague's access on the Team page. */
async function remove(staff: Person, name: string): Promise<void> {
	const { page } = staff;
	await openTeam(staff);
	await button(page, `Actions for ${name}`).click();
	await page.getByRole('menuitem', { name: `Remove ${name}` }).click();
	const dialog = page.getByRole('alertdialog');
	await expect(dialog).toContainText('access ends now');
	await expect(dialog).toContainText('already seen or copied stays with them');
	await button(page, `Remove ${name}`).click();
	await expect(page.getByText(`${name}’s access has ended.`)).toBeVisible();
}

const keysChanged = (page: Page) => page.getByText('Every client has a new key').last();

/** The way back is refused, in words. */
async function isTurnedAway({ page }: Person): Promise<void> {
	await button(page, 'Sign in with passkey').click();
	await expect(page.getByText('Your access to this portal has ended.')).toBeVisible();
}

test('a colleague who is removed is out at once; the client sends on, the others open it and the history shows it', async ({
	owner,
	person
}) => {
	const ana = await person('a colleague');
	await hire(owner, ana, 'Ana Silva');
	const client = await person('a client');
	await welcome(owner, client, 'Maria Okafor');
	await send(client, 'before.txt');
	await openClient(ana, 'Maria Okafor');
	await expect(fileRow(ana.page, 'before.txt')).toBeVisible();
	ana.expectProblem(/40[13]/u);
	await remove(owner, 'Ana Silva');
	await expect(ana.page.getByText('You were signed out.')).toBeVisible();
	expect(await ana.page.content()).not.toContain('before.txt');
	await isTurnedAway(ana);

	await expect(keysChanged(owner.page)).toBeVisible();
	await expect(button(owner.page, 'Invite Ana Silva again')).toBeVisible();
	const firmHistory = owner.page.getByRole('region', { name: 'History of the firm' });
	await expect(firmHistory).toContainText('removed Ana Silva from the firm');
	await send(client, 'after.txt');
	await openClient(owner, 'Maria Okafor');
	await expect(fileRow(owner.page, 'after.txt')).toBeVisible();
	expect((await saved(owner, 'after.txt')).toString()).toBe('the content of after.txt');
	expect((await saved(owner, 'before.txt')).toString()).toBe('the content of before.txt');
	await owner.page.getByRole('tab', { name: 'History' }).click();
	await expect(
		owner.page.getByText('changed the vault’s key', { exact: false }).first()
	).toBeVisible();
});

test('of two clients of a vault one is removed and turned away, and the other goes on', async ({
	owner,
	person
}) => {
	const [maria, chidi] = [await person('Maria'), await person('Chidi')];
	await welcome(owner, maria, 'Okafor');
	await joinVault(chidi, await inviteClient(owner, 'Chidi Okafor'));
	await send(chidi, 'from Chidi.txt');
	const { page } = owner;
	await page.getByRole('tab', { name: 'People & keys' }).click();
	await button(page, 'Actions for Chidi Okafor').click();
	await page.getByRole('menuitem', { name: 'Remove' }).click();
	await button(page, 'Remove Chidi Okafor').click();
	await expect(page.getByText('Chidi Okafor’s access has ended.')).toBeVisible();
	chidi.expectProblem(/40[13]/u);
	await expect(chidi.page.getByText('You were signed out.')).toBeVisible();
	await isTurnedAway(chidi);
	await send(maria, 'after.txt');
	await page.getByRole('tab', { name: 'Files' }).click();
	await expect(fileRow(page, 'after.txt')).toBeVisible();
	// What the person sent stays, under their name.
	await expect(fileRow(page, 'from Chidi.txt')).toContainText('Chidi Okafor');
});

test('a client whose phone was stolen changes their keys: the lost passkey is out, files and names stay', async ({
	owner,
	person
}) => {
	const client = await person('a client');
	const { page } = client;
	const { pick } = await pickPasskeys(client);
	await welcome(owner, client, 'Stolen Phone');
	await send(client, 'mine.txt');
	const oldWords = await makeRecoveryCode(client);
	await button(page, 'Stolen Phone').click();
	await page.getByRole('menuitem', { name: 'My account' }).click();
	await button(page, 'Add a passkey').click();
	await expect(page.getByText('Passkey added.')).toBeVisible();
	const fingerprint = page.getByRole('group', { name: 'Your fingerprint' });
	const before = await fingerprint.innerText();
	await button(page, 'Remove passkey 1').click();
	await page.getByText('Perhaps: it was lost, stolen or lent').click();
	await button(page, 'Remove passkey and change my keys').click();
	const words = await readWords(page);
	await button(page, 'I have saved them').click();
	client.expectProblem(/401/u);
	await pick(0);
	await button(page, 'Change my keys with my passkey').click();
	await expect(page.getByText('That is the passkey you are giving up.')).toBeVisible();
	await pick(1);
	await button(page, 'Change my keys with my passkey').click();
	await expect(page.getByText('Your keys are changed.')).toBeVisible();
	await expect(fingerprint).not.toHaveText(before);
	await expect(button(page, 'Remove passkey 2')).toBeHidden();

	await page.goto('/');
	await pick(0);
	await button(page, 'Sign in with passkey').click();
	await expect(page.getByText('This passkey is not known here.')).toBeVisible();
	await pick(1);
	await button(page, 'Sign in with passkey').click();
	await expect(uploadArea(page)).toBeVisible();
	await expect(page.getByRole('region', { name: 'Sent by you' })).toContainText('mine.txt');
	const saving = page.waitForEvent('download');
	await button(page, 'mine.txt').click();
	expect((await saving).suggestedFilename()).toBe('mine.txt');
	await page.getByRole('button', { name: /^History/u }).click();
	await expect(page.getByText('changed their own keys')).toBeVisible();
	await expect(fileRow(owner.page, 'mine.txt')).toContainText('Stolen Phone');

	const elsewhere = await person('the client elsewhere');
	elsewhere.expectProblem(/401/u);
	await elsewhere.page.goto('/recover');
	await typeWords(elsewhere.page, oldWords);
	await button(elsewhere.page, 'Open my account').click();
	await expect(elsewhere.page.getByText('No account belongs to these words')).toBeVisible();
	await typeWords(elsewhere.page, words);
	await button(elsewhere.page, 'Open my account').click();
	await expect(
		elsewhere.page.getByRole('heading', { name: 'You are in. Add a passkey here?' })
	).toBeVisible();
});

test('staff sign out a lost device and change their keys; the others see it and everything still opens', async ({
	owner,
	person
}) => {
	const sam = await person('a colleague');
	const { words: oldWords } = await hire(owner, sam, 'Sam Ortiz');
	const client = await person('a client');
	await welcome(owner, client, 'Lena Brandt');
	await send(client, 'before.txt');
	const lost = await person('the lost device');
	// What was under way when it was signed out, and the words that open nothing any more.
	lost.expectProblem(/401/u);
	await lost.page.goto('/recover');
	await typeWords(lost.page, oldWords);
	await button(lost.page, 'Open my account').click();
	await button(lost.page, 'Not on this device').click();
	await expect(lost.page.getByRole('heading', { name: 'Clients', level: 1 })).toBeVisible();

	const { page } = sam;
	await button(page, 'Sam Ortiz').click();
	await page.getByRole('menuitem', { name: 'My account' }).click();
	// The header's, then one a device: which of them was seen last, and comes first, depends on how long all this took.
	await expect(button(page, 'Sign out')).toHaveCount(3);
	const devices = page.locator('.row').filter({ has: button(page, 'Sign out') });
	const other = devices.filter({ hasNot: page.getByText('This one', { exact: true }) });
	await other.getByRole('button', { name: 'Sign out', exact: true }).click();
	await page.getByText('Perhaps: it was lost, stolen or lent').click();
	await button(page, 'Sign out and change my keys').click();
	await expect(lost.page.getByText('You were signed out.')).toBeVisible();
	const words = await readWords(page);
	await button(page, 'I have them on paper').click();
	await confirmWords(page, words);
	await button(page, 'Check and continue').click();
	await button(page, 'Change my keys with my passkey').click();
	await expect(page.getByText('Your keys are changed.')).toBeVisible();

	await openClient(sam, 'Lena Brandt');
	expect((await saved(sam, 'before.txt')).toString()).toBe('the content of before.txt');
	await send(client, 'after.txt');
	expect((await saved(sam, 'after.txt')).toString()).toBe('the content of after.txt');
	await openTeam(owner);
	const history = owner.page.getByRole('region', { name: 'History of the firm' });
	await expect(history).toContainText('Sam Ortiz changed their own keys');
	await lost.page.goto('/recover');
	await typeWords(lost.page, oldWords);
	await button(lost.page, 'Open my account').click();
	await expect(lost.page.getByText('No account belongs to these words')).toBeVisible();
});

test('a client invited without what is already here finds nothing of it, and sees what comes', async ({
	owner,
	person
}) => {
	const [first, second] = [await person('the first'), await person('the second')];
	await welcome(owner, first, 'Partnership');
	await send(first, 'old.txt');
	const link = await inviteClient(owner, 'New Partner', false);
	await owner.page.getByRole('tab', { name: 'People & keys' }).click();
	await expect(owner.page.getByRole('region', { name: 'Links not used yet' })).toContainText(
		'without what is already here'
	);
	await joinVault(second, link);
	await expect(second.page.getByText('Nothing here yet')).toBeVisible();
	expect(await second.page.content()).not.toContain('old.txt');
	await send(first, 'new.txt');
	await expect(button(second.page, 'new.txt')).toBeVisible();
	expect(await second.page.content()).not.toContain('old.txt');
});

test('a colleague given access only to what is new opens nothing older', async ({
	owner,
	person
}) => {
	const client = await person('a client');
	await welcome(owner, client, 'Long Standing');
	await send(client, 'old.txt');
	const link = await inviteColleague(owner, 'Nia Cole');
	const nia = await person('a newcomer');
	await joinFirm(nia, link);
	await giveAccess(owner, nia, false);
	await expect(keysChanged(owner.page)).toBeVisible();
	await openClient(nia, 'Long Standing');
	await expect(nia.page.getByRole('tabpanel')).toBeVisible();
	await send(client, 'new.txt');
	await expect(fileRow(nia.page, 'new.txt')).toBeVisible();
	expect((await saved(nia, 'new.txt')).toString()).toBe('the content of new.txt');
	await expect(fileRow(nia.page, 'old.txt')).toBeHidden();
});

test('new keys for a dozen clients stop with the page and go on when somebody comes back', async ({
	owner,
	person
}) => {
	const { page } = owner;
	for (let number = 1; number <= 12; number++) await nameClient(owner, `Client ${number}`);
	const leaver = await person('a leaver');
	await hire(owner, leaver, 'Leo Marsh');
	leaver.expectProblem(/40[13]/u);
	// The portal takes three new keys and keeps the next ones waiting, twice.
	let budget = 3;
	let gate = Promise.withResolvers<undefined>();
	await owner.context.route(/\/api\/vaults\/[\w-]+\/log$/u, async (route) => {
		if (route.request().method() === 'POST' && budget-- <= 0) await gate.promise;
		await route.continue().catch(() => undefined);
	});
	await remove(owner, 'Leo Marsh');
	const card = page.getByRole('region', { name: 'New keys for clients' });
	await expect(card).toContainText(/3 of 1\d/u);
	await page.reload();
	gate.resolve(undefined);
	gate = Promise.withResolvers();
	budget = 3;
	await button(page, 'Sign in with passkey').click();
	await expect(card).toContainText(/3 of \d+/u);
	await button(page, 'Pause').click();
	gate.resolve(undefined);
	budget = Infinity;
	await expect(card).toContainText('gets one before anything more is written there');
	await button(page, 'Continue').click();
	await expect(keysChanged(page)).toBeVisible({ timeout: 30_000 });
	await openClient(owner, 'Client 7');
	await page.getByRole('tab', { name: 'History' }).click();
	await expect(page.getByText('changed the vault’s key')).toHaveCount(1);
});

/** The main job over real documents, between a phone and a desk. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { watchCeremonies } from './fixtures/ceremonies.ts';
import { Documents, PRINTED_PAGES, sha256 } from './fixtures/documents.ts';
import {
	createClient,
	digits,
	escape,
	fileRow,
	hire,
	inviteClient,
	joinVault,
	pick,
	saved,
	sendFiles,
	setUpFirm,
	uploadArea
} from './fixtures/journeys.ts';
import { expect, test, type Person } from './fixtures/test.ts';

const CLIENT = 'Maria Okafor';

let documents: Documents;

test.beforeEach(() => {
	documents = new Documents();
});
test.afterEach(() => {
	rmSync(documents.folder, { recursive: true });
});

test('a client is at the upload area after one tap and the passkey, and what they send arrives as it was', async ({
	browser,
	person,
	portal
}) => {
	test.slow();
	const owner = await person('the owner');
	await setUpFirm(owner, portal.setupLink);
	const sam = await person('the preparer');
	await hire(owner, sam, 'Sam Ortiz');
	const link = await createClient(sam, CLIENT);

	const sent = [
		await documents.taxReturn(browser, 'Tax return 2024.pdf'),
		await documents.photo(browser, 'W-2 photo.jpg'),
		documents.random('Ledger, all years.xlsx', 9_000_000),
		documents.random('Receipts.zip', 300_000),
		documents.add('one byte.txt', Buffer.from('1')),
		...[documents.installedPdf()].filter((found) => found !== null)
	];
	const maria = await person('the client', { phone: true });
	const { interactions } = await watchCeremonies(maria);
	const began = Date.now();
	await joinVault(maria, link);
	// One tap; the device makes the passkey and confirms it.
	expect(interactions).toEqual(['click', 'create', 'get']);

	await sendFiles(
		maria,
		sent.map(({ path }) => path),
		sent.map(({ name }) => name)
	);
	const seconds = (Date.now() - began) / 1000;
	test.info().annotations.push({
		type: `invitation to ${String(sent.length)} files sent`,
		description: `${interactions.join(', ')} and one choice of files, ${seconds.toFixed(1)} s`
	});

	// The preparer's page was never reloaded.
	for (const { name } of sent)
		await expect(fileRow(sam.page, name).getByText('New', { exact: true })).toBeVisible();
	await expect(sam.page.getByText('Joined', { exact: true })).toBeVisible();
	for (const { name, sha256: expected } of sent)
		expect(sha256(await saved(sam, name)), name).toBe(expected);

	await fileRow(sam.page, 'Tax return 2024.pdf').getByRole('button').first().click();
	const viewer = sam.page.getByRole('dialog', { name: 'Viewing Tax return 2024.pdf' });
	await expect(viewer.getByText(`${PRINTED_PAGES} pages`)).toBeVisible();
	const frame = sam.page.frameLocator('iframe');
	await expect(frame.getByText('Schedule 1', { exact: true })).toBeVisible();
	await viewer.getByRole('button', { name: 'Close', exact: true }).click();
	await expect(viewer).toBeHidden();
	await fileRow(sam.page, 'W-2 photo.jpg').getByRole('button').first().click();
	await expect(frame.getByRole('img')).toBeVisible();
	await escape(sam.page);

	// Each side learns that the other opened it.
	await expect(maria.page.getByText(/opened by\s+Sam Ortiz/u)).toHaveCount(sent.length);
	expect(await maria.recording.withBytes(Buffer.from('Schedule'))).toEqual([]);
});

/** Runs in the page: what is read out of a Blob from now on is there only once `tell` was called. */
function readWhenTold(): void {
	const read = Reflect.get(Blob.prototype, 'arrayBuffer');
	Blob.prototype.arrayBuffer = async function () {
		await new Promise((resolve) => Reflect.set(window, 'tell', resolve));
		return Reflect.apply(read, this, []);
	};
}

test('staff send a document, put files in order and remove one, and the client sees it happen', async ({
	browser,
	person,
	portal
}) => {
	const owner = await person('the owner');
	await setUpFirm(owner, portal.setupLink);
	const link = await createClient(owner, CLIENT);
	const maria = await person('the client', { phone: true });
	await joinVault(maria, link);
	await sendFiles(
		maria,
		[documents.random('scan0001.bin', 70_000).path, documents.random('twice.bin', 300).path],
		['scan0001.bin', 'twice.bin']
	);

	const draft = await documents.taxReturn(browser, 'Draft return 2025.pdf');
	await sendFiles(owner, [draft.path], [draft.name]);
	const { page } = owner;
	await test.step('staff rename, move and remove', async () => {
		await pick(page, 'scan0001.bin', 'Rename');
		await page.getByLabel('Name', { exact: true }).fill('Bank statement.bin');
		await page.getByRole('button', { name: 'Rename', exact: true }).click();
		await expect(fileRow(page, 'Bank statement.bin')).toBeVisible();
		await page.getByRole('button', { name: 'New folder' }).click();
		await page.getByLabel('Folder’s name').fill('2025');
		await page.getByRole('button', { name: 'Make folder' }).click();
		await pick(page, 'Bank statement.bin', 'Move');
		await page.getByRole('radio', { name: '2025' }).click();
		await page.getByRole('button', { name: 'Move', exact: true }).click();
		await expect(fileRow(page, '2025').getByText('1 file')).toBeVisible();
		await pick(page, 'twice.bin', 'Remove');
		await page.getByRole('button', { name: 'Remove file' }).click();
		await expect(fileRow(page, 'twice.bin')).toBeHidden();
	});

	await test.step('the client sees it and opens what came', async () => {
		await expect(maria.page.getByText('Bank statement.bin', { exact: true })).toBeVisible();
		// What was sent may still stand above the list, under the same name.
		await expect(maria.page.getByText('twice.bin', { exact: true })).toHaveCount(0);
		expect(sha256(await saved(maria, draft.name))).toBe(draft.sha256);
		await maria.page.getByRole('button', { name: draft.name, exact: true }).click();
		const frame = maria.page.frameLocator('iframe');
		await expect(frame.getByText('Schedule 1', { exact: true })).toBeVisible();
		await maria.page.getByRole('button', { name: 'Close', exact: true }).click();
	});
	await expect(fileRow(page, draft.name).getByText(CLIENT)).toBeVisible();

	await test.step('a document that is closed while it is read for the viewer is an error to nobody', async () => {
		await maria.page.evaluate(readWhenTold);
		await maria.page.getByRole('button', { name: draft.name, exact: true }).click();
		await maria.page.waitForFunction(() => Reflect.has(window, 'tell'));
		await maria.page.getByRole('button', { name: 'Close', exact: true }).click();
		await expect(maria.page.locator('iframe')).toHaveCount(0);
		await maria.page.evaluate(() => Reflect.apply(Reflect.get(window, 'tell'), null, []));
	});

	await test.step('the history tells all of it', async () => {
		await page.getByRole('tab', { name: 'History' }).click();
		const lines = page.getByRole('tabpanel').getByRole('listitem');
		for (const line of [
			`Olu Adeyemi opened the vault for ${CLIENT}`,
			`Olu Adeyemi invited ${CLIENT}`,
			`${CLIENT} joined with a passkey`,
			`${CLIENT} added scan0001.bin`,
			`Olu Adeyemi added ${draft.name}`,
			'Olu Adeyemi renamed scan0001.bin to Bank statement.bin',
			'Olu Adeyemi made the folder 2025',
			'Olu Adeyemi moved Bank statement.bin to 2025',
			'Olu Adeyemi removed twice.bin',
			`${CLIENT} opened ${draft.name}`
		])
			await expect(lines.filter({ hasText: line }), line).toHaveCount(1);
		await expect(page.getByText('Not counted')).toHaveCount(0);
	});
});

test('a couple shares a vault: both send and read, and every screen shows the same keys', async ({
	person,
	portal
}) => {
	const owner = await person('the owner');
	await setUpFirm(owner, portal.setupLink);
	const first = await createClient(owner, CLIENT);
	const maria = await person('one spouse', { phone: true });
	await joinVault(maria, first);
	await sendFiles(
		maria,
		[documents.add('before.txt', Buffer.from('earlier')).path],
		['before.txt']
	);
	const second = await inviteClient(owner, 'Chidi Okafor');
	const chidi = await person('the other spouse', { viewport: { width: 1280, height: 900 } });
	await joinVault(chidi, second);

	// What was sent before the second person joined opens for them too.
	expect((await saved(chidi, 'before.txt')).toString()).toBe('earlier');
	const year = join(documents.folder, '2025');
	mkdirSync(join(year, 'receipts'), { recursive: true });
	writeFileSync(join(year, 'summary.txt'), 'a summary');
	writeFileSync(join(year, 'receipts', 'fuel.txt'), 'a receipt');
	const names = ['summary.txt', 'fuel.txt'];
	const folders = uploadArea(chidi.page).getByLabel('Choose a folder', { exact: true });
	await folders.setInputFiles(year);
	for (const name of names) {
		await expect(maria.page.getByText(name, { exact: true }).first()).toBeVisible();
		await expect(fileRow(owner.page, name)).toBeVisible();
	}
	expect((await saved(maria, 'fuel.txt')).toString()).toBe('a receipt');

	await owner.page.getByRole('tab', { name: 'People & keys' }).click();
	const seen = await keysOn(owner, owner.page.getByRole('tabpanel'));
	expect(Object.keys(seen)).toEqual([CLIENT, 'Chidi Okafor', 'Olu Adeyemi', expect.any(String)]);
	expect(new Set(Object.values(seen)).size).toBe(4);
	for (const client of [maria, chidi]) {
		await client.page.getByRole('button', { name: 'See who' }).click();
		expect(await keysOn(client, client.page.getByRole('dialog'))).toEqual(seen);
	}
});

/** Each reader's name with the digits of their fingerprint, as the screen shows them. */
async function keysOn(
	{ page }: Person,
	panel: ReturnType<Person['page']['getByRole']>
): Promise<Record<string, string>> {
	const people = panel.getByRole('listitem').filter({ has: page.getByRole('group') });
	await expect(people).toHaveCount(4);
	const keys: Record<string, string> = {};
	for (const one of await people.all()) {
		const name = await one.getByRole('strong').innerText();
		keys[name] = digits(await one.getByRole('group', { name: 'Fingerprint' }).innerText());
		expect(keys[name]).toHaveLength(40);
	}
	return keys;
}

/**
 * One whole story with a real server and four people, in which every name, text and secret is known to the test. Then
 * the search: what the server keeps and printed, and what every browser sent, must contain none of them in any form.
 */
import { expect, test } from '@playwright/test';
import { utf8 } from '../../src/crypto/bytes.ts';
import { derive } from '../../src/crypto/derive.ts';
import { linkKeys, parseLinkSecret } from '../../src/crypto/link.ts';
import { parsePrfOutput, passkeyUnlockKey } from '../../src/crypto/passkey.ts';
import { entropyFromWords } from '../../src/crypto/words.ts';
import { watchCeremonies, type Ceremonies } from './fixtures/ceremonies.ts';
import {
	createClient,
	fileRow,
	hire,
	inviteClient,
	joinVault,
	lock,
	pick,
	readWords,
	saved,
	sendFiles,
	setUpFirm,
	unlock
} from './fixtures/journeys.ts';
import { Person } from './fixtures/person.ts';
import { Portal } from './fixtures/portal.ts';
import {
	findTraces,
	formsOf,
	tracesOfRequests,
	tracesOfServer,
	tracesOfStorage,
	type Trace
} from './fixtures/traces.ts';

/** What people type. Lower case, so that no change of case hides one; the initials are rare letters. */
const names = {
	firm: 'firmcanary & söhne',
	firmLater: 'firmcanary renamed',
	initials: 'ꙮꚙ',
	owner: 'ownercanary drosselbart',
	preparer: 'prepcanary finkenau',
	client: 'clientcanary, zeisig',
	clientLater: 'clientcanary married',
	invited: 'invitedcanary never joins',
	sought: 'soughtcanary',
	file: 'filecanary "2025".txt',
	fileLater: 'filecanary renamed.txt',
	secondFile: 'secondcanary.bin',
	staffFile: 'staffcanary draft.txt',
	folder: 'foldercanary 2025',
	folderLater: 'foldercanary renamed',
	type: 'application/x-typecanary',
	content: 'contentcanary: total 1,234.56',
	staffContent: 'staffcontentcanary: sign here',
	message: 'messagecanary: is this all?',
	note: 'notecanary: check the mileage',
	draft: 'draftcanary: not sent yet'
};

let portal: Portal;
let traces: Trace[];
/** What the browsers keep: a firm's name is remembered there, a secret never. */
let stored: Trace[];
let people: Person[];
let ceremonies: Ceremonies[];
let kit: string[];
let recoveryWords: string[];
let staffLink: string;
let clientLink: string;
let preparer: Person;
let client: Person;

test.describe.configure({ mode: 'serial' });

test.beforeAll('the story', async ({ browser }) => {
	test.setTimeout(180_000);
	portal = await Portal.start();
	const arrive = (name: string, phone = false) =>
		Person.arrive(browser, name, { origin: portal.origin, phone });
	const owner = await arrive('the owner');
	preparer = await arrive('the preparer');
	client = await arrive('the client', true);
	people = [owner, preparer, client];
	ceremonies = await Promise.all(people.map(watchCeremonies));

	kit = await setUpFirm(owner, portal.setupLink, names);
	const hired = await hire(owner, preparer, names.preparer);
	staffLink = hired.link;
	clientLink = await createClient(preparer, names.client);
	await joinVault(client, clientLink);
	await exchange();
	await converse();
	await organise();
	await rename(owner);
	recoveryWords = await makeRecoveryCode();
	await lock(client, names.client);
	await unlock(client);
	await enterWithWords(client, recoveryWords);
	await enterWithWords(owner, kit);

	traces = tracesOfServer(portal);
	for (const person of people) traces.push(...(await tracesOfRequests(person)));
	stored = await Promise.all(people.map(tracesOfStorage));
});

test.afterAll(async () => {
	for (const { name, problems } of people)
		expect.soft(problems, `on the pages of ${name}`).toEqual([]);
	await Promise.all(people.map(({ context }) => context.close()));
	await portal[Symbol.asyncDispose]();
});

async function exchange(): Promise<void> {
	const files = [
		{ name: names.file, mimeType: names.type, buffer: Buffer.from(names.content) },
		{
			name: names.secondFile,
			mimeType: '',
			buffer: Buffer.concat([Buffer.alloc(100_001, 7), Buffer.from(names.content)])
		}
	];
	await sendFiles(client, files, [names.file, names.secondFile]);
	expect((await saved(preparer, names.secondFile)).length).toBeGreaterThan(100_000);
	const draft = { name: names.staffFile, mimeType: names.type };
	await sendFiles(
		preparer,
		[{ ...draft, buffer: Buffer.from(names.staffContent) }],
		[names.staffFile]
	);
	expect((await saved(client, names.staffFile)).toString()).toBe(names.staffContent);
}

/** What was only begun is as private as what was sent. */
async function converse(): Promise<void> {
	const { page } = client;
	await page.getByRole('button', { name: 'Write a message' }).click();
	await page.getByRole('textbox', { name: /^Message to/u }).fill(names.message);
	await page.getByRole('button', { name: 'Send', exact: true }).click();
	const staffs = preparer.page;
	await staffs.getByRole('tab', { name: /^Messages/u }).click();
	await expect(staffs.getByText(names.message).last()).toBeVisible();
	await staffs.getByRole('textbox', { name: /^Message to/u }).fill(names.draft);
	await staffs.getByRole('button', { name: 'Saved replies' }).click();
	await staffs.getByRole('menuitem', { name: 'Keep this text as a reply' }).click();
	await staffs.getByRole('radio', { name: 'Internal note' }).check();
	await staffs.getByLabel('Note for your firm only').fill(names.note);
	await staffs.getByRole('button', { name: 'Save note' }).click();
	await expect(staffs.getByRole('article').filter({ hasText: names.note })).toBeVisible();
	await staffs.getByRole('tab', { name: /^Files/u }).click();
}

async function organise(): Promise<void> {
	const { page } = preparer;
	const confirm = (name: string) => page.getByRole('button', { name, exact: true }).click();
	await pick(page, names.file, 'Rename');
	await page.getByLabel('Name', { exact: true }).fill(names.fileLater);
	await confirm('Rename');
	await confirm('New folder');
	await page.getByLabel('Folder’s name').fill(names.folder);
	await confirm('Make folder');
	await pick(page, names.fileLater, 'Move');
	await page.getByRole('radio', { name: names.folder }).click();
	await confirm('Move');
	await pick(page, `folder ${names.folder}`, 'Rename');
	await page.getByLabel('Folder’s name').fill(names.folderLater);
	await confirm('Rename');
	await pick(page, names.secondFile, 'Remove');
	await confirm('Remove file');
	await expect(fileRow(page, names.secondFile)).toBeHidden();
	await inviteClient(preparer, names.invited);
	await page.getByRole('tab', { name: 'People & keys' }).click();
	await confirm(`Withdraw the link for ${names.invited}`);
	await expect(page.getByText('Not used yet')).toBeHidden();
}

async function rename(owner: Person): Promise<void> {
	const { page } = preparer;
	await page.getByRole('button', { name: 'Rename client' }).click();
	await page.getByLabel('Client’s name').fill(names.clientLater);
	await page.getByRole('button', { name: 'Rename', exact: true }).click();
	const clients = page.getByRole('link', { name: /^Clients/u }).first();
	await clients.click();
	// A new page takes the focus, and what was found would go with it.
	await expect(page.getByRole('heading', { level: 1, name: 'Clients' })).toBeVisible();
	await expect(clients).not.toBeFocused();
	const search = page.getByRole('combobox', { name: 'Search clients, files and messages' });
	await search.fill(names.sought);
	await expect(page.getByText('Nothing found', { exact: false }).first()).toBeVisible();
	await search.fill('');
	await owner.page.getByRole('link', { name: 'Firm', exact: true }).click();
	await owner.page.getByLabel('Name of the firm').fill(names.firmLater);
	await owner.page.getByRole('button', { name: 'Save', exact: true }).click();
	await expect(owner.page.getByText('Saved.')).toBeVisible();
}

async function makeRecoveryCode(): Promise<string[]> {
	const { page } = client;
	await page.getByRole('button', { name: 'Make a recovery code' }).click();
	const words = await readWords(page);
	await page.getByRole('button', { name: 'I have saved it' }).click();
	await expect(page.getByText('Your recovery code works from now on.')).toBeVisible();
	return words;
}

/** On a new device: the words typed, a passkey added. */
async function enterWithWords(person: Person, words: string[]): Promise<void> {
	const { page } = person;
	await person.switchToNewDevice();
	await page.goto('/');
	await page.getByRole('link', { name: 'Use recovery words' }).click();
	const boxes = page.getByRole('textbox', { name: /^Word \d+$/u });
	for (const [index, word] of words.entries()) await boxes.nth(index).fill(word);
	await page.getByRole('button', { name: 'Open my account' }).click();
	await page.getByRole('button', { name: 'Add a passkey on this device' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText(/Clients|Your files/u);
}

const tracesOfAll = (secrets: readonly (string | Uint8Array)[]): string[] =>
	secrets.flatMap((secret) => findTraces(secret, [...traces, ...stored]));

test('the search finds a canary in every form and place that it looks at', async () => {
	for (const secret of [names.client, utf8(names.content)]) {
		for (const before of [0, 1, 2]) {
			const text = Buffer.concat([
				Buffer.alloc(before, 9),
				Buffer.from(secret),
				Buffer.alloc(5, 9)
			]);
			const hidden = [
				text,
				...(['hex', 'base64', 'base64url'] as const).map((encoding) =>
					Buffer.from(`{"x":"${text.toString(encoding)}"}`)
				)
			];
			for (const bytes of hidden)
				expect(findTraces(secret, [{ place: 'a control', bytes }])).not.toEqual([]);
		}
	}
	const wide = Buffer.from(names.client, 'utf16le');
	for (const bytes of [wide, Buffer.from(wide).swap16()])
		expect(findTraces(names.client, [{ place: 'a control', bytes }])).toHaveLength(1);
	expect(formsOf(names.client).size).toBeGreaterThan(10);

	// Things that must be there, each in another kind of place.
	const places = (needle: string) => findTraces(needle, traces).join('\n');
	expect(places('tallyport/1 entry')).toContain('tallyport.sqlite-wal');
	expect(places('tallyport/1 entry')).toContain('table ');
	expect(places('tallyport/1 entry')).toContain('base64url after');
	expect(places('age-encryption.org/v1')).toContain('PUT ');
	expect(places('/api/sign-in')).toContain('the server’s output');
	expect(places('x-part-sha256')).toContain('of the client');
	expect(findTraces(names.firmLater, stored)).not.toEqual([]);
	for (const person of people) expect(places('Mozilla/5.0')).toContain(`of ${person.name}`);
});

test('C02 no name and no content is in the database, the blobs, the output or any request', () => {
	for (const [what, canary] of Object.entries(names))
		expect(findTraces(canary, traces), what).toEqual([]);
});

test('C03 no request carries what a passkey’s PRF gave, and the server refuses one that would', async () => {
	const outputs = ceremonies.flatMap(({ prfOutputs }) => prfOutputs);
	// Each passkey gave its own, the same one each time.
	expect(outputs.length).toBeGreaterThan(10);
	expect(new Set(outputs.map((output) => output.toString('hex'))).size).toBe(5);
	const keys = await Promise.all(
		outputs.map((output) => passkeyUnlockKey(parsePrfOutput(new Uint8Array(output))))
	);
	expect(tracesOfAll([...outputs, ...keys])).toEqual([]);

	const { page } = preparer;
	await lock(preparer, names.preparer);
	preparer.expectProblem(/400/u);
	await page.route('**/api/sign-in', (route) =>
		route.continue({
			postData: (route.request().postData() ?? '').replace(
				'"clientExtensionResults":{}',
				'"clientExtensionResults":{"prf":{"results":{"first":"AAAA"}}}'
			)
		})
	);
	const refused = page.waitForResponse('**/api/sign-in');
	await page.getByRole('button', { name: 'Unlock with passkey' }).click();
	expect((await refused).request().postData()).toContain('"prf"');
	expect((await refused).status()).toBe(400);
	await page.unroute('**/api/sign-in');
	await unlock(preparer);
});

test('C04 a link’s secret is in no request, no header, no output and not in the tab’s history', async () => {
	for (const [link, person] of [
		[staffLink, preparer],
		[clientLink, client]
	] as const) {
		const text = new URL(link).hash.slice(1);
		const secret = parseLinkSecret(text);
		const { capsuleKey, signing, kem } = await linkKeys(secret);
		expect(tracesOfAll([text, secret, capsuleKey, signing.seed, kem.seed])).toEqual([]);
		const pages = await historyOf(person);
		expect(pages.at(-1)).toContain(portal.origin);
		expect(pages.filter((url) => url.includes('#') || url.includes(text))).toEqual([]);
	}
});

test('C04 a link that was opened and not used yet is gone from the address bar and does not come back', async ({
	browser
}) => {
	const link = await createClient(preparer, names.client);
	const visitor = await Person.arrive(browser, 'a visitor', { origin: portal.origin });
	const { page } = visitor;
	await page.goto(link);
	await expect(page.getByRole('button', { name: 'Create passkey and continue' })).toBeVisible();
	expect(page.url()).toBe(`${portal.origin}/join`);
	await page.goto('/sign-in');
	await page.goBack();
	await expect(page.getByText('Open the link from your message again')).toBeVisible();
	expect(await historyOf(visitor)).toContain(`${portal.origin}/join`);
	expect((await historyOf(visitor)).join()).not.toContain('#');
	const { hash } = new URL(link);
	expect(findTraces(hash.slice(1), await tracesOfRequests(visitor))).toEqual([]);
	expect(visitor.problems).toEqual([]);
	await visitor.context.close();
});

/** The addresses that the back button leads to. */
async function historyOf({ page }: Person): Promise<string[]> {
	const session = await page.context().newCDPSession(page);
	const { entries } = await session.send('Page.getNavigationHistory');
	await session.detach();
	return entries.map(({ url }) => url);
}

test('C24 the kit’s words and the keys made from them are in no request and nowhere on the server', async () => {
	for (const words of [kit, recoveryWords]) {
		const entropy = entropyFromWords(words.join(' '));
		const derived = await Promise.all(
			(['kit-root', 'kit-escrow', 'recovery-unlock', 'recovery-sign-in'] as const).map((purpose) =>
				derive(entropy, purpose)
			)
		);
		const phrases = [' ', ',', '","', '\n', ''].flatMap((between) =>
			words.slice(2).map((_, index) => words.slice(index, index + 3).join(between))
		);
		expect(tracesOfAll([entropy, ...derived, ...phrases])).toEqual([]);
	}
});

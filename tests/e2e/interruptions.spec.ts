/** Lines that break, servers that stop or are killed, disks that fill: nothing acknowledged is lost or sent twice. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page, Route } from '@playwright/test';
import {
	expect as expectAtOnce,
	inDatabase,
	testWithFirm,
	welcome,
	type Person
} from './fixtures/entering.ts';
import {
	createClient,
	fileRow,
	pick,
	savedPath,
	sendFiles,
	setUpFirm,
	takeLink,
	uploadArea
} from './fixtures/journeys.ts';
import { Person as Somebody } from './fixtures/person.ts';
import { Portal as OwnPortal } from './fixtures/portal.ts';
import { SmallDisk } from './fixtures/small-disk.ts';
import { setClockAhead } from './fixtures/wrong-clock.ts';

const test = testWithFirm();
test.describe.configure({ timeout: 240_000 });
/** Whole parts pass through the test on their way, which takes a busy machine its time. */
const expect = expectAtOnce.configure({ timeout: 60_000 });

const folder = mkdtempSync(join(tmpdir(), 'tallyport-interrupted-'));
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What browsers print about a line that was cut. */
const cutLine =
	/ERR_(?:FAILED|INTERNET_DISCONNECTED|CONNECTION|EMPTY_RESPONSE|INCOMPLETE|NETWORK)/u;

/** A part has about 8 MiB. */
const TWO_PARTS = 9_000_000;
const THREE_PARTS = 20_000_000;
const HOUR = 60 * 60 * 1000;

interface Prepared {
	name: string;
	path: string;
	sha256: string;
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

function prepare(name: string, size = TWO_PARTS): Prepared {
	const path = join(folder, name);
	const bytes = randomBytes(size);
	writeFileSync(path, bytes);
	return { name, path, sha256: sha256(bytes) };
}

const choose = (page: Page, { path }: Prepared): Promise<void> =>
	uploadArea(page).getByLabel('Choose files', { exact: true }).setInputFiles(path);
const status = (page: Page, { name }: Prepared) =>
	page.getByRole('status').filter({ hasText: `${name}: ` });
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const partOf = (url: string): number | null => {
	const index = /\/parts\/(\d+)$/u.exec(url)?.[1];
	return index === undefined ? null : Number(index);
};

/** The index of every part that the server acknowledged; several are on their way at once. */
function watchAcknowledged({ context }: Person): number[] {
	const acknowledged: number[] = [];
	context.on('response', (response) => {
		const index = partOf(response.url());
		if (index !== null && response.ok()) acknowledged.push(index);
	});
	return acknowledged;
}

/** Parts go side by side: cut off now, the first would rightly be sent again. */
const firstArrived = (acknowledged: readonly number[]) =>
	expect.poll(() => acknowledged).toEqual([0]);

/** Holds every part from `first` on at the door, until it is told what to do with them. */
async function hold({ context }: Person, first: number) {
	const reached = Promise.withResolvers<undefined>();
	const decided = Promise.withResolvers<'continue' | 'abort'>();
	const door = async (route: Route): Promise<void> => {
		if ((partOf(route.request().url()) ?? 0) < first) return route.continue();
		reached.resolve(undefined);
		await route[await decided.promise]();
	};
	await context.route('**/parts/*', door);
	return { reached: reached.promise, decide: decided.resolve };
}

async function expectArrived(owner: Person, sent: Prepared): Promise<void> {
	await expect(fileRow(owner.page, sent.name)).toBeVisible();
	expect(sha256(readFileSync(await savedPath(owner, sent.name)))).toBe(sent.sha256);
}

test('a lost line is tried again, then said; going on sends no part that had arrived', async ({
	owner,
	person
}) => {
	const client = await person('a client');
	const { page } = client;
	client.expectProblem(cutLine);
	await welcome(owner, client, 'Lost Line');
	const file = prepare('lost line.bin', THREE_PARTS);
	const acknowledged = watchAcknowledged(client);
	let isLost = true;
	await client.context.route('**/parts/*', (route) =>
		isLost && partOf(route.request().url()) !== 0
			? route.abort('connectionreset')
			: route.continue()
	);
	await choose(page, file);
	await expect(status(page, file)).toContainText('Connection lost');
	await expect(status(page, file)).toContainText('Goes on by itself');
	// Long enough for somebody to read it and to press the button beside it.
	await expect(page.getByText(/next try in [3-8] seconds/u)).toBeVisible();
	await expect(button(page, 'Try now')).toBeVisible();
	await firstArrived(acknowledged);
	isLost = false;
	// It may have gone on by itself at this very moment.
	await button(page, 'Try now')
		.click({ timeout: 3000 })
		.catch(() => undefined);
	await expect(status(page, file)).toContainText('Sent, encrypted');
	await client.context.unrouteAll({ behavior: 'wait' });
	expect(acknowledged.toSorted()).toEqual([0, 1, 2]);
	await expectArrived(owner, file);
});

test('a line that comes back by itself needs nobody', async ({ owner, person }) => {
	const client = await person('a client');
	const { page } = client;
	client.expectProblem(cutLine);
	await welcome(owner, client, 'Tunnel');
	const file = prepare('tunnel.bin');
	const acknowledged = watchAcknowledged(client);
	const door = await hold(client, 1);
	await choose(page, file);
	await door.reached;
	await firstArrived(acknowledged);
	await client.context.setOffline(true);
	door.decide('abort');
	await expect(status(page, file)).toContainText('Connection lost');
	await client.context.unrouteAll({ behavior: 'wait' });
	await client.context.setOffline(false);
	await expect(status(page, file)).toContainText('Sent, encrypted');
	expect(acknowledged.toSorted()).toEqual([0, 1]);
	await expectArrived(owner, file);
});

test('a device that sleeps for an hour in the middle of an upload is locked, and goes on where it was', async ({
	owner,
	person,
	portal
}) => {
	const client = await person('a client');
	const { page } = client;
	// The screen is locked a moment before the worker stops what is under way, which is then cut off at the door.
	for (const expected of [/status of 401/u, cutLine]) client.expectProblem(expected);
	await page.clock.install();
	await welcome(owner, client, 'Long Lunch');
	const file = prepare('long lunch.bin');
	const acknowledged = watchAcknowledged(client);
	const door = await hold(client, 1);
	await choose(page, file);
	await door.reached;
	await expect.poll(() => acknowledged).toEqual([0]);
	// Meanwhile the portal has forgotten who this was.
	inDatabase(portal, (database) =>
		database
			.prepare(
				'DELETE FROM sessions WHERE id IN (SELECT id FROM sessions ORDER BY rowid DESC LIMIT 1)'
			)
			.run()
	);
	await page.clock.fastForward('01:00:00');
	await expect(
		page.getByText('Locked, because nothing happened here for 15 minutes.')
	).toBeVisible();
	door.decide('abort');
	await client.context.unrouteAll({ behavior: 'wait' });
	await page.getByRole('button', { name: 'Unlock with passkey' }).click();
	await expect(status(page, file)).toContainText('Sent, encrypted');
	expect(acknowledged.toSorted()).toEqual([0, 1]);
	await expectArrived(owner, file);
});

test('a device that sleeps for an hour while it sends by a drop link goes on by itself where it was', async ({
	owner,
	person
}) => {
	await createClient(owner, 'Long Nap');
	await button(owner.page, 'Drop link').click();
	await owner.page.getByLabel('What is it for?').fill('Statements');
	await button(owner.page, 'Make the link').click();
	const link = await takeLink(owner.page);
	const sender = await person('a sender');
	const { page } = sender;
	sender.expectProblem(cutLine);
	await page.clock.install();
	await page.goto(link);
	const file = prepare('long nap.bin');
	const acknowledged = watchAcknowledged(sender);
	const door = await hold(sender, 1);
	await choose(page, file);
	await button(page, 'Send 1 file').click();
	await door.reached;
	await firstArrived(acknowledged);
	await sender.context.setOffline(true);
	await setClockAhead(page, HOUR);
	await page.clock.fastForward(HOUR);
	door.decide('abort');
	await expect(status(page, file)).toContainText('Connection lost. Goes on by itself.');
	await sender.context.unrouteAll({ behavior: 'wait' });
	await sender.context.setOffline(false);
	await expect(page.getByText('Arrived, encrypted')).toHaveCount(1);
	expect(acknowledged.toSorted()).toEqual([0, 1]);
	const saving = owner.page.waitForEvent('download');
	await button(owner.page, `Download ${file.name}`).click();
	expect(sha256(readFileSync(await (await saving).path()))).toBe(file.sha256);
});

test('a device whose clock is more than a day ahead is told so; put right, it goes on and sends no part again', async ({
	owner,
	person
}) => {
	const client = await person('a client');
	const { page } = client;
	client.expectProblem(/status of 422/u);
	await welcome(owner, client, 'Tomorrow');
	await setClockAhead(page, 25 * HOUR);
	const file = prepare('tomorrow.bin');
	const acknowledged = watchAcknowledged(client);
	await choose(page, file);
	await expect(status(page, file)).toContainText(
		'The clock of this device is more than a day ahead. Put its date and time right, then try again.'
	);
	await setClockAhead(page, 0);
	await page.getByRole('button', { name: 'Try again', description: file.name }).click();
	await expect(status(page, file)).toContainText('Sent, encrypted');
	expect(acknowledged.toSorted()).toEqual([0, 1]);
	await expectArrived(owner, file);

	for (const [hours, called] of [
		[23, 'ahead.bin'],
		[-25, 'behind.bin']
	] as const) {
		await setClockAhead(page, hours * HOUR);
		const other = prepare(called, 1000);
		await choose(page, other);
		await expect(status(page, other)).toContainText('Sent, encrypted');
		await expectArrived(owner, other);
	}
});

test('after a reload, a file whose handle the browser kept goes on without being chosen again', async ({
	owner,
	person
}) => {
	const client = await person('a client');
	const { page } = client;
	await welcome(owner, client, 'Handed Over');
	const file = prepare('handed over.bin');
	const acknowledged = watchAcknowledged(client);
	const door = await hold(client, 1);
	await choosingByHandle(page, file);
	await button(page, 'Choose files').click();
	await door.reached;
	await expect.poll(() => acknowledged).toEqual([0]);
	await page.reload();
	door.decide('abort');
	await client.context.unrouteAll({ behavior: 'wait' });
	await page.getByRole('button', { name: 'Sign in with passkey' }).click();
	await expect(status(page, file)).toContainText('Sent, encrypted');
	expect(acknowledged.toSorted()).toEqual([0, 1]);
	await expectArrived(owner, file);
});

/** The window that asks for files cannot be driven; the handle it would give, and the file behind it, are real. */
async function choosingByHandle(page: Page, { name, path }: Prepared): Promise<void> {
	await page.evaluate(() => {
		const input = document.createElement('input');
		input.type = 'file';
		input.id = 'file-of-the-test';
		input.hidden = true;
		document.body.append(input);
	});
	await page.locator('#file-of-the-test').setInputFiles(path);
	await page.evaluate(async (called) => {
		const input = document.querySelector('#file-of-the-test');
		const file = input instanceof HTMLInputElement ? input.files?.[0] : undefined;
		if (!file) throw new Error('no file');
		const root = await navigator.storage.getDirectory();
		const handle = await root.getFileHandle(called, { create: true });
		await file.stream().pipeTo(await handle.createWritable());
		input?.remove();
		Reflect.set(window, 'showOpenFilePicker', () => Promise.resolve([handle]));
	}, name);
}

test('a cancelled upload leaves nothing in the list and nothing on the server', async ({
	owner,
	person,
	portal
}) => {
	const client = await person('a client');
	const { page } = client;
	await welcome(owner, client, 'Second Thoughts');
	const file = prepare('second thoughts.bin');
	const uploads = () =>
		inDatabase(portal, (database) =>
			database.prepare('SELECT count(*) FROM blobs WHERE added_seq IS NULL').pluck().get()
		);
	const door = await hold(client, 1);
	await choose(page, file);
	await door.reached;
	expect(uploads()).toBe(1);
	await button(page, `Cancel ${file.name}`).click();
	await expect(status(page, file)).toContainText('Cancelled');
	await expect.poll(uploads).toBe(0);
	door.decide('abort');
	await button(page, 'Dismiss').click();
	await expect(status(page, file)).toBeHidden();
	await expect(button(page, file.name)).toBeHidden();
	// The queue goes on with what comes next.
	await client.context.unrouteAll({ behavior: 'wait' });
	const next = prepare('the right one.bin', 1000);
	await choose(page, next);
	await expect(status(page, next)).toContainText('Sent, encrypted');
	await expectArrived(owner, next);
});

for (const [how, end] of [
	['stopped and started', 'stop'],
	['killed and started', 'kill']
] as const)
	test(`a server ${how} again in the middle of an upload loses no part of it`, async ({
		owner,
		person,
		portal
	}) => {
		const client = await person('a client');
		const { page } = client;
		for (const one of [client, owner]) one.expectProblem(cutLine);
		await welcome(owner, client, `Server ${end}`);
		const file = prepare(`server ${end}.bin`);
		const acknowledged = watchAcknowledged(client);
		const door = await hold(client, 1);
		await choose(page, file);
		await door.reached;
		await firstArrived(acknowledged);
		await portal[end]();
		door.decide('continue');
		await expect(status(page, file)).toContainText('Connection lost');
		await expect(page.getByText(/^No connection to the portal\./u)).toBeVisible();
		await client.context.unrouteAll({ behavior: 'wait' });
		await portal.start();
		await expect(status(page, file)).toContainText('Sent, encrypted');
		expect(acknowledged.toSorted()).toEqual([0, 1]);
		await expect(page.getByText(/^No connection to the portal\./u)).toBeHidden();
		await expectArrived(owner, file);
	});

test('news arrives without a reload after the server was restarted, also what happened meanwhile', async ({
	owner,
	person,
	portal
}) => {
	const client = await person('a client');
	for (const one of [client, owner]) one.expectProblem(cutLine);
	await welcome(owner, client, 'Patient Client');
	await portal.stop();
	await expect(owner.page.getByText(/^No connection to the portal\./u)).toBeVisible();
	await portal.start();
	// Whichever of the two is back first, the other hears of this.
	const file = { name: 'news.txt', mimeType: 'text/plain', buffer: Buffer.from('news') };
	await sendFiles(client, file, ['news.txt']);
	await expect(fileRow(owner.page, 'news.txt')).toBeVisible();
	await expect(owner.page.getByText(/^No connection to the portal\./u)).toBeHidden();
	await sendFiles(client, { ...file, name: 'more news.txt' }, ['more news.txt']);
	await expect(fileRow(owner.page, 'more news.txt')).toBeVisible();
});

test('of two people who write at the same moment both are heard', async ({ owner, person }) => {
	const client = await person('a client');
	await welcome(owner, client, 'Both At Once');
	const note = (name: string) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(name) });
	await sendFiles(client, note('client.txt'), ['client.txt']);
	await sendFiles(owner, note('staff.txt'), ['staff.txt']);
	await expect(button(client.page, 'staff.txt')).toBeVisible();

	// The client's word is on its way when the owner's arrives first.
	client.expectProblem(/status of 409/u);
	const refused = client.page.waitForResponse((response) => response.status() === 409);
	const overtaken = Promise.withResolvers<undefined>();
	const onTheWay = Promise.withResolvers<undefined>();
	await client.context.route('**/api/vaults/*/log', async (route) => {
		if (route.request().method() === 'POST') {
			onTheWay.resolve(undefined);
			await overtaken.promise;
		}
		await route.continue();
	});
	await rename(client.page, 'client.txt', 'client, renamed.txt');
	await onTheWay.promise;
	await rename(owner.page, 'staff.txt', 'staff, renamed.txt');
	await expect(fileRow(owner.page, 'staff, renamed.txt')).toBeVisible();
	overtaken.resolve(undefined);
	await refused;
	for (const { page } of [client, owner])
		for (const name of ['client, renamed.txt', 'staff, renamed.txt'])
			await expect(button(page, name)).toBeVisible();
	await expect(client.page.getByRole('dialog')).toBeHidden();
});

async function rename(page: Page, from: string, to: string): Promise<void> {
	await pick(page, from, 'Rename');
	const dialog = page.getByRole('dialog');
	await dialog.getByRole('textbox', { name: 'Name' }).fill(to);
	await dialog.getByRole('button', { name: 'Rename', exact: true }).click();
}

test('a full disk is said in a sentence, what was there stays, and with room again the upload goes on', async ({
	browser
}) => {
	await using portal = await OwnPortal.start({ TALLYPORT_DISK_RESERVE: '0' });
	using disk = new SmallDisk();
	await portal.stop();
	// Room for one part, not two.
	const isMounted = disk.mountAt(join(portal.dataFolder, 'blobs'), 12);
	test.skip(!isMounted, 'Only root can make a small disk');
	await portal.start();
	const owner = await Somebody.arrive(browser, 'an owner', { origin: portal.origin });
	owner.expectProblem(/status of 507/u);
	// Every start prints a link of its own.
	const links = [...portal.output.matchAll(/http\S*\/setup#\S*/gu)].map(([link]) => link);
	await setUpFirm(owner, links.at(-1) ?? '');
	const client = await Somebody.arrive(browser, 'a client', { origin: portal.origin });
	client.expectProblem(/status of 507/u);
	await welcome(owner, client, 'Much Paper');
	const small = prepare('small.bin', 100_000);
	await choose(client.page, small);
	await expect(status(client.page, small)).toContainText('Sent, encrypted');
	const large = prepare('large.bin', THREE_PARTS);
	const acknowledged = watchAcknowledged(client);
	await choose(client.page, large);
	await expect(status(client.page, large)).toContainText(
		'The portal has run out of space. Nothing was lost; please tell the firm.'
	);
	// Said before anything is sent.
	expect(acknowledged).toEqual([]);
	await expectArrived(owner, small);
	disk.grow(64);
	await client.page.getByRole('button', { name: 'Try again', description: 'large.bin' }).click();
	await expect(status(client.page, large)).toContainText('Sent, encrypted');
	expect(acknowledged.toSorted()).toEqual([0, 1, 2]);
	await expectArrived(owner, large);
	for (const one of [owner, client]) {
		expect(one.problems).toEqual([]);
		await one.context.close();
	}
});

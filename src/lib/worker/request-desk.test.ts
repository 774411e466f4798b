/** Requests as the pages see them: the real server, real keys, several people. Only IndexedDB is memory. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
	elsewhere,
	fileOf,
	foundFirm,
	hire,
	memoryDevice,
	noise,
	picked,
	welcome,
	type Person
} from '../../../tests/claims/people.ts';
import { openPortal, type TestPortal } from '../../../tests/server/portal.ts';
import { PART_BYTES } from '../../crypto/age/file.ts';
import type { ChecklistId, FileId, ItemId, VaultId } from '../../crypto/brands.ts';
import { newItemId } from '../../crypto/ids.ts';
import { MAX_ITEMS } from '../../contract/requests.ts';
import { toProblem } from '../../vault/problems.ts';
import type { ChecklistDraft, ItemView, Problem } from '../../vault/view.ts';

let portal: TestPortal;
let owner: Person;
let petra: Person;
let client: Person;
let vault: VaultId;
let list: ChecklistId;

beforeAll(async () => {
	portal = await openPortal();
	({ owner } = await foundFirm(portal));
	petra = await hire(portal, owner, 'Petra');
});
afterAll(() => portal.close());
beforeEach(async () => {
	({ vault, client } = await welcome(portal, owner, 'Rivera'));
	list = await owner.core.listRequests(vault, draft('W-2', 'Bank statements'));
});

const draft = (...titles: string[]): ChecklistDraft => ({
	title: 'Your 2025 return',
	year: 2025,
	items: titles.map((title) => ({
		item: null,
		title,
		hint: 'From your employer',
		several: title === 'Bank statements',
		due: '2026-03-15'
	}))
});

const lists = async (person: Person = owner) => (await person.core.openVault(vault)).requests;
async function item(title: string, person: Person = owner): Promise<ItemView> {
	const found = (await lists(person))
		.flatMap(({ items }) => items)
		.find((one) => one.title === title);
	if (!found) throw new Error(`nothing is asked for by the name of ${title}`);
	return found;
}

async function send(name: string, answers?: ItemId, by: Person = client): Promise<FileId> {
	await by.core.addFiles(vault, null, [picked(fileOf(name, noise(100)))], answers);
	return arrived(name, by);
}

async function arrived(name: string, by: Person = client): Promise<FileId> {
	for (let tries = 0; tries < 2000; tries++) {
		const { files } = await by.core.openVault(vault);
		const file = files.find((one) => one.name === name);
		if (file) return file.file;
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
	throw new Error(`${name} did not arrive`);
}

/** What a person is told when `work` is refused. */
async function told(work: () => Promise<unknown>): Promise<Pick<Problem, 'code' | 'who'>> {
	try {
		await work();
	} catch (error) {
		const { code, who } = toProblem(error);
		return who === undefined ? { code } : { code, who };
	}
	throw new Error('it was not refused');
}

describe('a checklist', () => {
	test('is seen by the client as staff wrote it', async () => {
		expect(await lists(client)).toMatchObject([
			{
				title: 'Your 2025 return',
				year: 2025,
				items: [
					{ title: 'W-2', hint: 'From your employer', due: '2026-03-15', status: 'wanted' },
					{ title: 'Bank statements', several: true }
				]
			}
		]);
	});

	test('is edited as it was seen, and never over somebody else’s change', async () => {
		const [seen] = await lists();
		if (!seen) throw new Error('no list');
		const items = [
			...seen.items.map(({ item: id, title, hint, several, due }) => ({
				item: id,
				title,
				hint,
				several,
				due
			}))
		];
		const [first, second] = items;
		if (!first || !second) throw new Error('no items');
		await petra.core.editRequests(vault, list, seen.changed, {
			title: 'Your return',
			year: null,
			items: [second, { ...first, title: 'W-2 of Northwind' }]
		});
		expect((await lists())[0]).toMatchObject({
			title: 'Your return',
			items: [{ item: second.item }, { item: first.item, title: 'W-2 of Northwind' }]
		});
		const late = () =>
			owner.core.editRequests(vault, list, seen.changed, { title: 'Mine', year: 2025, items });
		expect(await told(late)).toEqual({ code: 'checklist-changed' });
		expect((await lists())[0]?.title).toBe('Your return');
	});

	test('that was removed is removed for all, once; its files stay', async () => {
		const file = await send('W-2.pdf', (await item('W-2', client)).item);
		await owner.core.removeRequests(vault, list);
		await petra.core.removeRequests(vault, list);
		const seen = await client.core.openVault(vault);
		expect([seen.requests, seen.files.map((one) => one.file)]).toEqual([[], [file]]);
		expect(await told(() => owner.core.editRequests(vault, list, 0, draft('W-2')))).toEqual({
			code: 'request-gone'
		});
	});

	test('of 500 items is made, seen and edited', async () => {
		const many = draft(...Array.from({ length: MAX_ITEMS }, (_, at) => `Document ${String(at)}`));
		await owner.core.listRequests(vault, many);
		const [newest] = await lists(client);
		expect(newest?.items.length).toBe(MAX_ITEMS);
	});

	test.each<[string, string, Partial<ChecklistDraft>]>([
		['nothing on it', 'checklist-empty', { items: [] }],
		['more than 500 items', 'too-many-items', draft(...Array.from({ length: 501 }, () => 'x'))],
		['no title', 'name-empty', { title: '  ' }],
		['an item without a title', 'title-empty', draft('')],
		['a title that reorders what is read', 'name-not-allowed', draft('W-2\u202egpj.exe')],
		['a title without end', 'name-too-long', draft('x'.repeat(256))],
		['a year that is none', 'year-not-valid', { year: 20_255 }]
	])('with %s is refused', async (_, code, change) => {
		const wrong = { ...draft('W-2'), ...change };
		expect(await told(() => owner.core.listRequests(vault, wrong))).toEqual({ code });
	});

	test('with a day that is none, or words without end, is refused', async () => {
		const wrong = (change: object) => () =>
			owner.core.listRequests(vault, {
				...draft('W-2'),
				items: draft('W-2').items.map((line) => ({ ...line, ...change }))
			});
		expect(await told(wrong({ due: '2026-02-29' }))).toEqual({ code: 'day-not-valid' });
		expect(await told(wrong({ hint: 'x'.repeat(1001) }))).toEqual({ code: 'text-too-long' });
	});

	test('is not a client’s to make', async () => {
		expect(await told(() => client.core.listRequests(vault, draft('W-2')))).toEqual({
			code: 'entry-rejected'
		});
	});

	test('shows hostile words as words, without what nobody sees', async () => {
		const hint = '<img src=x onerror=alert(1)>\u202e\u0000 {{x}}';
		const hostile = draft('<b>W-2</b>');
		await owner.core.listRequests(vault, {
			...hostile,
			items: hostile.items.map((line) => ({ ...line, hint }))
		});
		expect(await item('<b>W-2</b>', client)).toMatchObject({
			hint: '<img src=x onerror=alert(1)> {{x}}'
		});
	});
});

describe('an upload to an item', () => {
	test('ticks it', async () => {
		const file = await send('W-2.pdf', (await item('W-2', client)).item);
		expect(await item('W-2')).toMatchObject({ status: 'received', answers: [file] });
	});

	test('to an item that was removed meanwhile arrives as a file', async () => {
		const file = await send('W-2.pdf', newItemId());
		const seen = await owner.core.openVault(vault);
		expect(seen.files.map((one) => one.file)).toEqual([file]);
		expect((await item('W-2')).answers).toEqual([]);
	});

	test('still ticks it when the tab was closed and the vault’s key has changed meanwhile', async () => {
		const device = memoryDevice();
		const before = elsewhere(portal, client, device);
		await before.enter();
		const { item: id } = await item('W-2', before);
		const content = noise(2 * PART_BYTES - 1000);
		const stuck = Promise.withResolvers<undefined>();
		before.interfere = (path, init, pass) => {
			if (!path.includes('/parts/1')) return pass(path, init);
			stuck.resolve(undefined);
			return new Promise(() => undefined);
		};
		const file = fileOf('W-2.pdf', content);
		await before.core.addFiles(vault, null, [picked(file)], id);
		await stuck.promise;
		const after = elsewhere(portal, client, device);
		await after.enter();
		const [row] = await waiting(after);
		expect(row).toMatchObject({ answers: id, state: 'needs-file' });
		await newKey();
		await after.core.provideFile(row?.id ?? '', file);
		const sent = await arrived('W-2.pdf', after);
		expect(await item('W-2')).toMatchObject({ status: 'received', answers: [sent] });
	});

	/** Withdrawing a link starts one. */
	async function newKey(): Promise<void> {
		await owner.core.inviteClient(vault, 'Ben', true);
		const { invites, readers } = await owner.core.openVault(vault);
		for (const { invite } of invites) await owner.core.withdrawClientInvite(vault, invite);
		expect((await owner.core.openVault(vault)).readers.epoch).toBeGreaterThan(readers.epoch);
	}

	async function waiting(person: Person) {
		for (let tries = 0; tries < 1000; tries++) {
			const { changed } = await person.core.transfers();
			if (changed.length > 0) return changed;
			await new Promise((resolve) => setTimeout(resolve, 5));
		}
		throw new Error('nothing waits');
	}

	test('can be a file that was sent before, unless it is gone', async () => {
		const file = await send('loose.pdf');
		const { item: id } = await item('Bank statements', client);
		await client.core.answerItem(vault, id, [file]);
		await client.core.answerItem(vault, id, [file]);
		expect(await item('Bank statements')).toMatchObject({ status: 'received', answers: [file] });
		await client.core.removeFile(vault, file);
		expect(await item('Bank statements')).toMatchObject({ status: 'wanted', answers: [] });
		expect(await told(() => client.core.answerItem(vault, id, [file]))).toEqual({
			code: 'file-gone'
		});
	});
});

describe('judging', () => {
	let asked: ItemView;
	beforeEach(async () => {
		await send('W-2.pdf', (await item('W-2', client)).item);
		asked = await item('W-2');
	});
	const by = (person: Person, reason?: string) => () =>
		reason === undefined
			? person.core.acceptItem(vault, asked.item, asked.answers)
			: person.core.returnItem(vault, asked.item, asked.answers, reason);

	test('accepts, or sends back with a reason that the client reads', async () => {
		await by(petra, 'Page 2 is  cut off')();
		expect(await item('W-2', client)).toMatchObject({
			status: 'returned',
			decision: { name: 'Petra', words: 'Page 2 is cut off', isMe: false }
		});
		await send('W-2 again.pdf', asked.item);
		asked = await item('W-2');
		await by(owner)();
		expect(await item('W-2', client)).toMatchObject({ status: 'accepted' });
	});

	test('at once: one of two is recorded, and the other is told who decided and what', async () => {
		const [accepting, returning] = await Promise.allSettled([by(owner)(), by(petra, 'Blurred')()]);
		const outcomes = [accepting, returning].map(({ status }) => status).sort();
		expect(outcomes).toEqual(['fulfilled', 'rejected']);
		const lost = accepting.status === 'rejected' ? accepting : returning;
		const problem = toProblem(lost.status === 'rejected' ? lost.reason : null);
		const expected =
			accepting.status === 'rejected'
				? { code: 'returned-meanwhile', who: 'Petra' }
				: { code: 'accepted-meanwhile', who: 'Olu' };
		expect(problem).toMatchObject(expected);
		expect(problem.message).not.toContain(expected.who);
		const { decision } = await item('W-2', client);
		expect(decision?.what).toBe(accepting.status === 'rejected' ? 'returned' : 'accepted');
	});

	test('after somebody else did changes nothing', async () => {
		await by(owner)();
		expect(await told(by(petra, 'Blurred'))).toEqual({ code: 'accepted-meanwhile', who: 'Olu' });
		expect(await told(by(petra))).toEqual({ code: 'accepted-meanwhile', who: 'Olu' });
		await by(owner)();
		expect(await item('W-2')).toMatchObject({ status: 'accepted', decision: { name: 'Olu' } });
	});

	test('what was replaced meanwhile is refused: look again', async () => {
		const file = await send('W-2 better.pdf', asked.item);
		expect(await told(by(owner))).toEqual({ code: 'answers-changed' });
		expect(await told(by(owner, 'Blurred'))).toEqual({ code: 'answers-changed' });
		expect(await item('W-2')).toMatchObject({ status: 'received', answers: [file] });
	});

	test('what is gone is refused', async () => {
		await owner.core.removeRequests(vault, list);
		expect(await told(by(petra))).toEqual({ code: 'request-gone' });
	});

	test('needs a reason for sending back', async () => {
		expect(await told(by(owner, ' \u200b '))).toEqual({ code: 'reason-empty' });
	});

	test('is taken back by staff, not by the client', async () => {
		await by(owner)();
		const reopen = (person: Person) => () => person.core.reopenItem(vault, asked.item);
		expect(await told(reopen(client))).toEqual({ code: 'not-allowed' });
		await reopen(petra)();
		await reopen(petra)();
		expect(await item('W-2')).toMatchObject({ status: 'received' });
	});

	test('does not ask for what the client says does not apply, until they say otherwise', async () => {
		const { item: id } = await item('Bank statements', client);
		await client.core.waiveItem(vault, id, 'No account');
		await client.core.waiveItem(vault, id, 'No account');
		expect(await item('Bank statements')).toMatchObject({
			status: 'waived',
			decision: { side: 'client', words: 'No account' }
		});
		expect(await told(() => owner.core.waiveItem(vault, id, ''))).toEqual({
			code: 'waived-meanwhile',
			who: 'Rivera'
		});
		await client.core.reopenItem(vault, id);
		expect(await item('Bank statements')).toMatchObject({ status: 'wanted' });
	});

	test('keeps a client from setting aside what was sent or accepted', async () => {
		const waive = () => client.core.waiveItem(vault, asked.item, '');
		expect(await told(waive)).toEqual({ code: 'answers-changed' });
		await by(owner)();
		expect(await told(waive)).toEqual({ code: 'accepted-meanwhile', who: 'Olu' });
	});
});

test('the history says in sentences what was asked, sent and decided', async () => {
	const { item: id } = await item('W-2', client);
	await send('W-2.pdf', id);
	await owner.core.returnItem(vault, id, (await item('W-2')).answers, 'Blurred');
	await client.core.waiveItem(vault, id, 'Lost it');
	await owner.core.reopenItem(vault, id);
	const { history } = await client.core.openVault(vault);
	expect(history.slice(0, 5).map(({ who, did }) => `${who} ${did}`)).toEqual([
		'Olu opened W-2 again',
		'Rivera said that W-2 does not apply: Lost it',
		'Olu sent back W-2: Blurred',
		'Rivera added W-2.pdf for W-2',
		'Olu asked for documents: Your 2025 return (2)'
	]);
});

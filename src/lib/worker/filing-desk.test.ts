/** Files kept in order as the pages do it: the real server, real keys, several people. Only IndexedDB is memory. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { approve, askFor, touched } from '../../../tests/claims/approving.ts';
import {
	fileOf,
	foundFirm,
	hire,
	noise,
	picked,
	welcome,
	type Person
} from '../../../tests/claims/people.ts';
import { unzip } from '../../../tests/claims/unzip.ts';
import { openPortal, type TestPortal } from '../../../tests/server/portal.ts';
import { refusalOf } from '../../../tests/vault/world.ts';
import type { VaultId } from '../../crypto/brands.ts';
import { newFolderId } from '../../crypto/ids.ts';
import type { FileView } from '../../vault/view.ts';

let portal: TestPortal;
let owner: Person;
let petra: Person;
let client: Person;
let vault: VaultId;

beforeAll(async () => {
	portal = await openPortal();
	({ owner } = await foundFirm(portal));
	petra = await hire(portal, owner, 'Petra');
});
afterAll(() => portal.close());
beforeEach(async () => {
	({ vault, client } = await welcome(portal, owner, 'Rivera'));
});

const look = (person: Person = owner) => person.core.openVault(vault);
async function until<T>(there: () => Promise<T | undefined>, what: string): Promise<T> {
	for (let tries = 0; tries < 2000; tries++) {
		const found = await there();
		if (found !== undefined) return found;
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
	throw new Error(`waited in vain for ${what}`);
}
const named = (name: string, person: Person = owner) =>
	until(async () => (await look(person)).files.find((file) => file.name === name), name);

async function send(name: string, bytes: Uint8Array<ArrayBuffer>, by: Person = client) {
	await by.core.addFiles(vault, null, [picked(fileOf(name, bytes))]);
	return named(name, by);
}

/** Replaces what this person sees, and waits until as many versions are there. */
async function replace(file: FileView, bytes: Uint8Array<ArrayBuffer>, by: Person, count: number) {
	await by.core.replaceFile(vault, file.file, file.blob, picked(fileOf('newer.pdf', bytes)));
	return until(
		async () => {
			const now = (await look(by)).files.find((one) => one.file === file.file);
			return now?.versions.length === count ? now : undefined;
		},
		`version ${String(count)}`
	);
}
const bytesOf = async (person: Person, { file }: FileView, blob?: FileView['blob']) =>
	new Uint8Array(await (await person.core.openFile(vault, file, blob)).content.arrayBuffer());

describe('a new version', () => {
	test('takes the place of the one before, which everybody can still open, read and save', async () => {
		const [old, fresh] = [noise(300), noise(400)];
		const first = await send('W-2.pdf', old);
		const second = await replace(first, fresh, client, 2);
		expect(second).toMatchObject({ name: 'W-2.pdf', size: 400, file: first.file });
		for (const person of [owner, client]) {
			expect(await bytesOf(person, first)).toEqual(fresh);
			expect(await bytesOf(person, first, first.blob)).toEqual(old);
			const range = { start: 0, end: 300 };
			expect(await person.core.readFile(vault, first.file, range, first.blob)).toEqual(old);
			expect(await person.core.readFile(vault, first.file, range, second.blob)).toEqual(
				fresh.subarray(0, 300)
			);
		}
		expect((await look()).files).toHaveLength(1);
		expect((await look()).history[0]?.did).toContain('opened');
	});

	test('is told as unopened again, and each version opened by whom', async () => {
		const first = await send('W-2.pdf', noise(10));
		await owner.core.openFile(vault, first.file, first.blob);
		const second = await replace(first, noise(20), client, 2);
		expect(second.viewedByOther).toBeNull();
		await owner.core.openFile(vault, first.file, first.blob);
		expect((await named('W-2.pdf')).viewedByOther).toBeNull();
		await owner.core.openFile(vault, first.file, second.blob);
		expect((await named('W-2.pdf', client)).viewedByOther).toMatchObject({ name: 'Olu' });
	});

	test('keeps the file’s name, with the ending of what came', async () => {
		const first = await send('scan.jpg', noise(10));
		expect((await replace(first, noise(20), client, 2)).name).toBe('scan.pdf');
	});

	test('by two people at once: both are kept, both people are told, and somebody chooses', async () => {
		const first = await send('Draft.pdf', noise(10), owner);
		await look(petra);
		const mine = noise(20);
		await replace(first, mine, owner, 2);
		const both = await replace(first, noise(30), petra, 3);
		for (const person of [owner, petra, client])
			expect((await named('Draft.pdf', person)).crossed).toBe(true);
		expect(
			both.versions.map(({ number, isInPlace, crossed }) => [number, isInPlace, crossed])
		).toEqual([
			[3, true, true],
			[2, false, false],
			[1, false, false]
		]);
		const [, second] = both.versions;
		if (!second) throw new Error('no second version');
		const late = () => petra.core.restoreVersion(vault, first.file, second.blob, first.blob);
		expect(await refusalOf(late)).toBe('replaced-meanwhile');
		await petra.core.restoreVersion(vault, first.file, second.blob, both.blob);
		const settled = await named('Draft.pdf');
		expect(settled).toMatchObject({ crossed: false, restored: { name: 'Petra', isMe: false } });
		expect(await bytesOf(client, settled)).toEqual(mine);
		expect(settled.versions).toHaveLength(3);
	});

	test('is not by a client of what the firm sent, and not of what is gone', async () => {
		const firms = await send('Return.pdf', noise(10), owner);
		const mine = picked(fileOf('x.pdf', noise(10)));
		await look(client);
		const of = ({ file, blob }: FileView) => client.core.replaceFile(vault, file, blob, mine);
		expect(await refusalOf(() => of(firms))).toBe('not-allowed');
		expect((await named('Return.pdf', client)).mayChange).toBe(false);
		await owner.core.removeFile(vault, firms.file);
		await look(client);
		expect(await refusalOf(() => of(firms))).toBe('file-gone');
	});

	test('of a file that goes while it is on its way arrives as a file of its own', async () => {
		const first = await send('W-2.pdf', noise(10));
		await owner.core.removeFile(vault, first.file, first.blob);
		// The client has not looked since.
		await client.core.replaceFile(
			vault,
			first.file,
			first.blob,
			picked(fileOf('new.pdf', noise(20)))
		);
		expect(await named('new.pdf', client)).toMatchObject({ versions: [], mayChange: true });
	});

	test('of an answer is the answer, and is not accepted unseen', async () => {
		await owner.core.listRequests(vault, {
			title: '2025',
			year: 2025,
			items: [{ item: null, title: 'W-2', hint: '', several: false, due: null }]
		});
		const item = async () => (await look()).requests[0]?.items[0];
		const { item: id } = (await item())!;
		await client.core.addFiles(vault, null, [picked(fileOf('W-2.pdf', noise(10)))], id);
		const first = await named('W-2.pdf', client);
		const seen = (await item())!;
		const second = await replace(first, noise(20), client, 2);
		const accept = (versions?: FileView['blob'][]) =>
			owner.core.acceptItem(vault, id, seen.answers, versions);
		expect(await refusalOf(() => accept())).toBe('answers-changed');
		expect(await refusalOf(() => accept(seen.versions))).toBe('answers-changed');
		await accept([second.blob]);
		expect(await item()).toMatchObject({ status: 'accepted', answers: [first.file] });
		await replace(second, noise(30), client, 3);
		expect(await item()).toMatchObject({ status: 'received', answers: [first.file] });
	});

	test('is what an archive holds, and only that', async () => {
		const first = await send('W-2.pdf', noise(10));
		const fresh = noise(20);
		await replace(first, fresh, client, 2);
		await look();
		const wanted = { files: [first.file], archive: 'Rivera' };
		const { size } = await owner.core.planSave(vault, wanted);
		const zip = await owner.core.saveFiles(vault, wanted, size, { to: 'memory' });
		const members = unzip(Buffer.from(await zip!.arrayBuffer()));
		expect(members.map(({ path, bytes }) => [path, new Uint8Array(bytes)])).toEqual([
			['W-2.pdf', fresh]
		]);
	});
});

describe('removing a file', () => {
	test('removes all its versions, on the server too', async () => {
		const first = await send('W-2.pdf', noise(10));
		await replace(first, noise(20), client, 2);
		const third = await replace(await named('W-2.pdf', client), noise(30), client, 3);
		const blobs = third.versions.map(({ blob }) => blob);
		const kept = () =>
			portal.services.db.selectFrom('blobs').select('id').where('id', 'in', blobs).execute();
		expect(await kept()).toHaveLength(3);
		await client.core.removeFile(vault, first.file, third.blob);
		expect((await look()).files).toEqual([]);
		expect(await kept()).toEqual([]);
		expect((await look()).history[0]?.did).toBe('removed W-2.pdf, in all versions');
	});

	test('is of what was on screen: a version that came since is not removed unseen', async () => {
		const first = await send('W-2.pdf', noise(10));
		const second = await replace(first, noise(20), client, 2);
		const unseen = () => owner.core.removeFile(vault, first.file, first.blob);
		expect(await refusalOf(unseen)).toBe('replaced-meanwhile');
		expect((await named('W-2.pdf')).blob).toBe(second.blob);
	});

	test('is not by a client when staff replaced it', async () => {
		const first = await send('W-2.pdf', noise(10));
		const second = await replace(await named('W-2.pdf'), noise(20), owner, 2);
		expect(await named('W-2.pdf', client)).toMatchObject({ mayChange: true, mayRemove: false });
		const remove = () => client.core.removeFile(vault, first.file, second.blob);
		expect(await refusalOf(remove)).toBe('not-allowed');
	});
});

describe('an approval', () => {
	const asked = async (file: FileView) => {
		const id = await askFor(owner, vault, file.file, [client.keyholder.session.userId]);
		await look(client);
		return id;
	};
	const stateOf = async (id: Awaited<ReturnType<typeof asked>>, person = client) =>
		(await look(person)).approvals.find(({ approval }) => approval === id);

	test('of a version that was just replaced is refused with a sentence, at each of its steps', async () => {
		const first = await send('Return.pdf', noise(100), owner);
		const id = await asked(first);
		await client.core.readForApproval(vault, id);
		const terms = await client.core.approvalTerms(vault, id);
		await replace(first, noise(200), petra, 2);
		const give = () => client.core.approve(vault, id, touched(client, terms));
		expect(await refusalOf(give)).toBe('approval-document-gone');
		const read = () => client.core.readForApproval(vault, id);
		expect(await refusalOf(read)).toBe('approval-document-gone');
		const ask = () => client.core.approvalTerms(vault, id);
		expect(await refusalOf(ask)).toBe('approval-document-gone');
		expect(await stateOf(id)).toMatchObject({
			state: 'replaced',
			waitsForMe: false,
			isReplaced: true,
			version: first.blob
		});
		expect(await stateOf(id, owner)).toMatchObject({ mayWithdraw: true });
	});

	test('of the new version is another one; the one before stands, with its certificate', async () => {
		const first = await send('Return.pdf', noise(100), owner);
		const before = await asked(first);
		await approve(client, vault, before);
		const second = await replace(first, noise(200), owner, 2);
		const after = await asked(second);
		await approve(client, vault, after);
		expect(await stateOf(before)).toMatchObject({
			state: 'approved',
			isReplaced: true,
			version: first.blob
		});
		expect(await stateOf(after)).toMatchObject({
			state: 'approved',
			isReplaced: false,
			version: second.blob
		});
		for (const id of [before, after])
			expect((await owner.core.approvalCertificate(vault, id, 'en')).name).toBe(
				'Return (approved).pdf'
			);
		const remove = () => owner.core.removeFile(vault, first.file, second.blob);
		expect(await refusalOf(remove)).toBe('approval-stands');
	});

	test('of a version that was put back has its certificate too', async () => {
		const first = await send('Return.pdf', noise(100), owner);
		const second = await replace(first, noise(200), owner, 2);
		await owner.core.restoreVersion(vault, first.file, first.blob, second.blob);
		const id = await asked(first);
		await approve(client, vault, id);
		const { content } = await owner.core.approvalCertificate(vault, id, 'en');
		expect(content.size).toBeGreaterThan(1000);
	});

	test('is not asked for of a version that is not in place any more', async () => {
		const first = await send('Return.pdf', noise(100), owner);
		await replace(first, noise(200), petra, 2);
		const ask = () =>
			owner.core.askApproval(vault, {
				file: first.file,
				version: first.blob,
				statement: 'I approve it.',
				signers: [client.keyholder.session.userId],
				ordered: false,
				due: null
			});
		expect(await refusalOf(ask)).toBe('approval-newer-version');
	});
});

describe('tags', () => {
	test('are given to many files at once, and everybody in the vault reads them', async () => {
		const files = [await send('a.pdf', noise(5)), await send('b.pdf', noise(5))];
		const ids = files.map(({ file }) => file);
		await owner.core.tagFiles(vault, ids, ['  W-2 \u202e form '], []);
		await petra.core.tagFiles(vault, ids.slice(1), ['w-2 FORM', 'To sign'], []);
		for (const person of [owner, client]) {
			expect((await named('a.pdf', person)).tags).toEqual(['W-2 form']);
			expect((await named('b.pdf', person)).tags).toEqual(['W-2 form', 'To sign']);
		}
		const before = (await look()).lines;
		await owner.core.tagFiles(vault, ids, ['W-2 form'], ['never given']);
		expect((await look()).lines).toBe(before);
		await owner.core.tagFiles(vault, ids, [], ['W-2 form']);
		expect((await named('b.pdf')).tags).toEqual(['To sign']);
		expect((await look()).history[0]?.did).toBe('took the tag W-2 form off a.pdf and 1 more');
	});

	test('stay with the file through its versions', async () => {
		const first = await send('a.pdf', noise(5));
		await owner.core.tagFiles(vault, [first.file], ['2025'], []);
		expect((await replace(first, noise(6), client, 2)).tags).toEqual(['2025']);
	});

	test('that cannot be kept are refused with a sentence, and nothing is said', async () => {
		const { file } = await send('a.pdf', noise(5));
		const before = (await look()).lines;
		const give = (tags: string[], by = owner) =>
			refusalOf(() => by.core.tagFiles(vault, [file], tags, []));
		expect(await give([' \u200b '])).toBe('tag-empty');
		expect(await give(['x'.repeat(41)])).toBe('tag-too-long');
		expect(await give(Array.from({ length: 21 }, (_, n) => `tag ${String(n)}`))).toBe(
			'too-many-tags'
		);
		await owner.core.tagFiles(
			vault,
			[file],
			Array.from({ length: 20 }, (_, n) => `tag ${String(n)}`),
			[]
		);
		expect(await give(['one more'])).toBe('too-many-tags');
		expect((await look()).lines).toBe(before + 1);
		expect(await give(['mine'], client)).toBe('not-allowed');
		await owner.core.removeFile(vault, file);
		expect(await give(['late'])).toBe('file-gone');
	});
});

describe('folders', () => {
	test('of a year are made in one step, and only what is missing the next time', async () => {
		const before = (await look()).lines;
		await owner.core.makeFolders(vault, '2026', ['Source documents', 'Returns', 'Letters']);
		expect((await look()).lines).toBe(before + 1);
		const { folders } = await look(client);
		const year = folders.find(({ name }) => name === '2026');
		expect(folders.map(({ name, within }) => [name, within])).toEqual([
			['2026', null],
			...['Source documents', 'Returns', 'Letters'].map((name) => [name, year?.folder])
		]);
		await petra.core.makeFolders(vault, '2026', ['Returns', 'Payroll']);
		expect((await look()).folders).toHaveLength(5);
		await owner.core.makeFolders(vault, '2026', ['Returns']);
		expect((await look()).lines).toBe(before + 2);
		await owner.core.makeFolders(vault, 'Returns', []);
		expect((await look()).folders.filter(({ name }) => name === 'Returns')).toHaveLength(2);
	});

	test('take many files at once, in a zip as well, and are removed from within', async () => {
		await owner.core.makeFolders(vault, '2026', ['Returns']);
		const [year, returns] = (await look()).folders;
		if (!year || !returns) throw new Error('no folders');
		const ids = [(await send('a.pdf', noise(5))).file, (await send('b.pdf', noise(5))).file];
		await owner.core.moveFiles(vault, ids, returns.folder);
		expect((await look()).files.map(({ folder }) => folder)).toEqual([
			returns.folder,
			returns.folder
		]);
		expect((await look()).history[0]?.did).toBe('moved a.pdf and 1 more to Returns');
		const wanted = { files: ids, archive: 'Rivera' };
		const { size } = await owner.core.planSave(vault, wanted);
		const zip = await owner.core.saveFiles(vault, wanted, size, { to: 'memory' });
		const members = unzip(Buffer.from(await zip!.arrayBuffer()));
		expect(members.map(({ path }) => path)).toEqual(['2026/Returns/a.pdf', '2026/Returns/b.pdf']);
		for (const { folder } of [year, returns])
			expect(await refusalOf(() => owner.core.removeFolder(vault, folder))).toBe(
				'folder-not-empty'
			);
		await owner.core.moveFiles(vault, ids, null);
		expect(await refusalOf(() => owner.core.removeFolder(vault, year.folder))).toBe(
			'folder-not-empty'
		);
		await owner.core.removeFolder(vault, returns.folder);
		await owner.core.removeFolder(vault, year.folder);
		expect((await look()).folders).toEqual([]);
	});

	test('are kept in order by staff alone', async () => {
		const { file } = await send('a.pdf', noise(5));
		const made = () => client.core.makeFolders(vault, '2026', []);
		expect(await refusalOf(made)).toBe('not-allowed');
		const moved = () => client.core.moveFiles(vault, [file], null);
		expect(await refusalOf(moved)).toBe('not-allowed');
	});

	test('that are gone take nothing, and too many are not made', async () => {
		const { file } = await send('a.pdf', noise(5));
		const move = () => owner.core.moveFiles(vault, [file], newFolderId());
		expect(await refusalOf(move)).toBe('folder-gone');
		const many = Array.from({ length: 50 }, (_, n) => String(n));
		const make = () => owner.core.makeFolders(vault, '2026', many);
		expect(await refusalOf(make)).toBe('too-many-folders');
		await owner.core.removeFile(vault, file);
		expect(await refusalOf(() => owner.core.moveFiles(vault, [file], null))).toBe('file-gone');
	});
});

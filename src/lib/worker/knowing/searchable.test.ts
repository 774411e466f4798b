import { describe, expect, test } from 'vitest';
import type { EntryHash } from '../../../crypto/brands.ts';
import { fileOfBlob, newBlobId, newItemId, newMessageId, newVaultId } from '../../../crypto/ids.ts';
import type { VaultDigest } from '../../../vault/digest.ts';
import { around } from './found.ts';
import { Searchable } from './searchable.ts';

const head = { seq: 1, hash: 'A'.repeat(43) as EntryHash };
const about = { kind: 'vault', id: null } as const;
const fileNamed = (name: string, at = 0, also = '') => ({
	file: fileOfBlob(newBlobId()),
	name,
	also,
	at
});
const itemNamed = (title: string, due: string | null = null) => ({
	item: newItemId(),
	title,
	also: '',
	status: 'wanted' as const,
	due,
	at: 0
});
const digestOf = (name: string, change: Partial<VaultDigest> = {}): VaultDigest => ({
	vault: newVaultId(),
	head,
	name,
	files: [],
	versions: 0,
	items: [],
	messages: [],
	...change
});

function searchableOf(...digests: VaultDigest[]): Searchable {
	const searchable = new Searchable();
	for (const digest of digests) put(searchable, digest);
	return searchable;
}
const put = (searchable: Searchable, digest: VaultDigest, at = 0) => {
	searchable.put({ vault: digest.vault, name: digest.name ?? '', at }, digest);
};
const found = (searchable: Searchable, text: string) =>
	searchable.search(text).flatMap(({ best }) => best.map((one) => one.text));

describe('searching all vaults', () => {
	test('tells of which clients there are more contents than files, and of no others', () => {
		const one = digestOf('Rivera', { files: [fileNamed('W-2.pdf')], versions: 2 });
		const searchable = searchableOf(one, digestOf('Stone', { files: [fileNamed('W-2.pdf')] }));
		expect([...searchable.versions()]).toEqual([[one.vault, 2]]);
	});

	test('is prepared before somebody searches: nothing is made for the first search then, and it finds the same', () => {
		const files = Array.from({ length: 30_000 }, (_, one) => fileNamed(`a file ${one} of bank b`));
		const digest = digestOf('Rivera', { files });
		const [searchable, unprepared] = [searchableOf(digest), searchableOf(digest)];
		const { bytes } = searchable;
		searchable.prepare();
		const prepared = searchable.bytes;
		expect(prepared).toBeGreaterThan(bytes);
		expect(found(searchable, 'bank 29999')).toEqual(['a file 29999 of bank b']);
		expect(searchable.bytes).toBe(prepared);
		expect(searchable.search('bank')).toEqual(unprepared.search('bank'));
		expect(unprepared.bytes).toBe(prepared);
	}, 30_000);

	test('shows what begins as was typed before what only has it in it, and then the newest first', () => {
		const files = [fileNamed('embankment', 9), fileNamed('bank old', 1), fileNamed('bank new', 2)];
		expect(found(searchableOf(digestOf('Rivera', { files })), 'bank')).toEqual([
			'bank new',
			'bank old',
			'embankment'
		]);
	});

	test('shows clients, then files, requests, messages and notes, and says how many there are of each', () => {
		const files = Array.from({ length: 30 }, (_, at) => fileNamed(`oak ${String(at)}`, at));
		const written = { about, text: 'about the oak', at: 1 };
		const messages = [
			{ ...written, message: newMessageId(), isNote: false, seq: 4 },
			{ ...written, message: newMessageId(), isNote: true, seq: 7 }
		];
		const digest = digestOf('Oak & Sons', { files, messages, items: [itemNamed('Oak form')] });
		const groups = searchableOf(digest).search('oak');
		expect(groups.map(({ kind, total }) => [kind, total])).toEqual([
			['client', 1],
			['file', 30],
			['request', 1],
			['message', 1],
			['note', 1]
		]);
		expect(groups.slice(3).map(({ best }) => best[0]?.id)).toEqual(
			messages.map(({ message }) => message)
		);
		expect(groups.slice(3).map(({ best }) => best[0]?.seq)).toEqual([4, 7]);
		expect(groups[1]?.best.map(({ text }) => text)).toEqual(
			[29, 28, 27, 26, 25, 24, 23, 22].map((one) => `oak ${String(one)}`)
		);
	});

	test('takes words of the client’s name together with those of a text, and neither from elsewhere', () => {
		const one = digestOf('Rivera', { files: [fileNamed('W-2.pdf')] });
		const two = digestOf('Stone', { files: [fileNamed('W-2.pdf')] });
		const searchable = searchableOf(one, two);
		const [group] = searchable.search('river w-2');
		expect(group?.best.map(({ vault }) => vault)).toEqual([one.vault]);
		expect(searchable.search('rivera')).toHaveLength(1);
		expect(found(searchable, 'rivera stone')).toEqual([]);
	});

	test('forgets what a vault said before, its name too, and all of one that is removed', () => {
		const before = digestOf('Rivera', { files: [fileNamed('old.pdf')] });
		const searchable = searchableOf(before, digestOf('Stone'));
		put(searchable, { ...before, name: 'Riviera', files: [fileNamed('new.pdf')] });
		expect(found(searchable, 'rivera')).toEqual([]);
		expect(found(searchable, 'old')).toEqual([]);
		expect(found(searchable, 'riviera')).toEqual(['Riviera']);
		expect(found(searchable, 'new')).toEqual(['new.pdf']);
		searchable.remove(before.vault);
		searchable.remove(before.vault);
		expect(found(searchable, 'riviera')).toEqual([]);
		expect(found(searchable, 'new')).toEqual([]);
		expect(searchable.texts).toBe(1);
	});

	test('knows a client by the name in the list until the vault was read', () => {
		const searchable = new Searchable();
		const { vault } = digestOf('');
		searchable.put({ vault, name: 'Rivera', at: 0 }, null);
		expect(found(searchable, 'riv')).toEqual(['Rivera']);
		expect(searchable.requests('2026-03-20')).toEqual([]);
	});

	test('finds nothing for nothing, and for signs that are no words', () => {
		const searchable = searchableOf(digestOf('Rivera'));
		for (const text of ['', '  ', '-', '?!']) expect(searchable.search(text)).toEqual([]);
	});

	test('counts what 5,000 clients were asked for', () => {
		const items = [itemNamed('W-2', '2026-03-15'), itemNamed('1099')];
		const clients = Array.from({ length: 5000 }, (_, one) =>
			digestOf(`Client ${String(one)}`, { items })
		);
		const rows = searchableOf(...clients).requests('2026-03-20');
		expect(rows).toHaveLength(5000);
		expect(rows[0]).toMatchObject({ wanted: 2, overdue: 1, nextDue: '2026-03-15' });
	});
});

describe('the part of a message that is shown', () => {
	test('is around the first word that was sought', () => {
		const text = `${'before '.repeat(40)}Ängström ${'after '.repeat(40)}`;
		const part = around(text, ['angstrom']);
		expect(part).toContain('Ängström');
		expect(part.startsWith('… ')).toBe(true);
		expect(part.endsWith(' …')).toBe(true);
		expect(part.length).toBeLessThan(150);
	});

	test('is the beginning where the word is only in the client’s name, and one line', () => {
		expect(around('Short\n\nand whole', ['rivera'])).toBe('Short and whole');
		expect(around('Short', ['short'])).toBe('Short');
	});
});

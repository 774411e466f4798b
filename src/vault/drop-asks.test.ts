import { describe, expect, test } from 'vitest';
import { refusalOf, World } from '../../tests/vault/world.ts';
import { MAX_CAPSULE_BYTES } from '../contract/drops.ts';
import { MAX_FILES, MAX_ITEMS } from '../contract/requests.ts';
import type { ItemId } from '../crypto/brands.ts';
import { dropLinkKeys, openDropCapsule, sealDropCapsule } from '../crypto/drop.ts';
import { decode, encode, isMap, type Value } from '../crypto/encoding.ts';
import { fileIdFrom, newChecklistId, newItemId } from '../crypto/ids.ts';
import { parseLinkSecret } from '../crypto/link.ts';
import { pad } from '../crypto/padding.ts';
import { randomBytes } from '../crypto/random.ts';
import {
	claimedItem,
	encodeAsks,
	parseAsks,
	takesFromDrop,
	wantedOn,
	type AskedItem
} from './drop-asks.ts';
import { openCapsuleOfDrop } from './drop-capsule.ts';
import { makeDropLink, type DropTerms } from './drop-links.ts';
import { persistent } from './persistent-map.ts';
import type { RequestItem } from './request-state.ts';
import { listing, waiving, wordingOf } from './requests.ts';
import type { ItemDraft } from './view.ts';

const world = await World.found();
const { owner } = world;
const vault = await world.createVault('Rivera');
const log = await owner.vault(vault);
const line = (title: string, change: Partial<ItemDraft> = {}): ItemDraft => ({
	item: null,
	title,
	hint: '',
	several: false,
	due: null,
	...change
});
async function list(...items: ItemDraft[]) {
	const checklist = newChecklistId();
	const wording = wordingOf({ title: 'Tax return', year: 2025, items });
	await log.append(() => Promise.resolve(listing(checklist, wording)), world.now);
	return checklist;
}
const itemOn = (title: string): RequestItem => {
	const found = [...log.state.items.values()].find((item) => item.title === title);
	if (!found) throw new Error(title);
	return found;
};
const taxes = await list(
	line('W-2', { hint: 'From each employer', due: '2026-03-15' }),
	line('1098'),
	line('Receipts', { several: true })
);
const books = await list(line('Bank statement'));
const terms: DropTerms = { note: '', greeting: '', days: 7, uses: 2, limit: 1000 };

async function linkAskingFor(change: Partial<DropTerms>) {
	const before = log.state.head.seq;
	const { fragment } = await makeDropLink(
		owner.firm,
		log,
		owner.id,
		{ ...terms, ...change },
		world.now
	);
	expect(log.state.head.seq).toBe(before + 1);
	const keys = await dropLinkKeys(parseLinkSecret(fragment));
	const capsule = world.portal.vaultLog(vault).dropCapsules.get(keys.drop);
	if (!capsule) throw new Error('no capsule');
	const opened = await openCapsuleOfDrop(keys.capsule, keys.drop, capsule);
	return { keys, capsule, opened, drop: log.state.drops.get(keys.drop)! };
}

describe('what a link asks for', () => {
	test('is what is still wanted, in the order of the lists, without why it came back', async () => {
		const { item } = itemOn('1098');
		await log.append(
			(state) => Promise.resolve(waiving(state, { me: owner.id, item }, 'They rent')),
			world.now
		);
		expect(wantedOn(log.state, [books, taxes])).toEqual([
			{
				item: itemOn('Bank statement').item,
				title: 'Bank statement',
				hint: '',
				due: null,
				several: false
			},
			{
				item: itemOn('W-2').item,
				title: 'W-2',
				hint: 'From each employer',
				due: '2026-03-15',
				several: false
			},
			{ item: itemOn('Receipts').item, title: 'Receipts', hint: '', due: null, several: true }
		]);
		const returned = { ...itemOn('W-2'), status: 'returned', decision: null } as const;
		const items = persistent<ItemId, RequestItem>([[returned.item, returned]]);
		const checklists = persistent(log.state.checklists);
		const [asked] = wantedOn({ checklists, items }, [taxes]);
		expect(Object.keys(asked ?? {}).sort()).toEqual(['due', 'hint', 'item', 'several', 'title']);
	});

	test('is sealed for its holder, and named by ids in the log', async () => {
		const { opened, drop, capsule } = await linkAskingFor({ asks: [taxes] });
		expect(opened.asks).toEqual(wantedOn(log.state, [taxes]));
		expect(drop.asks).toEqual(opened.asks.map(({ item }) => item));
		for (const bytes of [capsule, ...world.portal.vaultLog(vault).entries])
			expect(Buffer.from(bytes).includes('From each employer')).toBe(false);
	});

	test('is nothing where no list is named, as in links from before', async () => {
		const { opened, drop, keys, capsule } = await linkAskingFor({});
		expect([opened.asks, drop.asks]).toEqual([[], []]);
		expect(decode(await openDropCapsule(keys.capsule, keys.drop, capsule))).not.toHaveProperty(
			'asks'
		);
	});

	test('says little by its length', () => {
		const asked = (title: string): AskedItem[] => [
			{ item: newItemId(), title, hint: '', several: false, due: null }
		];
		expect(encodeAsks(asked('A')).length).toBe(encodeAsks(asked('An older one')).length);
	});

	test('is refused when nothing of the list is wanted', async () => {
		for (const gone of [newChecklistId(), await list(line('Once'))]) {
			const items = [...log.state.items.values()].filter(({ checklist }) => checklist === gone);
			for (const { item } of items)
				await log.append(
					(state) => Promise.resolve(waiving(state, { me: owner.id, item }, '')),
					world.now
				);
			const made = refusalOf(() =>
				makeDropLink(owner.firm, log, owner.id, { ...terms, asks: [gone] }, world.now)
			);
			expect(await made).toBe('nothing-wanted');
		}
	});

	test('fits one link for a list of the most lines, and is refused when its words are too many', async () => {
		const most = (hint: string) =>
			list(
				...Array.from({ length: MAX_ITEMS }, (_, at) => line(`Statement ${String(at)}`, { hint }))
			);
		const { opened } = await linkAskingFor({ asks: [await most('')] });
		expect(opened.asks).toHaveLength(MAX_ITEMS);
		const wordy = await most('word '.repeat(100));
		const made = refusalOf(() =>
			makeDropLink(owner.firm, log, owner.id, { ...terms, asks: [wordy] }, world.now)
		);
		expect(await made).toBe('drop-asks-too-much');
		expect(MAX_CAPSULE_BYTES).toBe(65536);
	});
});

describe('a capsule whose list', () => {
	const asked = { due: null, hint: '', item: randomBytes(16), several: false, title: 'W-2' };
	test.each<[string, Value]>([
		['is not padded', encode([asked])],
		['is no list', pad(encode({ asked }))],
		['names an item twice', pad(encode([asked, asked]))],
		['has an id of another length', pad(encode([{ ...asked, item: randomBytes(15) }]))],
		['has a line with a field more', pad(encode([{ ...asked, status: 'wanted' }]))],
		['has a line without its title', pad(encode([{ ...asked, title: null }]))],
		['has a day that there is not', pad(encode([{ ...asked, due: '2026-02-30' }]))],
		['is a word', 'W-2']
	])('%s is refused whole', async (_, asks) => {
		const { keys, capsule } = await linkAskingFor({});
		const map = decode(await openDropCapsule(keys.capsule, keys.drop, capsule));
		if (!isMap(map)) throw new Error('no map');
		const bent = await sealDropCapsule(keys.capsule, keys.drop, encode({ ...map, asks }));
		expect(await refusalOf(() => openCapsuleOfDrop(keys.capsule, keys.drop, bent))).toBe(
			'drop-mismatch'
		);
	});

	test('is whole comes back as it was', () => {
		const asks = wantedOn(log.state, [books]);
		expect(parseAsks(encodeAsks(asks))).toEqual(asks);
	});
});

describe('what a file claims to answer', () => {
	test('counts for what its link asked for, as the list calls it now', async () => {
		const { drop } = await linkAskingFor({ asks: [books] });
		const { item } = itemOn('Bank statement');
		const claim = (answers: ItemId | null, of = drop.drop) =>
			claimedItem(log.state, { drop: of, answers });
		expect(claim(item)?.title).toBe('Bank statement');
		expect(claim(null)).toBeNull();
		expect(claim(newItemId())).toBeNull();
		// On a list of this very vault, and not asked for by this link.
		expect(claim(itemOn('W-2').item)).toBeNull();
		const other = await linkAskingFor({});
		expect(claim(item, other.drop.drop)).toBeNull();
		const items = persistent<ItemId, RequestItem>([]);
		expect(claimedItem({ ...log.state, items }, { drop: drop.drop, answers: item })).toBeNull();
	});

	test('takes the place of nothing, and opens nothing again', () => {
		const file = () => fileIdFrom(randomBytes(16));
		const many = (length: number) => Array.from({ length }, file);
		const of = (change: Partial<RequestItem>) => takesFromDrop({ ...itemOn('W-2'), ...change });
		expect(of({ status: 'wanted', answers: [] })).toBe(true);
		expect(of({ status: 'returned', answers: many(1) })).toBe(true);
		expect(of({ status: 'received', answers: many(1) })).toBe(false);
		expect(of({ status: 'received', answers: many(1), several: true })).toBe(true);
		for (const status of ['accepted', 'waived'] as const)
			for (const several of [false, true]) expect(of({ status, several })).toBe(false);
		for (const status of ['received', 'returned'] as const) {
			expect(of({ status, several: true, answers: many(MAX_FILES - 1) })).toBe(true);
			expect(of({ status, several: true, answers: many(MAX_FILES) })).toBe(false);
		}
	});
});

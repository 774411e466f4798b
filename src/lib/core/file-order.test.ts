import { describe, expect, test } from 'vitest';
import { randomBytes } from '../../crypto/random.ts';
import { blobIdFrom, fileOfBlob, newFolderId, userIdFrom } from '../../crypto/ids.ts';
import type { FileView, FolderView } from '../../vault/view.ts';
import { grouped, linesOf } from '../screens/vault/grouping.ts';
import { inBatches } from './batches.ts';
import { inOrderOf, orderOf, tagsIn, wantedOf } from './file-order.ts';
import { setAside } from './filing.ts';
import { inOrder, pathOf, withInside } from './folders.ts';
import { Selection } from './selection.svelte.ts';
import { typedYear } from './year-folders.ts';

function file(name: string, change: Partial<FileView> = {}): FileView {
	const blob = blobIdFrom(randomBytes(16));
	return {
		file: fileOfBlob(blob),
		blob,
		name,
		type: 'application/pdf',
		size: 1,
		folder: null,
		addedAt: 0,
		addedBy: { id: userIdFrom(randomBytes(32)), name: 'Ana', side: 'client', isMe: false },
		viewedByOther: null,
		lastViewedByOther: null,
		opened: [],
		isNews: true,
		mayChange: true,
		mayRemove: true,
		tags: [],
		versions: [],
		restored: null,
		crossed: false,
		opensAs: 'pdf',
		...change
	};
}
const folder = (name: string, within: FolderView['within'] = null): FolderView => ({
	folder: newFolderId(),
	name,
	within
});
const names = (files: readonly FileView[]) => files.map(({ name }) => name);

const [old, year] = [folder('2025'), folder('2026')];
const returns = folder('Returns', year.folder);
const folders = [returns, old, year];
const staff = { id: userIdFrom(randomBytes(32)), name: 'Zoe', side: 'staff', isMe: true } as const;
const a = file('a 10.pdf', { addedAt: 1, size: 5, folder: returns.folder, tags: ['W-2'] });
const b = file('A 9.pdf', { addedAt: 2, size: 9, addedBy: staff, isNews: false });
const c = file('c.pdf', { addedAt: 3, folder: old.folder, tags: ['sign', 'W-2'] });
const files = [a, b, c];

describe('files', () => {
	test.each([
		['newest', ['c.pdf', 'A 9.pdf', 'a 10.pdf']],
		['oldest', ['a 10.pdf', 'A 9.pdf', 'c.pdf']],
		['name', ['A 9.pdf', 'a 10.pdf', 'c.pdf']],
		['largest', ['A 9.pdf', 'a 10.pdf', 'c.pdf']],
		['from', ['c.pdf', 'a 10.pdf', 'A 9.pdf']],
		['nonsense', ['c.pdf', 'A 9.pdf', 'a 10.pdf']]
	])('stand in order: %s', (order, expected) => {
		expect(names(inOrderOf(files, orderOf(order)))).toEqual(expected);
	});

	test('are shown by who sent them, whether they were opened, their tag and their folder', () => {
		const wanted = (change: object) =>
			names(wantedOf(files, { show: 'all', tag: '', folder: '', ...change }, folders));
		expect(wanted({})).toEqual(names(files));
		expect(wanted({ show: 'client' })).toEqual(['a 10.pdf', 'c.pdf']);
		expect(wanted({ show: 'staff' })).toEqual(['A 9.pdf']);
		expect(wanted({ show: 'new' })).toEqual(['a 10.pdf', 'c.pdf']);
		expect(wanted({ show: 'unopened' })).toEqual(names(files));
		expect(wanted({ tag: 'W-2' })).toEqual(['a 10.pdf', 'c.pdf']);
		expect(wanted({ folder: year.folder })).toEqual(['a 10.pdf']);
		expect(wanted({ folder: old.folder, tag: 'sign' })).toEqual(['c.pdf']);
		// A folder that is gone since hides nothing.
		expect(wanted({ folder: 'gone' })).toEqual(names(files));
	});

	test('have each tag named once', () => {
		expect(tagsIn(files)).toEqual(['sign', 'W-2']);
	});
});

describe('folders', () => {
	test('stand with the latest year on top, each followed by those in it', () => {
		expect(inOrder(folders).map((one) => pathOf(one, folders))).toEqual([
			'2026',
			'2026 / Returns',
			'2025'
		]);
		expect([...withInside(year.folder, folders)]).toEqual([year.folder, returns.folder]);
	});

	test('whose own folder is gone stand at the top', () => {
		const lost = folder('Lost', newFolderId());
		expect(inOrder([lost, old])).toHaveLength(2);
		expect(pathOf(lost, [lost])).toBe('Lost');
	});

	const linesFor = (closed: Record<string, boolean>, found: FileView[] | null = null) =>
		linesOf(grouped({ folders, files }, 'newest'), closed, found && new Set(found)).map((line) =>
			'folder' in line
				? `${line.folder.name} ${String(line.count)} ${String(line.depth)}`
				: `${line.file.name} ${String(line.depth)}`
		);

	test('show what is in them, counted with what lies deeper', () => {
		expect(linesFor({})).toEqual([
			'A 9.pdf 0',
			'2026 1 0',
			'Returns 1 1',
			'a 10.pdf 2',
			'2025 1 0',
			'c.pdf 1'
		]);
	});

	test('that are closed show nothing, nor do those in them', () => {
		expect(linesFor({ [year.folder]: true })).toEqual([
			'A 9.pdf 0',
			'2026 1 0',
			'2025 1 0',
			'c.pdf 1'
		]);
	});

	test('are open where something was found, and hidden where nothing was', () => {
		expect(linesFor({ [year.folder]: true }, [a])).toEqual([
			'2026 1 0',
			'Returns 1 1',
			'a 10.pdf 2'
		]);
	});
});

describe('a selection', () => {
	const list = ['1', '2', '3', '4', '5'].map((name) => file(name));
	const [one, two, , four, five] = list as [FileView, FileView, FileView, FileView, FileView];

	test('reaches with Shift from the last one ticked, and back again', () => {
		const selection = new Selection();
		selection.set(two, true);
		selection.extend(list, four);
		expect(names(selection.of(list))).toEqual(['2', '3', '4']);
		selection.extend(list, one);
		expect(names(selection.of(list))).toEqual(['1', '2']);
		selection.set(five, true);
		expect(names(selection.of(list))).toEqual(['1', '2', '5']);
		selection.extend(list, four);
		expect(names(selection.of(list))).toEqual(['1', '2', '4', '5']);
	});

	test('begins where the focus is when nothing was ticked', () => {
		const selection = new Selection();
		selection.extend(list, two, one);
		selection.extend(list, list[2] ?? two, two);
		expect(names(selection.of(list))).toEqual(['1', '2', '3']);
		selection.clear();
		selection.extend(list, five);
		expect(names(selection.of(list))).toEqual(['5']);
	});

	test('begins anew where the place to start from is gone', () => {
		const selection = new Selection();
		selection.set(file('gone'), true);
		selection.extend(list, two);
		expect(names(selection.of(list))).toEqual(['2']);
		selection.extend(list, file('elsewhere'));
		selection.setAll(list, true);
		expect(selection.of(list)).toHaveLength(5);
	});
});

describe('files whose name is taken', () => {
	const filed = (name: string) => ({ file: new File(['x'], name), handle: null });
	const batch = (files: string[], place: FolderView | null = null, make: string | null = null) => ({
		folder: place?.folder ?? null,
		make,
		files: files.map(filed)
	});
	const apart = (batches: ReturnType<typeof batch>[], isLoose = false, there = files) => {
		const { batches: left, known } = setAside(batches, there, isLoose);
		return [
			left.flatMap((one) => one.files.map(({ file: { name } }) => name)),
			known.map(({ filed: { file: one }, old: before }) => `${one.name} over ${before.name}`)
		];
	};

	test('are set aside, in the same folder, whatever the case', () => {
		expect(apart([batch(['a 9.PDF', 'new.pdf'])])).toEqual([['new.pdf'], ['a 9.PDF over A 9.pdf']]);
		expect(apart([batch(['c.pdf'])])).toEqual([['c.pdf'], []]);
		expect(apart([batch(['c.pdf'], old)])).toEqual([[], ['c.pdf over c.pdf']]);
	});

	test('are set aside wherever they lie, for somebody who sees no folders', () => {
		expect(apart([batch(['c.pdf'])], true)).toEqual([[], ['c.pdf over c.pdf']]);
	});

	test('are sent in a new folder, twice over, and where the other may not be replaced', () => {
		expect(apart([batch(['c.pdf'], null, '2024')], true)[1]).toEqual([]);
		expect(apart([batch(['c.pdf', 'C.pdf'], old)])).toEqual([['C.pdf'], ['c.pdf over c.pdf']]);
		expect(apart([batch(['a.pdf'])], false, [file('a.pdf', { mayChange: false })])[1]).toEqual([]);
	});

	test('replace the newest of several', () => {
		const twice = [file('x.pdf', { addedAt: 9, size: 2 }), file('x.pdf', { addedAt: 5 })];
		expect(setAside([batch(['x.pdf'])], twice, false).known[0]?.old.size).toBe(2);
	});
});

test('many files are dealt with 500 at a time, and how many were is told when it stops', async () => {
	const many = Array.from({ length: 1200 }, () => a);
	const [sizes, told]: [number[], number[]] = [[], []];
	const deed = (ids: unknown[]) => {
		sizes.push(ids.length);
		return sizes.length < 3 ? Promise.resolve() : Promise.reject(new Error('offline'));
	};
	await expect(inBatches(many, deed, (done) => told.push(done))).rejects.toThrow('offline');
	expect([sizes, told]).toEqual([
		[500, 500, 200],
		[0, 500, 1000]
	]);
});

test.each([
	['2026', '2026'],
	[' 2026 ', '2026'],
	['26', null],
	['1799', null],
	['20260', null],
	['year', null]
])('%j is the year %j', (text, typed) => {
	expect(typedYear(text)).toBe(typed);
});

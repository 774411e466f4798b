import { describe, expect, it } from 'vitest';
import { fromEntry, fromHandle } from './fileTree.ts';
import { MOST_FILES, pickedFromInput, walk } from './pickedFiles.ts';

// Both interfaces for folders exist only in browsers; these stand-ins keep their rules (entries in batches of 100).
type Tree = { [name: string]: Tree | string | Error };
type Entry = FileSystemEntry & Partial<FileSystemFileEntry> & Partial<FileSystemDirectoryEntry>;

/** A folder that cannot be looked into; any other error is a file that cannot be read. */
class Shut extends Error {}
const isLeaf = (node: Tree[string]): node is string | Error =>
	typeof node === 'string' || (node instanceof Error && !(node instanceof Shut));

const gone = () => new DOMException('gone', 'NotFoundError');

function entryOf(name: string, node: Tree[string]): Entry {
	const leaf = isLeaf(node);
	const common = { name, fullPath: '', isFile: leaf, isDirectory: !leaf };
	const file = (done: FileCallback, failed?: ErrorCallback) =>
		node instanceof Error
			? failed?.(gone())
			: done(new File([typeof node === 'string' ? node : ''], name));
	const rest = leaf ? [] : Object.entries(node).map(([child, below]) => entryOf(child, below));
	const createReader = () => ({
		readEntries: (done: FileSystemEntriesCallback, failed?: ErrorCallback) =>
			node instanceof Shut ? failed?.(gone()) : done(rest.splice(0, 100))
	});
	return { ...common, ...(leaf ? { file } : { createReader }) } as unknown as Entry;
}

function handleOf(name: string, node: Tree[string]): FileSystemHandle {
	if (isLeaf(node)) {
		const getFile = () =>
			node instanceof Error ? Promise.reject(gone()) : Promise.resolve(new File([node], name));
		return { kind: 'file', name, getFile } as unknown as FileSystemHandle;
	}
	async function* values() {
		if (node instanceof Shut) throw gone();
		for (const [child, below] of Object.entries(node))
			yield await Promise.resolve(handleOf(child, below));
	}
	return { kind: 'directory', name, values } as unknown as FileSystemHandle;
}

const roots = {
	entries: (tree: Tree) =>
		Object.entries(tree).map(([name, node]) => fromEntry(entryOf(name, node))),
	handles: (tree: Tree) =>
		Object.entries(tree).map(([name, node]) => fromHandle(handleOf(name, node)))
};
const paths = (picked: { files: { path: string }[] }) => picked.files.map(({ path }) => path);

describe.each(['entries', 'handles'] as const)('a dropped folder, given as %s', (how) => {
	const walked = (tree: Tree) => walk(roots[how](tree));

	it('gives every file with the folders it lay in', async () => {
		const tree = { 'a.pdf': 'a', '2025': { Bank: { 'c.pdf': 'c' }, 'b.pdf': 'b' } };
		expect(paths(await walked(tree)).sort()).toEqual(['2025/Bank/c.pdf', '2025/b.pdf', 'a.pdf']);
	});

	it('is read to its end, in the order of names', async () => {
		const many = Object.fromEntries(Array.from({ length: 250 }, (_, i) => [`${249 - i}.jpg`, 'x']));
		expect(paths(await walked({ photos: many }))).toEqual(
			Array.from({ length: 250 }, (_, i) => `photos/${i}.jpg`)
		);
	});

	it('loses what systems leave behind, and says how many', async () => {
		const tree = { f: { '.DS_Store': '', 'Thumbs.db': '', '._a.pdf': '', 'a.pdf': 'a' } };
		const picked = await walked(tree);
		expect(paths(picked)).toEqual(['f/a.pdf']);
		expect(picked.leftovers).toBe(3);
	});

	it('names a file that cannot be read and goes on with the others', async () => {
		const picked = await walked({ '2025': { 'a.pdf': new Error(), 'b.pdf': 'b' } });
		expect(paths(picked)).toEqual(['2025/b.pdf']);
		expect(picked.unreadable).toEqual(['2025/a.pdf']);
	});

	it('names a folder that cannot be looked into and goes on with the others', async () => {
		const picked = await walked({ all: { '2024': new Shut(), '2025': { 'b.pdf': 'b' } } });
		expect(paths(picked)).toEqual(['all/2025/b.pdf']);
		expect(picked.unreadable).toEqual(['all/2024']);
	});

	it('tells of a file whose very name cannot be read', async () => {
		const picked = await walked({ old: { '': new Error() } });
		expect(picked.unreadable).toEqual(['old/a file whose name cannot be read']);
	});

	it('stops at a bounded number of files and says how many it left', async () => {
		const many = Object.fromEntries(Array.from({ length: 20_003 }, (_, i) => [`${i}.x`, 'x']));
		const picked = await walked(many);
		expect(picked.files).toHaveLength(MOST_FILES);
		expect(picked.tooMany).toBe(3);
	});

	it('does not follow folders without end', async () => {
		let tree: Tree = { 'deep.pdf': 'x' };
		for (let depth = 0; depth < 60; depth += 1) tree = { down: tree };
		expect((await walked(tree)).tooMany).toBe(1);
	});
});

describe('handles', () => {
	it('are kept with their files, so that a sending can go on later', async () => {
		const picked = await walk(roots.handles({ '2025': { 'a.pdf': 'a' } }));
		expect(picked.files[0]?.handle).toMatchObject({ kind: 'file', name: 'a.pdf' });
	});
});

describe('a long walk', () => {
	it('says how far it has come', async () => {
		const found: number[] = [];
		const many = Object.fromEntries(Array.from({ length: 70 }, (_, i) => [`${i}.x`, 'x']));
		await walk(roots.handles(many), (files) => found.push(files));
		expect(found).toEqual([32, 64, 70]);
	});
});

describe('files chosen with the picker', () => {
	it('keep their own name as their path', () => {
		expect(pickedFromInput([new File(['x'], 'a.pdf')]).files[0]?.path).toBe('a.pdf');
	});

	it('keep the order in which they were chosen', () => {
		const chosen = pickedFromInput([new File(['x'], 'b.pdf'), new File(['x'], 'a.pdf')]);
		expect(chosen.files.map(({ path }) => path)).toEqual(['b.pdf', 'a.pdf']);
	});

	it('of a folder come as a dropped one’s do: the upper before the lower, by name and number', () => {
		const inFolder = (path: string) =>
			Object.defineProperty(new File(['x'], path), 'webkitRelativePath', { value: path });
		const paths = ['T/b/2.jpg', 'T/z.pdf', 'T/b/10.jpg', 'T/a/9.jpg', 'T/b/1.jpg', 'T/y.pdf'];
		expect(pickedFromInput(paths.map(inFolder)).files.map(({ path }) => path)).toEqual([
			...['T/y.pdf', 'T/z.pdf'],
			...['T/a/9.jpg', 'T/b/1.jpg', 'T/b/2.jpg', 'T/b/10.jpg']
		]);
	});

	it('lose what systems leave behind, and it is counted', () => {
		const picked = pickedFromInput([new File(['x'], 'a.pdf'), new File(['x'], 'desktop.ini')]);
		expect(picked.files).toHaveLength(1);
		expect(picked.leftovers).toBe(1);
	});
});

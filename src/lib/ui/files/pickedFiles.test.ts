import { describe, expect, it } from 'vitest';
import { pickedFromInput, walk } from './pickedFiles.ts';

// The File and Directory Entries API exists only in browsers; these stand-ins keep its rules (batches of 100).
type Tree = { [name: string]: Tree | string | Error };
type Entry = FileSystemEntry & Partial<FileSystemFileEntry> & Partial<FileSystemDirectoryEntry>;

function entryOf(name: string, node: Tree[string]): Entry {
	const leaf = typeof node === 'string' || node instanceof Error;
	const common = { name, fullPath: '', isFile: leaf, isDirectory: !leaf };
	const file = (done: FileCallback, failed?: ErrorCallback) =>
		node instanceof Error
			? failed?.(new DOMException('gone', 'NotFoundError'))
			: done(new File([typeof node === 'string' ? node : ''], name));
	const rest = leaf ? [] : Object.entries(node).map(([child, below]) => entryOf(child, below));
	const createReader = () => ({
		readEntries: (done: FileSystemEntriesCallback) => done(rest.splice(0, 100))
	});
	return { ...common, ...(leaf ? { file } : { createReader }) } as unknown as Entry;
}
const roots = (tree: Tree) => Object.entries(tree).map(([name, node]) => entryOf(name, node));
const paths = async (tree: Tree) => (await walk(roots(tree))).files.map(({ path }) => path);

describe('a dropped folder', () => {
	it('gives every file with the folders it lay in', async () => {
		const tree = { 'a.pdf': 'a', '2025': { 'b.pdf': 'b', Bank: { 'c.pdf': 'c' } } };
		expect(await paths(tree)).toEqual(['a.pdf', '2025/b.pdf', '2025/Bank/c.pdf']);
	});

	it('is read to its end though the browser hands out a hundred entries at a time', async () => {
		const many = Object.fromEntries(Array.from({ length: 250 }, (_, i) => [`${i}.jpg`, 'x']));
		expect(await paths({ photos: many })).toHaveLength(250);
	});

	it('loses what systems leave behind', async () => {
		expect(await paths({ f: { '.DS_Store': '', 'Thumbs.db': '', 'a.pdf': 'a' } })).toEqual([
			'f/a.pdf'
		]);
	});

	it('counts a file that cannot be read and goes on', async () => {
		const picked = await walk(roots({ 'a.pdf': new Error(), 'b.pdf': 'b' }));
		expect(picked.files.map(({ path }) => path)).toEqual(['b.pdf']);
		expect(picked.skipped).toBe(1);
	});

	it('stops at five thousand files and says how many it left', async () => {
		const many = Object.fromEntries(Array.from({ length: 5003 }, (_, i) => [`${i}`, 'x']));
		const picked = await walk(roots(many));
		expect(picked.files).toHaveLength(5000);
		expect(picked.skipped).toBe(3);
	});

	it('does not follow folders without end', async () => {
		let tree: Tree = { 'deep.pdf': 'x' };
		for (let depth = 0; depth < 60; depth += 1) tree = { down: tree };
		expect((await walk(roots(tree))).skipped).toBe(1);
	});
});

describe('files chosen with the picker', () => {
	it('keep their own name as their path', () => {
		expect(pickedFromInput([new File(['x'], 'a.pdf')]).files[0]?.path).toBe('a.pdf');
	});
});

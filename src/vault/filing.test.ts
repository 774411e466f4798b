import { describe, expect, test } from 'vitest';
import type { FileId } from '../crypto/brands.ts';
import { fileOfBlob, newBlobId, newFolderId } from '../crypto/ids.ts';
import { asUsed, foldersFor, nameOfVersion, typedTag } from './filing.ts';
import type { VaultFile } from './vault-state.ts';

describe('a tag', () => {
	test('is one line without what nobody sees, at most 40 letters long', () => {
		expect(typedTag('  to \n sign\u202e ')).toBe('to sign');
		expect(typedTag('x'.repeat(40))).toHaveLength(40);
		expect(() => typedTag('x'.repeat(41))).toThrow('tag-too-long');
		expect(() => typedTag(' \u200b\t')).toThrow('tag-empty');
		expect(typedTag('Steuer 税')).toBe('Steuer 税');
	});

	test('that is in use already is taken in the spelling that is in use', () => {
		const tagged = (...tags: string[]) => {
			const file = fileOfBlob(newBlobId());
			return [file, { file, tags } as unknown as VaultFile] as const;
		};
		const files = new Map<FileId, VaultFile>([tagged('W-2', 'To sign'), tagged('Ünd')]);
		expect(['w-2', 'TO SIGN', 'ünd', 'other'].map((tag) => asUsed({ files }, tag))).toEqual([
			'W-2',
			'To sign',
			'Ünd',
			'other'
		]);
	});
});

test.each([
	['W-2.pdf', 'scan 7.pdf', 'W-2.pdf'],
	['W-2.pdf', 'scan 7.PDF', 'W-2.pdf'],
	['W-2.jpg', 'scan.pdf', 'W-2.pdf'],
	['W-2', 'scan.pdf', 'W-2.pdf'],
	['W-2.pdf', 'scan', 'W-2.pdf'],
	['Return v1.2 final', 'x.pdf', 'Return v1.2 final.pdf'],
	['.env', 'x.pdf', '.env.pdf'],
	['a.tar.gz', 'b.zip', 'a.tar.zip'],
	['W-2.pdf', '.hidden', 'W-2.pdf']
])('%s replaced by %s is called %s', (name, came, called) => {
	expect(nameOfVersion(name, came)).toBe(called);
});

describe('the folders of a year', () => {
	const none = { folders: new Map(), within: new Map() };
	const named = (draft: ReturnType<typeof foldersFor>) =>
		(draft?.body as { folders: { name: string; within: unknown }[] }).folders.map(
			({ name, within }) => [name, within !== null]
		);

	test('are made with the year, each once', () => {
		expect(named(foldersFor(none, '2026', ['Returns', 'Letters', 'Returns']))).toEqual([
			['2026', false],
			['Returns', true],
			['Letters', true]
		]);
	});

	test('are made in the year that is there, as far as they are missing', () => {
		const [year, returns, other, deep] = [
			newFolderId(),
			newFolderId(),
			newFolderId(),
			newFolderId()
		];
		const state = {
			folders: new Map([
				[year, '2026'],
				[returns, 'Returns'],
				[other, 'Old'],
				[deep, '2027']
			]),
			within: new Map([
				[returns, year],
				[deep, other]
			])
		};
		expect(named(foldersFor(state, ' 2026 ', ['Returns', 'Letters']))).toEqual([['Letters', true]]);
		expect(foldersFor(state, '2026', ['Returns'])).toBeNull();
		// A folder within another is not the year that is meant.
		expect(named(foldersFor(state, '2027', []))).toEqual([['2027', false]]);
	});

	test('are at most fifty with the year, and have names', () => {
		const many = Array.from({ length: 50 }, (_, n) => String(n));
		expect(() => foldersFor(none, '2026', many)).toThrow('too-many-folders');
		expect(named(foldersFor(none, '2026', many.slice(1)))).toHaveLength(50);
		expect(() => foldersFor(none, ' ', [])).toThrow('name-empty');
		expect(() => foldersFor(none, '2026', ['a\u0007'])).toThrow('name-not-allowed');
	});
});

import { describe, expect, it } from 'vitest';
import type { FolderId } from '../../crypto/brands.ts';
import { fileInto } from './filing.ts';

const picked = (path: string) => ({ file: new File(['x'], path.split('/').at(-1) ?? ''), path });
const folders = [{ folder: 'f2025' as FolderId, name: '2025' }];
const here = 'here' as FolderId;

describe('dropped files', () => {
	it('go where the person is when they are loose', () => {
		expect(fileInto([picked('a.pdf'), picked('b.pdf')], folders, here)).toMatchObject([
			{ folder: here, make: null, files: [{ name: 'a.pdf' }, { name: 'b.pdf' }] }
		]);
	});

	it('join the folder of the same name', () => {
		expect(fileInto([picked('2025/a.pdf')], folders, here)).toMatchObject([
			{ folder: 'f2025', make: null }
		]);
	});

	it('bring their folder along, flattened to one level', () => {
		expect(fileInto([picked('Bank/a.pdf'), picked('Bank/May/b.pdf')], folders, here)).toMatchObject(
			[{ folder: null, make: 'Bank', files: [{ name: 'a.pdf' }, { name: 'b.pdf' }] }]
		);
	});
});

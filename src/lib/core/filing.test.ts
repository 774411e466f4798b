import { describe, expect, it } from 'vitest';
import type { FolderId } from '../../crypto/brands.ts';
import { fileInto, fileLoose } from './filing.ts';

const picked = (path: string) => ({
	file: new File(['x'], path.split('/').at(-1) ?? '', { lastModified: 7 }),
	handle: null,
	path
});
const folders = [{ folder: 'f2025' as FolderId, name: '2025', within: null }];
const here = 'here' as FolderId;
const names = (paths: string[]) =>
	fileInto(paths.map(picked), [], null).map(({ files }) => files.map(({ file }) => file.name));

describe('dropped files', () => {
	it('go where the person is when they are loose', () => {
		expect(fileInto([picked('a.pdf'), picked('b.pdf')], folders, here)).toMatchObject([
			{
				folder: here,
				make: null,
				files: [{ file: { name: 'a.pdf' } }, { file: { name: 'b.pdf' } }]
			}
		]);
	});

	it('join the folder of the same name', () => {
		expect(fileInto([picked('2025/a.pdf')], folders, here)).toMatchObject([
			{ folder: 'f2025', make: null }
		]);
	});

	it('bring their folder along, flattened to one level', () => {
		const batches = fileInto([picked('Bank/a.pdf'), picked('Bank/May/b.pdf')], folders, here);
		expect(batches).toMatchObject([{ folder: null, make: 'Bank' }]);
		expect(names(['Bank/a.pdf', 'Bank/May/b.pdf'])).toEqual([['a.pdf', 'b.pdf']]);
	});
});

describe('files of one name from several folders', () => {
	it('carry the folders below the top one in their names, and no others do', () => {
		const paths = ['Taxes/2023/Receipts/a.pdf', 'Taxes/2024/a.pdf', 'Taxes/a.pdf', 'Taxes/x/b.pdf'];
		expect(names(paths)).toEqual([['2023 - Receipts - a.pdf', '2024 - a.pdf', 'a.pdf', 'b.pdf']]);
	});

	it('are the same name also in capitals and in another spelling of an accent', () => {
		expect(names(['T/1/\u00e9.pdf', 'T/2/E\u0301.PDF'])).toEqual([
			['1 - \u00e9.pdf', '2 - E\u0301.PDF']
		]);
	});

	it('keep their names where they land in different folders', () => {
		expect(names(['2023/a.pdf', '2024/a.pdf'])).toEqual([['a.pdf'], ['a.pdf']]);
	});

	it('carry their whole path where there are no folders', () => {
		const filed = fileLoose(['2023/a.pdf', '2024/a.pdf', 'b/c.pdf'].map(picked));
		expect(filed.map(({ file }) => file.name)).toEqual(['2023 - a.pdf', '2024 - a.pdf', 'c.pdf']);
	});

	it('keep their time and their bytes, so that they are still known to be the same', async () => {
		const [first] = fileLoose(['T/1/a.pdf', 'T/2/a.pdf'].map(picked));
		expect(first?.file).toMatchObject({ name: 'T - 1 - a.pdf', lastModified: 7, size: 1 });
		expect(await first?.file.text()).toBe('x');
	});
});

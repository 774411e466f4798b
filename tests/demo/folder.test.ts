import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	rmSync,
	symlinkSync,
	writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DemoError, emptyDemo, noteDemo, readDemo } from '../../scripts/demo/folder.ts';
import { newVaultId } from '../../src/crypto/ids.ts';

const origin = 'http://localhost:8780';
let parent: string;
let folder: string;
beforeEach(() => {
	parent = mkdtempSync(path.join(tmpdir(), 'tallyport-demo-'));
	folder = path.join(parent, 'demo');
});
afterEach(() => rmSync(parent, { recursive: true }));

const put = (name: string, content = 'x') => {
	mkdirSync(folder, { recursive: true });
	writeFileSync(path.join(folder, name), content);
};

test('a folder that is not there yet becomes a demo’s', () => {
	expect(readDemo(folder)).toBeNull();
	emptyDemo(folder, origin);
	expect(readDemo(folder)).toMatchObject({ origin, filled: null });
});

test('a demo is emptied, its note and all', () => {
	emptyDemo(folder, origin);
	noteDemo(folder, origin, { words: ['abandon'], shown: newVaultId(), dropsTo: newVaultId() });
	put('tallyport.sqlite');
	mkdirSync(path.join(folder, 'blobs/ab'), { recursive: true });
	expect(readDemo(folder)?.filled?.words).toEqual(['abandon']);
	emptyDemo(folder, origin);
	expect(readdirSync(folder)).toEqual(['demo.json']);
	expect(readDemo(folder)?.filled).toBeNull();
});

test.each([
	['a portal without a demo’s note', () => put('tallyport.sqlite')],
	[
		'a demo with somebody’s file beside it',
		() => {
			emptyDemo(folder, origin);
			put('letter.txt');
		}
	],
	['a note of another kind', () => put('demo.json', '{"about":"mine"}')],
	['a note that is no JSON', () => put('demo.json', '{')],
	['a file instead of a folder', () => writeFileSync(folder, 'x')],
	['a link to another folder', () => symlinkSync(parent, folder)]
])('%s is refused with a sentence, and left as it is', (_, make) => {
	make();
	expect(() => readDemo(folder)).toThrow(DemoError);
	expect(() => emptyDemo(folder, origin)).toThrow(/Move it away/u);
	const names = ['tallyport.sqlite', 'letter.txt', 'demo.json'];
	const left = () => names.filter((name) => existsSync(path.join(folder, name)));
	const before = left();
	expect(() => emptyDemo(folder, origin)).toThrow(DemoError);
	expect(left()).toEqual(before);
});

import { expect, test } from 'vitest';
import { PART_BYTES } from '../../crypto/age/file.ts';
import { nextUpload, type Lane } from './lanes.ts';

const MB = 1_000_000;
const next = (waiting: number[], ...running: Lane[]) =>
	nextUpload(waiting, (size) => size, running);

test('a small file does not wait behind large ones', () => {
	expect(next([6000 * MB, 2000 * MB, MB], 'oldest', 'smallest')).toEqual({
		upload: MB,
		lane: 'small'
	});
});

test('the oldest large file goes on, however many small ones there are', () => {
	expect(next([MB, 6000 * MB, MB], 'small', 'small', 'small')).toEqual({
		upload: 6000 * MB,
		lane: 'oldest'
	});
});

test('beside the oldest, the smallest of the large ones goes', () => {
	expect(next([6000 * MB, 20 * MB, 30 * MB], 'oldest')).toEqual({
		upload: 20 * MB,
		lane: 'smallest'
	});
});

test('files of one part are small', () => {
	expect(next([PART_BYTES])?.lane).toBe('small');
	expect(next([PART_BYTES + 1])?.lane).toBe('oldest');
});

test('no more than a few run at once', () => {
	expect(next([MB, 100 * MB], 'small', 'small', 'small', 'oldest', 'smallest')).toBeNull();
	expect(next([], 'small')).toBeNull();
});

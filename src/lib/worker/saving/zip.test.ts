/** What is written is read by an independent reader (tests/claims/unzip.ts). */
import { randomFillSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { unzip } from '../../../../tests/claims/unzip.ts';
import type { Raw } from '../../../crypto/brands.ts';
import { concat } from '../../../crypto/bytes.ts';
import { Refusal } from '../../../vault/problems.ts';
import { writeZip, zipSize, type Member } from './zip.ts';

const noise = (length: number): Raw => randomFillSync(new Uint8Array(length));
const NEW_YEAR = new Date(2025, 0, 1, 12, 30, 40).getTime();

const member = (path: string, pieces: readonly Raw[], modified = NEW_YEAR): Member => ({
	path,
	size: pieces.reduce((sum, { length }) => sum + length, 0),
	modified,
	async read(onBytes) {
		for (const piece of pieces) await onBytes(piece.slice());
	}
});

async function written(members: readonly Member[]): Promise<Buffer> {
	const pieces: Raw[] = [];
	await writeZip(members, { write: async (bytes) => void pieces.push(bytes) });
	return Buffer.from(concat(...pieces));
}

test('several files come out as they went in, in folders, with their dates', async () => {
	const large = [noise(300_000), noise(300_000), noise(5)];
	const small = [new TextEncoder().encode('Dear Jürgen')];
	const members = [member('Büro/large.bin', large), member('letter.txt', small)];
	const archive = await written(members);
	expect(unzip(archive)).toEqual([
		{ path: 'Büro/large.bin', bytes: Buffer.concat(large), modified: '2025-01-01 12:30:40' },
		{ path: 'letter.txt', bytes: Buffer.concat(small), modified: '2025-01-01 12:30:40' }
	]);
	expect(archive.length).toBe(zipSize(members));
});

test('an archive of thousands of files is written in few pieces, and reads', async () => {
	const members = Array.from({ length: 3000 }, (_, n) =>
		member(`file ${String(n)}.txt`, [new TextEncoder().encode(String(n))])
	);
	let writes = 0;
	const pieces: Raw[] = [];
	await writeZip(members, {
		write: async (bytes) => {
			writes += 1;
			pieces.push(bytes);
		}
	});
	const files = unzip(Buffer.from(concat(...pieces)));
	expect(files.length).toBe(3000);
	expect(files[2999]?.bytes.toString()).toBe('2999');
	expect(writes).toBeLessThan(10);
});

test('dates before and after what the format knows do not spoil it', async () => {
	const one = [new Uint8Array([1])];
	const files = unzip(
		await written([member('old', one, -1e15), member('new', one, 8e15), member('zero', one, 0)])
	);
	expect(files.map(({ modified }) => modified.slice(0, 4))).toEqual(['1980', '2107', '1980']);
});

test('a member that fails fails the archive with its own error, and the next one is not begun', async () => {
	const damaged = new Refusal('file-damaged');
	let isBegun = false;
	const failing: Member = {
		...member('b', [noise(10)]),
		read: async (onBytes) => {
			await onBytes(noise(5));
			throw damaged;
		}
	};
	const next: Member = {
		...member('c', []),
		read: async () => {
			isBegun = true;
		}
	};
	const pieces: Raw[] = [];
	const sink = { write: async (bytes: Raw) => void pieces.push(bytes) };
	await expect(writeZip([member('a', [noise(9)]), failing, next], sink)).rejects.toBe(damaged);
	expect(isBegun).toBe(false);
	expect(() => unzip(Buffer.from(concat(...pieces, new Uint8Array(22))))).toThrow();
});

test('a place that fails ends the reading of the member under way', async () => {
	const full = new Refusal('no-room-here');
	const reading = Promise.withResolvers<unknown>();
	const endless: Member = {
		...member('a', []),
		size: 1e9,
		async read(onBytes) {
			try {
				for (;;) await onBytes(noise(300_000));
			} catch (error) {
				reading.resolve(error);
				throw error;
			}
		}
	};
	const sink = { write: () => Promise.reject(full) };
	await expect(writeZip([endless], sink)).rejects.toBe(full);
	expect(await reading.promise).toBe(full);
});

test('more members than a directory can count are refused', () => {
	const members = Array.from({ length: 65_536 }, (_, n) => ({ path: String(n), size: 1 }));
	expect(() => zipSize(members)).toThrow('too-many-files');
	expect(zipSize(members.slice(1))).toBeGreaterThan(65_535);
});

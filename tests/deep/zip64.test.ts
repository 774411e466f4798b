/** An archive of more than 4 GiB. Its bytes are counted, not kept: what is around them is read. */
import { expect, test } from 'vitest';
import { writeZip, zipSize, type Member } from '../../src/lib/worker/saving/zip.ts';

test('above 4 GiB the sizes and places are zip64, and the length is still known before', async () => {
	const GIB = 1024 ** 3;
	const zeros = new Uint8Array(16 * 1024 * 1024);
	const huge: Member = {
		path: 'huge.bin',
		size: 4 * GIB + 5,
		modified: 0,
		async read(onBytes) {
			for (let left = this.size; left > 0; left -= zeros.length)
				await onBytes(zeros.subarray(0, Math.min(left, zeros.length)));
		}
	};
	const after: Member = {
		path: 'after.txt',
		size: 5,
		modified: 0,
		read: (onBytes) => onBytes(new TextEncoder().encode('after'))
	};
	let length = 0;
	let tail = Buffer.alloc(0);
	await writeZip([huge, after], {
		write: async (bytes) => {
			length += bytes.length;
			if (bytes.length < 1_000_000) tail = Buffer.concat([tail, bytes]).subarray(-1000);
		}
	});
	expect(length).toBe(zipSize([huge, after]));
	const end = tail.length - 22;
	const there = Number(tail.readBigUInt64LE(end - 12)) - (length - tail.length);
	expect(tail.readUInt32LE(there)).toBe(0x06064b50);
	expect(tail.readBigUInt64LE(there + 32)).toBe(2n);
	const directory = Number(tail.readBigUInt64LE(there + 48)) - (length - tail.length);
	expect(tail.readUInt32LE(directory)).toBe(0x02014b50);
	// Size, stored size and, for the second member, its place: each in the wide field.
	const extra = directory + 46 + 'huge.bin'.length;
	expect(tail.readUInt32LE(directory + 24)).toBe(0xffffffff);
	expect(tail.readBigUInt64LE(extra + 4)).toBe(BigInt(huge.size));
	const second = extra + tail.readUInt16LE(directory + 30);
	expect(tail.readUInt32LE(second + 42)).toBe(0xffffffff);
	const place = Number(tail.readBigUInt64LE(second + 46 + 'after.txt'.length + 4));
	expect(place).toBe(30 + 'huge.bin'.length + huge.size + 24);
}, 60_000);

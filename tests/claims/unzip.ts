/**
 * Reads a zip as its specification (APPNOTE 6.3) says, from the directory at its end, with no code of what wrote it. Throws
 * when anything does not fit: an archive without its end, a member whose checksum or sizes differ, bytes between members.
 */
import { crc32 } from 'node:zlib';

export interface Unzipped {
	readonly path: string;
	readonly bytes: Buffer;
	readonly modified: string;
}

const END = 0x06054b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const DESCRIPTOR = 0x08074b50;
/** In a field of 32 or 16 bits: the value is elsewhere. */
const ELSEWHERE = 0xffffffff;
const ELSEWHERE_16 = 0xffff;
const UTF8 = 0x0800;
const HAS_DESCRIPTOR = 0x0008;

export function unzip(archive: Buffer): Unzipped[] {
	const { count, start } = readEnd(archive);
	const members: Unzipped[] = [];
	let at = start;
	let expected = 0;
	for (let n = 0; n < count; n++) {
		const entry = readCentral(archive, at);
		if (entry.offset !== expected) throw new Error('bytes between the members');
		const { bytes, end } = readMember(archive, entry);
		expected = end;
		members.push({ path: entry.path, bytes, modified: entry.modified });
		at = entry.next;
	}
	if (expected !== start) throw new Error('bytes between the members and the directory');
	return members;
}

function readEnd(archive: Buffer): { count: number; start: number } {
	const at = archive.length - 22;
	if (at < 0 || archive.readUInt32LE(at) !== END) throw new Error('no end of the directory');
	const count = archive.readUInt16LE(at + 10);
	const start = archive.readUInt32LE(at + 16);
	if (count !== ELSEWHERE_16 && start !== ELSEWHERE) return { count, start };
	if (archive.readUInt32LE(at - 20) !== LOCATOR_64) throw new Error('no zip64 locator');
	const there = Number(archive.readBigUInt64LE(at - 12));
	if (archive.readUInt32LE(there) !== END_64) throw new Error('no zip64 end');
	return {
		count: Number(archive.readBigUInt64LE(there + 32)),
		start: Number(archive.readBigUInt64LE(there + 48))
	};
}

interface Entry {
	readonly path: string;
	readonly crc: number;
	readonly size: number;
	readonly offset: number;
	readonly modified: string;
	readonly wide: boolean;
	readonly next: number;
}

function readCentral(archive: Buffer, at: number): Entry {
	if (archive.readUInt32LE(at) !== CENTRAL) throw new Error('no entry of the directory');
	if ((archive.readUInt16LE(at + 8) & UTF8) === 0) throw new Error('a name that is not UTF-8');
	if (archive.readUInt16LE(at + 10) !== 0) throw new Error('compressed');
	const nameLength = archive.readUInt16LE(at + 28);
	const extraLength = archive.readUInt16LE(at + 30);
	const extra = archive.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength);
	let wide = 4;
	const value = (from: number): number => {
		const narrow = archive.readUInt32LE(from);
		if (narrow !== ELSEWHERE) return narrow;
		if (extra.readUInt16LE(0) !== 1) throw new Error('no zip64 field');
		wide += 8;
		return Number(extra.readBigUInt64LE(wide - 8));
	};
	const size = value(at + 24);
	const stored = value(at + 20);
	if (stored !== size) throw new Error('stored in another size');
	return {
		path: archive.subarray(at + 46, at + 46 + nameLength).toString('utf8'),
		crc: archive.readUInt32LE(at + 16),
		size,
		offset: value(at + 42),
		modified: dosTime(archive.readUInt16LE(at + 12), archive.readUInt16LE(at + 14)),
		wide: size >= ELSEWHERE,
		next: at + 46 + nameLength + extraLength + archive.readUInt16LE(at + 32)
	};
}

function readMember(archive: Buffer, entry: Entry): { bytes: Buffer; end: number } {
	const { offset, size, crc, path, wide } = entry;
	if (archive.readUInt32LE(offset) !== LOCAL) throw new Error('no member where one should be');
	const flags = archive.readUInt16LE(offset + 6);
	const nameLength = archive.readUInt16LE(offset + 26);
	const name = archive.subarray(offset + 30, offset + 30 + nameLength).toString('utf8');
	if (name !== path || (flags & HAS_DESCRIPTOR) === 0) throw new Error('two names for a member');
	const start = offset + 30 + nameLength + archive.readUInt16LE(offset + 28);
	const bytes = archive.subarray(start, start + size);
	if (bytes.length !== size || crc32(bytes) !== crc) throw new Error('a damaged member');
	const after = start + size;
	if (archive.readUInt32LE(after) !== DESCRIPTOR || archive.readUInt32LE(after + 4) !== crc)
		throw new Error('no descriptor after the member');
	return { bytes, end: after + (wide ? 24 : 16) };
}

function dosTime(time: number, date: number): string {
	const two = (value: number) => String(value).padStart(2, '0');
	const day = `${String((date >> 9) + 1980)}-${two((date >> 5) & 15)}-${two(date & 31)}`;
	return `${day} ${two(time >> 11)}:${two((time >> 5) & 63)}:${two((time & 31) * 2)}`;
}

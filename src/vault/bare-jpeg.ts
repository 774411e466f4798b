/**
 * A JPEG reduced to its picture: what says where, when, with what or by whom it was taken (EXIF with its position and its
 * small preview, XMP, IPTC, comments, the maker's notes, whatever follows the picture) is not in the result. ITU T.81, annex B.
 */
import type { Raw } from '../crypto/brands.ts';
import { Refusal } from './refusal.ts';

export interface BareJpeg {
	readonly bytes: Raw;
	readonly width: number;
	readonly height: number;
	/** 1 for grey, 3 for colours. */
	readonly components: number;
}

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
/** Tables and the scan: quantization, Huffman, restart interval. APP0 and all other APPn and COM are left behind. */
const KEPT = [0xdb, 0xc4, 0xdd, SOS];
/** Baseline and progressive frames, which every reader of PDFs knows. */
const FRAMES = [0xc0, 0xc1, 0xc2];

/** Throws `scan-page-broken` for anything that is no whole JPEG with one frame. */
export function bareJpeg(jpeg: Raw): BareJpeg {
	const byte = (at: number): number => jpeg[at] ?? broken();
	const word = (at: number): number => byte(at) * 256 + byte(at + 1);
	if (byte(0) !== 0xff || byte(1) !== SOI) broken();
	const kept: Raw[] = [jpeg.subarray(0, 2)];
	let frame: Omit<BareJpeg, 'bytes'> | null = null;
	let at = 2;
	for (;;) {
		if (byte(at) !== 0xff) broken();
		const marker = byte(at + 1);
		if (marker === 0xff) {
			at += 1;
			continue;
		}
		if (marker === EOI) break;
		let end = at + 2 + word(at + 2);
		if (marker === SOS) end = endOfScan(jpeg, end);
		if (end > jpeg.length) broken();
		if (FRAMES.includes(marker)) {
			if (frame) broken();
			frame = { height: word(at + 5), width: word(at + 7), components: byte(at + 9) };
		} else if (!KEPT.includes(marker) && !isLeftBehind(marker)) broken();
		if (!isLeftBehind(marker)) kept.push(jpeg.subarray(at, end));
		at = end;
	}
	if (!frame || frame.width * frame.height === 0 || ![1, 3].includes(frame.components)) broken();
	kept.push(jpeg.subarray(at, at + 2));
	return { ...frame, bytes: joined(kept) };
}

const isLeftBehind = (marker: number): boolean =>
	(marker >= 0xe0 && marker <= 0xef) || marker === 0xfe;

/** The next marker after compressed data, in which FF 00 is data and FF D0 to FF D7 are restarts. */
function endOfScan(jpeg: Raw, start: number): number {
	for (let at = jpeg.indexOf(0xff, start); at !== -1; at = jpeg.indexOf(0xff, at + 1)) {
		const next = jpeg[at + 1] ?? 0;
		if (next !== 0 && (next < 0xd0 || next > 0xd7)) return at;
	}
	return broken();
}

function joined(pieces: readonly Raw[]): Raw {
	const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
	let at = 0;
	for (const piece of pieces) {
		bytes.set(piece, at);
		at += piece.length;
	}
	return bytes;
}

function broken(): never {
	throw new Refusal('scan-page-broken');
}

/**
 * An invisible salamander: one ciphertext that XChaCha20-Poly1305 opens under two keys. Poly1305 is linear in each
 * block once the key is known, so one block can be solved for such that the tags under both keys are the same.
 */
import { hchacha20, chachaBlock } from './chacha.ts';
import type { Raw } from '../../src/crypto/brands.ts';
import { randomBytes } from '../../src/crypto/random.ts';

const P = 2n ** 130n - 5n;
const TWO128 = 2n ** 128n;
const CLAMP = 0x0ffffffc0ffffffc0ffffffc0fffffffn;
const BLOCKS = 4;
/** Which block is solved for; the others are random. */
const SOLVED = 2;

const mod = (value: bigint): bigint => ((value % P) + P) % P;

function power(base: bigint, exponent: bigint): bigint {
	let [result, square] = [1n, mod(base)];
	for (let left = exponent; left > 0n; left >>= 1n) {
		if (left & 1n) result = mod(result * square);
		square = mod(square * square);
	}
	return result;
}

const number = (bytes: Uint8Array): bigint =>
	bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);

function bytesOf(value: bigint, length: number): Raw {
	let rest = value;
	return Uint8Array.from({ length }, () => {
		const byte = Number(rest & 255n);
		rest >>= 8n;
		return byte;
	});
}

interface OneTimeKey {
	readonly r: bigint;
	readonly s: bigint;
}

function oneTimeKey(key: Raw, nonce: Raw): OneTimeKey {
	const block = chachaBlock(hchacha20(key, nonce.subarray(0, 16)), nonce.subarray(16), 0);
	return { r: number(block.subarray(0, 16)) & CLAMP, s: number(block.subarray(16, 32)) };
}

/** The lengths block: no associated data, `BLOCKS` whole blocks of ciphertext. */
const lengths = (): bigint => (BigInt(BLOCKS * 16) << 64n) + TWO128;

/** The polynomial without the term of the solved block. */
function evaluate({ r }: OneTimeKey, blocks: readonly bigint[]): bigint {
	const all = [...blocks, lengths()];
	return mod(
		all.reduce(
			(sum, block, at) => (at === SOLVED ? sum : sum + block * power(r, BigInt(all.length - at))),
			0n
		)
	);
}

export function salamander(one: Raw, other: Raw, nonce: Raw): Raw {
	const [a, b] = [oneTimeKey(one, nonce), oneTimeKey(other, nonce)];
	const exponent = BigInt(BLOCKS + 1 - SOLVED);
	const inverse = power(power(a.r, exponent) - power(b.r, exponent), P - 2n);
	for (;;) {
		const blocks = Array.from({ length: BLOCKS }, () => number(randomBytes(16)) + TWO128);
		const [left, right] = [evaluate(a, blocks), evaluate(b, blocks)];
		// left + x·ra^e + sa = right + x·rb^e + sb, up to multiples of 2^128 that the tag does not show.
		for (const carry of [0n, 1n, -1n, 2n, -2n, 3n, -3n]) {
			const x = mod((right - left + b.s - a.s + carry * TWO128) * inverse);
			if (x < TWO128 || x >= 2n * TWO128) continue;
			const tags = [a, b].map((key, which) => {
				const rest = which === 0 ? left : right;
				return (mod(rest + x * power(key.r, exponent)) + key.s) % TWO128;
			});
			const [tag] = tags;
			if (tag === undefined || tags[1] !== tag) continue;
			const solved = blocks.map((block, at) => (at === SOLVED ? x : block) - TWO128);
			return Uint8Array.from([
				...solved.flatMap((block) => [...bytesOf(block, 16)]),
				...bytesOf(tag, 16)
			]);
		}
	}
}

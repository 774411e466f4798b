/** Every way to change one bit of some bytes, or in a sample about two hundred of them, spread over the whole. */
import type { Raw } from '../../src/crypto/brands.ts';
import { refusalOf } from '../../src/crypto/testing.ts';
import { isDeep, seed } from './depth.ts';

const SAMPLED = 200;

export function* flips(bytes: Raw, from = 0, to = bytes.length): Generator<Raw> {
	const bits = (to - from) * 8;
	const step = isDeep ? 1 : Math.max(1, Math.floor(bits / SAMPLED));
	for (let bit = isDeep ? 0 : seed % step; bit < bits; bit += step) {
		const changed = bytes.slice();
		const index = from + (bit >> 3);
		changed[index] = (changed[index] ?? 0) ^ (1 << (bit & 7));
		yield changed;
	}
}

/** How `run` answers to each changed version: a set of codes, in which `accepted` should not be. */
export async function answersToBitFlips(
	bytes: Raw,
	run: (changed: Raw) => unknown
): Promise<{ answers: Set<string>; count: number }> {
	const answers = new Set<string>();
	let count = 0;
	for (const changed of flips(bytes)) {
		answers.add(await refusalOf(() => run(changed)));
		count++;
	}
	return { answers, count };
}

/** The same for every shorter length, and for a byte more at the end. */
export async function answersToLengths(
	bytes: Raw,
	run: (changed: Raw) => unknown
): Promise<Set<string>> {
	const answers = new Set<string>();
	const step = isDeep ? 1 : Math.max(1, Math.floor(bytes.length / SAMPLED));
	for (let length = 0; length < bytes.length; length += step)
		answers.add(await refusalOf(() => run(bytes.slice(0, length))));
	for (const extra of [0, 0x80, 0xff])
		answers.add(await refusalOf(() => run(Uint8Array.from([...bytes, extra]))));
	return answers;
}

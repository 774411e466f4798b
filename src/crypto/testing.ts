/** What the tests of this folder share. Nothing that ships imports it. */
import type { Raw } from './brands.ts';
import { toHex } from './bytes.ts';
import { CryptoError } from './errors.ts';

/** The code with which `run` refuses; `accepted` when it does not, and the text of any other error. */
export async function refusalOf(run: () => unknown): Promise<string> {
	try {
		await run();
		return 'accepted';
	} catch (error) {
		return error instanceof CryptoError ? error.code : String(error);
	}
}

/** Every way in which `run` answers when one byte of `bytes` is changed, each byte in turn. */
export async function answersToFlips(
	bytes: Raw,
	run: (changed: Raw) => unknown
): Promise<Set<string>> {
	const answers = new Set<string>();
	for (let i = 0; i < bytes.length; i++) {
		const changed = bytes.slice();
		changed[i] = (changed[i] ?? 0) ^ (1 << (i % 8));
		answers.add(await refusalOf(() => run(changed)));
	}
	return answers;
}

/** The same for every shorter and one longer version. */
export async function answersToResizing(
	bytes: Raw,
	run: (changed: Raw) => unknown
): Promise<Set<string>> {
	const answers = new Set<string>();
	for (let length = 0; length < bytes.length; length++)
		answers.add(await refusalOf(() => run(bytes.slice(0, length))));
	const longer = new Uint8Array(bytes.length + 1);
	longer.set(bytes);
	answers.add(await refusalOf(() => run(longer)));
	return answers;
}

/** The bytes, as hex, that were overwritten with zeros while `run` ran. */
export async function wipedDuring(run: () => unknown): Promise<string[]> {
	const wiped: string[] = [];
	const fill = Reflect.get(Uint8Array.prototype, 'fill');
	Uint8Array.prototype.fill = function (this: Uint8Array, value: number, ...range: number[]) {
		if (value === 0) wiped.push(toHex(this));
		return fill.call(this, value, ...range);
	};
	try {
		await run();
	} finally {
		Uint8Array.prototype.fill = fill;
	}
	return wiped;
}

export const fromHex = (hex: string): Raw =>
	Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));

/** Bytes that differ from place to place, the same at each run. */
export function patterned(length: number): Raw {
	const out = new Uint8Array(length);
	for (let i = 0; i < length; i++) out[i] = (i * 31 + (i >> 8) * 17 + (i >> 16)) & 0xff;
	return out;
}

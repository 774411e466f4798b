import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { toHex } from './bytes.ts';
import { parsePrfOutput, passkeyUnlockKey, prfSalt, samePrfOutput } from './passkey.ts';
import { randomBytes } from './random.ts';
import { refusalOf } from './testing.ts';

test('the salt is one constant', async () => {
	const expected = createHash('sha256').update('tallyport/1 passkey unlock').digest('hex');
	expect(toHex(await prfSalt())).toBe(expected);
});

test('an output of 32 bytes gives the same unlock key each time, and not itself', async () => {
	const output = parsePrfOutput(randomBytes(32));
	const unlock = await passkeyUnlockKey(output);
	expect(toHex(await passkeyUnlockKey(output))).toBe(toHex(unlock));
	expect(toHex(unlock)).not.toBe(toHex(output));
});

test.each([0, 31, 33, 64])('an output of %i bytes is refused', async (length) => {
	expect(await refusalOf(() => parsePrfOutput(randomBytes(length)))).toBe('malformed');
});

test('an output of zeros is refused', async () => {
	expect(await refusalOf(() => parsePrfOutput(new Uint8Array(32)))).toBe('malformed');
	const oneZero = Uint8Array.from({ length: 32 }, (_, n) => n);
	expect(await refusalOf(() => parsePrfOutput(oneZero))).toBe('accepted');
});

test('outputs are compared byte for byte', () => {
	const a = parsePrfOutput(randomBytes(32));
	const b = parsePrfOutput(randomBytes(32));
	expect(samePrfOutput(a, parsePrfOutput(a.slice()))).toBe(true);
	expect(samePrfOutput(a, b)).toBe(false);
});

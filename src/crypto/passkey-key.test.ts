import { describe, expect, test } from 'vitest';
import { SigningPasskey } from '../../tests/vault/signing-passkey.ts';
import type { Raw } from './brands.ts';
import { concat } from './bytes.ts';
import { parsePasskeyKey } from './passkey-key.ts';

const changed = (bytes: Raw, at: number, to: number) => {
	const copy = bytes.slice();
	copy[at] = to;
	return copy;
};
const refusal = { code: 'malformed' };
const algorithms = ['ES256', 'EdDSA', 'RS256'] as const;

describe.each(algorithms)('a key of %s', (algorithm) => {
	const { key } = new SigningPasskey(algorithm);

	test('is read', async () => {
		expect((await parsePasskeyKey(key)).alg).toBe(algorithm);
	});

	test('cut short, or followed by something, is refused', async () => {
		const long = concat(key, Uint8Array.of(0));
		for (const other of [key.slice(0, -1), long, key.slice(0, 12), key.slice(0, 9)])
			await expect(parsePasskeyKey(other)).rejects.toMatchObject(refusal);
	});

	test('in another spelling is refused', async () => {
		for (let at = 0; at < 9; at++)
			await expect(parsePasskeyKey(changed(key, at, 0x77))).rejects.toMatchObject(refusal);
	});
});

test('a point that is not on the curve is refused', async () => {
	const { key } = new SigningPasskey('ES256');
	const point = changed(key, 76, (key[76] ?? 0) ^ 1);
	await expect(parsePasskeyKey(point)).rejects.toMatchObject(refusal);
	await expect(parsePasskeyKey(changed(key, 42, 0x23))).rejects.toMatchObject(refusal);
});

describe('an RSA key', () => {
	const { key } = new SigningPasskey('RS256');

	test('with a modulus padded to look longer is refused', async () => {
		await expect(parsePasskeyKey(changed(key, 11, 0))).rejects.toMatchObject(refusal);
	});

	test('with a modulus that begins with its highest bit alone is read', async () => {
		expect((await parsePasskeyKey(changed(key, 11, 0x80))).alg).toBe('RS256');
	});

	test('with a length that its modulus does not have is refused', async () => {
		const { key: longer } = new SigningPasskey('RS256', 3072);
		expect((await parsePasskeyKey(longer)).alg).toBe('RS256');
		for (const [high, low] of [
			[2, 128],
			[1, 0],
			[2, 0]
		] as const) {
			const wrong = changed(changed(longer, 9, high), 10, low);
			await expect(parsePasskeyKey(wrong)).rejects.toMatchObject(refusal);
		}
	});

	test('with another exponent is refused', async () => {
		await expect(parsePasskeyKey(changed(key, key.length - 1, 3))).rejects.toMatchObject(refusal);
	});

	test('that is too short is refused', async () => {
		const short = concat(
			key.slice(0, 9),
			Uint8Array.of(0, 128),
			key.slice(11, 11 + 128),
			key.slice(-5)
		);
		await expect(parsePasskeyKey(short)).rejects.toMatchObject(refusal);
	});
});

test('nothing is no key', async () => {
	await expect(parsePasskeyKey(new Uint8Array(0))).rejects.toMatchObject(refusal);
});

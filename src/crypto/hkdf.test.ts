import { createHmac, hkdfSync } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toHex } from './bytes.ts';
import { hkdf, hkdfExpandBlock, hkdfExtract, hmac } from './hkdf.ts';

const bytes = (most: number) =>
	fc.uint8Array({ maxLength: most }).map((value) => new Uint8Array(value));

test('HKDF agrees with another implementation', async () => {
	await fc.assert(
		fc.asyncProperty(
			bytes(80),
			bytes(80),
			bytes(80),
			fc.integer({ min: 1, max: 100 }),
			async (secret, salt, info, length) => {
				const expected = toHex(new Uint8Array(hkdfSync('sha256', secret, salt, info, length)));
				expect(toHex(await hkdf(secret, salt, info, length))).toBe(expected);
			}
		)
	);
});

test('its two steps give the same as one, up to a block', async () => {
	await fc.assert(
		fc.asyncProperty(
			bytes(80),
			bytes(80),
			bytes(80),
			fc.integer({ min: 1, max: 32 }),
			async (secret, salt, info, length) => {
				const stepped = await hkdfExpandBlock(await hkdfExtract(salt, secret), info, length);
				expect(toHex(stepped)).toBe(toHex(await hkdf(secret, salt, info, length)));
			}
		)
	);
});

test('more than one block is refused', async () => {
	await expect(hkdfExpandBlock(new Uint8Array(32), new Uint8Array(0), 33)).rejects.toThrow();
});

test('HMAC agrees with another implementation, for an empty key too', async () => {
	await fc.assert(
		fc.asyncProperty(bytes(100), bytes(100), async (key, message) => {
			const expected = createHmac('sha256', key).update(message).digest('hex');
			expect(toHex(await hmac(key, message))).toBe(expected);
		})
	);
});

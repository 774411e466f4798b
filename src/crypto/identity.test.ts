import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { toHex } from './bytes.ts';
import { encode } from './encoding.ts';
import { identityFromSeed, verifyBundle } from './identity.ts';
import { identitySeedFrom } from './keys.ts';
import { newIdentitySeed } from './random.ts';
import { answersToFlips, refusalOf } from './testing.ts';

const identity = await identityFromSeed(newIdentitySeed());
const other = await identityFromSeed(newIdentitySeed());

test('an identity follows from its seed alone', async () => {
	const again = await identityFromSeed(identitySeedFrom(identity.seed.slice()));
	expect(again.userId).toBe(identity.userId);
	expect(toHex(again.bundle.kem)).toBe(toHex(identity.bundle.kem));
});

test('a genuine bundle has the id of its keys', async () => {
	const verified = await verifyBundle(identity.bundle);
	expect(verified).toEqual({ userId: identity.userId, bundle: identity.bundle });
});

test('a user id is the hash of both public keys under its own domain', () => {
	const { signing, kem } = identity.bundle;
	const input = encode(['tallyport', 1, 'user-id', signing, kem]);
	expect(identity.userId).toBe(createHash('sha256').update(input).digest('base64url'));
});

test('a bundle with another’s KEM key is refused', async () => {
	const swapped = { ...identity.bundle, kem: other.bundle.kem };
	expect(await refusalOf(() => verifyBundle(swapped))).toBe('bad-signature');
});

test('a bundle with another’s signing key is refused', async () => {
	const swapped = { ...identity.bundle, signing: other.bundle.signing };
	expect(await refusalOf(() => verifyBundle(swapped))).toBe('bad-signature');
});

test.each(['kem', 'signing', 'proof'] as const)(
	'every changed byte of %s is refused',
	async (part) => {
		const run = (bytes: Uint8Array<ArrayBuffer>) =>
			verifyBundle({ ...identity.bundle, [part]: bytes });
		expect(await answersToFlips(identity.bundle[part], run)).toEqual(new Set(['bad-signature']));
	}
);

test.each(['kem', 'signing', 'proof'] as const)(
	'a %s of another length is refused',
	async (part) => {
		const short = { ...identity.bundle, [part]: identity.bundle[part].slice(1) };
		expect(await refusalOf(() => verifyBundle(short))).toBe('malformed');
	}
);

import { expect, test } from 'vitest';
import { toHex } from './bytes.ts';
import { epochKeys, openPreviousEpoch, parseEpochSecret, sealPreviousEpoch } from './epoch.ts';
import { firmIdFrom, newVaultId } from './ids.ts';
import { newEpochSecret, randomBytes } from './random.ts';
import { answersToFlips, refusalOf } from './testing.ts';

const secret = newEpochSecret();
const keys = await epochKeys(secret);
const place = { firm: firmIdFrom(randomBytes(32)), vault: newVaultId(), epoch: 2 };
const previous = newEpochSecret();
const sealed = await sealPreviousEpoch(keys.seal, place, previous);

test('an epoch’s keys follow from its secret, and differ', async () => {
	const again = await epochKeys(parseEpochSecret(secret.slice()));
	expect(toHex(again.age.publicKey)).toBe(toHex(keys.age.publicKey));
	expect(toHex(keys.age.seed)).not.toBe(toHex(keys.seal));
});

test('the secret before opens in its place', async () => {
	expect(toHex(await openPreviousEpoch(keys.seal, place, sealed))).toBe(toHex(previous));
});

test.each([
	['firm', { ...place, firm: firmIdFrom(randomBytes(32)) }],
	['vault', { ...place, vault: newVaultId() }],
	['epoch', { ...place, epoch: 3 }]
])('it does not open for another %s', async (_, elsewhere) => {
	const run = () => openPreviousEpoch(keys.seal, elsewhere, sealed);
	expect(await refusalOf(run)).toBe('open-failed');
});

test('it does not open with a byte changed', async () => {
	const answers = await answersToFlips(sealed, (b) => openPreviousEpoch(keys.seal, place, b));
	expect(answers).toEqual(new Set(['open-failed']));
});

test('an epoch’s secret has 32 bytes', async () => {
	expect(await refusalOf(() => parseEpochSecret(randomBytes(33)))).toBe('malformed');
});

import { beforeAll, describe, expect, test } from 'vitest';
import type { EpochSealKey } from './brands.ts';
import { signEntry, type ParsedEntry } from './entry.ts';
import { epochKeys, openPreviousEpoch, sealPreviousEpoch } from './epoch.ts';
import { entryHashFrom, firmIdFrom, userIdFrom, vaultIdFrom } from './ids.ts';
import { epochSealKeyFrom, sealedFrom, signingSeedFrom } from './keys.ts';
import { openBodyWith, openingFrom, openingOf } from './opening.ts';
import { newEpochSecret, randomBytes } from './random.ts';
import { signingKeyPair } from './sign.ts';
import { answersToFlips, refusalOf } from './testing.ts';

const firm = firmIdFrom(randomBytes(32));
const vault = vaultIdFrom(randomBytes(16));
const signer = signingKeyPair(signingSeedFrom(randomBytes(32)));

const sign = (key: EpochSealKey, value: string | null) =>
	signEntry(
		{
			firm,
			vault,
			seq: 0,
			prev: null,
			epoch: 2,
			kind: 'folder.made',
			author: { kind: 'user', id: userIdFrom(randomBytes(32)) },
			firmHead: { seq: 0, hash: entryHashFrom(randomBytes(32)) },
			time: 0,
			payload: {},
			blobs: []
		},
		signer,
		value === null ? null : { key, value }
	);

describe('an opening', () => {
	let key: EpochSealKey;
	let entry: ParsedEntry;
	beforeAll(async () => {
		({ seal: key } = await epochKeys(newEpochSecret()));
		entry = await sign(key, 'Year 2026');
	});

	test('opens the body it was made for', async () => {
		expect(await openBodyWith(entry, await openingOf(entry, key))).toBe('Year 2026');
	});

	test('opens no other body under the same key', async () => {
		const other = await sign(key, 'Year 2026');
		const opening = await openingOf(other, key);
		expect(await refusalOf(() => openBodyWith(entry, opening))).toBe('open-failed');
	});

	test('is not the key, and opens no secret of an earlier epoch', async () => {
		const place = { firm, vault, epoch: 2 };
		const previous = await sealPreviousEpoch(key, place, newEpochSecret());
		const opening = epochSealKeyFrom(await openingOf(entry, key));
		expect(await refusalOf(() => openPreviousEpoch(key, place, previous))).toBe('accepted');
		expect(await refusalOf(() => openPreviousEpoch(opening, place, previous))).toBe('open-failed');
	});

	test('is refused when one bit of it differs', async () => {
		const opening = await openingOf(entry, key);
		const answers = await answersToFlips(opening, (changed) =>
			openBodyWith(entry, openingFrom(changed))
		);
		expect(answers).toEqual(new Set(['open-failed']));
	});

	test('opens nothing when one bit of the sealed body differs', async () => {
		const opening = await openingOf(entry, key);
		const answers = await answersToFlips(entry.sealedBody ?? randomBytes(1), (changed) =>
			openBodyWith({ ...entry, sealedBody: sealedFrom(changed) }, opening)
		);
		expect(answers).toEqual(new Set(['open-failed']));
	});

	test('opens nothing in another place', async () => {
		const opening = await openingOf(entry, key);
		const moved = { ...entry, header: { ...entry.header, seq: 7 } };
		expect(await refusalOf(() => openBodyWith(moved, opening))).toBe('open-failed');
	});

	test('is not made with a key that does not open the body', async () => {
		const { seal: other } = await epochKeys(newEpochSecret());
		expect(await refusalOf(() => openingOf(entry, other))).toBe('open-failed');
	});

	test('is not made for an entry without a body', async () => {
		const bare = await sign(key, null);
		expect(await refusalOf(() => openingOf(bare, key))).toBe('malformed');
		const opening = await openingOf(entry, key);
		expect(await refusalOf(() => openBodyWith(bare, opening))).toBe('malformed');
	});

	test.each([0, 31, 33])('has 32 bytes, not %i', async (length) => {
		expect(await refusalOf(() => openingFrom(randomBytes(length)))).toBe('malformed');
	});
});

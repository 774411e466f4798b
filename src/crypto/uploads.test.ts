import { expect, test } from 'vitest';
import { deviceKey } from './account.ts';
import { toHex } from './bytes.ts';
import { sha256 } from './hash.ts';
import { identityFromSeed } from './identity.ts';
import { newBlobId, newUploadId } from './ids.ts';
import { newAccountKey, newIdentitySeed, randomBytes } from './random.ts';
import { answersToFlips, refusalOf } from './testing.ts';
import { openPartHash, openUpload, sealPartHash, sealUpload, uploadsKey } from './uploads.ts';

const device = await deviceKey(newAccountKey());
const key = await uploadsKey(device);
const { userId: user } = await identityFromSeed(newIdentitySeed());
const { userId: stranger } = await identityFromSeed(newIdentitySeed());
const record = randomBytes(300);
const hash = await sha256(record);

test('the key for uploads is not the device’s, and another account’s is another', async () => {
	expect(toHex(key)).not.toBe(toHex(device));
	expect(toHex(await uploadsKey(await deviceKey(newAccountKey())))).not.toBe(toHex(key));
});

test('a record opens for its user and upload only, and with no byte changed', async () => {
	const upload = newUploadId();
	const sealed = await sealUpload(key, user, upload, record);
	expect(toHex(await openUpload(key, user, upload, sealed))).toBe(toHex(record));
	const elsewhere = await uploadsKey(await deviceKey(newAccountKey()));
	for (const open of [
		() => openUpload(key, stranger, upload, sealed),
		() => openUpload(key, user, newUploadId(), sealed),
		() => openUpload(elsewhere, user, upload, sealed)
	])
		expect(await refusalOf(open)).toBe('open-failed');
	expect(await answersToFlips(sealed, (bytes) => openUpload(key, user, upload, bytes))).toEqual(
		new Set(['open-failed'])
	);
});

test('a part’s hash opens in its own place only, and with no byte changed', async () => {
	const place = { user, blob: newBlobId(), index: 3 };
	const sealed = await sealPartHash(key, place, hash);
	expect(toHex(await openPartHash(key, place, sealed))).toBe(toHex(hash));
	for (const other of [{ index: 4 }, { blob: newBlobId() }, { user: stranger }])
		expect(await refusalOf(() => openPartHash(key, { ...place, ...other }, sealed))).toBe(
			'open-failed'
		);
	expect(await answersToFlips(sealed, (bytes) => openPartHash(key, place, bytes))).toEqual(
		new Set(['open-failed'])
	);
});

test('a record is no part’s hash', async () => {
	const place = { user, blob: newBlobId(), index: 0 };
	const sealed = await sealUpload(key, user, newUploadId(), hash);
	expect(await refusalOf(() => openPartHash(key, place, sealed))).toBe('open-failed');
});

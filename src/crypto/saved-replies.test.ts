import { expect, test } from 'vitest';
import type { Raw } from './brands.ts';
import { deviceKey } from './account.ts';
import { toHex } from './bytes.ts';
import { encode } from './encoding.ts';
import { idBytes, userIdFrom } from './ids.ts';
import { logsKey } from './kept-logs.ts';
import { newAccountKey, randomBytes } from './random.ts';
import { pad } from './padding.ts';
import { openKeptReplies, openReplies, repliesKey, sealReplies } from './saved-replies.ts';
import { seal } from './seal.ts';
import { answersToFlips, refusalOf } from './testing.ts';
import { uploadsKey } from './uploads.ts';

const device = await deviceKey(newAccountKey());
const key = await repliesKey(device);
const user = userIdFrom(randomBytes(32));
const replies = ['Thank you, we have everything.', 'Please send the second page as well.'];
const sealed = await sealReplies(key, user, 3, replies);

test('the key for saved replies is no other of this device, and another account’s is another', async () => {
	const theirs = await repliesKey(await deviceKey(newAccountKey()));
	for (const other of [device, await uploadsKey(device), await logsKey(device), theirs])
		expect(toHex(key)).not.toBe(toHex(other));
	expect(await refusalOf(() => openReplies(theirs, user, 3, sealed))).toBe('open-failed');
});

test('saved replies open for their user only, as the version they are, and with no byte changed', async () => {
	expect(await openReplies(key, user, 3, sealed)).toEqual(replies);
	for (const version of [2, 4])
		expect(await refusalOf(() => openReplies(key, user, version, sealed))).toBe('open-failed');
	const other = userIdFrom(randomBytes(32));
	expect(await refusalOf(() => openReplies(key, other, 3, sealed))).toBe('open-failed');
	const small = await sealReplies(key, user, 3, []);
	const some = (bytes: Raw) => openReplies(key, user, 3, bytes);
	expect(await answersToFlips(small, some)).toEqual(new Set(['open-failed']));
});

test('how long they are is told in steps of 4,096 bytes', async () => {
	const lengths = await Promise.all(
		[[], replies, ['x'.repeat(4091)], ['x'.repeat(4093)]].map(
			async (some) => (await sealReplies(key, user, 1, some)).length
		)
	);
	expect(lengths).toEqual([4169, 4169, 4169, 8265]);
});

test('what was kept in one browser before opens for its user, and is no list of the account', async () => {
	const kept = await seal('saved-replies', key, { object: idBytes(user) }, pad(encode(replies)));
	expect(await openKeptReplies(key, user, kept)).toEqual(replies);
	const other = userIdFrom(randomBytes(32));
	expect(await refusalOf(() => openKeptReplies(key, other, kept))).toBe('open-failed');
	expect(await refusalOf(() => openReplies(key, user, 0, kept))).toBe('open-failed');
	expect(await refusalOf(() => openKeptReplies(key, user, sealed))).toBe('open-failed');
});

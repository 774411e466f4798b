import { expect, test } from 'vitest';
import { deviceKey } from './account.ts';
import { toHex } from './bytes.ts';
import { userIdFrom } from './ids.ts';
import { logsKey } from './kept-logs.ts';
import { newAccountKey, randomBytes } from './random.ts';
import { openReplies, repliesKey, sealReplies } from './saved-replies.ts';
import { answersToFlips, refusalOf } from './testing.ts';
import { uploadsKey } from './uploads.ts';

const device = await deviceKey(newAccountKey());
const key = await repliesKey(device);
const user = userIdFrom(randomBytes(32));
const replies = ['Thank you, we have everything.', 'Please send the second page as well.'];
const sealed = await sealReplies(key, user, replies);

test('the key for saved replies is no other of this device, and another account’s is another', async () => {
	const theirs = await repliesKey(await deviceKey(newAccountKey()));
	for (const other of [device, await uploadsKey(device), await logsKey(device), theirs])
		expect(toHex(key)).not.toBe(toHex(other));
	expect(await refusalOf(() => openReplies(theirs, user, sealed))).toBe('open-failed');
});

test('saved replies open for their user only, and with no byte changed', async () => {
	expect(await openReplies(key, user, sealed)).toEqual(replies);
	const other = userIdFrom(randomBytes(32));
	expect(await refusalOf(() => openReplies(key, other, sealed))).toBe('open-failed');
	expect(await answersToFlips(sealed, (bytes) => openReplies(key, user, bytes))).toEqual(
		new Set(['open-failed'])
	);
});

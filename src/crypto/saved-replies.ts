/**
 * Texts that somebody uses again and again, sealed for themselves (protocol.md section 7.2): the key comes from the account, so
 * all their devices have it. The seal names its user and which version of the list it is. Texts are long and few, so the
 * padding is coarser than that of other things: it says less of how long each is.
 */
import type { DeviceKey, Raw, RepliesKey, Sealed, UserId } from './brands.ts';
import { derive } from './derive.ts';
import { decode, encode, type Value } from './encoding.ts';
import { idBytes } from './ids.ts';
import { repliesKeyFrom } from './keys.ts';
import { pad, unpad } from './padding.ts';
import { open, seal } from './seal.ts';

const BLOCK = 4096;

export const repliesKey = async (device: DeviceKey): Promise<RepliesKey> =>
	repliesKeyFrom(await derive(device, 'device-replies'));

export const sealReplies = (
	key: RepliesKey,
	user: UserId,
	version: number,
	replies: readonly string[]
): Promise<Sealed> =>
	seal(
		'account-replies',
		key,
		{ object: idBytes(user), sequence: version },
		pad(encode([...replies]), BLOCK)
	);

export const openReplies = async (
	key: RepliesKey,
	user: UserId,
	version: number,
	sealed: Raw
): Promise<Value> =>
	decode(
		unpad(
			await open('account-replies', key, { object: idBytes(user), sequence: version }, sealed),
			BLOCK
		)
	);

/** What versions from before kept in one browser. */
export const openKeptReplies = async (key: RepliesKey, user: UserId, sealed: Raw): Promise<Value> =>
	decode(unpad(await open('saved-replies', key, { object: idBytes(user) }, sealed)));

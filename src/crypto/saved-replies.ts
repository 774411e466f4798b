/** Texts that somebody uses again and again, sealed for this browser (protocol.md section 7.2). The seal names its user. */
import type { DeviceKey, Raw, RepliesKey, Sealed, UserId } from './brands.ts';
import { derive } from './derive.ts';
import { decode, encode, type Value } from './encoding.ts';
import { idBytes } from './ids.ts';
import { repliesKeyFrom } from './keys.ts';
import { pad, unpad } from './padding.ts';
import { open, seal } from './seal.ts';

export const repliesKey = async (device: DeviceKey): Promise<RepliesKey> =>
	repliesKeyFrom(await derive(device, 'device-replies'));

export const sealReplies = (key: RepliesKey, user: UserId, replies: string[]): Promise<Sealed> =>
	seal('saved-replies', key, { object: idBytes(user) }, pad(encode(replies)));

export const openReplies = async (key: RepliesKey, user: UserId, sealed: Raw): Promise<Value> =>
	decode(unpad(await open('saved-replies', key, { object: idBytes(user) }, sealed)));

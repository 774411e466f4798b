/**
 * What this browser remembers of logs it has verified: where folding one led to and what names it opened (protocol.md section
 * 7.1), and what is searched of it (7.3), sealed under a key of its own. Every seal names its user, its log and the format of
 * what is inside, so that none can take another's place; and what it is stored under tells nobody without the key which log
 * it is.
 */
import type { DeviceKey, FirmId, LogsKey, Raw, Sealed, UserId, VaultId } from './brands.ts';
import { encodeBase64url } from './base64url.ts';
import { encodeContext } from './context.ts';
import { derive } from './derive.ts';
import { hmac } from './hkdf.ts';
import { idBytes } from './ids.ts';
import { logsKeyFrom } from './keys.ts';
import { open, seal } from './seal.ts';

export interface LogPlace {
	readonly user: UserId;
	readonly firm: FirmId;
	/** Null for the firm's own log; 'names' for its list of clients, of which names were kept first. */
	readonly vault: VaultId | 'names' | null;
	/** Of the plaintext: another version's is never read. */
	readonly format: number;
}

/** Of a vault's log. */
export interface VaultPlace extends LogPlace {
	readonly vault: VaultId;
}

export const logsKey = async (device: DeviceKey): Promise<LogsKey> =>
	logsKeyFrom(await derive(device, 'device-logs'));

const purposeOf = ({ vault }: LogPlace) => (vault === 'names' ? 'kept-names' : 'kept-log');

const fieldsOf = ({ user, firm, vault, format }: LogPlace) => ({
	firm,
	...(vault !== null && vault !== 'names' && { vault }),
	object: idBytes(user),
	sequence: format
});

export const sealLog = (key: LogsKey, place: LogPlace, plaintext: Raw): Promise<Sealed> =>
	seal(purposeOf(place), key, fieldsOf(place), plaintext);

export const openLog = (key: LogsKey, place: LogPlace, sealed: Raw): Promise<Raw> =>
	open(purposeOf(place), key, fieldsOf(place), sealed);

export const sealDigest = (key: LogsKey, place: VaultPlace, plaintext: Raw): Promise<Sealed> =>
	seal('kept-digest', key, fieldsOf(place), plaintext);

export const openDigest = (key: LogsKey, place: VaultPlace, sealed: Raw): Promise<Raw> =>
	open('kept-digest', key, fieldsOf(place), sealed);

export const logName = (key: LogsKey, place: LogPlace): Promise<string> =>
	nameFor(purposeOf(place), key, place);

export const digestName = (key: LogsKey, place: VaultPlace): Promise<string> =>
	nameFor('kept-digest', key, place);

/** The same for every format, so that a newer record replaces an older one. */
async function nameFor(
	purpose: ReturnType<typeof purposeOf> | 'kept-digest',
	key: LogsKey,
	place: LogPlace
): Promise<string> {
	const context = encodeContext(purpose, fieldsOf({ ...place, format: 0 }));
	return encodeBase64url((await hmac(key, context)).slice(0, 16));
}

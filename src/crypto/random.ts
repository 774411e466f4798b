/** Everything random: the platform's generator, and fresh secrets of each kind. */
import type {
	AccountKey,
	DropManifestKey,
	DropSecret,
	EpochSecret,
	FileKey,
	IdentitySeed,
	LinkSecret,
	Raw,
	TeamSecret,
	WordsEntropy
} from './brands.ts';
import {
	accountKeyFrom,
	dropManifestKeyFrom,
	dropSecretFrom,
	epochSecretFrom,
	fileKeyFrom,
	identitySeedFrom,
	linkSecretFrom,
	teamSecretFrom,
	wordsEntropyFrom
} from './keys.ts';

export const randomBytes = (length: number): Raw =>
	globalThis.crypto.getRandomValues(new Uint8Array(length));

export const newAccountKey = (): AccountKey => accountKeyFrom(randomBytes(32));
export const newIdentitySeed = (): IdentitySeed => identitySeedFrom(randomBytes(32));
export const newTeamSecret = (): TeamSecret => teamSecretFrom(randomBytes(32));
export const newEpochSecret = (): EpochSecret => epochSecretFrom(randomBytes(32));
export const newLinkSecret = (): LinkSecret => linkSecretFrom(randomBytes(32));
export const newDropSecret = (): DropSecret => dropSecretFrom(randomBytes(32));
export const newDropManifestKey = (): DropManifestKey => dropManifestKeyFrom(randomBytes(32));
export const newWordsEntropy = (): WordsEntropy => wordsEntropyFrom(randomBytes(32));
export const newFileKey = (): FileKey => fileKeyFrom(randomBytes(16));

/**
 * From a passkey's PRF output (WebAuthn Level 3, extension `prf`) to the unlock key (protocol.md section 6).
 * The output is the secret that unlocks everything: it is never stored, logged or sent.
 */
import type { PrfOutput, Raw, UnlockKey } from './brands.ts';
import { equalConstantTime, utf8 } from './bytes.ts';
import { derive } from './derive.ts';
import { CryptoError } from './errors.ts';
import { sha256 } from './hash.ts';
import { prfOutputFrom, unlockKeyFrom } from './keys.ts';

/** `prf.eval.first` of every ceremony: one constant, because at sign-in the credential is not known yet. */
export const prfSalt = (): Promise<Raw> => sha256(utf8('tallyport/1 passkey unlock'));

/** Exactly 32 bytes, and not the zeros that a broken authenticator might return. */
export function parsePrfOutput(bytes: Raw): PrfOutput {
	const output = prfOutputFrom(bytes);
	if (output.every((byte) => byte === 0)) throw new CryptoError('malformed');
	return output;
}

export const passkeyUnlockKey = async (output: PrfOutput): Promise<UnlockKey> =>
	unlockKeyFrom(await derive(output, 'passkey-unlock'));

/** At creation an assertion must give the same output before anything is stored under it. */
export const samePrfOutput = (a: PrfOutput, b: PrfOutput): boolean => equalConstantTime(a, b);

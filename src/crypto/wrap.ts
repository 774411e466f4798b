/**
 * Wraps: a team's or epoch's secret encrypted to a public key by HPKE (protocol.md section 5). The recipient's
 * key id is put into the context here, so a caller cannot name another. A wrap says nothing about who made it:
 * read one only from a signed log entry, and use the secret only after the public key derived from it equals
 * the key stated in that entry.
 */
import type {
	DropManifestKey,
	DropSecret,
	EpochSecret,
	KemPublicKey,
	KemSeed,
	KeyId,
	Raw,
	TeamSecret,
	Wrapped
} from './brands.ts';
import { concat } from './bytes.ts';
import { encodeContext, SUITE, type ContextFields, type WrapPurpose } from './context.ts';
import { CryptoError } from './errors.ts';
import { hashOf } from './hash.ts';
import { openBase, sealBase } from './hpke.ts';
import { idBytes, keyIdFrom } from './ids.ts';
import {
	dropManifestKeyFrom,
	dropSecretFrom,
	epochSecretFrom,
	teamSecretFrom,
	WRAPPED_BYTES,
	wrappedFrom
} from './keys.ts';
import { kemKeyPair } from './sodium.ts';

/** The recipient is computed, never given. */
export type WrapFields = Omit<ContextFields, 'recipient'>;

export const keyIdOf = async (kem: KemPublicKey): Promise<KeyId> =>
	keyIdFrom(await hashOf('key-id', kem));

export async function wrap(
	purpose: WrapPurpose,
	to: KemPublicKey,
	fields: WrapFields,
	secret: TeamSecret | EpochSecret | DropSecret | DropManifestKey
): Promise<Wrapped> {
	const context = await wrapContext(purpose, to, fields);
	return wrappedFrom(concat(Uint8Array.of(SUITE), await sealBase(to, context, secret)));
}

export const unwrapTeamSecret = async (
	seed: KemSeed,
	fields: WrapFields,
	wrapped: Raw
): Promise<TeamSecret> => teamSecretFrom(await unwrap('team-grant', seed, fields, wrapped));

export const unwrapEpochSecret = async (
	seed: KemSeed,
	fields: WrapFields,
	wrapped: Raw
): Promise<EpochSecret> => epochSecretFrom(await unwrap('vault-grant', seed, fields, wrapped));

export const unwrapDropSecret = async (
	seed: KemSeed,
	fields: WrapFields,
	wrapped: Raw
): Promise<DropSecret> => dropSecretFrom(await unwrap('drop-grant', seed, fields, wrapped));

export const unwrapDropManifestKey = async (
	seed: KemSeed,
	fields: WrapFields,
	wrapped: Raw
): Promise<DropManifestKey> =>
	dropManifestKeyFrom(await unwrap('drop-manifest-wrap', seed, fields, wrapped));

async function unwrap(
	purpose: WrapPurpose,
	seed: KemSeed,
	fields: WrapFields,
	wrapped: Raw
): Promise<Raw> {
	if (wrapped.length !== WRAPPED_BYTES || wrapped[0] !== SUITE)
		throw new CryptoError('open-failed');
	const context = await wrapContext(purpose, kemKeyPair(seed).publicKey, fields);
	return openBase(seed, context, wrapped.subarray(1));
}

async function wrapContext(
	purpose: WrapPurpose,
	to: KemPublicKey,
	fields: WrapFields
): Promise<Raw> {
	const recipient = idBytes(await keyIdOf(to));
	return encodeContext(purpose, { ...fields, recipient });
}

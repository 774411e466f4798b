/**
 * WebAuthn answers, verified by SimpleWebAuthn against our own challenge, origin and host, with user
 * verification required. We ask for no attestation and accept no certificate chain: a chain would make the
 * server look up revocation lists wherever the caller's certificate says.
 */
import { verifyAuthenticationResponse, verifyRegistrationResponse } from '@simplewebauthn/server';
import { decodeAttestationObject, isoBase64URL } from '@simplewebauthn/server/helpers';
import type { z } from 'zod';
import type { assertion, registration } from '../../contract/api.ts';
import { encodeBase64url } from '../../crypto/base64url.ts';
import type { Raw } from '../../crypto/brands.ts';
import { Refusal, refuse } from '../http/refusal.ts';
import type { Services } from '../services.ts';
import { burnCeremony, requireCeremony } from './ceremony-store.ts';

export type Registration = z.output<typeof registration>;
export type Assertion = z.output<typeof assertion>;

export interface PasskeyState {
	readonly credential: string;
	readonly publicKey: Raw;
	readonly counter: number;
	readonly backedUp: boolean;
}

type Verifier = Pick<Services, 'db' | 'config' | 'now'>;

/** A new passkey, and the proof that it can already be used: both ends of the making (design: passkeys). */
export async function verifyNewPasskey(
	services: Verifier,
	answer: { readonly registration: Registration; readonly assertion: Assertion }
): Promise<PasskeyState> {
	const made = await verifyRegistration(services, answer.registration);
	if (answer.assertion.response.id !== made.credential) refuse('passkey-refused');
	return verifyAssertion(services, answer.assertion, made);
}

async function verifyRegistration(
	services: Verifier,
	{ ceremony, response }: Registration
): Promise<PasskeyState> {
	const { challenge } = await requireCeremony(services.db, ceremony, 'register', services.now());
	return orBurn(services, ceremony, async () => {
		requireNoChain(response.response.attestationObject);
		const { verified, registrationInfo } = await verifyRegistrationResponse({
			response: {
				id: response.id,
				rawId: response.rawId,
				type: response.type,
				clientExtensionResults: {},
				response: response.response
			},
			expectedChallenge: encodeBase64url(challenge),
			...expected(services)
		});
		if (!verified || registrationInfo.credential.id !== response.id)
			return refuse('passkey-refused');
		const { credential, credentialBackedUp } = registrationInfo;
		return {
			credential: credential.id,
			publicKey: new Uint8Array(credential.publicKey),
			counter: credential.counter,
			backedUp: credentialBackedUp
		};
	});
}

/** A counter that does not grow is refused by the library; zero means the authenticator keeps none. */
export async function verifyAssertion(
	services: Verifier,
	{ ceremony, response }: Assertion,
	known: Pick<PasskeyState, 'credential' | 'publicKey' | 'counter'>
): Promise<PasskeyState> {
	const { challenge } = await requireCeremony(
		services.db,
		ceremony,
		'authenticate',
		services.now()
	);
	return orBurn(services, ceremony, async () => {
		const { authenticatorData, clientDataJSON, signature } = response.response;
		const { verified, authenticationInfo } = await verifyAuthenticationResponse({
			response: {
				id: response.id,
				rawId: response.rawId,
				type: response.type,
				clientExtensionResults: {},
				response: { authenticatorData, clientDataJSON, signature }
			},
			expectedChallenge: encodeBase64url(challenge),
			credential: { id: known.credential, publicKey: known.publicKey, counter: known.counter },
			...expected(services)
		});
		if (!verified || response.id !== known.credential) return refuse('passkey-refused');
		const { newCounter, credentialBackedUp } = authenticationInfo;
		return {
			credential: known.credential,
			publicKey: known.publicKey,
			counter: newCounter,
			backedUp: credentialBackedUp
		};
	});
}

const expected = ({ config }: Verifier) => ({
	expectedOrigin: config.origin,
	expectedRPID: config.rpId,
	requireUserVerification: true
});

function requireNoChain(attestationObject: string): void {
	const decoded = decodeAttestationObject(isoBase64URL.toBuffer(attestationObject));
	const format = decoded.get('fmt');
	const isSelfSigned = format === 'packed' && decoded.get('attStmt').get('x5c') === undefined;
	if (format !== 'none' && !isSelfSigned) refuse('passkey-refused');
}

/** The library explains itself in exceptions that quote what was sent: they end here. */
async function orBurn<T>(
	services: Verifier,
	ceremony: string,
	verify: () => Promise<T>
): Promise<T> {
	try {
		return await verify();
	} catch (failure) {
		await burnCeremony(services.db, ceremony);
		throw failure instanceof Refusal ? failure : new Refusal('passkey-refused');
	}
}

/**
 * WebAuthn ceremonies. What leaves here as JSON has its extension results removed: the PRF output unlocks the account
 * and goes to the worker alone, never into a request. A passkey counts as able to unlock only after two evaluations
 * gave the same 32 bytes (design: confirm before anything is stored). Every failure is a `Problem`.
 */
import type {
	ApprovalTerms,
	CeremonyAnswer,
	CeremonyTerms,
	NewPasskey,
	PasskeySignature,
	PasskeySignIn
} from '../worker/port.ts';
import { asPasskeyProblem, passkeyProblem } from './passkey-problems.ts';

type Octets = Uint8Array<ArrayBuffer>;

/** A passkey that exists on the device but is not confirmed yet; kept so that a retry makes no second one. */
export interface MadePasskey {
	registration: CeremonyAnswer;
	rawId: ArrayBuffer;
	transports: string[];
	/** What the first evaluation gave; null until there was one. */
	prf: Octets | null;
}

const FIVE_MINUTES = 300_000;
const PRF_BYTES = 32;
const ES256 = -7;
const EDDSA = -8;
const RS256 = -257;

/** Makes a passkey. `label` is what the person sees in their list of passkeys. */
export async function makePasskey(
	terms: CeremonyTerms,
	label: { person: string; firm: string }
): Promise<MadePasskey> {
	const made = await ceremony(() =>
		navigator.credentials.create({
			publicKey: {
				challenge: terms.challenge,
				// The id is left out: it defaults to the exact host.
				rp: { name: 'Tallyport' },
				user: {
					id: terms.userHandle,
					name: `${label.person}, ${label.firm}`,
					displayName: label.person
				},
				pubKeyCredParams: [ES256, EDDSA, RS256].map((alg) => ({ type: 'public-key', alg })),
				authenticatorSelection: {
					residentKey: 'required',
					requireResidentKey: true,
					userVerification: 'required'
				},
				attestation: 'none',
				timeout: FIVE_MINUTES,
				extensions: { prf: { eval: { first: terms.prfSalt } } }
			}
		})
	);
	const { response } = made;
	if (!(response instanceof AuthenticatorAttestationResponse))
		throw passkeyProblem('passkey-failed');
	const transports = response.getTransports();
	return {
		registration: answerOf(terms, made, {
			attestationObject: base64url(response.attestationObject),
			clientDataJSON: base64url(response.clientDataJSON),
			transports
		}),
		rawId: made.rawId,
		transports,
		prf: prfOutput(made)
	};
}

/**
 * Confirms a passkey just made with a real assertion. When creation gave no PRF output, the first assertion's counts
 * as the first evaluation and a second, local one confirms it; its answer is thrown away.
 */
export async function confirmPasskey(made: MadePasskey, terms: CeremonyTerms): Promise<NewPasskey> {
	const { answer, prf } = await assertWith(terms, made);
	if (prf && !made.prf) {
		made.prf = prf;
		const again = await assertWith(terms, made);
		return confirmed(made, answer, again.prf);
	}
	return confirmed(made, answer, prf);
}

/** Signs in with whichever passkey the person picks: which ones exist is not known here, and not asked. */
export async function usePasskey(terms: CeremonyTerms): Promise<PasskeySignIn> {
	const { answer, credential, prf } = await assertWith(terms, null);
	return { assertion: answer, credential, prf };
}

/**
 * Signs an approval with one of the person's own passkeys. No extension is asked for, so that nothing derived from the
 * passkey's secret is made, and only what was signed leaves here.
 */
export async function signWithPasskey(terms: ApprovalTerms): Promise<PasskeySignature> {
	const used = await ceremony(() =>
		navigator.credentials.get({
			publicKey: {
				challenge: terms.challenge,
				allowCredentials: terms.credentials.map((id) => ({ type: 'public-key', id })),
				userVerification: 'required',
				timeout: FIVE_MINUTES
			}
		})
	);
	const { response } = used;
	if (!(response instanceof AuthenticatorAssertionResponse)) throw passkeyProblem('passkey-failed');
	return {
		credential: new Uint8Array(used.rawId),
		authenticator: new Uint8Array(response.authenticatorData),
		client: new Uint8Array(response.clientDataJSON),
		signature: new Uint8Array(response.signature)
	};
}

/** Whether the device itself can make a passkey; without, a phone or a security key can still serve. */
export async function hasOwnAuthenticator(): Promise<boolean> {
	if (typeof PublicKeyCredential === 'undefined') return false;
	return PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable().catch(() => false);
}

/** Overwrites a PRF output once the worker has its own copy. */
export function forgetPrf(passkey: { prf: Octets | null } | null): void {
	passkey?.prf?.fill(0);
}

function confirmed(made: MadePasskey, assertion: CeremonyAnswer, prf: Octets | null): NewPasskey {
	if (prf && made.prf && !sameBytes(prf, made.prf)) throw passkeyProblem('passkey-inconsistent');
	forgetPrf(made);
	const credential = base64url(made.rawId);
	return { registration: made.registration, assertion, credential, prf };
}

async function assertWith(terms: CeremonyTerms, made: MadePasskey | null) {
	const used = await ceremony(() =>
		navigator.credentials.get({
			publicKey: {
				challenge: terms.challenge,
				allowCredentials: made ? [descriptorOf(made)] : [],
				userVerification: 'required',
				timeout: FIVE_MINUTES,
				extensions: { prf: { eval: { first: terms.prfSalt } } }
			}
		})
	);
	const { response } = used;
	if (!(response instanceof AuthenticatorAssertionResponse)) throw passkeyProblem('passkey-failed');
	const answer = answerOf(terms, used, {
		authenticatorData: base64url(response.authenticatorData),
		clientDataJSON: base64url(response.clientDataJSON),
		signature: base64url(response.signature),
		userHandle: response.userHandle ? base64url(response.userHandle) : null
	});
	return { answer, credential: base64url(used.rawId), prf: prfOutput(used) };
}

function descriptorOf(made: MadePasskey): PublicKeyCredentialDescriptor {
	const known: readonly string[] = ['ble', 'hybrid', 'internal', 'nfc', 'usb'];
	const isTransport = (name: string): name is AuthenticatorTransport => known.includes(name);
	return { type: 'public-key', id: made.rawId, transports: made.transports.filter(isTransport) };
}

/** Runs one ceremony; the browser's errors become problems. */
async function ceremony(run: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
	if (!isSecureContext) throw passkeyProblem('passkey-insecure');
	if (typeof PublicKeyCredential === 'undefined') throw passkeyProblem('passkey-unsupported');
	try {
		const credential = await run();
		if (credential instanceof PublicKeyCredential) return credential;
	} catch (error) {
		throw asPasskeyProblem(error);
	}
	throw passkeyProblem('passkey-failed');
}

/** The JSON form of WebAuthn Level 3, written out by hand: `toJSON` would carry the PRF output along. */
function answerOf(
	terms: CeremonyTerms,
	made: PublicKeyCredential,
	response: object
): CeremonyAnswer {
	const id = base64url(made.rawId);
	return {
		ceremony: terms.ceremony,
		response: {
			id,
			rawId: id,
			type: 'public-key',
			authenticatorAttachment: made.authenticatorAttachment,
			clientExtensionResults: {},
			response
		}
	};
}

function prfOutput(credential: PublicKeyCredential): Octets | null {
	const first = credential.getClientExtensionResults().prf?.results?.first;
	if (!(first instanceof ArrayBuffer) || first.byteLength !== PRF_BYTES) return null;
	return new Uint8Array(first);
}

function sameBytes(a: Octets, b: Octets): boolean {
	return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

function base64url(buffer: ArrayBuffer): string {
	const binary = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join('');
	return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

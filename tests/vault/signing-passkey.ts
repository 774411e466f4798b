/**
 * A passkey in software that signs approvals: real keys of the three algorithms, real authenticator data. Each bend changes
 * one thing before it is signed, to see it refused.
 */
import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { encode } from 'cborg';
import type { ApprovalAssertion } from '../../src/contract/approvals.ts';
import type { Raw } from '../../src/crypto/brands.ts';

export interface Bend {
	readonly type?: string;
	readonly challenge?: string;
	readonly origin?: string;
	readonly rpId?: string;
	readonly flags?: number;
	readonly crossOrigin?: boolean;
	readonly more?: Record<string, unknown>;
	/** After the 37 bytes. */
	readonly extensions?: Uint8Array;
	readonly client?: string;
}

export type Algorithm = 'ES256' | 'EdDSA' | 'RS256';

/** User present, user verified, backed up. */
export const FLAGS = 0x1d;
const hash = (bytes: Uint8Array | string): Buffer => createHash('sha256').update(bytes).digest();
const raw = (bytes: Uint8Array): Raw => Uint8Array.from(bytes);
const part = (text: string | undefined): Buffer => Buffer.from(text ?? '', 'base64url');

export class SigningPasskey {
	readonly key: Raw;
	readonly credential = raw(randomBytes(32));
	readonly #private: KeyObject;
	readonly #algorithm: Algorithm;

	/** `modulusLength`: of RS256, in bits. */
	constructor(algorithm: Algorithm = 'ES256', modulusLength = 2048) {
		const { privateKey, publicKey } = pairOf(algorithm, modulusLength);
		this.#private = privateKey;
		this.#algorithm = algorithm;
		this.key = raw(encode(coseOf(algorithm, publicKey)));
	}

	/** `navigator.credentials.get`, as the page hands it to the worker. */
	sign(challenge: Uint8Array, origin: string, bend: Bend = {}): ApprovalAssertion {
		const client = Buffer.from(
			bend.client ??
				JSON.stringify({
					type: bend.type ?? 'webauthn.get',
					challenge: bend.challenge ?? Buffer.from(challenge).toString('base64url'),
					origin: bend.origin ?? origin,
					crossOrigin: bend.crossOrigin ?? false,
					...bend.more
				})
		);
		const authenticator = Buffer.concat([
			hash(bend.rpId ?? new URL(origin).hostname),
			Buffer.from([bend.flags ?? FLAGS, 0, 0, 0, 7]),
			bend.extensions ?? Buffer.alloc(0)
		]);
		const signed = Buffer.concat([authenticator, hash(client)]);
		const signature = sign(this.#algorithm === 'EdDSA' ? null : 'sha256', signed, this.#private);
		return {
			authenticator: raw(authenticator),
			client: raw(client),
			credential: this.credential,
			key: this.key,
			signature: raw(signature)
		};
	}
}

function pairOf(algorithm: Algorithm, modulusLength: number) {
	if (algorithm === 'ES256') return generateKeyPairSync('ec', { namedCurve: 'P-256' });
	if (algorithm === 'EdDSA') return generateKeyPairSync('ed25519');
	return generateKeyPairSync('rsa', { modulusLength });
}

function coseOf(algorithm: Algorithm, publicKey: KeyObject): Map<number, number | Uint8Array> {
	const { x, y, n } = publicKey.export({ format: 'jwk' });
	if (algorithm === 'ES256')
		return new Map<number, number | Uint8Array>([
			[1, 2],
			[3, -7],
			[-1, 1],
			[-2, part(x)],
			[-3, part(y)]
		]);
	if (algorithm === 'EdDSA')
		return new Map<number, number | Uint8Array>([
			[1, 1],
			[3, -8],
			[-1, 6],
			[-2, part(x)]
		]);
	return new Map<number, number | Uint8Array>([
		[1, 3],
		[3, -257],
		[-1, part(n)],
		[-2, Uint8Array.of(1, 0, 1)]
	]);
}

/**
 * A passkey in software for tests of the server: a real P-256 key, real authenticator data, attestation "none".
 * The options bend one thing at a time, to see it refused.
 */
import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { encode } from 'cborg';

export interface Challenge {
	readonly id: string;
	readonly challenge: string;
}

export interface Bend {
	readonly origin?: string;
	readonly rpId?: string;
	readonly challenge?: string;
	readonly userVerified?: boolean;
	readonly counter?: number;
	readonly format?: string;
}

const UP = 0x01;
const UV = 0x04;
const BE_AND_BS = 0x18;
const AT = 0x40;

const b64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
const sha256 = (bytes: Uint8Array | string): Buffer => createHash('sha256').update(bytes).digest();

export class SoftwarePasskey {
	readonly id = b64(randomBytes(32));
	readonly #key: KeyObject;
	readonly #publicKey: Map<number, number | Uint8Array>;
	readonly #origin: string;
	#counter = 0;

	constructor(origin: string) {
		const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
		const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
		this.#key = privateKey;
		this.#origin = origin;
		this.#publicKey = new Map<number, number | Uint8Array>([
			[1, 2],
			[3, -7],
			[-1, 1],
			[-2, Buffer.from(x, 'base64url')],
			[-3, Buffer.from(y, 'base64url')]
		]);
	}

	/** `navigator.credentials.create`, as the client posts it. */
	register(ceremony: Challenge, bend: Bend = {}) {
		const idLength = Buffer.alloc(2);
		idLength.writeUInt16BE(32);
		const attested = Buffer.concat([
			Buffer.alloc(16),
			idLength,
			Buffer.from(this.id, 'base64url'),
			encode(this.#publicKey)
		]);
		const authData = Buffer.concat([this.#authenticatorData(AT, bend), attested]);
		const attestation = { fmt: bend.format ?? 'none', attStmt: {}, authData };
		return {
			ceremony: ceremony.id,
			response: {
				...this.#common(),
				response: {
					attestationObject: b64(encode(attestation)),
					clientDataJSON: b64(this.#clientData('webauthn.create', ceremony, bend)),
					transports: ['internal']
				}
			}
		};
	}

	/** `navigator.credentials.get`, as the client posts it. */
	assert(ceremony: Challenge, bend: Bend = {}) {
		this.#counter = bend.counter ?? this.#counter + 1;
		const authenticatorData = this.#authenticatorData(0, bend);
		const clientData = this.#clientData('webauthn.get', ceremony, bend);
		const signature = sign(
			'sha256',
			Buffer.concat([authenticatorData, sha256(clientData)]),
			this.#key
		);
		return {
			ceremony: ceremony.id,
			response: {
				...this.#common(),
				response: {
					authenticatorData: b64(authenticatorData),
					clientDataJSON: b64(clientData),
					signature: b64(signature),
					userHandle: null
				}
			}
		};
	}

	#common() {
		return {
			id: this.id,
			rawId: this.id,
			type: 'public-key' as const,
			authenticatorAttachment: 'platform',
			clientExtensionResults: {}
		};
	}

	#authenticatorData(flags: number, bend: Bend): Buffer {
		const counter = Buffer.alloc(4);
		counter.writeUInt32BE(this.#counter);
		const verified = bend.userVerified === false ? 0 : UV;
		const rpId = bend.rpId ?? new URL(this.#origin).hostname;
		return Buffer.concat([sha256(rpId), Buffer.from([UP | verified | BE_AND_BS | flags]), counter]);
	}

	#clientData(type: string, ceremony: Challenge, bend: Bend): Buffer {
		const challenge = bend.challenge ?? ceremony.challenge;
		const origin = bend.origin ?? this.#origin;
		return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
	}
}

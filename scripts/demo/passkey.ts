/**
 * A passkey in software, for the people whom the demo makes up: a P-256 key, attestation "none", no user to ask. It belongs
 * to the demo alone: no page and no server can reach this file (.dependency-cruiser.mjs), and what a browser says to people
 * about its own passkeys is never said by this one.
 */
import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { encode } from 'cborg';
import type { CeremonyAnswer, CeremonyTerms, PasskeySignature } from '../../src/lib/worker/port.ts';

type Asked = Pick<CeremonyTerms, 'ceremony' | 'challenge'>;

/** User present and verified, backed up; and, when it is made, that a credential follows. */
const PRESENT = 0x1d;
const ATTESTED = 0x40;

const b64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
const hash = (bytes: Uint8Array | string): Buffer => createHash('sha256').update(bytes).digest();

export class DemoPasskey {
	readonly credential = Uint8Array.from(randomBytes(32));
	readonly id = b64(this.credential);
	/** What the PRF extension would give. */
	readonly prf = Uint8Array.from(randomBytes(32));
	readonly #origin: string;
	readonly #private: KeyObject;
	readonly #public: Uint8Array;
	#counter = 0;

	constructor(origin: string) {
		const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
		const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
		this.#origin = origin;
		this.#private = privateKey;
		this.#public = encode(
			new Map<number, number | Uint8Array>([
				[1, 2],
				[3, -7],
				[-1, 1],
				[-2, Buffer.from(x, 'base64url')],
				[-3, Buffer.from(y, 'base64url')]
			])
		);
	}

	/** `navigator.credentials.create` */
	register(asked: Asked): CeremonyAnswer {
		const length = Buffer.from([0, this.credential.length]);
		const credential = [Buffer.alloc(16), length, this.credential, this.#public];
		const authData = Buffer.concat([this.#authenticator(ATTESTED), ...credential]);
		return this.#answer(asked, {
			attestationObject: b64(encode({ fmt: 'none', attStmt: {}, authData })),
			clientDataJSON: b64(this.#client('webauthn.create', asked.challenge)),
			transports: ['internal']
		});
	}

	/** `navigator.credentials.get` for the portal */
	assert(asked: Asked): CeremonyAnswer {
		const { authenticator, client, signature } = this.sign(asked.challenge);
		return this.#answer(asked, {
			authenticatorData: b64(authenticator),
			clientDataJSON: b64(client),
			signature: b64(signature),
			userHandle: null
		});
	}

	/** `navigator.credentials.get`, as an approval keeps it */
	sign(challenge: Uint8Array): PasskeySignature {
		this.#counter += 1;
		const authenticator = this.#authenticator(0);
		const client = this.#client('webauthn.get', challenge);
		const signature = sign('sha256', Buffer.concat([authenticator, hash(client)]), this.#private);
		return {
			credential: this.credential,
			authenticator: Uint8Array.from(authenticator),
			client: Uint8Array.from(client),
			signature: Uint8Array.from(signature)
		};
	}

	#answer({ ceremony }: Asked, response: unknown): CeremonyAnswer {
		return {
			ceremony,
			response: {
				id: this.id,
				rawId: this.id,
				type: 'public-key',
				authenticatorAttachment: 'platform',
				clientExtensionResults: {},
				response
			}
		};
	}

	#authenticator(more: number): Buffer {
		const counter = Buffer.alloc(4);
		counter.writeUInt32BE(this.#counter);
		const flags = Buffer.from([PRESENT | more]);
		return Buffer.concat([hash(new URL(this.#origin).hostname), flags, counter]);
	}

	#client(type: string, challenge: Uint8Array): Buffer {
		const origin = this.#origin;
		return Buffer.from(
			JSON.stringify({ type, challenge: b64(challenge), origin, crossOrigin: false })
		);
	}
}

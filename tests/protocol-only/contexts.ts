/** docs/protocol.md sections 3 to 6: contexts, seals, wraps, derivations and ids. */
import { cbor, unbase64url, type Item } from './encoding.ts';
import { hkdf, openHpke, openXChaCha, sha256, xWingPublicKey } from './primitives.ts';

export interface Elements {
	firm?: Buffer;
	vault?: Buffer | null;
	epoch?: number;
	object?: Buffer;
	field?: string;
	sequence?: number;
	sender?: Buffer;
	recipient?: Buffer;
}

export const ctx = (purpose: string, e: Elements = {}): Buffer =>
	cbor([
		'tallyport',
		1,
		purpose,
		e.firm ?? null,
		e.vault ?? null,
		e.epoch ?? null,
		e.object ?? null,
		e.field ?? null,
		e.sequence ?? null,
		e.sender ?? null,
		e.recipient ?? null
	]);

/** Section 4. */
export function openSeal(key: Buffer, context: Buffer, sealed: Buffer): Buffer {
	if (sealed[0] !== 1 || sealed.length < 73) throw new Error('open-failed');
	const nonce = sealed.subarray(33, 57);
	const okm = hkdf(key, nonce, context, 64);
	if (!okm.subarray(32).equals(sealed.subarray(1, 33))) throw new Error('open-failed');
	return openXChaCha(okm.subarray(0, 32), nonce, context, sealed.subarray(57));
}

export function unpad(padded: Buffer): Buffer {
	const end = padded.findLastIndex((byte) => byte !== 0);
	if (padded[end] !== 0x80 || padded.length !== Math.ceil((end + 1) / 128) * 128)
		throw new Error('padding');
	return padded.subarray(0, end);
}

/** Section 5: the recipient's key id is computed, never taken from elsewhere. */
export function unwrap(seed: Buffer, purpose: string, elements: Elements, wrapped: Buffer): Buffer {
	if (wrapped[0] !== 1 || wrapped.length !== 1169) throw new Error('open-failed');
	const recipient = idOf('key-id', xWingPublicKey(seed));
	return openHpke(seed, ctx(purpose, { ...elements, recipient }), wrapped.subarray(1));
}

/** Section 6. */
export const derive = (secret: Buffer, purpose: string, length = 32): Buffer =>
	hkdf(secret, Buffer.alloc(0), ctx(purpose), length);
export const idOf = (domain: string, ...values: Item[]): Buffer =>
	sha256(cbor(['tallyport', 1, domain, ...values]));

/** Section 6.1. */
export function spoken(id: Buffer): string {
	const hash = idOf('spoken', id);
	const groups = [0, 4, 8, 12, 16, 20, 24, 27].map((at) => hash.readUIntBE(at, 5) % 100000);
	return groups.map((group) => String(group).padStart(5, '0')).join(' ');
}

export const parseId = (text: string, length: number): Buffer => {
	const id = unbase64url(text);
	if (id.length !== length) throw new Error('not an id');
	return id;
};

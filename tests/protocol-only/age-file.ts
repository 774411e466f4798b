/** docs/protocol.md section 12, and C2SP age.md: one blob back to the bytes that were sent. */
import { hkdf, hmac, openChaCha, openHpke, sha256 } from './primitives.ts';

const CHUNK = 65536 + 16;
const PART = 128 * CHUNK;

export interface Manifest {
	readonly size: number;
	readonly stored: number;
	/** SHA-256 of each stored part, one after the other. */
	readonly parts: Buffer;
}

export function openBlob(seed: Buffer, blob: Buffer, { size, stored, parts }: Manifest): Buffer {
	if (blob.length !== stored) throw new Error('stored size');
	const { fileKey, length } = openHeader(seed, blob);
	requireParts(blob, length + 16, parts);
	const nonce = blob.subarray(length, length + 16);
	const key = hkdf(fileKey, nonce, Buffer.from('payload'), 32);
	const padded = openChunks(key, blob.subarray(length + 16));
	if (padded.length !== padme(size) || padded.subarray(size).some((byte) => byte !== 0))
		throw new Error('padding');
	return padded.subarray(0, size);
}

/** Part i holds chunks 128·i to 128·i+127; part 0 also the header and the payload nonce in front. */
function requireParts(blob: Buffer, before: number, hashes: Buffer): void {
	const count = Math.ceil((blob.length - before) / PART);
	if (hashes.length !== 32 * count) throw new Error('part count');
	for (let i = 0; i < count; i++) {
		const from = i === 0 ? 0 : before + i * PART;
		const part = blob.subarray(from, before + (i + 1) * PART);
		if (!sha256(part).equals(hashes.subarray(32 * i, 32 * i + 32))) throw new Error('part hash');
	}
}

function openHeader(seed: Buffer, blob: Buffer): { fileKey: Buffer; length: number } {
	const text = blob.subarray(0, 4096).toString('latin1');
	const header =
		/^age-encryption\.org\/v1\n-> mlkem768x25519 ([\w+/]+)\n([\w+/]+)\n--- ([\w+/]{43})\n/u.exec(
			text
		);
	if (!header) throw new Error('age header');
	const [whole, share = '', body = '', mac = ''] = header;
	const wrapped = Buffer.concat([Buffer.from(share, 'base64'), Buffer.from(body, 'base64')]);
	const fileKey = openHpke(seed, Buffer.from('age-encryption.org/mlkem768x25519'), wrapped);
	const macKey = hkdf(fileKey, Buffer.alloc(0), Buffer.from('header'), 32);
	const covered = Buffer.from(whole.slice(0, -mac.length - 2));
	if (!hmac(macKey, covered).equals(Buffer.from(mac, 'base64'))) throw new Error('age mac');
	return { fileKey, length: whole.length };
}

function openChunks(key: Buffer, payload: Buffer): Buffer {
	const chunks: Buffer[] = [];
	for (let at = 0; at < payload.length; at += CHUNK) {
		const nonce = Buffer.alloc(12);
		nonce.writeUIntBE(chunks.length, 5, 6);
		nonce[11] = at + CHUNK >= payload.length ? 1 : 0;
		chunks.push(openChaCha(key, nonce, payload.subarray(at, at + CHUNK)));
	}
	return Buffer.concat(chunks);
}

function padme(n: number): number {
	if (n < 256) return 256;
	const e = Math.floor(Math.log2(n));
	const step = 2 ** (e - (Math.floor(Math.log2(e)) + 1));
	return Math.ceil(n / step) * step;
}

/**
 * The protocol computed a second time: with Node's own crypto, CBOR written byte by byte, and nothing of
 * src/crypto but the functions under test. Where they differ, either the code or docs/protocol.md is wrong.
 */
import { createHash, createPrivateKey, createPublicKey, hkdfSync, verify } from 'node:crypto';
import sodium from 'libsodium-wrappers';
import { describe, expect, test } from 'vitest';
import { wrapAccountKeyForPasskey } from '../../src/crypto/account.ts';
import { signEntry } from '../../src/crypto/entry.ts';
import { epochKeys } from '../../src/crypto/epoch.ts';
import { identityFromSeed } from '../../src/crypto/identity.ts';
import { idBytes, newBlobId } from '../../src/crypto/ids.ts';
import * as keys from '../../src/crypto/keys.ts';
import { linkKeys } from '../../src/crypto/link.ts';
import { passkeyUnlockKey } from '../../src/crypto/passkey.ts';
import { kitKeys, recoveryKeys } from '../../src/crypto/recovery.ts';
import { teamKeys } from '../../src/crypto/team.ts';

await sodium.ready;

const secret = new Uint8Array(32).map((_, i) => i + 1);
const sha256 = (...bytes: Uint8Array[]) =>
	createHash('sha256').update(Buffer.concat(bytes)).digest();

// CBOR, RFC 8949 section 3.
function head(major: number, n: number): Buffer {
	if (n < 24) return Buffer.of((major << 5) | n);
	if (n < 256) return Buffer.of((major << 5) | 24, n);
	if (n < 65536) return Buffer.of((major << 5) | 25, n >> 8, n & 255);
	const long = Buffer.alloc(9, (major << 5) | 27);
	long.writeBigUInt64BE(BigInt(n), 1);
	return n < 2 ** 32 ? Buffer.concat([Buffer.of((major << 5) | 26), long.subarray(5)]) : long;
}
type Item = string | number | null | Uint8Array | Item[];
function cbor(item: Item): Buffer {
	if (item === null) return Buffer.of(0xf6);
	if (typeof item === 'number') return head(0, item);
	if (typeof item === 'string') return Buffer.concat([head(3, Buffer.byteLength(item)), Buffer.from(item)]);
	if (Array.isArray(item)) return Buffer.concat([head(4, item.length), ...item.map(cbor)]);
	return Buffer.concat([head(2, item.length), item]);
}

const context = (purpose: string, used: Record<number, Item> = {}) =>
	cbor(['tallyport', 1, purpose, ...[3, 4, 5, 6, 7, 8, 9, 10].map((i) => used[i] ?? null)]);
const derive = (from: Uint8Array, purpose: string, length = 32) =>
	Buffer.from(hkdfSync('sha256', from, new Uint8Array(0), context(purpose), length));
const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

function ed25519(seed: Uint8Array): Buffer {
	const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
	const key = createPublicKey(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }));
	return key.export({ format: 'der', type: 'spki' }).subarray(-32);
}
const xwing = (seed: Uint8Array) => sodium.crypto_kem_xwing_seed_keypair(seed).publicKey;

/** Section 4, opened by hand. */
function openSeal(key: Uint8Array, info: Buffer, sealed: Uint8Array): Buffer {
	const nonce = sealed.subarray(33, 57);
	const okm = Buffer.from(hkdfSync('sha256', key, nonce, info, 64));
	expect(sealed[0]).toBe(1);
	expect(hexOf(sealed.subarray(1, 33))).toBe(hexOf(okm.subarray(32)));
	const rest = sealed.subarray(57);
	const [body, first] = [okm.subarray(0, 32), info];
	return Buffer.from(
		sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(null, rest, first, nonce, body)
	);
}

describe('section 6', () => {
	test('the identity, its user id and its bundle’s proof', async () => {
		const { userId, signing, kem, bundle } = await identityFromSeed(keys.identitySeedFrom(secret));
		const signingKey = ed25519(derive(secret, 'identity-signing'));
		const kemKey = xwing(derive(secret, 'identity-kem'));
		expect([hexOf(signing.publicKey), hexOf(kem.publicKey)]).toEqual([
			hexOf(signingKey),
			hexOf(kemKey)
		]);
		const id = sha256(cbor(['tallyport', 1, 'user-id', signingKey, kemKey]));
		expect(userId).toBe(id.toString('base64url'));
		const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), signingKey]);
		const publicKey = createPublicKey({ key: spki, format: 'der', type: 'spki' });
		expect(verify(null, context('bundle-proof', { 6: id }), publicKey, bundle.proof)).toBe(true);
	});

	test('passkey, recovery code and kit', async () => {
		const unlock = await passkeyUnlockKey(keys.prfOutputFrom(secret));
		expect(hexOf(unlock)).toBe(hexOf(derive(secret, 'passkey-unlock')));
		const words = keys.wordsEntropyFrom(secret);
		const recovery = await recoveryKeys(words);
		expect(recovery.recoveryId).toBe(derive(secret, 'recovery-id', 16).toString('base64url'));
		expect(hexOf(recovery.unlockKey)).toBe(hexOf(derive(secret, 'recovery-unlock')));
		expect(hexOf(recovery.signIn.seed)).toBe(hexOf(derive(secret, 'recovery-sign-in')));
		const kit = await kitKeys(words);
		const root = ed25519(derive(secret, 'kit-root'));
		const escrow = xwing(derive(secret, 'kit-escrow'));
		const firm = sha256(cbor(['tallyport', 1, 'firm-id', root, escrow]));
		expect(kit.firmId).toBe(firm.toString('base64url'));
	});

	test('team, epoch and link', async () => {
		const team = await teamKeys(keys.teamSecretFrom(secret));
		expect(hexOf(team.kem.publicKey)).toBe(hexOf(xwing(derive(secret, 'team-kem'))));
		expect(hexOf(team.labels)).toBe(hexOf(derive(secret, 'team-labels')));
		expect(hexOf(team.notes)).toBe(hexOf(derive(secret, 'team-notes')));
		expect(hexOf(team.chain)).toBe(hexOf(derive(secret, 'team-chain')));
		expect(hexOf(team.directory)).toBe(hexOf(derive(secret, 'team-directory')));
		const epoch = await epochKeys(keys.epochSecretFrom(secret));
		expect(hexOf(epoch.age.publicKey)).toBe(hexOf(xwing(derive(secret, 'epoch-age'))));
		expect(hexOf(epoch.seal)).toBe(hexOf(derive(secret, 'epoch-seals')));
		const link = await linkKeys(keys.linkSecretFrom(secret));
		expect(link.inviteId).toBe(derive(secret, 'link-id', 16).toString('base64url'));
		expect(hexOf(link.capsuleKey)).toBe(hexOf(derive(secret, 'link-capsule')));
		expect(hexOf(link.signing.publicKey)).toBe(hexOf(ed25519(derive(secret, 'link-signing'))));
	});
});

test('sections 4 and 7: a passkey’s wrap opens by hand', async () => {
	const { userId } = await identityFromSeed(keys.identitySeedFrom(secret));
	const unlock = keys.unlockKeyFrom(secret.slice().reverse());
	const credential = Uint8Array.of(9, 8, 7);
	const account = keys.accountKeyFrom(secret);
	const sealed = await wrapAccountKeyForPasskey(unlock, userId, credential, account);
	const info = context('unlock-passkey', { 6: idBytes(userId), 10: sha256(credential) });
	expect(hexOf(openSeal(unlock, info, sealed))).toBe(hexOf(secret));
});

test('section 8: an entry is the bytes it should be, and its body opens by hand', async () => {
	const { userId, signing } = await identityFromSeed(keys.identitySeedFrom(secret));
	const { firmId } = await kitKeys(keys.wordsEntropyFrom(secret));
	const { seal } = await epochKeys(keys.epochSecretFrom(secret));
	const blob = newBlobId();
	const entry = await signEntry(
		{
			firm: firmId,
			vault: null,
			seq: 0,
			prev: null,
			epoch: 1,
			kind: 'firm.changed',
			author: { kind: 'user', id: userId },
			firmHead: null,
			time: 1_760_000_000_000,
			payload: {},
			blobs: [blob]
		},
		signing,
		{ key: seal, value: { name: 'Alder & Finch' } }
	);
	const body = entry.sealedBody ?? new Uint8Array(0);
	const [firm, user] = [idBytes(firmId), idBytes(userId)];
	const header = cbor([
		'tallyport/1 entry',
		1,
		[firm, null],
		0,
		null,
		1,
		'firm.changed',
		['user', user],
		null,
		1_760_000_000_000,
		Buffer.of(0xa0),
		sha256(body),
		[idBytes(blob)]
	]);
	expect(hexOf(entry.bytes)).toBe(hexOf(cbor([header, entry.signature, body])));
	const hash = sha256(cbor(['tallyport/1 entry hash', header, entry.signature]));
	expect(entry.hash).toBe(hash.toString('base64url'));
	const spki = Buffer.concat([
		Buffer.from('302a300506032b6570032100', 'hex'),
		ed25519(derive(secret, 'identity-signing'))
	]);
	const publicKey = createPublicKey({ key: spki, format: 'der', type: 'spki' });
	const signed = cbor(['tallyport/1 entry signature', header]);
	expect(verify(null, signed, publicKey, entry.signature)).toBe(true);
	const info = context('entry-body', { 3: firm, 5: 1, 7: 'firm.changed', 8: 0, 9: user });
	const opened = openSeal(seal, info, body);
	const map = Buffer.concat([Buffer.of(0xa1), cbor('name'), cbor('Alder & Finch')]);
	const padded = Buffer.concat([map, Buffer.of(0x80), Buffer.alloc(127 - map.length)]);
	expect(hexOf(opened)).toBe(hexOf(padded));
});

import { describe, expect, test } from 'vitest';
import { toHex } from './bytes.ts';
import {
	dropKeys,
	dropLinkKeys,
	isReceiptSigned,
	isSignedByLink,
	openDropCapsule,
	openDropGrant,
	openDropManifest,
	openDropNote,
	openProgress,
	sealDropCapsule,
	sealDropManifest,
	sealDropNote,
	sealProgress,
	signDelivery,
	signDropped,
	signReceipt,
	wrapDropSecret
} from './drop.ts';
import {
	dropIdFrom,
	firmIdFrom,
	idBytes,
	newBlobId,
	newDeliveryId,
	newVaultId,
	userIdFrom
} from './ids.ts';
import { newDropSecret, newLinkSecret, randomBytes } from './random.ts';
import { kemKeyPair, verifyContext } from './sign.ts';
import { kemSeedFrom } from './keys.ts';
import { answersToFlips, refusalOf } from './testing.ts';

const secret = newLinkSecret();
const link = await dropLinkKeys(secret);
const opening = newDropSecret();
const staff = await dropKeys(opening);
const others = await dropKeys(newDropSecret());
const place = { firm: firmIdFrom(randomBytes(32)), vault: newVaultId(), drop: link.drop };
const file = { ...place, blob: newBlobId() };
/** The same with one thing other than it was. */
const elsewhere = [
	{ ...file, firm: firmIdFrom(randomBytes(32)) },
	{ ...file, vault: newVaultId() },
	{ ...file, drop: dropIdFrom(randomBytes(16)) },
	{ ...file, blob: newBlobId() }
];
const text = randomBytes(200);
const FAILED = 'open-failed';

describe('a drop link', () => {
	test('gives the same keys again, each another, and none that staff open anything with', async () => {
		const again = await dropLinkKeys(secret);
		expect(again).toEqual(link);
		const derived = [
			idBytes(link.drop),
			link.capsule,
			link.signing.seed,
			link.uploads,
			link.progress,
			idBytes(link.keeper),
			staff.kem.seed,
			staff.notes
		].map(toHex);
		expect(new Set(derived).size).toBe(derived.length);
	});

	test('opens its own capsule only, with no byte changed', async () => {
		const sealed = await sealDropCapsule(link.capsule, link.drop, text);
		expect(toHex(await openDropCapsule(link.capsule, link.drop, sealed))).toBe(toHex(text));
		const other = await dropLinkKeys(newLinkSecret());
		for (const open of [
			() => openDropCapsule(other.capsule, link.drop, sealed),
			() => openDropCapsule(link.capsule, other.drop, sealed)
		])
			expect(await refusalOf(open)).toBe(FAILED);
		expect(
			await answersToFlips(sealed, (bytes) => openDropCapsule(link.capsule, link.drop, bytes))
		).toEqual(new Set([FAILED]));
	});

	test('opens what the sender’s browser keeps, in its own place', async () => {
		const sealed = await sealProgress(link.progress, link.drop, text);
		expect(toHex(await openProgress(link.progress, link.drop, sealed))).toBe(toHex(text));
		const other = dropIdFrom(randomBytes(16));
		expect(await refusalOf(() => openProgress(link.progress, other, sealed))).toBe(FAILED);
	});
});

describe('the key of staff', () => {
	const member = kemKeyPair(kemSeedFrom(randomBytes(32)));
	const stranger = kemKeyPair(kemSeedFrom(randomBytes(32)));
	const author = userIdFrom(randomBytes(32));

	test('is unwrapped by its recipient, in its place and by its author', async () => {
		const wrapped = await wrapDropSecret(opening, member.publicKey, place, author);
		expect(toHex(await openDropGrant(member, place, author, wrapped))).toBe(toHex(opening));
		const wrong = [
			() => openDropGrant(stranger, place, author, wrapped),
			() => openDropGrant(member, place, userIdFrom(randomBytes(32)), wrapped),
			...elsewhere.slice(0, 3).map((other) => () => openDropGrant(member, other, author, wrapped))
		];
		for (const open of wrong) expect(await refusalOf(open)).toBe(FAILED);
	});

	test('opens a note in its own place', async () => {
		const sealed = await sealDropNote(staff.notes, place, 'For the bank');
		expect(await openDropNote(staff.notes, place, sealed)).toBe('For the bank');
		expect(await refusalOf(() => openDropNote(others.notes, place, sealed))).toBe(FAILED);
		for (const other of elsewhere.slice(0, 3))
			expect(await refusalOf(() => openDropNote(staff.notes, other, sealed))).toBe(FAILED);
	});

	test('opens a manifest of its own file only, with no byte changed', async () => {
		const sealed = await sealDropManifest(staff.kem.publicKey, file, text);
		expect(toHex(await openDropManifest(staff.kem, file, sealed))).toBe(toHex(text));
		expect(await refusalOf(() => openDropManifest(others.kem, file, sealed))).toBe(FAILED);
		for (const other of elsewhere)
			expect(await refusalOf(() => openDropManifest(staff.kem, other, sealed))).toBe(FAILED);
		for (let at = 0; at < sealed.length; at += 7) {
			const changed = sealed.slice();
			changed[at] = (changed[at] ?? 0) ^ 1;
			expect(await refusalOf(() => openDropManifest(staff.kem, file, changed))).toBe(FAILED);
		}
		expect(await refusalOf(() => openDropManifest(staff.kem, file, sealed.slice(0, 40)))).toBe(
			FAILED
		);
	});

	test('seals no two manifests alike', async () => {
		const seal = async () => toHex(await sealDropManifest(staff.kem.publicKey, file, text));
		expect(await seal()).not.toBe(await seal());
	});
});

describe('what is signed with a link', () => {
	test('a file is signed for its place and manifest', async () => {
		const { publicKey } = link.signing;
		const signature = await signDropped(link.signing, file, text);
		expect(await isSignedByLink(publicKey, file, text, signature)).toBe(true);
		expect(await isSignedByLink(publicKey, file, randomBytes(200), signature)).toBe(false);
		for (const other of elsewhere)
			expect(await isSignedByLink(publicKey, other, text, signature)).toBe(false);
		const stranger = (await dropLinkKeys(newLinkSecret())).signing.publicKey;
		expect(await isSignedByLink(stranger, file, text, signature)).toBe(false);
	});

	test('a delivery is signed for its link', () => {
		const delivery = newDeliveryId();
		const signature = signDelivery(link.signing, place, delivery);
		const { firm, vault, drop } = place;
		const verified = (sender: typeof delivery) =>
			verifyContext(
				'drop-delivery',
				link.signing.publicKey,
				{ firm, vault, object: idBytes(drop), sender: idBytes(sender) },
				signature
			);
		expect([verified(delivery), verified(newDeliveryId())]).toEqual([true, false]);
	});

	test('a receipt is signed whole, for its link', async () => {
		const { publicKey } = link.signing;
		const signature = await signReceipt(link.signing, link.drop, text);
		expect(await isReceiptSigned(publicKey, link.drop, text, signature)).toBe(true);
		expect(await isReceiptSigned(publicKey, link.drop, text.slice(1), signature)).toBe(false);
		const other = dropIdFrom(randomBytes(16));
		expect(await isReceiptSigned(publicKey, other, text, signature)).toBe(false);
	});
});

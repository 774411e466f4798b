/**
 * Every type that is stored or sent, with each single bit changed and each length cut: all are refused, with a code
 * of the closed set. Where a changed byte has to be accepted, because any bytes are a value of that type, the test
 * says what it becomes instead.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import * as account from '../../src/crypto/account.ts';
import {
	newBlobSecret,
	openBlob,
	openPart,
	planBlob,
	sealPart
} from '../../src/crypto/age/file.ts';
import { openHeader, parseHeader, payloadKey } from '../../src/crypto/age/header.ts';
import { libsodiumCipher, provenCipher } from '../../src/crypto/age/cipher.ts';
import { openChunks, sealChunks } from '../../src/crypto/age/stream.ts';
import { decodeBase64url, encodeBase64url } from '../../src/crypto/base64url.ts';
import type { Raw } from '../../src/crypto/brands.ts';
import { fromUtf8, utf8 } from '../../src/crypto/bytes.ts';
import type { ContextFields, SignaturePurpose } from '../../src/crypto/context.ts';
import { decode, encode, isMap, type Value } from '../../src/crypto/encoding.ts';
import { isSignedBy, openBody, parseEntry, signEntry } from '../../src/crypto/entry.ts';
import * as epoch from '../../src/crypto/epoch.ts';
import { CryptoError } from '../../src/crypto/errors.ts';
import { sha256 } from '../../src/crypto/hash.ts';
import { identityFromSeed, verifyBundle } from '../../src/crypto/identity.ts';
import * as ids from '../../src/crypto/ids.ts';
import {
	kemPublicKeyFrom,
	payloadKeyFrom,
	sealedFrom,
	signingPublicKeyFrom,
	unlockKeyFrom,
	wordsEntropyFrom
} from '../../src/crypto/keys.ts';
import { encodeLinkSecret, linkKeys, parseLinkSecret } from '../../src/crypto/link.ts';
import { openBodyWith, openingFrom, openingOf } from '../../src/crypto/opening.ts';
import { pad, unpad } from '../../src/crypto/padding.ts';
import * as random from '../../src/crypto/random.ts';
import { recoveryKeys, signRecoveryChallenge } from '../../src/crypto/recovery.ts';
import { open, seal } from '../../src/crypto/seal.ts';
import { signContext, verifyContext } from '../../src/crypto/sign.ts';
import * as uploads from '../../src/crypto/uploads.ts';
import { openNote, sealNote } from '../../src/crypto/notes.ts';
import * as team from '../../src/crypto/team.ts';
import { fromHex, refusalOf } from '../../src/crypto/testing.ts';
import { entropyFromWords, wordsFromEntropy } from '../../src/crypto/words.ts';
import { unwrapEpochSecret, unwrapTeamSecret, wrap } from '../../src/crypto/wrap.ts';
import { hex, isDeep, minutes } from './depth.ts';
import { answersToBitFlips, answersToLengths, flips } from './flips.ts';

const timeout = minutes(20);
const user = await identityFromSeed(random.newIdentitySeed());
const accountKey = random.newAccountKey();
const device = await account.deviceKey(accountKey);
const unlock = unlockKeyFrom(random.randomBytes(32));
const credential = random.randomBytes(24);
const words = random.newWordsEntropy();
const recovery = await recoveryKeys(words);
const linkSecret = random.newLinkSecret();
const link = await linkKeys(linkSecret);
const teamKeys = await team.teamKeys(random.newTeamSecret());
const epochKeys = await epoch.epochKeys(random.newEpochSecret());
const firm = ids.firmIdFrom(random.randomBytes(32));
const vault = ids.newVaultId();
const teamId = ids.newTeamId();
const sender = ids.idBytes(user.userId);
const keyring = encode({ firms: [], heads: [] });

interface Serialized {
	bytes: Raw;
	read: (bytes: Raw) => unknown;
}
type Maker = () => Promise<Serialized>;

const sealed: Record<string, Maker> = {
	'identity record': async () => ({
		bytes: await account.sealIdentity(accountKey, user),
		read: (bytes) => account.openIdentity(accountKey, user.userId, bytes)
	}),
	'passkey wrap': async () => ({
		bytes: await account.wrapAccountKeyForPasskey(unlock, user.userId, credential, accountKey),
		read: (bytes) => account.openPasskeyWrap(unlock, user.userId, credential, bytes)
	}),
	'recovery wrap': async () => ({
		bytes: await account.wrapAccountKeyForRecovery(
			recovery.unlockKey,
			user.userId,
			recovery.recoveryId,
			accountKey
		),
		read: (bytes) =>
			account.openRecoveryWrap(recovery.unlockKey, user.userId, recovery.recoveryId, bytes)
	}),
	keyring: async () => ({
		bytes: await account.sealKeyring(accountKey, user.userId, keyring),
		read: (bytes) => account.openKeyring(accountKey, user.userId, bytes)
	}),
	'device heads': async () => ({
		bytes: await account.sealDeviceHeads(device, user.userId, keyring),
		read: (bytes) => account.openDeviceHeads(device, user.userId, bytes)
	}),
	'upload record': async () => {
		const [key, upload] = [await uploads.uploadsKey(device), ids.newUploadId()];
		return {
			bytes: await uploads.sealUpload(key, user.userId, upload, keyring),
			read: (bytes) => uploads.openUpload(key, user.userId, upload, bytes)
		};
	},
	'part hash': async () => {
		const key = await uploads.uploadsKey(device);
		const place = { user: user.userId, blob: ids.newBlobId(), index: 1 };
		return {
			bytes: await uploads.sealPartHash(key, place, await sha256(keyring)),
			read: (bytes) => uploads.openPartHash(key, place, bytes)
		};
	},
	capsule: async () => {
		const place = { object: ids.idBytes(link.inviteId) };
		return {
			bytes: await seal(
				'capsule',
				link.capsuleKey,
				place,
				encode({ kind: 'client', name: 'Alder & Finch' })
			),
			read: (bytes) => open('capsule', link.capsuleKey, place, bytes)
		};
	},
	label: async () => {
		const place = { firm, vault, teamEpoch: 2, team: teamId, sender: user.userId };
		return {
			bytes: await team.sealLabel(teamKeys.labels, place, 'Alder & Finch'),
			read: (bytes) => team.openLabel(teamKeys.labels, place, bytes)
		};
	},
	note: async () => {
		const place = { firm, vault, team: teamId, teamEpoch: 2, seq: 7, author: user.userId };
		return {
			bytes: await sealNote(teamKeys.notes, place, { text: 'Alder & Finch' }),
			read: (bytes) => openNote(teamKeys.notes, place, bytes)
		};
	},
	'previous team secret': async () => {
		const place = { firm, epoch: 2, team: teamId };
		return {
			bytes: await team.sealPreviousTeamSecret(teamKeys.chain, place, random.newTeamSecret()),
			read: (bytes) => team.openPreviousTeamSecret(teamKeys.chain, place, bytes)
		};
	},
	'previous epoch secret': async () => {
		const place = { firm, vault, epoch: 2 };
		return {
			bytes: await epoch.sealPreviousEpoch(epochKeys.seal, place, random.newEpochSecret()),
			read: (bytes) => epoch.openPreviousEpoch(epochKeys.seal, place, bytes)
		};
	},
	'grant of a team’s secret': async () => {
		const place = { firm, epoch: 1, object: ids.idBytes(teamId), sender };
		return {
			bytes: await wrap('team-grant', user.kem.publicKey, place, random.newTeamSecret()),
			read: (bytes) => unwrapTeamSecret(user.kem.seed, place, bytes)
		};
	},
	'grant of an epoch’s secret': async () => {
		const place = { firm, vault, epoch: 1, sender };
		return {
			bytes: await wrap('vault-grant', user.kem.publicKey, place, random.newEpochSecret()),
			read: (bytes) => unwrapEpochSecret(user.kem.seed, place, bytes)
		};
	}
};

describe.each(Object.entries(sealed))('%s', (_, make) => {
	let it: Serialized;
	beforeAll(async () => {
		it = await make();
	});
	test('opens as it is', async () => {
		expect(await refusalOf(() => it.read(it.bytes))).toBe('accepted');
	});
	test('with any bit changed does not open', { timeout }, async () => {
		const { answers, count } = await answersToBitFlips(it.bytes, it.read);
		expect(answers).toEqual(new Set(['open-failed']));
		if (isDeep) expect(count).toBe(it.bytes.length * 8);
	});
	test('of any other length does not open', { timeout }, async () => {
		expect(await answersToLengths(it.bytes, it.read)).toEqual(new Set(['open-failed']));
	});
});

describe('a log entry', async () => {
	const entry = await signEntry(
		{
			firm,
			vault,
			seq: 7,
			prev: ids.entryHashFrom(random.randomBytes(32)),
			epoch: 2,
			kind: 'file.added',
			author: { kind: 'user', id: user.userId },
			firmHead: { seq: 3, hash: ids.entryHashFrom(random.randomBytes(32)) },
			time: 1_760_000_000_000,
			payload: {},
			blobs: [ids.newBlobId()]
		},
		user.signing,
		{ key: epochKeys.seal, value: { name: 'W-2.pdf', size: 1234 } }
	);
	const read = async (bytes: Raw) => {
		const parsed = await parseEntry(bytes);
		if (!isSignedBy(parsed, user.signing.publicKey)) throw new CryptoError('bad-signature');
		return openBody(parsed, epochKeys.seal);
	};

	test('reads as it is', async () => {
		expect(await refusalOf(() => read(entry.bytes))).toBe('accepted');
	});
	test(
		'with any bit changed is malformed, of another suite or not signed',
		{ timeout },
		async () => {
			const { answers } = await answersToBitFlips(entry.bytes, read);
			for (const answer of answers)
				expect(['malformed', 'unknown-suite', 'bad-signature']).toContain(answer);
		}
	);
	test('of any other length is malformed', { timeout }, async () => {
		expect(await answersToLengths(entry.bytes, read)).toEqual(new Set(['malformed']));
	});
	test(
		'whose body alone is changed, with a header that agrees, does not open',
		{
			timeout
		},
		async () => {
			const body = entry.sealedBody ?? new Uint8Array(0);
			const { answers } = await answersToBitFlips(body, (changed) =>
				openBody({ ...entry, sealedBody: sealedFrom(changed) }, epochKeys.seal)
			);
			expect(answers).toEqual(new Set(['open-failed']));
		}
	);
	test('is not opened by an opening with any bit changed', { timeout }, async () => {
		const opening = await openingOf(entry, epochKeys.seal);
		expect(await refusalOf(() => openBodyWith(entry, openingFrom(opening)))).toBe('accepted');
		const { answers } = await answersToBitFlips(opening, (changed) =>
			openBodyWith(entry, openingFrom(changed))
		);
		expect(answers).toEqual(new Set(['open-failed']));
	});
});

describe('a bundle', () => {
	const { kem, signing, proof } = user.bundle;
	const bundle = encode({ kem, proof, signing });
	const read = async (bytes: Raw) => {
		const map = decode(bytes);
		if (!isMap(map) || Object.keys(map).join() !== 'kem,proof,signing')
			throw new CryptoError('malformed');
		const part = (name: string): Raw => {
			const value = map[name];
			if (!(value instanceof Uint8Array)) throw new CryptoError('malformed');
			return new Uint8Array(value);
		};
		const { userId } = await verifyBundle({
			kem: part('kem'),
			proof: part('proof'),
			signing: part('signing')
		});
		return userId;
	};
	test('has the id of its keys as it is', async () => {
		expect(await read(bundle)).toBe(user.userId);
	});
	test('with any bit changed is refused', { timeout }, async () => {
		const { answers } = await answersToBitFlips(bundle, read);
		for (const answer of answers) expect(['malformed', 'bad-signature']).toContain(answer);
	});
});

describe('a signature', () => {
	const signed: [SignaturePurpose, ContextFields][] = [
		['bundle-proof', { object: sender }],
		['join-proof', { firm, vault, object: ids.idBytes(link.inviteId), sender }],
		['recovery-challenge', { object: random.randomBytes(32) }]
	];
	test.each(signed)('as %s verifies with no bit of it or of its key changed', (purpose, fields) => {
		const signature = signContext(purpose, user.signing, fields);
		const verifies = (by: Raw, bytes: Raw) =>
			verifyContext(purpose, signingPublicKeyFrom(by), fields, bytes);
		expect(verifies(user.signing.publicKey, signature)).toBe(true);
		for (const changed of flips(signature))
			expect(verifies(user.signing.publicKey, changed)).toBe(false);
		for (const changed of flips(user.signing.publicKey))
			expect(verifies(changed, signature)).toBe(false);
	});
	test('of a recovery challenge is that of its context', () => {
		const challenge = random.randomBytes(32);
		const signature = signRecoveryChallenge(recovery.signIn, challenge);
		const fields = { object: challenge };
		const { publicKey } = recovery.signIn;
		expect(verifyContext('recovery-challenge', publicKey, fields, signature)).toBe(true);
	});
});

describe('a public key with any bit changed', () => {
	test('is one that the recipient’s own seed does not open', { timeout }, async () => {
		const place = { firm, vault, epoch: 1, sender };
		const answers = new Set<string>();
		for (const changed of flips(user.kem.publicKey)) {
			// The key id is in the context, so even a bit that X25519 ignores makes it another key.
			const wrapTo = () =>
				wrap('vault-grant', kemPublicKeyFrom(changed), place, random.newEpochSecret());
			answers.add(
				await refusalOf(async () => unwrapEpochSecret(user.kem.seed, place, await wrapTo()))
			);
		}
		for (const answer of answers) expect(['open-failed', 'malformed']).toContain(answer);
	});
});

describe('a blob', async () => {
	const file = utf8('Alder & Finch, 2025: '.repeat(14));
	const plan = planBlob(file.length);
	const secret = await newBlobSecret(epochKeys.age.publicKey);
	const { bytes: blob, hash } = await sealPart(secret, plan, 0, file);
	const manifest = { size: file.length, stored: plan.storedSize, parts: [hash] };
	const readAs = async (stored: Raw, parts: (typeof hash)[]) => {
		const stated = { ...manifest, parts };
		return openPart((prefix) => openBlob(epochKeys.age, prefix), stated, 0, stored);
	};
	const { size: headerSize } = parseHeader(blob);

	test('opens as it is', async () => {
		expect(fromUtf8(await readAs(blob, [hash]))).toBe(fromUtf8(file));
		expect(planBlob(file.length).headerSize).toBe(headerSize + 16);
	});
	test('with any bit changed does not open, by its hash', { timeout }, async () => {
		const { answers } = await answersToBitFlips(blob, (stored) => readAs(stored, [hash]));
		expect(answers).toEqual(new Set(['open-failed']));
	});
	test('with any bit changed does not open, by its header, MAC and tags', { timeout }, async () => {
		const { answers } = await answersToBitFlips(blob, async (stored) =>
			readAs(stored, [await sha256(stored)])
		);
		expect(answers).toEqual(new Set(['open-failed']));
	});
	test('of any other length does not open, by its header, MAC and tags', { timeout }, async () => {
		const answers = await answersToLengths(blob, async (stored) =>
			readAs(stored, [await sha256(stored)])
		);
		expect(answers).toEqual(new Set(['open-failed']));
	});
	test('gives no file key when any bit of its header is changed', { timeout }, async () => {
		for (const changed of flips(blob, 0, headerSize)) {
			const answer = await refusalOf(() => openHeader(epochKeys.age.seed, parseHeader(changed)));
			expect(['malformed', 'open-failed']).toContain(answer);
		}
	});
	test('has another payload key when any bit of its nonce is changed', { timeout }, async () => {
		const fileKey = random.newFileKey();
		const nonce = blob.slice(headerSize, headerSize + 16);
		const genuine = hex(await payloadKey(fileKey, nonce));
		for (const changed of flips(nonce))
			expect(hex(await payloadKey(fileKey, changed))).not.toBe(genuine);
	});
	test.each([
		['libsodium', libsodiumCipher],
		['WebCrypto', await provenCipher(crypto.subtle)]
	])('has chunks that open with no bit changed, with %s', { timeout }, async (_, cipher) => {
		const key = payloadKeyFrom(random.randomBytes(32));
		const stored = new Uint8Array(file.length + 16);
		const run = { firstChunk: 3, isEnd: true };
		await sealChunks(cipher, key, run, file, file.length, stored, 0);
		const { answers } = await answersToBitFlips(stored, (changed) =>
			openChunks(cipher, key, run, changed)
		);
		expect(answers).toEqual(new Set(['open-failed']));
	});
});

describe('types in which any bytes are a value', () => {
	test(
		'a link with another character is no link, or opens nothing of the first',
		{
			timeout
		},
		async () => {
			const genuine = encodeLinkSecret(linkSecret);
			const place = { object: ids.idBytes(link.inviteId) };
			const capsule = await seal('capsule', link.capsuleKey, place, keyring);
			const answers = new Set<string>();
			for (const changed of flips(utf8(genuine))) {
				const text = String.fromCharCode(...changed);
				answers.add(
					await refusalOf(async () => {
						const keys = await linkKeys(parseLinkSecret(text));
						expect(keys.inviteId).not.toBe(link.inviteId);
						await open('capsule', keys.capsuleKey, place, capsule);
					})
				);
			}
			expect(answers).toEqual(new Set(['bad-link', 'open-failed']));
		}
	);

	test(
		'24 words with another word are refused, or are another code that opens nothing of the first',
		{
			timeout
		},
		async () => {
			const genuine = wordsFromEntropy(words);
			const sealedKey = await account.wrapAccountKeyForRecovery(
				recovery.unlockKey,
				user.userId,
				recovery.recoveryId,
				accountKey
			);
			let passed = 0;
			let tried = 0;
			for (const changed of flips(words)) {
				for (const [at, word] of wordsFromEntropy(wordsEntropyFrom(changed)).entries()) {
					if (word === genuine[at]) continue;
					tried++;
					const text = genuine.with(at, word).join(' ');
					const answer = await refusalOf(async () => {
						const keys = await recoveryKeys(entropyFromWords(text));
						passed++;
						await account.openRecoveryWrap(keys.unlockKey, user.userId, keys.recoveryId, sealedKey);
					});
					expect(['bad-words', 'open-failed']).toContain(answer);
				}
			}
			// Eight bits of checksum: one changed word in 256 passes as a code.
			expect(passed).toBeLessThan(10 + tried / 50);
		}
	);

	test('base64url with any bit changed is refused or other bytes, never the same', () => {
		const bytes = random.randomBytes(40);
		for (const changed of flips(utf8(encodeBase64url(bytes)))) {
			const text = String.fromCharCode(...changed);
			expect(hexOrRefused(() => decodeBase64url(text))).not.toBe(hex(bytes));
		}
	});

	test('CBOR with any bit changed is refused or another value, never the same', () => {
		const value: Value = {
			bytes: random.randomBytes(30),
			list: [0, 23, 24, 255, 256, 65_536, 2 ** 32, null, true, false],
			text: 'Müller & Söhne'
		};
		const bytes = encode(value);
		for (const changed of flips(bytes)) {
			const again = hexOrRefused(() => encode(decode(changed)));
			expect([hex(changed), 'malformed']).toContain(again);
		}
	});

	test('padding with any bit changed is refused or pads other bytes', () => {
		const padded = pad(random.randomBytes(50));
		for (const changed of flips(padded)) {
			const again = hexOrRefused(() => pad(unpad(changed)));
			expect([hex(changed), 'malformed']).toContain(again);
		}
	});

	test('an id with any bit of its text changed is refused or another id', () => {
		for (const changed of flips(utf8(firm))) {
			const text = String.fromCharCode(...changed);
			const parsed = hexOrRefused(() => ids.idBytes(ids.parseFirmId(text)));
			if (parsed === 'malformed') continue;
			expect(encodeBase64url(fromHex(parsed))).toBe(text);
			expect(text).not.toBe(firm);
		}
	});
});

function hexOrRefused(run: () => Raw): string {
	try {
		return hex(run());
	} catch (error) {
		if (error instanceof CryptoError) return error.code;
		throw error;
	}
}

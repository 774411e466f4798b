import { afterAll, beforeAll, describe, expect } from 'vitest';
import type { Raw } from '../../src/crypto/brands.ts';
import { concat } from '../../src/crypto/bytes.ts';
import { CryptoError } from '../../src/crypto/errors.ts';
import { identityFromSeed } from '../../src/crypto/identity.ts';
import { idBytes } from '../../src/crypto/ids.ts';
import { epochSealKeyFrom, kemPublicKeyFrom, signingPublicKeyFrom } from '../../src/crypto/keys.ts';
import { newEpochSecret, newIdentitySeed, randomBytes } from '../../src/crypto/random.ts';
import { open, seal } from '../../src/crypto/seal.ts';
import { kemKeyPair, verify, xchachaDecrypt } from '../../src/crypto/sodium.ts';
import { unwrapEpochSecret, wrap } from '../../src/crypto/wrap.ts';
import { toWire } from '../../src/contract/wire.ts';
import { linkKeys, parseLinkSecret } from '../../src/crypto/link.ts';
import { rejections } from '../../src/vault/verdict.ts';
import { joiner } from '../vault/forge.ts';
import { elsewhere, fragmentOf } from '../claims/people.ts';
import { putTogether, takeApart } from './entries.ts';
import { attack, expectRefused, face } from './evil.ts';
import { anEpoch, forgedInVault } from './forger.ts';
import { answering, keeping, logOf, replaced } from './lies.ts';
import { lowOrderPoints, smallOrderKeys } from './points.ts';
import { salamander } from './salamander.ts';
import { accountOf, setStage, vaultEntries, type Account, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
	stage = await setStage();
});
afterAll(() => stage.portal.close());

const codeOf = async (work: () => unknown): Promise<string | null> => {
	try {
		await work();
		return null;
	} catch (error) {
		return error instanceof CryptoError ? error.code : 'another error';
	}
};

describe('ciphertexts with two keys', () => {
	const place = () => ({ object: randomBytes(32) });

	attack('15a', async (named) => {
		// The plain cipher is fooled: one ciphertext, one nonce, two keys, and both tags fit.
		const nonce = randomBytes(24);
		const [one, other] = [randomBytes(32), randomBytes(32)];
		const bytes = salamander(one, other, nonce);
		for (const key of [one, other])
			expect(xchachaDecrypt(key, nonce, new Uint8Array(0), bytes).length).toBe(bytes.length - 16);

		// A seal commits to its key, whichever commitment is put in front.
		const at = place();
		const [first, second] = [epochSealKeyFrom(one), epochSealKeyFrom(other)];
		const honest = await seal('keyring', accountKey(first), at, randomBytes(64));
		const theirs = await seal('keyring', accountKey(second), at, randomBytes(64));
		const forged = [
			concat(honest.slice(0, 33), nonce, bytes),
			concat(theirs.slice(0, 33), nonce, bytes),
			concat(theirs.slice(0, 33), honest.slice(33)),
			concat(honest.slice(0, 33), theirs.slice(33))
		];
		for (const sealed of forged)
			for (const key of [first, second])
				expect(await codeOf(() => open('keyring', accountKey(key), at, sealed))).toBe(
					'open-failed'
				);
		expect(named.ends).toContain('account-damaged');
	});

	attack('15b', async (named) => {
		// A partitioning oracle asks: "does one of these keys open it?" Every guess gives the same answer.
		const account = await accountOf(stage.owner);
		const answers = new Set<string>();
		for (let n = 0; n < 50; n++) {
			const there = elsewhere(stage.portal, stage.owner);
			const [one, other] = [randomBytes(32), n % 2 === 0 ? there.prf : randomBytes(32)];
			const nonce = randomBytes(24);
			const wrap = toWire(
				concat(Uint8Array.of(1), randomBytes(32), nonce, salamander(one, other, nonce))
			);
			const lie = answering(/\/sign-in$/u, (answer) => ({
				...(answer as { session: string }),
				account: withWrap(account, wrap)
			}));
			const faced = await face(there, lie, () => there.enter());
			expectRefused(named, faced);
			answers.add(JSON.stringify([faced.code, faced.trace]));
		}
		expect(answers.size).toBe(1);
	});
});

const accountKey = (key: unknown) => key as Parameters<typeof seal<'keyring'>>[1];

const withWrap = (account: Account, wrap: string): Account => ({
	...account,
	passkeys: account.passkeys.map((passkey) => ({ ...passkey, wrap }))
});

describe('values of low order and other spellings', () => {
	attack('24a', async (named) => {
		// A signature that verifies for any message under a key of small order would be anybody's.
		const message = randomBytes(40);
		for (const key of smallOrderKeys())
			for (const r of smallOrderKeys()) {
				const signature = concat(r, new Uint8Array(32));
				expect(verify(signingPublicKeyFrom(key), message, signature)).toBe(false);
			}
		// One who joins with such a key is refused, with their own link and a well-formed bundle.
		const { owner, vault } = stage;
		const { url } = await owner.core.inviteClient(vault, 'Small order', true);
		const link = await linkKeys(parseLinkSecret(fragmentOf(url)));
		const honest = await identityFromSeed(newIdentitySeed());
		const { firm } = owner.keyholder.session.firm.state;
		const place = { firm, vault, invite: link.inviteId };
		for (const signing of smallOrderKeys().slice(0, 3)) {
			const bundle = { ...honest.bundle, signing, proof: concat(signing, new Uint8Array(32)) };
			const { epoch, header } = await anEpoch(owner, vault);
			const payload = { ...joiner(honest, place), bundle, earlier: [], epoch };
			const entry = await forgedInVault(owner, vault, {
				kind: 'member.joined',
				author: { kind: 'invite', id: link.inviteId },
				signer: link.signing,
				payload,
				body: { directory: [], name: 'Small' },
				...header
			});
			const reader = elsewhere(stage.portal, owner);
			await reader.enter();
			const lie = keeping(logOf(vault), (entries) => [...entries, entry]);
			const faced = await face(reader, lie, () => reader.core.openVault(vault));
			expect(named.ends).toContain('rejected');
			expect(faced.value?.history[0]?.rejected).toBe(rejections['bad-bundle']);
			expect(faced.value?.readers.clients.length).toBe(1);
		}
	});

	attack('24b', async (named) => {
		// S + L: the same signature in another spelling would give an entry two hashes.
		const { vault, owner } = stage;
		const entries = await vaultEntries(stage, vault);
		const last = entries.length - 1;
		const parts = await takeApart(entries[last] ?? new Uint8Array());
		const respelled = putTogether({ ...parts, signature: plusOrder(parts.signature) });
		const reader = elsewhere(stage.portal, owner);
		await reader.enter();
		const lie = keeping(logOf(vault), () => replaced(entries, last, respelled));
		const faced = await face(reader, lie, () => reader.core.openVault(vault));
		if (faced.code === null) expect(faced.value?.history[0]?.rejected).not.toBeNull();
		else expectRefused(named, faced);
	});

	attack('24c', async (named) => {
		// An X25519 point of low order makes half of the shared secret known: on neither side is it used.
		const pair = kemKeyPair((await identityFromSeed(newIdentitySeed())).kem.seed);
		const { firm, vault } = {
			firm: stage.owner.keyholder.session.firm.firm,
			vault: stage.vault
		};
		const at = { firm, vault, epoch: 1, sender: idBytes(firm) };
		const secret = newEpochSecret();
		const honest = await wrap('vault-grant', pair.publicKey, at, secret);
		for (const point of lowOrderPoints()) {
			const key = kemPublicKeyFrom(concat(pair.publicKey.slice(0, -32), point));
			expect(await codeOf(() => wrap('vault-grant', key, at, secret))).not.toBeNull();
			// The share is the last 32 of the 1120 bytes behind the suite byte.
			const bent = concat(honest.slice(0, 1 + 1088), point, honest.slice(1 + 1120));
			expect(await codeOf(() => unwrapEpochSecret(pair.seed, at, bent))).toBe('open-failed');
		}
		expect(named.ends).toContain('no effect');
	});
});

/** The signature with the group's order added to its scalar, if that still fits 32 bytes. */
function plusOrder(signature: Raw): Raw {
	const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
	const scalar = signature.slice(32).reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
	let rest = scalar + ORDER;
	const bytes = Uint8Array.from({ length: 32 }, () => {
		const byte = Number(rest & 255n);
		rest >>= 8n;
		return byte;
	});
	return concat(signature.slice(0, 32), bytes);
}

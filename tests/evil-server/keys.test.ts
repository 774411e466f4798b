import { afterAll, beforeAll, describe, expect } from 'vitest';
import { toWire } from '../../src/contract/wire.ts';
import { decodeBase64url } from '../../src/crypto/base64url.ts';
import type { Raw } from '../../src/crypto/brands.ts';
import { randomBytes } from '../../src/crypto/random.ts';
import { elsewhere, fragmentOf, Person, type Interfere } from '../claims/people.ts';
import type { Attack } from './attacks.ts';
import { kindOf, leaves, putTogether, replaceAt, spelled, takeApart } from './entries.ts';
import { attack, cases, expectRefused, face, type Faced } from './evil.ts';
import { answering, firmLogPath, flipped, keeping, logOf, replaced, vaultLogPath } from './lies.ts';
import {
	accountOf,
	firmEntries,
	keysWrappedTo,
	setStage,
	vaultEntries,
	type Account,
	type Stage
} from './stage.ts';

type SignedIn = { session: string; account: Account };

let stage: Stage;
beforeAll(async () => {
	stage = await setStage();
});
afterAll(() => stage.portal.close());

/** A key of the attacker's, of the kind that stood there; null where there is no key. */
function substituteFor(value: unknown): Raw | null {
	if (!(value instanceof Uint8Array)) return null;
	if (value.length === 1216) return stage.mallory.kem.publicKey;
	if (value.length === 32) return stage.mallory.signing.publicKey;
	if (value.length === 1169) return randomBytes(1169);
	return null;
}

/** Every entry of a log with one public key in it replaced; each as the whole log. */
async function* substitutions(entries: Raw[]) {
	for (const [at, bytes] of entries.entries()) {
		const parts = await takeApart(bytes);
		for (const { path, value } of leaves(parts.payload)) {
			const by = substituteFor(value);
			if (!by) continue;
			const payload = replaceAt(parts.payload, path, by);
			const where = `${kindOf(parts)} ${spelled(path)}`;
			yield { where, at, kept: replaced(entries, at, putTogether({ ...parts, payload })) };
			const signed = putTogether({ ...parts, payload }, stage.mallory.signing);
			yield { where: `${where}, signed anew`, at, kept: replaced(entries, at, signed) };
		}
	}
}

async function expectRefusedOrRejected(named: Attack, faced: Faced, hint: string) {
	if (faced.code !== null) {
		expectRefused(named, faced, hint);
		return;
	}
	// The last entry's lie breaks no chain: it must be shown as rejected and have changed nothing.
	expect(named.ends, hint).toContain('rejected');
	expect(faced.writes, hint).toEqual([]);
}

describe('public keys that the server put in place of others', () => {
	attack('01a', async (named) => {
		let tried = 0;
		const entries = await firmEntries(stage);
		for await (const { where, at, kept } of substitutions(entries)) {
			const device = elsewhere(stage.portal, stage.owner);
			const faced = await face(
				device,
				keeping(firmLogPath, () => kept),
				async () => {
					await device.enter();
					return device.core.team();
				}
			);
			await expectRefusedOrRejected(named, faced, where);
			if (at === 0) expect(faced.code, where).toBe('wrong-firm');
			tried += 1;
		}
		expect(tried).toBeGreaterThan(20);
	});

	attack('01b', async (named) => {
		let tried = 0;
		const entries = await vaultEntries(stage, stage.vault);
		for await (const { where, kept } of substitutions(entries)) {
			const device = elsewhere(stage.portal, stage.owner);
			await device.enter();
			const faced = await face(
				device,
				keeping(logOf(stage.vault), () => kept),
				() => device.core.openVault(stage.vault)
			);
			await expectRefusedOrRejected(named, faced, where);
			const recipients = faced.code === null ? await keysWrappedTo(device, stage.vault) : [];
			expect(recipients).not.toContain(toWire(stage.mallory.kem.publicKey));
			tried += 1;
		}
		expect(tried).toBeGreaterThan(20);
	});

	attack('01c', async (named) => {
		// What a joiner is shown: both logs, and in them the keys they would wrap the new epoch to.
		const { url } = await stage.owner.core.inviteClient(stage.vault, 'Second', true);
		for (const path of [firmLogPath, vaultLogPath]) {
			const reader = new Person(stage.portal);
			let entries: Raw[] = [];
			await face(
				reader,
				keeping(path, (all) => (entries = all)),
				() => reader.core.openLink(fragmentOf(url))
			);
			for await (const { where, kept } of substitutions(entries)) {
				const joiner = new Person(stage.portal);
				const faced = await face(
					joiner,
					keeping(path, () => kept),
					() => joiner.core.openLink(fragmentOf(url))
				);
				if (faced.code === null) expect(faced.writes, where).toEqual([]);
				else expectRefused(named, faced, where);
			}
		}
	});

	attack('01d', async (named) => {
		// A newcomer's keys replaced where the administrator will read them before handing over the team's key.
		const { url } = await stage.owner.core.inviteStaff('Newcomer', 'preparer');
		const newcomer = new Person(stage.portal);
		await newcomer.core.openLink(fragmentOf(url));
		await newcomer.core.makeRecoveryWords();
		const passkey = await newcomer.newPasskey();
		const me = await newcomer.core.join({ name: 'Newcomer', passkey, withRecovery: true });
		const bundle = { ...stage.mallory.bundle };
		for (const signer of [undefined, stage.mallory.signing]) {
			const admin = elsewhere(stage.portal, stage.owner);
			const lie = keeping(firmLogPath, async (entries) => {
				const parts = await takeApart(entries.at(-1) ?? new Uint8Array());
				const payload = replaceAt(parts.payload, ['bundle'], bundle);
				return [...entries.slice(0, -1), putTogether({ ...parts, payload }, signer)];
			});
			const faced = await face(admin, lie, async () => {
				await admin.enter();
				await admin.core.team();
				expect([...admin.keyholder.session.firm.state.staff.keys()]).not.toContain(me.userId);
				const granting = [me.userId, stage.mallory.userId].map((user) =>
					admin.core.grantTeam(user, true)
				);
				const [granted] = (await Promise.allSettled(granting)).filter(isRefused);
				throw granted?.reason;
			});
			expectRefused(named, faced);
		}
	});
});

describe('private bundles, wraps and unlock methods', () => {
	/** Signs in while the account in the server's answer is changed. */
	const signInWith = async (person: Person, change: (account: Account) => Account) => {
		const there = elsewhere(stage.portal, person);
		const lie = answering(/\/sign-in$/u, (answer) => {
			const { session, account } = answer as SignedIn;
			return { session, account: change(account) };
		});
		const answer = await there.signIn();
		const faced = await face(there, lie, () => there.core.signIn(answer));
		expect(there.keyholder.isOpen).toBe(false);
		return faced;
	};

	attack('02a', async (named) => {
		const theirs = await accountOf(stage.client);
		const record = (field: 'identity' | 'keyring' | 'userId') => (mine: Account) => ({
			...mine,
			[field]: theirs[field]
		});
		for (const field of ['identity', 'keyring', 'userId'] as const)
			expectRefused(named, await signInWith(stage.owner, record(field)), field);
		const whole = (mine: Account) => ({ ...theirs, passkeys: mine.passkeys });
		expectRefused(named, await signInWith(stage.owner, whole), 'everything');
		const twoOfMine = (mine: Account) => ({
			...mine,
			identity: mine.keyring,
			keyring: mine.identity
		});
		expectRefused(named, await signInWith(stage.owner, twoOfMine), 'each other');
	});

	attack('02b', async (named) => {
		const theirs = await accountOf(stage.client);
		const [wrap] = theirs.passkeys.map((passkey) => passkey.wrap);
		const withWrap = (wrapped: string) => (mine: Account) => ({
			...mine,
			passkeys: mine.passkeys.map((passkey) => ({ ...passkey, wrap: wrapped }))
		});
		expectRefused(named, await signInWith(stage.owner, withWrap(wrap ?? '')), 'another person’s');
		const mine = await accountOf(stage.owner);
		const recovery = mine.recovery?.wrap ?? '';
		expectRefused(named, await signInWith(stage.owner, withWrap(recovery)), 'the recovery code’s');
		expectRefused(named, await signInWith(stage.owner, withWrap(mine.identity)), 'the identity');
		for (const junk of [randomBytes(105), new Uint8Array(105), new Uint8Array(0)])
			expectRefused(named, await signInWith(stage.owner, withWrap(toWire(junk))), 'junk');
	});

	attack('02c', async (named) => {
		// The words are right: the server let them in by them. A wrap that does not open is the server’s doing.
		const words = (await stage.ana.core.makeRecoveryWords()).join(' ');
		await stage.ana.core.saveRecovery();
		const theirs = await accountOf(stage.owner);
		const swaps: ((account: Account) => Account)[] = [
			(mine) => ({
				...mine,
				recovery: mine.recovery && { ...mine.recovery, wrap: theirs.recovery?.wrap ?? '' }
			}),
			(mine) => ({
				...mine,
				recovery: mine.recovery && {
					...mine.recovery,
					wrap: toWire(flipped(decodeBase64url(mine.recovery.wrap), 80))
				}
			}),
			(mine) => ({ ...mine, identity: theirs.identity })
		];
		for (const change of swaps) {
			const there = new Person(stage.portal);
			const lie = answering(/\/recovery\/sign-in$/u, (answer) => {
				const { session, account } = answer as SignedIn;
				return { session, account: change(account) };
			});
			const faced = await face(there, lie, () => there.core.recover(words));
			expectRefused(named, faced);
			expect(faced.alarming).toBe(true);
		}
	});

	attack('02d', async (named) => {
		// Another device saved first; what the server then shows of it does not open.
		const device = elsewhere(stage.portal, stage.ana);
		await device.enter();
		await device.core.team();
		await stage.owner.core.inviteStaff('One more', 'preparer');
		await device.core.team();
		const lie: Interfere = async (path, init, pass) => {
			if (init.method === 'PUT' && path.endsWith('/account/keyring'))
				return Response.json(
					{ error: { code: 'keyring-moved', message: 'Another device changed this.' } },
					{ status: 409 }
				);
			return answering(/\/account$/u, (answer) => ({
				...(answer as Account),
				keyring: toWire(flipped(decodeBase64url((answer as Account).keyring), 70))
			}))(path, init, pass);
		};
		const faced = await face(device, lie, () => device.keyholder.session.saveKeyring());
		expect({ code: faced.code, alarming: faced.alarming }).toEqual({
			code: named.ends[0],
			alarming: true
		});
	});

	attack('02e', async (named) => {
		const withheld = (mine: Account) => ({
			...mine,
			passkeys: mine.passkeys.map((passkey) => ({ ...passkey, wrap: null }))
		});
		expectRefused(named, await signInWith(stage.owner, withheld));
		expectRefused(named, await signInWith(stage.owner, (mine) => ({ ...mine, passkeys: [] })));
	});

	attack('03a', async (named) => {
		const there = elsewhere(stage.portal, stage.owner);
		const record = await accountOf(stage.owner);
		const seen = new Set<string>();
		const { prf: _, ...answer } = await there.signIn();
		for (let n = 0; n < cases(1000, 10_000); n++) {
			const lie: Interfere = () =>
				Promise.resolve(Response.json({ session: 'made-up', account: mutated(record, n) }));
			const faced = await face(there, lie, () =>
				there.core.signIn({ ...answer, prf: there.prf.slice() })
			);
			expectRefused(named, faced, `case ${String(n)}`);
			seen.add(JSON.stringify([faced.code, faced.trace]));
		}
		// Whatever was changed, and whichever check found it: one error, one request trace.
		expect([...seen]).toHaveLength(1);
	});
});

const isRefused = (outcome: PromiseSettledResult<unknown>) => outcome.status === 'rejected';

/** One bit of one of the three sealed things of an account changed. */
function mutated(account: Account, n: number): Account {
	const flip = (text: string) => {
		const bytes = decodeBase64url(text);
		return toWire(flipped(bytes, (n * 7919) % bytes.length));
	};
	if (n % 3 === 0) return { ...account, identity: flip(account.identity) };
	if (n % 3 === 1) return { ...account, keyring: flip(account.keyring) };
	return {
		...account,
		passkeys: account.passkeys.map((passkey) => ({
			...passkey,
			wrap: passkey.wrap && flip(passkey.wrap)
		}))
	};
}

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { identityFromSeed, verifyBundle } from '../../src/crypto/identity.ts';
import { newIdentitySeed, newEpochSecret } from '../../src/crypto/random.ts';
import { linkKeys, parseLinkSecret } from '../../src/crypto/link.ts';
import { signEntry } from '../../src/crypto/entry.ts';
import { learnEpochs, makeEpoch, type Reader } from '../../src/vault/epoch-keys.ts';
import { foldVault } from '../../src/vault/fold-vault.ts';
import { directoryList } from '../../src/vault/directory.ts';
import { vaultEvent } from '../../src/vault/events.ts';
import { isVaultKind } from '../../src/contract/log.ts';
import { readEvent } from '../../src/vault/log-entry.ts';
import { expectedRecipients, type Recipient } from '../../src/vault/recipients.ts';
import { openPortal, type TestPortal } from '../server/portal.ts';
import { fileOf, foundFirm, fragmentOf, noise, Person, send, welcome } from './people.ts';

describe('who can hold which key', () => {
	let portal: TestPortal;
	let owner: Person;
	beforeAll(async () => {
		portal = await openPortal();
		({ owner } = await foundFirm(portal));
	});
	afterAll(() => portal.close());

	test('C06 keys under another person’s id, or with another’s proof, are refused', async () => {
		const [mine, theirs] = await Promise.all([
			identityFromSeed(newIdentitySeed()),
			identityFromSeed(newIdentitySeed())
		]);
		for (const part of ['kem', 'signing', 'proof'] as const) {
			const mixed = { ...mine.bundle, [part]: theirs.bundle[part] };
			await expect(verifyBundle(mixed)).rejects.toMatchObject({ code: 'bad-signature' });
		}
		expect((await verifyBundle(mine.bundle)).userId).toBe(mine.userId);
	});

	test('C07 an epoch wrapped to one person too many or too few is rejected', async () => {
		const { vault } = await welcome(portal, owner, 'Ghostless');
		const { session } = owner.keyholder;
		const log = await session.vault(vault);
		const { state } = log;
		const { identity } = session.account;
		const ghost = await identityFromSeed(newIdentitySeed());
		const time = portal.services.now();
		const right = expectedRecipients(session.firm.state, state.teams, state, time);
		const extra: Recipient = {
			to: 'user',
			id: ghost.userId,
			teamEpoch: null,
			kem: ghost.kem.publicKey
		};
		const rotate = async (recipients: Recipient[]) => {
			const author = { kind: 'user' as const, id: identity.userId };
			const epoch = state.epoch + 1;
			const { payload, held } = await makeEpoch(
				{ firm: state.firm, vault, epoch, sender: author },
				recipients,
				newEpochSecret()
			);
			const parsed = await signEntry(
				{
					firm: state.firm,
					vault,
					seq: state.head.seq + 1,
					prev: state.head.hash,
					epoch,
					kind: 'epoch.started',
					author,
					firmHead: session.firm.state.head,
					time,
					payload: { epoch: payload, label: null },
					blobs: []
				},
				identity.signing,
				{ key: held.seal, value: { directory: directoryList(session.firm.directory), name: null } }
			);
			const entry = readEvent(vaultEvent, isVaultKind, parsed, null);
			return (await foldVault({ firm: state.firm, vault }, state, entry, session.firm)).verdict;
		};
		expect(await rotate(right)).toEqual({ applied: true });
		const wrong = { applied: false, reason: 'wrong-recipients' };
		expect(await rotate([...right, extra])).toEqual(wrong);
		expect(await rotate(right.slice(0, -1))).toEqual(wrong);
		expect(await rotate(right.slice(1))).toEqual(wrong);
		expect(await rotate(right.toReversed())).toEqual(wrong);
		expect(await rotate([...right.slice(0, -1), extra])).toEqual(wrong);
	});

	test('C10 a used link with a copy of the server opens nothing written after the join', async () => {
		const { vault, client, fragment } = await welcome(portal, owner, 'Late');
		await send(client, vault, fileOf('after.pdf', noise(1000)));
		const log = await owner.keyholder.session.vault(vault);
		const keys = await linkKeys(parseLinkSecret(fragment));
		const thief: Reader = {
			identity: null,
			teams: new Map(),
			link: { invite: keys.inviteId, kem: keys.kem }
		};
		const learned = await learnEpochs(log.state, thief, new Map());
		const [file] = log.state.files.values();
		expect(file?.epoch).toBe(log.state.epoch);
		expect([...learned.keys()]).toEqual([1]);
		expect(learned.has(file?.epoch ?? 0)).toBe(false);
		const again = new Person(portal);
		await expect(again.core.openLink(fragment)).rejects.toMatchObject({ code: 'invite-used' });
	});

	test('C23 a newcomer without recovery words is refused, and holds no key until an administrator’s entry', async () => {
		const { url } = await owner.core.inviteStaff('Ana', 'preparer');
		const ana = new Person(portal);
		await ana.core.openLink(fragmentOf(url));
		const join = async (withRecovery: boolean) =>
			ana.core.join({ name: 'Ana', passkey: await ana.newPasskey(), withRecovery });
		await expect(join(false)).rejects.toMatchObject({ code: 'words-missing' });
		await ana.core.makeRecoveryWords();
		const me = await join(true);
		expect(me.hasKeys).toBe(false);
		expect(ana.keyholder.session.firm.teams.size).toBe(0);
		await expect(ana.core.createClient('Too early')).rejects.toMatchObject({ code: 'no-keys-yet' });

		await owner.core.team();
		await owner.core.grantTeam(me.userId, true);
		await ana.core.team();
		expect((await ana.core.me())?.hasKeys).toBe(true);
		const { firm } = owner.keyholder.session;
		expect(firm.journal.at(-1)).toMatchObject({ kind: 'team.granted', rejected: null });
		const { teams, everyone } = firm.state;
		expect(teams.get(everyone)?.members.get(me.userId)?.grantedBy.id).toBe(
			owner.keyholder.session.userId
		);
	});
});

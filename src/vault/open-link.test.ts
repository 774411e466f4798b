import { describe, expect, test } from 'vitest';
import { refusalOf, World } from '../../tests/vault/world.ts';
import { encodeLinkSecret, linkKeys, parseLinkSecret } from '../crypto/link.ts';
import { newLinkSecret } from '../crypto/random.ts';
import { openCapsule, sealCapsule, type Capsule } from './capsule.ts';
import { withdrawClientInvite } from './invitations.ts';
import { openLink } from './open-link.ts';

const world = await World.found();
const { owner, portal } = world;
const vault = await world.createVault('Rivera');
const clientLink = await world.inviteClient(vault, 'Ana');
const staffLink = await world.inviteStaff('Petra', 'preparer');
const answer = (fragment: string) => refusalOf(() => openLink(portal.api, fragment));

/** Runs `work` while the portal keeps another capsule than the one it was given. */
async function withCapsule(change: (capsule: Capsule) => Capsule, work: () => Promise<void>) {
	const { capsuleKey, inviteId } = await linkKeys(parseLinkSecret(clientLink.fragment));
	const { capsules } = portal.vaultLog(vault);
	const kept = capsules.get(inviteId);
	if (!kept) throw new Error('no capsule');
	const capsule = await openCapsule(capsuleKey, inviteId, kept);
	capsules.set(inviteId, await sealCapsule(capsuleKey, inviteId, change(capsule)));
	await work();
	capsules.set(inviteId, kept);
}

describe('a link', () => {
	test('of a client opens the letter, the firm’s log and the vault', async () => {
		const { capsule, firm, vault: log } = await openLink(portal.api, clientLink.fragment);
		expect(capsule).toMatchObject({ kind: 'client', name: 'Ana', firmName: 'Alder & Finch' });
		expect(firm.state.staff.get(owner.id)?.name).toBe('Olga Alder');
		expect(log?.state.name).toBe('Rivera');
	});

	test('of staff opens the letter and the firm’s log', async () => {
		const { capsule, vault: none } = await openLink(portal.api, staffLink.fragment);
		expect(capsule).toMatchObject({ kind: 'staff', name: 'Petra', inviter: owner.id });
		expect(none).toBeNull();
	});

	test('that is not whole, or that nobody issued, is mangled', async () => {
		const { fragment } = clientLink;
		const unknown = encodeLinkSecret(newLinkSecret());
		for (const text of ['', 'x', fragment.slice(0, -1), `${fragment}A`, ` ${fragment}`, unknown])
			expect(await answer(text)).toBe('link-mangled');
	});
});

describe('a portal that lies about an invitation is found out', () => {
	test('by a capsule that does not open', async () => {
		const { inviteId } = await linkKeys(parseLinkSecret(clientLink.fragment));
		const { capsules } = portal.vaultLog(vault);
		const kept = capsules.get(inviteId);
		const [other] = portal.firmLog.capsules.values();
		if (!kept || !other) throw new Error('no capsule');
		capsules.set(inviteId, other);
		expect(await answer(clientLink.fragment)).toBe('capsule-mismatch');
		capsules.set(inviteId, kept);
	});

	test('by a capsule that the log does not carry the hash of', async () => {
		await withCapsule(
			(capsule) => capsule,
			async () => {
				expect(await answer(clientLink.fragment)).toBe('capsule-mismatch');
			}
		);
	});

	test('by logs that end before what the capsule has seen', async () => {
		const ahead = (capsule: Capsule): Capsule => {
			if (capsule.kind !== 'client') return capsule;
			const { vaultHead } = capsule;
			return { ...capsule, vaultHead: { ...vaultHead, seq: vaultHead.seq + 9 } };
		};
		await withCapsule(ahead, async () => {
			expect(await answer(clientLink.fragment)).toBe('log-rolled-back');
		});
		const firmAhead = (capsule: Capsule): Capsule => {
			const { firmHead } = capsule;
			return { ...capsule, firmHead: { ...firmHead, seq: firmHead.seq + 9 } };
		};
		await withCapsule(firmAhead, async () => {
			expect(await answer(clientLink.fragment)).toBe('log-rolled-back');
		});
	});

	test('by a vault log without the invitation', async () => {
		const { entries } = portal.vaultLog(vault);
		const last = entries.pop();
		expect(await answer(clientLink.fragment)).toBe('capsule-mismatch');
		if (last) entries.push(last);
	});
});

describe('a link that is no longer good says so', () => {
	test('when it was used', async () => {
		await world.join(clientLink.fragment, 'Ana');
		await world.join(staffLink.fragment, 'Petra');
		expect(await answer(clientLink.fragment)).toBe('invite-used');
		expect(await answer(staffLink.fragment)).toBe('invite-used');
	});

	test('when it was withdrawn', async () => {
		const { fragment } = await world.inviteClient(vault, 'Ben');
		const { inviteId } = await linkKeys(parseLinkSecret(fragment));
		const log = await owner.vault(vault);
		await withdrawClientInvite(owner.firm, log, owner.identity, inviteId, world.now);
		expect(await answer(fragment)).toBe('invite-revoked');
	});
});

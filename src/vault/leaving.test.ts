import { describe, expect, test } from 'vitest';
import { memoryLedger, newUpload } from '../../tests/vault/keeping.ts';
import { fileBody, forgeVault } from '../../tests/vault/forge.ts';
import { makeFolder, person, refusalOf, transferHooks, World } from '../../tests/vault/world.ts';
import { idBytes, newFolderId } from '../crypto/ids.ts';
import { randomBytes } from '../crypto/random.ts';
import { admitToTeam } from './admitting.ts';
import { removeMember, removeStaff } from './leaving.ts';
import { renewal } from './next-epoch.ts';
import { openLink } from './open-link.ts';
import { Refusal } from './problems.ts';
import type { VaultLog } from './vault-log.ts';

test('who was removed opens nothing written later, and everybody else goes on', async () => {
	const world = await World.found();
	const { owner } = world;
	const petra = await world.staff('Petra', 'preparer');
	const vault = await world.createVault('Rivera');
	const ana = await world.client(vault, 'Ana');
	await makeFolder(await petra.vault(vault), '2024', world.now);

	await removeStaff(owner.firm, owner.identity, petra.id, world.now);
	expect([...owner.firm.state.staff.keys()]).toEqual([owner.id]);
	expect(owner.firm.state.former.get(petra.id)?.name).toBe('Petra');

	const log = await owner.vault(vault);
	const before = log.state.epoch;
	await makeFolder(log, '2025', world.now);
	expect(log.state.epoch).toBe(before + 1);
	expect([...log.state.folders.values()]).toEqual(['2024', '2025']);
	expect(log.journal.every(({ rejected }) => rejected === null)).toBe(true);

	await ana.firm.sync();
	expect((await ana.vault(vault)).state).toEqual(log.state);
	await petra.firm.sync();
	const hers = await petra.vault(vault);
	expect(hers.heldEpoch(log.state.epoch)).toBeNull();
	expect([...hers.state.folders.values()]).toEqual(['2024']);
});

test('a client who writes first after somebody left starts the new key', async () => {
	const world = await World.found();
	const { owner } = world;
	const petra = await world.staff('Petra', 'preparer');
	const vault = await world.createVault('Rivera');
	const ana = await world.client(vault, 'Ana');
	await removeStaff(owner.firm, owner.identity, petra.id, world.now);
	await ana.firm.sync();
	const log = await ana.vault(vault);
	await log.renew(world.now);
	expect(log.state.epochs.get(log.state.epoch)?.startedBy).toEqual({ kind: 'user', id: ana.id });
	expect((await owner.vault(vault)).heldEpoch(log.state.epoch)).not.toBeNull();
});

test('a newcomer without history opens what comes, and nothing from before', async () => {
	const world = await World.found();
	const { owner } = world;
	const vault = await world.createVault('Rivera');
	await makeFolder(await owner.vault(vault), '2024', world.now);
	const nora = await world.newStaff('Nora', 'preparer');
	await admitToTeam(owner.firm, owner.identity, nora.id, false, world.now);
	await makeFolder(await owner.vault(vault), '2025', world.now);
	await nora.firm.sync();
	const hers = await nora.vault(vault);
	expect([...hers.state.folders.values()]).toEqual(['2025']);
	expect(hers.heldEpoch(1)).toBeNull();
	expect(hers.state.name).toBe('Rivera');
	// What she was not given the key to is not shown as somebody's fault.
	expect(hers.journal.every(({ rejected }) => rejected === null)).toBe(true);
	const ana = await world.client(vault, 'Ana', false);
	const anas = await ana.vault(vault);
	expect([...anas.state.folders.values()]).toEqual([]);
	await makeFolder(await owner.vault(vault), '2026', world.now);
	expect([...(await ana.vault(vault)).state.folders.values()]).toEqual(['2026']);
	expect([...(await owner.vault(vault)).state.folders.values()]).toEqual(['2024', '2025', '2026']);
});

test('a removed client opens nothing written later', async () => {
	const world = await World.found();
	const { owner } = world;
	const vault = await world.createVault('Rivera');
	const ana = await world.client(vault, 'Ana');
	const ben = await world.client(vault, 'Ben');
	const log = await owner.vault(vault);
	await removeMember(owner.firm, log, owner.identity, ana.id, world.now);
	await makeFolder(log, '2025', world.now);
	expect([...log.state.members.keys()]).toEqual([ben.id]);
	expect([...(await ben.vault(vault)).state.folders.values()]).toEqual(['2025']);
	const hers = await ana.vault(vault);
	expect([...hers.state.folders.values()]).toEqual([]);
	expect(hers.heldEpoch(log.state.epoch)).toBeNull();
});

test('nobody removes themself', async () => {
	const { owner, now } = await World.found();
	expect(await refusalOf(() => removeStaff(owner.firm, owner.identity, owner.id, now))).toBe(
		'not-allowed'
	);
});

test('history reaches later newcomers across somebody who got none', async () => {
	const world = await World.found();
	const { owner } = world;
	const vault = await world.createVault('Rivera');
	await makeFolder(await owner.vault(vault), '2023', world.now);
	const nora = await world.newStaff('Nora', 'preparer');
	await admitToTeam(owner.firm, owner.identity, nora.id, false, world.now);
	await makeFolder(await owner.vault(vault), '2024', world.now);
	await world.client(vault, 'Ana', false);
	await makeFolder(await owner.vault(vault), '2025', world.now);
	const everything = ['2023', '2024', '2025'];
	const otto = await world.staff('Otto', 'preparer');
	expect([...(await otto.vault(vault)).state.folders.values()]).toEqual(everything);
	const ben = await world.client(vault, 'Ben');
	expect([...(await ben.vault(vault)).state.folders.values()]).toEqual(everything);
});

/** A firm of two and a vault, out of which Petra is removed: she has seen everything up to then. */
async function withoutPetra() {
	const world = await World.found();
	const { owner } = world;
	const petra = await world.staff('Petra', 'preparer');
	const vault = await world.createVault('Rivera');
	const ana = await world.client(vault, 'Ana');
	await makeFolder(await petra.vault(vault), '2024', world.now);
	const invited = await world.inviteClient(vault, 'Carl', petra);
	await removeStaff(owner.firm, owner.identity, petra.id, world.now);
	return { world, owner, petra, vault, ana, invited };
}

const folders = (log: VaultLog) => [...log.state.folders.values()];

describe('who was removed', () => {
	test('keeps what they could read, also after reading it all again', async () => {
		const { world, petra, vault, owner } = await withoutPetra();
		await makeFolder(await owner.vault(vault), '2025', world.now);
		await petra.firm.sync();
		expect(folders(await petra.vault(vault))).toEqual(['2024']);
	});

	test('leaves links that open nothing, and that get no key', async () => {
		const { world, owner, vault, invited } = await withoutPetra();
		expect(await refusalOf(() => openLink(world.portal.api, invited.fragment))).toBe(
			'invite-revoked'
		);
		const log = await owner.vault(vault);
		await log.renew(world.now);
		const grants = log.state.epochs.get(log.state.epoch)?.grants ?? [];
		expect(grants.map(({ to }) => to)).toEqual(['escrow', 'team', 'user']);
	});

	test('leaves links for colleagues that open nothing either', async () => {
		const world = await World.found();
		const { owner, now } = world;
		const adam = await world.staff('Adam', 'admin');
		const { fragment } = await world.inviteStaff('Nils', 'preparer', adam);
		await owner.firm.sync();
		await removeStaff(owner.firm, owner.identity, adam.id, now);
		expect(await refusalOf(() => openLink(world.portal.api, fragment))).toBe('invite-revoked');
	});

	test('writes nothing more, with or without news of it', async () => {
		const { world, petra, vault } = await withoutPetra();
		const log = await petra.vault(vault);
		await petra.firm.sync();
		expect(await refusalOf(() => makeFolder(log, '2025', world.now))).toBe('not-allowed');
		expect(await refusalOf(() => log.renew(world.now))).toBe('not-allowed');
	});

	test('who never had a key leaves without a new one for the others', async () => {
		const world = await World.found();
		const { owner, now } = world;
		const nils = await world.newStaff('Nils', 'preparer');
		await removeStaff(owner.firm, owner.identity, nils.id, now);
		const { teams, everyone, former } = owner.firm.state;
		expect(teams.get(everyone)?.epoch).toBe(1);
		expect(former.has(nils.id)).toBe(true);
	});

	test('and whom nobody knows is not removed', async () => {
		const { world, owner, petra } = await withoutPetra();
		const again = () => removeStaff(owner.firm, owner.identity, petra.id, world.now);
		expect(await refusalOf(again)).toBe('not-found');
	});
});

describe('a removed colleague with the help of the server', () => {
	/** Says that she has not heard of her removal, and the server takes it. */
	const pretending = async ({ petra, vault, world }: Awaited<ReturnType<typeof withoutPetra>>) => {
		const log = await petra.vault(vault);
		await log.startEpoch(
			(state, time) => renewal(petra.firm, petra.identity, state, log.heldEpoch(state.epoch), time),
			world.now
		);
		return log;
	};

	test('starts a key for the team as it was, and nobody who knows better writes under it', async () => {
		const story = await withoutPetra();
		const { world, owner, petra, vault, ana } = story;
		const hers = await pretending(story);
		const log = await owner.vault(vault);
		expect(log.state.epoch).toBe(hers.state.epoch);
		expect(log.journal.at(-1)).toMatchObject({ kind: 'epoch.started', rejected: null });

		await makeFolder(log, '2025', world.now);
		expect(log.state.epoch).toBe(hers.state.epoch + 1);
		const [renewed, folder] = log.journal.slice(-2);
		expect([renewed?.kind, folder?.kind]).toEqual(['epoch.started', 'folder.made']);
		expect(log.state.epochs.get(log.state.epoch)?.grants[1]).toMatchObject({ teamEpoch: 2 });

		await petra.firm.sync();
		const after = await petra.vault(vault);
		expect(after.heldEpoch(log.state.epoch)).toBeNull();
		expect(folders(after)).toEqual(['2024']);
		expect(folders(await ana.vault(vault))).toEqual(['2024', '2025']);
	});

	test('gets no file encrypted to her key from a client who can ask', async () => {
		const story = await withoutPetra();
		const { world, vault, ana } = story;
		const hers = await pretending(story);
		const log = await ana.vault(vault);
		const bytes = randomBytes(100);
		const file = {
			name: 'W-2.pdf',
			size: bytes.length,
			type: 'application/pdf',
			lastModified: 0,
			slice: (start: number, end: number) => new Blob([bytes.slice(start, end)])
		};
		await newUpload(world.portal.api, log, file, await memoryLedger()).run(
			transferHooks().hooks,
			world.now
		);
		const [added] = log.state.files.values();
		expect(added?.epoch).toBe(hers.state.epoch + 1);
		// No byte went to the server under the older key first.
		expect(world.portal.uploads.size).toBe(1);
	});

	test('writes no more once somebody has written who knows that she left', async () => {
		const { world, owner, petra, vault } = await withoutPetra();
		const log = await owner.vault(vault);
		const stale = petra.firm.state.head;
		await makeFolder(log, '2025', world.now);
		const { body, blob } = fileBody();
		const late = await forgeVault(petra, log, {
			kind: 'file.added',
			body,
			blobs: [blob],
			firmHead: stale
		});
		world.portal.vaultLog(vault).force(late.bytes);
		const { journal, state } = await owner.vault(vault);
		expect(journal.at(-1)?.rejected).not.toBeNull();
		expect(state.files.size).toBe(0);
	});
});

describe('somebody who writes while the firm changes', () => {
	test.each(['head-moved', 'firm-moved', 'keys-behind'] as const)(
		'hears of it (%s), starts the new key and goes on',
		async (code) => {
			const { world, vault, ana } = await withoutPetra();
			const log = await ana.vault(vault);
			const before = log.state.epoch;
			// The server knows of the removal; Ana’s client does not yet.
			let refusals = 0;
			world.portal.disturb = (call) => {
				const isOld = ana.firm.state.teams.get(ana.firm.state.everyone)?.epoch === 1;
				if (call !== 'appendVault' || !isOld) return;
				refusals++;
				throw new Refusal(code);
			};
			const { body, blob } = fileBody();
			const draft = { kind: 'file.added' as const, payload: {}, body, blobs: [blob] };
			await log.append(() => Promise.resolve(draft), world.now);
			expect(refusals).toBe(1);
			expect(log.state.epoch).toBe(before + 1);
			expect([...log.state.files.values()].map(({ epoch }) => epoch)).toEqual([before + 1]);
		}
	);

	test('and somebody else who does: one new key, and both words are said', async () => {
		const { world, owner, vault, ana } = await withoutPetra();
		await ana.firm.sync();
		const [ours, anas] = [await owner.vault(vault), await ana.vault(vault)];
		const before = ours.state.epoch;
		const { body, blob } = fileBody();
		const adding = { kind: 'file.added' as const, payload: {}, body, blobs: [blob] };
		await Promise.all([
			makeFolder(ours, '2025', world.now),
			anas.append(() => Promise.resolve(adding), world.now)
		]);
		for (const log of [await owner.vault(vault), await ana.vault(vault)]) {
			expect(log.state.epoch).toBe(before + 1);
			expect(log.state.files.size).toBe(1);
			expect(folders(log)).toEqual(['2024', '2025']);
			expect(log.journal.every(({ rejected }) => rejected === null)).toBe(true);
		}
	});

	test('two administrators remove the same person: the second is told that they are gone', async () => {
		const world = await World.found();
		const { owner, now } = world;
		const adam = await world.staff('Adam', 'admin');
		const petra = await world.staff('Petra', 'preparer');
		await adam.firm.sync();
		const answers = await Promise.all(
			[owner, adam].map(({ firm, identity }) =>
				refusalOf(() => removeStaff(firm, identity, petra.id, now))
			)
		);
		expect(answers.sort()).toEqual(['accepted', 'not-found']);
		await owner.firm.sync();
		const { teams, everyone } = owner.firm.state;
		expect(teams.get(everyone)?.epoch).toBe(2);
	});

	test('somebody admitted at the same moment as another leaves: both count', async () => {
		const world = await World.found();
		const { owner, now } = world;
		const adam = await world.staff('Adam', 'admin');
		const petra = await world.staff('Petra', 'preparer');
		const nils = await world.newStaff('Nils', 'preparer');
		await adam.firm.sync();
		await Promise.all([
			removeStaff(owner.firm, owner.identity, petra.id, now),
			admitToTeam(adam.firm, adam.identity, nils.id, true, now)
		]);
		for (const { firm } of [owner, adam, nils]) {
			await firm.sync();
			expect(firm.teams.get(firm.state.everyone)?.epoch).toBe(2);
		}
		expect(owner.firm.state.teams.get(owner.firm.state.everyone)?.members.has(nils.id)).toBe(true);
	});
});

test('a key withheld from somebody is cured by their next word, and history reaches newcomers from there', async () => {
	const world = await World.found();
	const { owner, now } = world;
	const vault = await world.createVault('Rivera');
	const ana = await world.client(vault, 'Ana');
	const log = await ana.vault(vault);
	await makeFolder(await owner.vault(vault), '2024', now);
	// Ana starts a key whose wrap for the team is noise.
	await log.startEpoch(async (state, time) => {
		const draft = await renewal(ana.firm, ana.identity, state, log.heldEpoch(state.epoch), time);
		const grants = (draft.payload['epoch'] as { grants: { to: string; wrap: unknown }[] }).grants;
		for (const grant of grants) if (grant.to === 'team') grant.wrap = randomBytes(1169);
		return draft;
	}, now);
	const ours = await owner.vault(vault);
	expect(ours.heldEpoch(ours.state.epoch)).toBeNull();
	expect(folders(ours)).toEqual(['2024']);
	await makeFolder(ours, '2025', now);
	expect(ours.state.epochs.get(ours.state.epoch)?.previous).toBeNull();
	expect(folders(await ana.vault(vault))).toEqual(['2024', '2025']);
	const ben = await world.client(vault, 'Ben');
	expect(folders(await ben.vault(vault))).toEqual(['2024', '2025']);
	const reopened = await person(world.portal, ana.account);
	expect(folders(await reopened.vault(vault))).toEqual(['2024', '2025']);
});

test('a client who was removed is not withdrawn twice, and staff keep writing', async () => {
	const world = await World.found();
	const { owner, now } = world;
	const vault = await world.createVault('Rivera');
	const ana = await world.client(vault, 'Ana');
	const log = await owner.vault(vault);
	await removeMember(owner.firm, log, owner.identity, ana.id, now);
	const { seq } = log.state.head;
	await removeMember(owner.firm, log, owner.identity, ana.id, now);
	expect(log.state.head.seq).toBe(seq);
	const folder = { folder: idBytes(newFolderId()), name: '2025' };
	const draft = { kind: 'folder.made' as const, payload: {}, body: folder };
	await log.append(() => Promise.resolve(draft), now);
	expect(await refusalOf(async () => (await ana.vault(vault)).renew(now))).toBe('not-allowed');
});

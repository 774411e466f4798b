import { afterEach, beforeEach, describe, expect } from 'vitest';
import { appendRequest, vaultsPage } from '../../src/contract/api.ts';
import { toWire } from '../../src/contract/wire.ts';
import type { Raw } from '../../src/crypto/brands.ts';
import { openBody } from '../../src/crypto/entry.ts';
import { parseEntry, type ParsedEntry } from '../../src/crypto/entry-header.ts';
import { newVaultId } from '../../src/crypto/ids.ts';
import { elsewhere, memoryDevice, welcome, type Interfere, type Person } from '../claims/people.ts';
import { attack, expectRefused, expectSilence, face, textOf } from './evil.ts';
import {
	answering,
	firmLogPath,
	isRead,
	keeping,
	logOf,
	pageOf,
	swapped,
	together,
	wholeLog
} from './lies.ts';
import {
	fileNamed,
	firmEntries,
	idOf,
	keysWrappedTo,
	nothing,
	setStage,
	type Stage,
	vaultEntries
} from './stage.ts';

let stage: Stage;
beforeEach(async () => {
	stage = await setStage();
});
afterEach(() => stage.portal.close());

const behind = /[?&]behind=1/u;

/** The entries that left a client for a log, and which log. */
async function written({ sent }: Person, mark = 0) {
	const bodies = sent
		.slice(mark)
		.filter(({ method, path }) => method === 'POST' && /\/log$/u.test(path));
	return Promise.all(
		bodies.map(async ({ body }) => {
			const { header } = await parseEntry(appendRequest.parse(JSON.parse(textOf(body))).entry);
			return { vault: header.vault, kind: header.kind };
		})
	);
}

/** Removes Ana while the server lies, and waits until the new keys in the background are through. */
async function anaLeaves(lie: Interfere): Promise<void> {
	const { owner, ana } = stage;
	await owner.core.team();
	owner.interfere = lie;
	await owner.core.removeStaff(idOf(ana));
	// A run of our own after the one that the removal began: it ends when nothing is under way.
	await owner.core.continueRotation();
	await expect.poll(async () => (await owner.core.rotation())?.state).not.toBe('running');
	owner.interfere = null;
}

describe('new keys after a removal, where the server says which vaults need one', () => {
	attack('11d', async (named) => {
		const { owner, vault, otherVault, ana, portal, mallory } = stage;
		const { vault: third } = await welcome(portal, owner, 'Third');
		const anas = ana.keyholder.session.account.identity.kem.publicKey;
		const foreign = newVaultId();
		const mark = owner.sent.length;
		// Maria’s vault is hidden; one that does not exist is listed; Jonas’s is given the third one’s log.
		const lists = answering(behind, (answer) => {
			const { vaults } = vaultsPage.parse(answer);
			const list = (answer as { vaults: { vault: string }[] }).vaults;
			expect(vaults.length).toBe(3);
			const [first] = list;
			const shown = list.filter((row) => row.vault !== vault);
			return { ...(answer as object), vaults: [...shown, { ...first, vault: foreign }] };
		});
		const exchanged: Interfere = async (path, init, pass) =>
			logOf(otherVault).test(path) && isRead(init)
				? pageOf(await wholeLog(pass, path.replace(otherVault, third)), -1)
				: pass(path, init);
		await anaLeaves(together(lists, exchanged));

		const failures = (await owner.core.rotation())?.failed ?? [];
		const codes = new Map(failures.map(({ vault: id, problem }) => [id, problem.code]));
		expect(codes.get(foreign)).toBe('not-found');
		expect(codes.get(otherVault)).toBe('log-broken');
		expect(owner.alarms.map(({ code, ids }) => [code, ids?.['vault']])).toContainEqual([
			'log-broken',
			otherVault
		]);
		for (const code of codes.values()) expect(named.ends).toContain(code);
		const during = await written(owner, mark);
		expect(during).toEqual([
			{ vault: null, kind: 'staff.removed' },
			{ vault: third, kind: 'epoch.started' }
		]);
		// What lied stays closed in this session.
		await expectSilence(owner, otherVault);

		// The vault that was hidden gets its new key before the next word in it, whatever the list says.
		const later = owner.sent.length;
		await owner.core.openVault(vault);
		await owner.core.makeFolder(vault, 'Afterwards');
		expect((await written(owner, later)).map(({ kind }) => kind)).toEqual([
			'epoch.started',
			'folder.made'
		]);
		for (const id of [vault, third]) {
			const keys = await keysWrappedTo(owner, id);
			for (const key of [anas, mallory.kem.publicKey]) expect(keys).not.toContain(toWire(key));
			const { state } = await owner.keyholder.session.vault(id);
			const grants = state.epochs
				.get(state.epoch)
				?.grants.map(({ to, teamEpoch }) => [to, teamEpoch]);
			const [team] = owner.keyholder.session.firm.state.teams.values();
			expect(grants).toContainEqual(['team', team?.epoch]);
			expect(grants?.length).toBe(keys.length);
		}
		// All are listed though none needs it: nothing is written.
		const idle = owner.sent.length;
		owner.interfere = (path, init, pass) => pass(path.replace(behind, ''), init);
		await owner.core.continueRotation();
		await expect.poll(async () => (await owner.core.rotation())?.state).not.toBe('running');
		owner.interfere = null;
		expect(await written(owner, idle)).toEqual([]);
	});

	attack('11e', async (named) => {
		const { owner, ana, client, vault, portal } = stage;
		expect(named.ends).toContain('not prevented');
		const silent = elsewhere(portal, client, memoryDevice());
		await silent.enter();
		await silent.core.openVault(vault);
		await client.core.openVault(vault);
		const held = (await ana.keyholder.session.vault(vault)).heldEpochs;
		const { length } = await firmEntries(stage);
		await owner.core.team();
		await owner.core.removeStaff(idOf(ana));

		// Maria is not told. What she writes goes to the old key, which Ana has; the server takes it and tells nobody.
		const taken: ParsedEntry[] = [];
		const freeze = keeping(firmLogPath, (entries) => entries.slice(0, length));
		const hiding = together(freeze, async (path, init, pass) => {
			if (!logOf(vault).test(path) || isRead(init)) return pass(path, init);
			const parsed = await parseEntry(appendRequest.parse(JSON.parse(textOf(init.body))).entry);
			taken.push(parsed);
			return Response.json({ head: { seq: parsed.header.seq, hash: parsed.hash } });
		});
		const file = await fileNamed(client, vault, 'W-2.pdf');
		const deceived = await face(client, hiding, () =>
			client.core.renameFile(vault, file.file, 'Wages.pdf')
		);
		expect([deceived.code, taken.length]).toEqual([null, 1]);
		const [entry] = taken;
		const seal = entry && held.get(entry.header.epoch)?.seal;
		if (!seal) throw new Error('not under the old key');
		expect(await openBody(entry, seal)).toMatchObject({ name: 'Wages.pdf' });

		// An honest portal would have refused it. Nobody else ever sees it: the next entry of the others takes its place.
		await owner.core.openVault(vault);
		await owner.core.makeFolder(vault, 'Afterwards');
		const { files } = await owner.core.openVault(vault);
		expect(files.map(({ name }) => name)).toContain('W-2.pdf');
		// Shown that, whether she wrote or only read, she sees that the firm’s log was withheld from her.
		for (const person of [client, silent]) {
			const faced = await face(person, freeze, () => person.core.openVault(vault));
			expectRefused(named, faced);
			expect(faced.code).toBe('log-forked');
			await expectSilence(person, vault);
		}
	});
});

describe('a client’s removal', () => {
	attack('13e', async (named) => {
		const { owner, client, vault, otherVault, portal } = stage;
		const before = await vaultEntries(stage, vault);
		await owner.core.removeMember(vault, idOf(client));
		const removal = (await vaultEntries(stage, vault)).at(-1) ?? nothing;
		await owner.core.makeFolder(vault, 'Afterwards');
		await owner.core.openVault(otherVault);
		const histories: { id: typeof vault; change: (entries: Raw[]) => Raw[]; old?: boolean }[] = [
			// Again, in another client’s vault at the end and in the place it says, moved, and taken back.
			{ id: vault, change: (entries) => [...entries, removal] },
			{ id: otherVault, change: (entries) => [...entries, removal] },
			{ id: otherVault, change: (entries) => [...entries.slice(0, before.length), removal] },
			{ id: vault, change: (entries) => swapped(entries, entries.length - 1, before.length) },
			{ id: vault, change: () => before, old: true }
		];
		for (const { id, change, old } of histories) {
			const reader = elsewhere(portal, owner, memoryDevice());
			await reader.enter();
			await reader.core.openVault(id);
			const lie = keeping(logOf(id), change);
			const fresh = elsewhere(portal, owner);
			await fresh.enter();
			// An old history is news to nobody who knows nothing (14e).
			for (const person of old ? [reader] : [reader, fresh]) {
				const faced = await face(person, lie, () => person.core.openVault(id));
				expectRefused(named, faced);
				await expectSilence(person, id);
			}
		}
	});
});

import { afterAll, beforeAll, describe, expect } from 'vitest';
import { appendRequest } from '../../src/contract/api.ts';
import { toWire } from '../../src/contract/wire.ts';
import type { Raw, VaultId } from '../../src/crypto/brands.ts';
import type { Value } from '../../src/crypto/encoding.ts';
import { parseEntry } from '../../src/crypto/entry-header.ts';
import { idBytes } from '../../src/crypto/ids.ts';
import { linkKeys, parseLinkSecret } from '../../src/crypto/link.ts';
import { newLinkSecret } from '../../src/crypto/random.ts';
import { keyIdOf } from '../../src/crypto/wrap.ts';
import { expectedRecipients } from '../../src/vault/recipients.ts';
import { rejections } from '../../src/vault/verdict.ts';
import { invitation, joiner } from '../vault/forge.ts';
import { elsewhere, fileOf, memoryDevice, noise, send, type Person } from '../claims/people.ts';
import { HEADER, kindOf, leaves, putTogether, replaceAt, spelled, takeApart } from './entries.ts';
import { attack, expectRefused, expectSilence, face } from './evil.ts';
import { aFile, aFolder, madeUpKey } from './forged.ts';
import { anEpoch, by, forgedInFirm, forgedInVault } from './forger.ts';
import {
	answering,
	firmLogPath,
	flipped,
	honest,
	keeping,
	logOf,
	replaced,
	swapped,
	together,
	without
} from './lies.ts';
import {
	accountOf,
	firmEntries,
	keysWrappedTo,
	setStage,
	vaultEntries,
	type Stage
} from './stage.ts';

let stage: Stage;
beforeAll(async () => {
	stage = await setStage();
});
afterAll(() => stage.portal.close());

const appended =
	(extra: Raw) =>
	(entries: Raw[]): Raw[] => [...entries, extra];

/** The owner at a browser that has not read this vault yet. */
async function freshOwner(): Promise<Person> {
	const there = elsewhere(stage.portal, stage.owner);
	await there.enter();
	return there;
}

describe('files and folders that the server puts in', () => {
	attack('04a', async (named) => {
		const { owner, client, otherClient, vault, mallory, usedLink } = stage;
		const honestView = await owner.core.openVault(vault);
		const link = await linkKeys(parseLinkSecret(usedLink));
		const stranger = otherClient.keyholder.session.account.identity;
		const maria = { author: { kind: 'user' as const, id: client.keyholder.session.userId } };
		const authors = {
			'somebody made up': by(mallory),
			'a member, signed by the server': { ...maria, signer: mallory.signing },
			'a client of another vault': by(stranger),
			'a used link': {
				author: { kind: 'invite' as const, id: link.inviteId },
				signer: link.signing
			}
		};
		for (const [who, author] of Object.entries(authors))
			for (const thing of [aFile(), aFolder()]) {
				const entry = await forgedInVault(owner, vault, {
					...thing,
					...author,
					bodyKey: madeUpKey()
				});
				const reader = await freshOwner();
				const faced = await face(reader, keeping(logOf(vault), appended(entry)), () =>
					reader.core.openVault(vault)
				);
				expect(named.ends).toContain('rejected');
				expect(faced.value?.files, who).toEqual(honestView.files);
				expect(faced.value?.folders, who).toEqual(honestView.folders);
				expect(faced.value?.history[0]?.rejected, who).not.toBeNull();
				expect(faced.writes).toEqual([]);
				expect(reader.alarms.map(({ code, shown }) => [code, shown?.length])).toEqual([
					['entry-forged', 1]
				]);
				if ('file' in thing) {
					const lie = keeping(logOf(vault), appended(entry));
					const opening = face(reader, lie, () => reader.core.openFile(vault, thing.file));
					expect((await opening).code).toBe('file-gone');
				}
			}
	});

	attack('04b', async (named) => {
		// With the vault’s own key, by a member who may not do it, and by one who signs as another.
		const { owner, client, vault } = stage;
		const { userId } = owner.keyholder.session;
		const { signing } = client.keyholder.session.account.identity;
		const asOwner = { author: { kind: 'user' as const, id: userId }, signer: signing };
		for (const forgery of [aFolder(), { ...aFolder(), ...asOwner }, { ...aFile(), ...asOwner }]) {
			const entry = await forgedInVault(client, vault, forgery);
			const reader = await freshOwner();
			const faced = await face(reader, keeping(logOf(vault), appended(entry)), () =>
				reader.core.openVault(vault)
			);
			expect(named.ends).toContain('rejected');
			expect(faced.value?.folders).toEqual([]);
			expect(faced.value?.files.map(({ name }) => name)).not.toContain('planted.pdf');
			expect(faced.value?.history[0]?.rejected).not.toBeNull();
		}
	});
});

describe('what describes a file', () => {
	/** Every entry of the vault with one element of its header changed by a little. */
	async function* bentHeaders(entries: Raw[]) {
		for (const [at, bytes] of entries.entries()) {
			const parts = await takeApart(bytes);
			for (const { path, value } of leaves(parts.header)) {
				const name = HEADER[Number(path[0])] ?? '';
				if (name === 'payload') continue;
				const by = bent(value);
				if (by === null) continue;
				const header = replaceAt(parts.header, path, by);
				if (!Array.isArray(header)) continue;
				const where = `${kindOf(parts)}: ${name} ${spelled(path.slice(1))}`;
				yield { where, kept: replaced(entries, at, putTogether({ ...parts, header })) };
			}
			if (parts.body)
				yield {
					where: `${kindOf(parts)}: body`,
					kept: replaced(entries, at, putTogether({ ...parts, body: flipped(parts.body, 60) }))
				};
		}
	}

	function bent(value: unknown): number | string | Uint8Array<ArrayBuffer> | null {
		if (typeof value === 'number') return value + 1;
		if (value instanceof Uint8Array) return flipped(new Uint8Array(value), 3);
		if (value === 'file.added') return 'file.changed';
		return typeof value === 'string' ? `${value}x` : null;
	}

	attack('07a', async (named) => {
		const { vault, owner } = stage;
		const honestView = await owner.core.openVault(vault);
		const entries = await vaultEntries(stage, vault);
		let tried = 0;
		for await (const { where, kept } of bentHeaders(entries)) {
			const reader = await freshOwner();
			const faced = await face(
				reader,
				keeping(logOf(vault), () => kept),
				() => reader.core.openVault(vault)
			);
			tried += 1;
			if (faced.code !== null) {
				expectRefused(named, faced, where);
				continue;
			}
			// The newest entry: no later one contradicts it, and its signature does not fit.
			expect(faced.value?.history[0]?.rejected, where).not.toBeNull();
			for (const file of faced.value?.files ?? []) expect(honestView.files).toContainEqual(file);
		}
		expect(tried).toBeGreaterThan(50);
	});

	attack('07b', async (named) => {
		const { vault, otherVault } = stage;
		const [mine, theirs] = [
			await vaultEntries(stage, vault),
			await vaultEntries(stage, otherVault)
		];
		const isFile = async (bytes: Raw) => (await parseEntry(bytes)).header.kind === 'file.added';
		const added: Raw[] = [];
		for (const entry of theirs) if (await isFile(entry)) added.push(entry);
		expect(added.length).toBeGreaterThan(0);
		for (const entry of added)
			for (const kept of [[...mine, entry], replaced(mine, mine.length - 1, entry), theirs]) {
				const reader = await freshOwner();
				const lie = keeping(logOf(vault), () => kept);
				expectRefused(named, await face(reader, lie, () => reader.core.openVault(vault)));
				await expectSilence(reader, vault);
			}
	});

	attack('17a', async (named) => {
		const { vault } = stage;
		const entries = await vaultEntries(stage, vault);
		for (const entry of entries.slice(1))
			for (const at of [1, entries.length]) {
				const reader = await freshOwner();
				const kept = entries.toSpliced(at, 0, entry);
				const lie = keeping(logOf(vault), () => kept);
				if (entries[at] === entry) continue;
				expectRefused(named, await face(reader, lie, () => reader.core.openVault(vault)));
			}
	});
});

describe('members and devices that the server makes up', () => {
	attack('13a', async (named) => {
		const { owner, ana, mallory } = stage;
		const { firm } = owner.keyholder.session.firm.state;
		const keys = await linkKeys(newLinkSecret());
		const viaLink = {
			author: { kind: 'invite' as const, id: keys.inviteId },
			signer: keys.signing
		};
		const join = joiner(mallory, { firm, vault: null, invite: keys.inviteId });
		const preparer = by(ana.keyholder.session.account.identity);
		const forgeries = {
			'a join without an invitation': { kind: 'staff.joined', payload: join, ...viaLink },
			'an invitation by a preparer': {
				kind: 'staff.invited',
				payload: invitation(keys, { role: 'preparer' }),
				...preparer
			},
			'an invitation signed by nobody': {
				kind: 'staff.invited',
				payload: invitation(keys, { role: 'admin' }),
				signer: mallory.signing
			},
			'the newcomer in their own name': { kind: 'staff.joined', payload: join, ...by(mallory) }
		};
		for (const [what, forgery] of Object.entries(forgeries)) {
			const entry = await forgedInFirm(owner, forgery);
			const admin = elsewhere(stage.portal, owner);
			const faced = await face(admin, keeping(firmLogPath, appended(entry)), async () => {
				await admin.enter();
				return admin.core.team();
			});
			expect(named.ends).toContain('rejected');
			expect(faced.value?.staff.length, what).toBe(2);
			expect(faced.value?.rejected.length, what).toBe(1);
			const granting = face(admin, honest, () => admin.core.grantTeam(mallory.userId, true));
			expect(await granting, what).toMatchObject({ code: 'not-found', writes: [] });
		}
	});

	attack('13b', async (named) => {
		const { vault } = stage;
		const all = [
			{ path: firmLogPath, entries: await firmEntries(stage) },
			{ path: logOf(vault), entries: await vaultEntries(stage, vault) }
		];
		for (const { path, entries } of all) {
			const histories: Raw[][] = [];
			for (let at = 0; at + 1 < entries.length; at++) histories.push(swapped(entries, at, at + 1));
			for (const [at, bytes] of entries.entries()) {
				const parts = await takeApart(bytes);
				histories.push(
					replaced(entries, at, putTogether({ ...parts, signature: new Uint8Array(64) }))
				);
			}
			for (const kept of histories) {
				const reader = elsewhere(stage.portal, stage.owner);
				const faced = await face(
					reader,
					keeping(path, () => kept),
					async () => {
						await reader.enter();
						return reader.core.openVault(vault);
					}
				);
				if (faced.code !== null) expectRefused(named, faced);
				else expect(faced.value?.history[0]?.rejected).not.toBeNull();
			}
		}
	});

	attack('11a', async (named) => {
		// The server adds a member, then waits for the next key: it must go to those who were there before.
		const { owner, vault, mallory } = stage;
		const { firm } = owner.keyholder.session.firm.state;
		const keys = await linkKeys(newLinkSecret());
		const state = (await owner.keyholder.session.vault(vault)).state;
		const ghost = {
			to: 'user' as const,
			id: mallory.userId,
			teamEpoch: null,
			kem: mallory.kem.publicKey
		};
		const { epoch, header } = await anEpoch(owner, vault, [ghost]);
		const join = joiner(mallory, { firm, vault, invite: keys.inviteId });
		const entry = await forgedInVault(owner, vault, {
			kind: 'member.joined',
			author: { kind: 'invite', id: keys.inviteId },
			signer: keys.signing,
			payload: { ...join, earlier: [], epoch },
			body: { directory: [], name: 'Ghost' },
			...header
		});
		const reader = await freshOwner();
		const lie = keeping(logOf(vault), appended(entry));
		const faced = await face(reader, lie, async () => ({
			view: await reader.core.openVault(vault),
			keys: await keysWrappedTo(reader, vault)
		}));
		expect(named.ends).toContain('rejected');
		expect(faced.value?.view.history[0]?.rejected).toBe(rejections['unknown-author']);
		expect(faced.value?.view.readers.clients.length).toBe(state.members.size);
		expect(faced.value?.keys).not.toContain(toWire(mallory.kem.publicKey));
	});

	attack('11b', async (named) => {
		// What really goes out when a key is changed: exactly one wrap for each reader, and none opens for the server.
		const { owner, otherVault, mallory } = stage;
		await owner.core.inviteClient(otherVault, 'Withdrawn', true);
		const { invites } = await owner.core.openVault(otherVault);
		const [invite] = invites;
		if (!invite) throw new Error('no invitation');
		await owner.core.withdrawClientInvite(otherVault, invite.invite);
		const sent = owner.sent.filter(
			({ method, path }) => method === 'POST' && logOf(otherVault).test(path)
		);
		const { entry } = appendRequest.parse(JSON.parse(String(sent.at(-1)?.body)));
		const { payload } = await takeApart(entry);
		const grants = leaves(payload).filter(({ path }) => path.at(-1) === 'wrap');
		const { session } = owner.keyholder;
		const { state } = await session.vault(otherVault);
		const readers = expectedRecipients(session.firm.state, state.teams, state, Date.now());
		expect(named.ends).toContain('no effect');
		expect(grants.length).toBe(readers.length);
		expect(readers.map(({ to }) => to)).toEqual(['escrow', 'team', 'user']);
		const ghostId = idBytes(await keyIdOf(mallory.kem.publicKey));
		for (const { kem } of readers)
			expect(Buffer.from(idBytes(await keyIdOf(kem))).equals(ghostId)).toBe(false);
	});
});

describe('another history', () => {
	/** The client at a browser that remembers what it saw, and has gone to lunch. */
	async function knownDevice(): Promise<Person> {
		const device = elsewhere(stage.portal, stage.client, memoryDevice());
		await device.enter();
		await device.core.openVault(stage.vault);
		await device.keyholder.session.saveKeyring();
		await device.core.lock();
		return device;
	}

	/** Another browser of the client’s; the account tells it what the first one saw. */
	async function secondDevice(): Promise<Person> {
		await knownDevice();
		return elsewhere(stage.portal, stage.client);
	}

	const enterAndLook = (person: Person, vault: VaultId) => async () => {
		await person.enter();
		return person.core.openVault(vault);
	};

	const logs = () => [
		{ which: 'the firm’s', path: firmLogPath },
		{ which: 'the vault’s', path: logOf(stage.vault) }
	];

	attack('14a', async (named) => {
		for (const { which, path } of logs())
			for (const arrive of [knownDevice, secondDevice])
				for (const cut of [1, 2]) {
					const person = await arrive();
					const lie = keeping(path, (entries) => entries.slice(0, -cut));
					const faced = await face(person, lie, enterAndLook(person, stage.vault));
					expectRefused(named, faced, which);
				}
	});

	attack('14b', async (named) => {
		const { owner, client, vault } = stage;
		const changed = { body: { name: 'Two', mark: { colour: 'pine', initials: 'T' } } };
		await owner.core.changeFirm('One', { colour: 'pine', initials: 'O' });
		await owner.core.makeFolder(vault, 'One');
		const newest = async (log: Raw[]) => log.at(-1) ?? new Uint8Array();
		const twins = [
			{
				path: firmLogPath,
				twin: await twinOf(await newest(await firmEntries(stage)), owner, changed.body)
			},
			{
				path: logOf(vault),
				twin: await twinOf(
					await newest(await vaultEntries(stage, vault)),
					owner,
					aFolder().body,
					vault
				)
			}
		];
		for (const { path, twin } of twins)
			for (const arrive of [knownDevice, secondDevice]) {
				const person = await arrive();
				const lie = keeping(path, (entries) => replaced(entries, entries.length - 1, twin));
				expectRefused(named, await face(person, lie, enterAndLook(person, vault)));
			}
		expect(client.keyholder.isOpen).toBe(true);
	});

	attack('14c', async (named) => {
		for (const { path } of logs())
			for (const arrive of [knownDevice, secondDevice, newDevice]) {
				const { length } = await (path === firmLogPath
					? firmEntries(stage)
					: vaultEntries(stage, stage.vault));
				for (let at = 0; at + 1 < length; at++) {
					const person = await arrive();
					const lie = keeping(path, (entries) => without(entries, at));
					expectRefused(named, await face(person, lie, enterAndLook(person, stage.vault)));
				}
			}
	});

	attack('14d', async (named) => {
		// The firm’s log stands still for one person; somebody who saw more writes to a vault they share.
		const { owner, client, vault } = stage;
		const known = elsewhere(stage.portal, client, memoryDevice());
		const { length } = await firmEntries(stage);
		await owner.core.inviteStaff('Later', 'preparer');
		await owner.core.makeFolder(vault, 'Later');
		const freeze = keeping(firmLogPath, (entries) => entries.slice(0, length));
		expectRefused(named, await face(known, freeze, enterAndLook(known, vault)));
	});

	attack('14e', async (named) => {
		// A new device, an old account record, old logs: it shows what was true once, and nothing false.
		const { client, owner, vault } = stage;
		const account = await accountOf(client);
		const [firmLength, vaultLength] = [
			(await firmEntries(stage)).length,
			(await vaultEntries(stage, vault)).length
		];
		await send(owner, vault, fileOf('unseen.pdf', noise(40)));
		await client.core.openVault(vault);
		// Twice: another of the client’s devices saved last, and the first attempt takes over what it saw.
		for (const _ of ['merge', 'save']) await client.keyholder.session.saveKeyring();
		const freeze = together(
			answering(/\/sign-in$/u, (answer) => ({ ...(answer as object), account })),
			keeping(firmLogPath, (entries) => entries.slice(0, firmLength)),
			keeping(logOf(vault), (entries) => entries.slice(0, vaultLength))
		);
		const person = await newDevice();
		const faced = await face(person, freeze, enterAndLook(person, vault));
		expect(named.ends).toContain('not prevented');
		expect(faced.value?.files.map(({ name }) => name)).not.toContain('unseen.pdf');
		// With the account record as it is, the same device would have known.
		const other = await newDevice();
		const logsOnly = keeping(logOf(vault), (entries) => entries.slice(0, vaultLength));
		const seen = await face(other, logsOnly, enterAndLook(other, vault));
		expect(seen).toMatchObject({ code: 'log-rolled-back', value: null, writes: [] });
		// The first honest answer shows the rest; nothing that was shown has to be taken back.
		const after = await face(person, honest, () => person.core.openVault(vault));
		expect(after.value?.files.map(({ name }) => name)).toContain('unseen.pdf');
	});

	/** Nothing remembered, and an account record from before anything was seen. */
	function newDevice(): Promise<Person> {
		return Promise.resolve(elsewhere(stage.portal, stage.client));
	}
});

/** Another entry that the same author could have written at the same place. */
async function twinOf(bytes: Raw, author: Person, body: Value, vault?: VaultId): Promise<Raw> {
	const { header } = await parseEntry(bytes);
	const { kind, seq, prev, epoch, firmHead } = header;
	const at = { kind, seq, prev, epoch, firmHead, body };
	return vault ? forgedInVault(author, vault, at) : forgedInFirm(author, at);
}

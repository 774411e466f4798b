import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Grant } from '../../src/contract/log.ts';
import type { VaultId } from '../../src/crypto/brands.ts';
import { signEntry } from '../../src/crypto/entry.ts';
import { idBytes } from '../../src/crypto/ids.ts';
import { newEpochSecret, randomBytes } from '../../src/crypto/random.ts';
import { directoryList } from '../../src/vault/directory.ts';
import { holdEpoch, wrapEpochSecret } from '../../src/vault/epoch-keys.ts';
import { sealPreviousEpoch } from '../../src/crypto/epoch.ts';
import { expectedRecipients } from '../../src/vault/recipients.ts';
import { openPortal, type TestPortal } from '../server/portal.ts';
import {
	fileOf,
	foundFirm,
	hire,
	memoryDevice,
	noise,
	Person,
	send,
	sha256,
	welcome
} from './people.ts';

interface Malice {
	/** Directory entries in the body. */
	directory?: { epoch: number; key: ReturnType<typeof randomBytes> }[];
	/** Readers whose wrap holds another secret than everybody else's. */
	excluded?: Grant['to'];
}

/** A member starts an epoch with a client that does not follow the rules. */
async function rotate(portal: TestPortal, member: Person, vault: VaultId, malice: Malice) {
	const { session } = member.keyholder;
	const log = await session.vault(vault);
	const { state } = log;
	const author = { kind: 'user' as const, id: session.userId };
	const epoch = state.epoch + 1;
	const time = portal.services.now();
	const place = { firm: state.firm, vault, epoch, sender: author };
	const held = await holdEpoch(newEpochSecret());
	const grants = await Promise.all(
		expectedRecipients(session.firm.state, state.teams, state, time).map(
			async ({ to, id, teamEpoch, kem }) => {
				const secret = to === malice.excluded ? newEpochSecret() : held.secret;
				return { to, id: idBytes(id), teamEpoch, wrap: await wrapEpochSecret(secret, kem, place) };
			}
		)
	);
	const previous = await sealPreviousEpoch(
		held.seal,
		{ firm: state.firm, vault, epoch },
		log.epoch(state.epoch).secret
	);
	const entry = await signEntry(
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
			payload: { epoch: { epoch, grants, kem: held.age.publicKey, previous }, label: null },
			blobs: []
		},
		session.account.identity.signing,
		{
			key: held.seal,
			value: {
				directory: malice.directory ?? directoryList(session.firm.directory),
				name: null
			}
		}
	);
	await member.keyholder.api.appendVault(vault, entry.bytes);
}

describe('a member who does not follow the rules', () => {
	let portal: TestPortal;
	let owner: Person;
	beforeAll(async () => {
		portal = await openPortal();
		({ owner } = await foundFirm(portal));
	});
	afterAll(() => portal.close());

	test('C27 cannot swell or damage anybody’s account by what they put into a vault', async () => {
		const ana = await hire(portal, owner, 'Ana');
		const { vault, client } = await welcome(portal, owner, 'Flooding');
		const directory = Array.from({ length: 1000 }, (_, index) => ({
			epoch: index + 2,
			key: randomBytes(32)
		}));
		await rotate(portal, client, vault, { directory });
		await ana.core.openVault(vault);
		expect(ana.keyholder.session.firm.directory.size).toBe(1);
		await ana.keyholder.session.saveKeyring();
		await ana.core.lock();
		expect((await ana.core.signIn(await ana.signIn())).state).toBe('unlocked');
	});

	test('C28 cannot take from others what they could read before by withholding a new key', async () => {
		const { vault, client } = await welcome(portal, owner, 'Withholding');
		const content = noise(300);
		await send(client, vault, fileOf('before.pdf', content));
		await rotate(portal, client, vault, { excluded: 'team' });
		await send(client, vault, fileOf('after.pdf', noise(300)));

		const view = await owner.core.openVault(vault);
		expect(view.files.map(({ name }) => name)).toEqual(['before.pdf']);
		expect(view.history.some(({ kind, who }) => kind === 'epoch.started' && who !== '')).toBe(true);
		const [before] = view.files;
		if (!before) throw new Error('no file');
		const { content: read } = await owner.core.openFile(vault, before.file);
		expect(sha256(await read.arrayBuffer())).toBe(sha256(content));

		// Whoever was left out begins a new key with their next word, and everybody goes on.
		await owner.core.makeFolder(vault, '2025');
		await send(client, vault, fileOf('again.pdf', content));
		for (const person of [owner, client]) {
			const { folders, files } = await person.core.openVault(vault);
			expect(folders.map(({ name }) => name)).toEqual(['2025']);
			expect(files.map(({ name }) => name)).toContain('again.pdf');
		}
	});
});

describe('one person on two devices', () => {
	test('C09 two histories shown to two devices are caught by either', async () => {
		const portal = await openPortal();
		const { owner } = await foundFirm(portal);
		const vault = await owner.core.createClient('Forked');
		const other = new Person(portal, memoryDevice());
		Object.assign(other, { passkey: owner.passkey, prf: owner.prf });
		await other.core.signIn(await other.signIn());
		await other.core.openVault(vault);
		// The server takes the other device's entry and keeps it from everybody else.
		other.interfere = (path, init, pass) =>
			path.endsWith(`/vaults/${vault}/log`) && init.method === 'POST'
				? Promise.resolve(Response.json({ head: { seq: 1, hash: 'A'.repeat(43) } }))
				: pass(path, init);
		await other.core.makeFolder(vault, 'Only here').catch(() => undefined);
		await other.core.lock();
		other.interfere = null;

		await owner.core.makeFolder(vault, 'Everywhere');
		await owner.keyholder.session.saveKeyring();
		await other.core.signIn(await other.signIn());
		await expect(other.core.openVault(vault)).rejects.toMatchObject({ code: 'log-rolled-back' });
		await portal.close();
	});

	test('C09 a change the server acknowledged cannot be taken back', async () => {
		const portal = await openPortal();
		const { owner } = await foundFirm(portal);
		const vault = await owner.core.createClient('Kept');
		await owner.core.openVault(vault);
		owner.interfere = (path, init, pass) =>
			path.endsWith(`/vaults/${vault}/log`) && init.method === 'POST'
				? Promise.resolve(Response.json({ head: { seq: 1, hash: 'A'.repeat(43) } }))
				: pass(path, init);
		await owner.core.makeFolder(vault, 'Acknowledged').catch(() => undefined);
		await owner.core.lock();
		owner.interfere = null;
		await owner.core.signIn(await owner.signIn());
		await expect(owner.core.openVault(vault)).rejects.toMatchObject({ code: 'log-rolled-back' });
		await portal.close();
	});
});

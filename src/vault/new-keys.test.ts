import { beforeEach, describe, expect, test } from 'vitest';
import { fileBody } from '../../tests/vault/forge.ts';
import {
	grantTeam,
	inviteOf,
	makeFolder,
	person,
	refusalOf,
	World,
	type Person
} from '../../tests/vault/world.ts';
import { decodeBase64url } from '../crypto/base64url.ts';
import type { VaultId } from '../crypto/brands.ts';
import { newWordsEntropy, randomBytes } from '../crypto/random.ts';
import { admitToTeam } from './admitting.ts';
import { removeStaff } from './leaving.ts';
import { prepareNewKeys } from './new-keys.ts';
import { openLink } from './open-link.ts';
import { Session, type DeviceStore } from './session.ts';

let world: World;
let vault: VaultId;
let petra: Person;
let ana: Person;

beforeEach(async () => {
	world = await World.found();
	petra = await world.staff('Petra', 'preparer');
	vault = await world.createVault('Rivera');
	await makeFolder(await world.owner.vault(vault), '2023', world.now);
	ana = await world.client(vault, 'Ana');
	await addFile(ana, 'W-2.pdf');
	await makeFolder(await petra.vault(vault), '2024', world.now);
});

const passkey = () => ({ credential: 'Y3JlZGVudGlhbA', prf: randomBytes(32) });
const noDevice: DeviceStore = {
	loadHeads: () => Promise.resolve(null),
	saveHeads: () => Promise.resolve()
};
const folders = async (who: Person) => [...(await who.vault(vault)).state.folders.values()];

async function addFile(author: Person, name: string) {
	const { body, blob } = fileBody({ name });
	const draft = { kind: 'file.added' as const, payload: {}, body, blobs: [blob] };
	await (await author.vault(vault)).append(() => Promise.resolve(draft), world.now);
}

/** What the page does; the portal appends the entries it is given. */
async function renewed(who: Person): Promise<Person> {
	const session = await Session.open(world.portal.api, who.account, noDevice);
	const words = newWordsEntropy();
	const { account, request } = await prepareNewKeys(session, passkey(), words, world.now());
	for (const { vault: id, entry } of request['entries'] as Entries) {
		const log = id ? world.portal.vaultLog(id) : world.portal.firmLog;
		await log.append(decodeBase64url(entry), null);
	}
	return person(world.portal, account);
}
type Entries = { vault: VaultId | null; entry: string }[];

describe('a colleague’s new keys', () => {
	test('keep role and name, read all that was and comes, and leave the old ones behind', async () => {
		const after = await renewed(petra);
		expect(after.id).not.toBe(petra.id);
		expect(after.firm.state.staff.get(after.id)).toMatchObject({ name: 'Petra', role: 'preparer' });
		expect(await folders(after)).toEqual(['2023', '2024']);
		await makeFolder(await after.vault(vault), '2025', world.now);
		await petra.firm.sync();
		const log = await petra.vault(vault);
		expect(log.heldEpoch(log.state.epoch)).toBeNull();
		expect(await refusalOf(() => makeFolder(log, 'x', world.now))).toBe('not-allowed');
		for (const reader of [world.owner, ana])
			expect(await folders(reader)).toEqual(['2023', '2024', '2025']);
	});

	test('read across a key that was to give a newcomer no history', async () => {
		const { owner, now } = world;
		const nora = await world.newStaff('Nora', 'preparer');
		await admitToTeam(owner.firm, owner.identity, nora.id, false, now);
		await makeFolder(await owner.vault(vault), '2025', now);
		const [petra2, nora2] = [await renewed(petra), await renewed(nora)];
		expect(await folders(petra2)).toEqual(['2023', '2024', '2025']);
		expect(await folders(nora2)).toEqual(['2025']);
	});

	test('end the links that the old ones issued', async () => {
		const { fragment } = await world.inviteClient(vault, 'Carl', petra);
		await renewed(petra);
		expect(await refusalOf(() => openLink(world.portal.api, fragment))).toBe('invite-revoked');
	});

	test('of the only owner leave the firm with an owner who can go on', async () => {
		const after = await renewed(world.owner);
		expect(after.firm.state.staff.get(after.id)?.role).toBe('owner');
		const nils = await world.inviteStaff('Nils', 'preparer', after);
		const joined = await world.join(nils.fragment, 'Nils');
		await after.firm.sync();
		await grantTeam(after, joined.id, world.now);
		await joined.firm.sync();
		expect(await folders(joined)).toEqual(['2023', '2024']);
	});

	test('twice in a row', async () => {
		const after = await renewed(await renewed(petra));
		expect(await folders(after)).toEqual(['2023', '2024']);
		expect([...after.firm.state.former.keys()].length).toBe(2);
	});

	test('without the team’s key, before anybody gave it to them', async () => {
		const nils = await world.newStaff('Nils', 'preparer');
		const after = await renewed(nils);
		expect(after.firm.state.staff.get(after.id)?.name).toBe('Nils');
		await world.owner.firm.sync();
		await grantTeam(world.owner, after.id, world.now);
		await after.firm.sync();
		expect(await folders(after)).toEqual(['2023', '2024']);
	});

	test('need new recovery words, and a passkey that unlocks', async () => {
		const session = await Session.open(world.portal.api, petra.account, noDevice);
		const time = world.now();
		const without = () => prepareNewKeys(session, passkey(), null, time);
		expect(await refusalOf(without)).toBe('words-missing');
		const weak = { ...passkey(), prf: null };
		const unable = () => prepareNewKeys(session, weak, newWordsEntropy(), time);
		expect(await refusalOf(unable)).toBe('passkey-cannot-unlock');
	});
});

describe('a client’s new keys', () => {
	test('keep name and own files, read all that was and comes, and leave the old ones behind', async () => {
		const after = await renewed(ana);
		const log = await after.vault(vault);
		const [file] = log.state.files.values();
		expect(log.state.members.get(after.id)?.name).toBe('Ana');
		expect(file).toMatchObject({ name: 'W-2.pdf', addedBy: after.id });
		expect(await folders(after)).toEqual(['2023', '2024']);
		await addFile(after, 'W-3.pdf');
		const old = await ana.vault(vault);
		expect(old.heldEpoch(log.state.epoch)).toBeNull();
		expect([...old.state.files.values()].map(({ name }) => name)).toEqual(['W-2.pdf']);
		expect(await refusalOf(() => addFile(ana, 'x'))).toBe('not-allowed');
		expect((await world.owner.vault(vault)).state.files.size).toBe(2);
	});

	test('read across the join of somebody without history', async () => {
		const ben = await world.client(vault, 'Ben', false);
		await makeFolder(await world.owner.vault(vault), '2025', world.now);
		const [anas, bens] = [await renewed(ana), await renewed(ben)];
		expect(await folders(anas)).toEqual(['2023', '2024', '2025']);
		expect(await folders(bens)).toEqual(['2025']);
	});

	test('work in a vault that waits for a new key, because somebody had left', async () => {
		const { owner, now } = world;
		await removeStaff(owner.firm, owner.identity, petra.id, now);
		const after = await renewed(ana);
		const log = await after.vault(vault);
		expect(log.state.epochs.get(log.state.epoch)?.grants[1]).toMatchObject({ teamEpoch: 2 });
		expect(await folders(owner)).toEqual(['2023', '2024']);
	});

	test('leave the firm’s invitations as they were', async () => {
		await world.inviteClient(vault, 'Carl');
		const invite = inviteOf(await world.owner.vault(vault), 'Carl');
		const after = await renewed(ana);
		expect((await after.vault(vault)).state.invitations.get(invite)?.state).toBe('open');
	});
});

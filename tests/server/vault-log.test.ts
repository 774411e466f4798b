import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { appendResponse, inviteResponse, nothing, vaultsPage } from '../../src/contract/api.ts';
import type { BlobId, Raw } from '../../src/crypto/brands.ts';
import { idBytes, newBlobId, newTeamId, userIdFrom } from '../../src/crypto/ids.ts';
import { linkKeys } from '../../src/crypto/link.ts';
import { randomBytes } from '../../src/crypto/random.ts';
import type { Grantee } from '../../src/contract/recipients.ts';
import { DAY, expectRefusal, openPortal, ORIGIN, read, type TestPortal } from './portal.ts';
import { rejectedInVault } from './readers.ts';
import {
	World,
	type Draft,
	type EpochChange,
	type Firm,
	type Person,
	type Vault
} from './world.ts';

let portal: TestPortal;
let world: World;
let firm: Firm;
let staff: Person;
let vault: Vault;
let client: Person;
beforeAll(async () => {
	portal = await openPortal();
	world = new World(portal.fetch, ORIGIN);
	firm = await world.setUp(portal.setupToken);
	staff = await world.staff(firm);
});
beforeEach(async () => {
	vault = await world.createVault(firm, staff);
	client = await world.client(vault);
});
afterAll(() => portal.close());
/** Whatever a test tried: what the portal took, readers apply. */
afterEach(async () => expect(await rejectedInVault(vault)).toEqual([]));

async function post(by: Person, draft: Draft, capsule: Raw | null = null) {
	return world.appendVault(vault, by, await world.vaultEntry(vault, by, draft), capsule);
}
const folder: Draft = { kind: 'folder.made', payload: {} };
const viewed: Draft = { kind: 'file.viewed', payload: {} };
const someParts = () => [new Uint8Array(randomBytes(700)), new Uint8Array(randomBytes(70))];

test('staff say what staff may say', async () => {
	for (const kind of [
		'folder.made',
		'folder.renamed',
		'folder.removed',
		'file.changed',
		'file.viewed',
		'request.listed',
		'request.edited',
		'request.removed',
		'request.answered',
		'request.accepted',
		'request.returned',
		'request.waived',
		'request.reopened',
		'message.sent',
		'message.read',
		'files.tagged',
		'files.moved',
		'folders.made',
		'version.restored',
		'file.reopened',
		'stage.set'
	]) {
		await read(post(staff, { kind, payload: {} }), appendResponse);
	}
});

test('a member may view, change and add files', async () => {
	await read(post(client, viewed), appendResponse);
	await read(post(client, { kind: 'file.changed', payload: {} }), appendResponse);
	const blob = await world.upload(vault, client, someParts());
	await read(world.addFile(vault, client, blob), appendResponse);
});

test('a member puts versions back, and neither tags nor moves nor makes folders', async () => {
	await read(post(client, { kind: 'version.restored', payload: {} }), appendResponse);
	for (const kind of ['files.tagged', 'files.moved', 'folders.made'])
		await expectRefusal(post(client, { kind, payload: {} }), 'entry-refused');
});

test('a member says that they opened a file again, and sets no stage', async () => {
	await read(post(client, { kind: 'file.reopened', payload: {} }), appendResponse);
	await expectRefusal(post(client, { kind: 'stage.set', payload: {} }), 'entry-refused');
	const payload = { stage: 'Filed', year: 2025 };
	await expectRefusal(post(staff, { kind: 'stage.set', payload }), 'entry-refused');
});

test('tags, names of folders and what replaces what are never in a public payload', async () => {
	const payload = { tags: ['audit'] };
	for (const kind of ['files.tagged', 'folders.made', 'version.restored', 'file.added'])
		await expectRefusal(post(staff, { kind, payload }), 'entry-refused');
});

describe('removing several blobs at once', () => {
	const removing = (blobs: BlobId[]): Draft => ({
		kind: 'files.removed',
		payload: {},
		body: null,
		blobs
	});
	const added = async (by: Person) => {
		const blob = await world.upload(vault, by, someParts());
		await read(world.addFile(vault, by, blob), appendResponse);
		return blob;
	};
	const stored = async (blobs: BlobId[]) => {
		const rows = portal.services.db.selectFrom('blobs').select('id').where('id', 'in', blobs);
		return (await rows.execute()).length;
	};

	test('takes all of them, and what is stored of them', async () => {
		const blobs = [await added(client), await added(client), await added(client)];
		await read(post(client, removing(blobs.slice(0, 2))), appendResponse);
		expect(await stored(blobs)).toBe(1);
	});

	test('is all or nothing: a member never removes what another sent', async () => {
		const blobs = [await added(client), await added(staff)];
		await expectRefusal(post(client, removing(blobs)), 'entry-refused');
		expect(await stored(blobs)).toBe(2);
		await read(post(staff, removing(blobs)), appendResponse);
		expect(await stored(blobs)).toBe(0);
	});

	test('names at least one, none twice, and only what is here', async () => {
		const blob = await added(staff);
		for (const blobs of [[], [blob, blob], [blob, newBlobId()]])
			await expectRefusal(post(staff, removing(blobs)), 'entry-refused');
		expect(await stored([blob])).toBe(1);
	});
});

test('a member answers requests and sets them aside, and neither makes nor judges them', async () => {
	for (const kind of ['request.answered', 'request.waived', 'request.reopened'])
		await read(post(client, { kind, payload: {} }), appendResponse);
	for (const deed of ['listed', 'edited', 'removed', 'accepted', 'returned'])
		await expectRefusal(post(client, { kind: `request.${deed}`, payload: {} }), 'entry-refused');
});

test('what was asked for, and why something was sent back, is never in a public payload', async () => {
	const payload = { reason: randomBytes(16) };
	await expectRefusal(post(staff, { kind: 'request.returned', payload }), 'entry-refused');
	await expectRefusal(
		post(staff, { kind: 'request.listed', payload, body: null }),
		'entry-refused'
	);
});

const sealsOf = (...teams: { team: Raw; teamEpoch: number }[]) =>
	teams.map((team) => ({ sealed: randomBytes(201), ...team }));
const note = (...seals: { team: Raw; teamEpoch: number }[]): Draft => ({
	kind: 'note.written',
	payload: { note: randomBytes(16), seals: sealsOf(...seals) },
	body: null
});

test('a member may write messages and say what they read, and never writes a note', async () => {
	await read(post(client, { kind: 'message.sent', payload: {} }), appendResponse);
	await read(post(client, { kind: 'message.read', payload: {} }), appendResponse);
	const own = { team: idBytes(firm.team), teamEpoch: firm.epoch };
	await expectRefusal(post(client, note(own)), 'entry-refused');
	await read(post(staff, note(own)), appendResponse);
});

test('a note is sealed for the vault’s teams under their present keys, or refused', async () => {
	const team = idBytes(firm.team);
	const own = { team, teamEpoch: firm.epoch };
	await expectRefusal(post(staff, note()), 'entry-refused');
	await expectRefusal(post(staff, note({ team, teamEpoch: firm.epoch + 1 })), 'entry-refused');
	const other = { team: idBytes(newTeamId()), teamEpoch: 1 };
	await expectRefusal(post(staff, note(other)), 'entry-refused');
	await expectRefusal(post(staff, note(own, own)), 'entry-refused');
});

test('what staff keep for themselves is sealed as a note is, and is not said by a member', async () => {
	const team = idBytes(firm.team);
	const details = (...teams: { team: Raw; teamEpoch: number }[]): Draft => ({
		kind: 'details.kept',
		payload: { seals: sealsOf(...teams) },
		body: null
	});
	const own = { team, teamEpoch: firm.epoch };
	await read(post(staff, details(own)), appendResponse);
	await expectRefusal(post(client, details(own)), 'entry-refused');
	await expectRefusal(post(staff, details()), 'entry-refused');
	await expectRefusal(post(staff, details(own, own)), 'entry-refused');
	await expectRefusal(post(staff, details({ team, teamEpoch: firm.epoch + 1 })), 'entry-refused');
});

test('a member may start an epoch', async () => {
	await world.startEpoch(vault, client);
	await read(post(client, viewed), appendResponse);
});

test('a member may not make folders, rename the vault or invite', async () => {
	await expectRefusal(post(client, folder), 'entry-refused');
	const label = { sealed: randomBytes(201), team: idBytes(firm.team), teamEpoch: 1 };
	await expectRefusal(post(client, { kind: 'vault.renamed', payload: { label } }), 'entry-refused');
	const { payload, capsule, secret } = await world.invitation();
	const { kem } = await linkKeys(secret);
	const key = { kem: kem.publicKey, wrap: randomBytes(1169) };
	const invitation = { ...payload, earlier: [], ...key };
	const draft = { kind: 'member.invited', payload: invitation };
	await expectRefusal(post(client, draft, capsule), 'entry-refused');
});

test('genesis and joining are refused here', async () => {
	for (const kind of ['vault.genesis', 'member.joined', 'firm.changed', 'file.sold']) {
		await expectRefusal(post(staff, { kind, payload: {} }), 'entry-refused');
	}
});

test('an entry of an epoch that is over is refused', async () => {
	await expectRefusal(post(staff, { ...folder, epoch: vault.epoch - 1 }), 'entry-refused');
	await expectRefusal(post(staff, { ...folder, epoch: vault.epoch + 1 }), 'entry-refused');
});

test('an epoch that skips one is refused', async () => {
	const epoch = vault.epoch + 2;
	const draft = await world.epochDraft(vault, staff, { number: epoch });
	await expectRefusal(post(staff, { ...draft, epoch }), 'entry-refused');
});

test('an epoch whose header and payload disagree is refused', async () => {
	const draft = await world.epochDraft(vault, staff, { number: vault.epoch + 2 });
	await expectRefusal(post(staff, draft), 'entry-refused');
});

const start = async (by: Person, change: EpochChange) =>
	post(by, await world.epochDraft(vault, by, change));

test('an author who has not the key before starts an epoch without it', async () => {
	await read(start(client, { previous: null }), appendResponse);
});

test('staff seal the label anew with a new key, and members do not', async () => {
	const by = async (person: Person, label: Draft['payload'] | null) => {
		const draft = await world.epochDraft(vault, person);
		return post(person, { ...draft, payload: { ...draft.payload, label } });
	};
	await expectRefusal(by(client, world.label(firm)), 'entry-refused');
	await expectRefusal(by(staff, { ...world.label(firm), teamEpoch: 2 }), 'entry-refused');
	const other = { ...world.label(firm), team: idBytes(newTeamId()) };
	await expectRefusal(by(staff, other), 'entry-refused');
	const label = world.label(firm);
	await read(by(staff, label), appendResponse);
	const listed = await read(staff.browser.get(`/api/firms/${firm.id}/vaults`), vaultsPage);
	const row = listed.vaults.find((one) => one.vault === vault.id);
	expect([row?.label, row?.labelSender]).toEqual([
		new Uint8Array(label.sealed),
		staff.identity.userId
	]);
});

const stranger: Grantee = { to: 'user', id: userIdFrom(randomBytes(32)), teamEpoch: null };
test.each<[string, (right: Grantee[]) => Grantee[]]>([
	['the firm’s recovery', (right) => right.slice(1)],
	['its last member', (right) => right.slice(0, -1)],
	['anybody', () => []]
])('a member cannot start an epoch without %s, and the vault goes on', async (_, grants) => {
	await expectRefusal(start(client, { grants }), 'entry-refused');
	await read(post(staff, folder), appendResponse);
	await read(start(staff, {}), appendResponse);
});

test.each<[string, (right: Grantee[]) => Grantee[]]>([
	['for a reader too many', (right) => [...right, stranger]],
	['for one reader twice', (right) => [...right, ...right.slice(-1)]],
	['in another order', (right) => right.toReversed()],
	[
		'of another key of the team',
		(right) => right.map((grant) => (grant.to === 'team' ? { ...grant, teamEpoch: 2 } : grant))
	]
])('grants %s are refused', async (_, grants) => {
	await expectRefusal(start(staff, { grants }), 'entry-refused');
});

test('an open link is granted the key, unless it has expired by the entry’s time', async () => {
	const { id } = await world.inviteClient(vault, staff, Date.now() + 60_000);
	await expectRefusal(start(staff, { without: id }), 'entry-refused');
	const time = Date.now() + 120_000;
	const draft = await world.epochDraft(vault, staff, { time });
	await expectRefusal(post(staff, draft), 'entry-refused');
	await read(post(staff, { ...draft, time }), appendResponse);
});

test('an epoch that leaves a withdrawn link its key is refused, and the link stays open', async () => {
	const { id } = await world.inviteClient(vault, staff);
	const epoch = vault.epoch + 1;
	const payload = { epoch: await world.nextEpoch(vault, staff), invite: idBytes(id) };
	await expectRefusal(post(staff, { kind: 'member.uninvited', payload, epoch }), 'entry-refused');
	await read(world.browser().get(`/api/invites/${id}`), inviteResponse);
});

test('an entry more than a day ahead of the portal’s clock is refused', async () => {
	await expectRefusal(post(staff, { ...folder, time: Date.now() + DAY + 60_000 }), 'clock-ahead');
	await read(post(staff, { ...folder, time: Date.now() + DAY - 60_000 }), appendResponse);
});

test('an entry without the sealed body of its kind is refused', async () => {
	await expectRefusal(post(staff, { ...folder, body: null }), 'entry-refused');
});

test('rights that the quoted firm head does not give yet are refused', async () => {
	const invitation = await world.inviteStaff(firm, firm.owner, 'preparer');
	const newcomer = await world.joinStaff(firm, invitation);
	const firmHead = await world.head(newcomer.browser, `/api/firms/${firm.id}/log`);
	await read(world.grantTeam(firm, firm.owner, newcomer), appendResponse);
	await expectRefusal(post(newcomer, { ...folder, firmHead }), 'entry-refused');
	const { entry } = await world.vaultGenesis(firm, newcomer, { firmHead });
	await expectRefusal(world.postVault(firm, newcomer, entry), 'entry-refused');
	await read(post(newcomer, folder), appendResponse);
});

test('an entry that quotes a firm head that never was is refused', async () => {
	const { seq } = await world.head(staff.browser, `/api/firms/${firm.id}/log`);
	const { hash } = await world.vaultEntry(vault, staff, folder);
	await expectRefusal(post(staff, { ...folder, firmHead: { seq, hash } }), 'entry-refused');
});

test('an entry that has seen less of the firm than the one before is sent back', async () => {
	const old = await world.head(staff.browser, `/api/firms/${firm.id}/log`);
	await world.inviteStaff(firm, firm.owner, 'preparer');
	await read(post(staff, folder), appendResponse);
	await expectRefusal(post(staff, { ...folder, firmHead: old }), 'head-moved');
});

test('an entry behind the head is refused as moved', async () => {
	const late = await world.vaultEntry(vault, staff, folder);
	await read(post(client, viewed), appendResponse);
	await expectRefusal(world.appendVault(vault, staff, late), 'head-moved');
});

test('an entry for another vault is refused', async () => {
	const other = await world.createVault(firm, staff);
	const entry = await world.vaultEntry(other, staff, folder);
	await expectRefusal(world.appendVault(vault, staff, entry), 'entry-refused');
});

test('an entry by another author than its sender is refused', async () => {
	const entry = await world.vaultEntry(vault, client, viewed);
	await expectRefusal(world.appendVault(vault, staff, entry), 'entry-refused');
});

test('an entry that its author did not sign is refused', async () => {
	await expectRefusal(post(staff, { ...folder, signer: client.identity.signing }), 'entry-refused');
});

test('a file is added with exactly one blob', async () => {
	const blobs = [await world.upload(vault, client, someParts()), newBlobId()];
	await expectRefusal(post(client, { kind: 'file.added', payload: {}, blobs }), 'entry-refused');
	await expectRefusal(post(client, { kind: 'file.added', payload: {} }), 'entry-refused');
});

test('an entry that is not about a file’s bytes names no blob', async () => {
	const blobs = [await world.upload(vault, client, someParts())];
	await expectRefusal(post(client, { ...viewed, blobs }), 'entry-refused');
});

test('a file whose parts have not all come is incomplete', async () => {
	const blob = newBlobId();
	const [first = new Uint8Array(1)] = someParts();
	await world.beginUpload(vault, client, { blob, stored: 770, parts: 2 });
	await expectRefusal(world.addFile(vault, client, blob), 'upload-incomplete');
	await world.putPart(vault, client, { blob, index: 0, bytes: first });
	await expectRefusal(world.addFile(vault, client, blob), 'upload-incomplete');
});

test('a file whose parts do not add up is incomplete', async () => {
	const blob = newBlobId();
	const [first = new Uint8Array(1), second = new Uint8Array(1)] = someParts();
	await world.beginUpload(vault, client, { blob, stored: 771, parts: 2 });
	await world.putPart(vault, client, { blob, index: 0, bytes: first });
	await world.putPart(vault, client, { blob, index: 1, bytes: second });
	await expectRefusal(world.addFile(vault, client, blob), 'upload-incomplete');
});

test('an upload of somebody else, of another vault or of nobody cannot be added', async () => {
	const theirs = await world.upload(vault, staff, someParts());
	await expectRefusal(world.addFile(vault, client, theirs), 'upload-incomplete');
	const elsewhere = await world.upload(await world.createVault(firm, staff), staff, someParts());
	await expectRefusal(world.addFile(vault, staff, elsewhere), 'upload-incomplete');
	await expectRefusal(world.addFile(vault, staff, newBlobId()), 'upload-incomplete');
});

test('a file is added once', async () => {
	const blob = await world.upload(vault, client, someParts());
	await read(world.addFile(vault, client, blob), appendResponse);
	await expectRefusal(world.addFile(vault, client, blob), 'upload-incomplete');
});

const remove = (by: Person, blobs: Draft['blobs'] = []) =>
	post(by, { kind: 'file.removed', payload: {}, blobs });

test('a member removes their own files, and staff any', async () => {
	const mine = await world.upload(vault, client, someParts());
	await read(world.addFile(vault, client, mine), appendResponse);
	const theirs = await world.upload(vault, staff, someParts());
	await read(world.addFile(vault, staff, theirs), appendResponse);
	await expectRefusal(remove(client, [theirs]), 'entry-refused');
	await read(remove(client, [mine]), appendResponse);
	await read(remove(staff, [theirs]), appendResponse);
});

test('what is no file of this vault cannot be removed', async () => {
	const pending = await world.upload(vault, staff, someParts());
	await expectRefusal(remove(staff, [pending]), 'entry-refused');
	await expectRefusal(remove(staff, [newBlobId()]), 'entry-refused');
	await expectRefusal(remove(staff), 'entry-refused');
	const other = await world.createVault(firm, staff);
	const elsewhere = await world.upload(other, staff, someParts());
	await read(world.addFile(other, staff, elsewhere), appendResponse);
	await expectRefusal(remove(staff, [elsewhere]), 'entry-refused');
});

test('a client’s invitation needs the capsule it signs for', async () => {
	const { payload, secret } = await world.invitation();
	const { kem } = await linkKeys(secret);
	const key = { kem: kem.publicKey, wrap: randomBytes(1169) };
	const invitation = { ...payload, earlier: [], ...key };
	const draft = { kind: 'member.invited', payload: invitation };
	await expectRefusal(post(staff, draft), 'entry-refused');
	await expectRefusal(post(staff, draft, randomBytes(100)), 'entry-refused');
	await expectRefusal(post(staff, folder, randomBytes(100)), 'entry-refused');
});

test('an invitation cannot be withdrawn through another vault', async () => {
	const other = await world.createVault(firm, staff);
	const { secret } = await world.inviteClient(other, staff);
	const invite = idBytes((await linkKeys(secret)).inviteId);
	const epoch = vault.epoch + 1;
	const payload = { epoch: await world.nextEpoch(vault, staff), invite };
	await expectRefusal(post(staff, { kind: 'member.uninvited', payload, epoch }), 'entry-refused');
});

test('a vault is created by staff of one of its teams', async () => {
	const newcomer = await world.joinStaff(
		firm,
		await world.inviteStaff(firm, firm.owner, 'preparer')
	);
	const { entry } = await world.vaultGenesis(firm, newcomer);
	await expectRefusal(world.postVault(firm, newcomer, entry), 'entry-refused');
});

test('a vault shared with a team of nobody is refused', async () => {
	const teams = [idBytes(firm.team), idBytes(newTeamId())];
	const { entry } = await world.vaultGenesis(firm, staff, { teams });
	await expectRefusal(world.postVault(firm, staff, entry), 'entry-refused');
});

test('a vault that does not begin with its first epoch is refused', async () => {
	const { entry } = await world.vaultGenesis(firm, staff, { epoch: 2 });
	await expectRefusal(world.postVault(firm, staff, entry), 'entry-refused');
});

test.each([
	['grants somebody is missing from', { change: { grants: (right: Grantee[]) => right.slice(1) } }],
	['a grant too many', { change: { grants: (right: Grantee[]) => [...right, stranger] } }],
	['an epoch before its first', { change: { previous: randomBytes(105) } }],
	['an epoch that is not its first', { change: { number: 2 } }],
	['a label for a team it is not shared with', { label: { team: idBytes(newTeamId()) } }],
	['a label under another key of the team', { label: { teamEpoch: 2 } }],
	['a team named twice', { twice: true }]
])('a vault that begins with %s is refused', async (_, { twice, ...bend }: Bend) => {
	const teams = twice ? { teams: [idBytes(firm.team), idBytes(firm.team)] } : {};
	const { entry } = await world.vaultGenesis(firm, staff, { ...bend, ...teams });
	await expectRefusal(world.postVault(firm, staff, entry), 'entry-refused');
});
type Bend = Parameters<World['vaultGenesis']>[2] & { twice?: boolean };

test('a vault is created once', async () => {
	const { entry } = await world.vaultGenesis(firm, staff);
	await read(world.postVault(firm, staff, entry), appendResponse);
	await expectRefusal(world.postVault(firm, staff, entry), 'head-moved');
});

test('a client cannot create a vault', async () => {
	const { entry } = await world.vaultGenesis(firm, client);
	await expectRefusal(world.postVault(firm, client, entry), 'not-found');
});

const rowFor = async (person: Person) => {
	const page = await read(person.browser.get(`/api/firms/${firm.id}/vaults`), vaultsPage);
	return page.vaults.find((row) => row.vault === vault.id);
};

test('the list counts files, news, members and open links', async () => {
	for (let i = 0; i < 3; i++) {
		const blob = await world.upload(vault, client, someParts());
		await read(world.addFile(vault, client, blob), appendResponse);
	}
	await world.inviteClient(vault, staff);
	const row = await rowFor(staff);
	expect(row).toMatchObject({ files: 3, newFiles: 3, members: 1 });
	expect(row?.invitedUntil).toBeGreaterThan(portal.services.now());
	expect(row?.lastKind).toBe('member.invited');
	expect(await rowFor(client)).toMatchObject({ files: 3, newFiles: 0 });
});

test('the list counts messages by others, and no notes, until they are seen', async () => {
	const message = { kind: 'message.sent', payload: {} };
	await read(post(client, message), appendResponse);
	await read(post(client, message), appendResponse);
	await read(post(staff, message), appendResponse);
	await read(
		post(staff, note({ team: idBytes(firm.team), teamEpoch: firm.epoch })),
		appendResponse
	);
	const row = await rowFor(staff);
	expect(row).toMatchObject({ newMessages: 2 });
	expect(await rowFor(client)).toMatchObject({ newMessages: 1 });
	const { seq } = row?.head ?? { seq: 0 };
	await read(staff.browser.post(`/api/vaults/${vault.id}/seen`, { seq }), nothing);
	expect(await rowFor(staff)).toMatchObject({ newMessages: 0 });
});

const takingBack = (seq: number): Draft => ({
	kind: 'message.removed',
	payload: { seq },
	body: null
});

test('its author takes a message back, once, and the list does not count it any more', async () => {
	const message = { kind: 'message.sent', payload: {} };
	await read(post(client, message), appendResponse);
	await read(post(client, message), appendResponse);
	const { seq } = (await rowFor(staff))?.head ?? { seq: 0 };
	await expectRefusal(post(staff, takingBack(seq)), 'entry-refused');
	expect(await rowFor(staff)).toMatchObject({ newMessages: 2 });
	await read(post(client, takingBack(seq)), appendResponse);
	expect(await rowFor(staff)).toMatchObject({ newMessages: 1, lastKind: 'message.removed' });
	await expectRefusal(post(client, takingBack(seq)), 'entry-refused');
	expect(await rowFor(staff)).toMatchObject({ newMessages: 1, head: { seq: seq + 1 } });
});

test('nothing else is taken back: no other entry, no other vault’s, none that is not there', async () => {
	await read(post(client, viewed), appendResponse);
	const { seq } = (await rowFor(client))?.head ?? { seq: 0 };
	const other = await world.createVault(firm, staff);
	const message = await world.vaultEntry(other, staff, { kind: 'message.sent', payload: {} });
	await read(world.appendVault(other, staff, message, null), appendResponse);
	for (const one of [seq, seq + 1, seq + 7, message.header.seq])
		for (const person of [client, staff])
			await expectRefusal(post(person, takingBack(one)), 'entry-refused');
	const nothing = { kind: 'message.removed', payload: {}, body: null };
	await expectRefusal(post(client, nothing), 'entry-refused');
});

test('its author takes a note back, once and sealed as it was, and nobody else does', async () => {
	const own = { team: idBytes(firm.team), teamEpoch: firm.epoch };
	const colleague = await world.staff(firm);
	await read(post(staff, note(own)), appendResponse);
	const { seq } = (await rowFor(staff))?.head ?? { seq: 0 };
	const removing = (of: number, ...seals: (typeof own)[]): Draft => ({
		kind: 'note.removed',
		payload: { seals: sealsOf(...seals), seq: of },
		body: null
	});
	for (const person of [client, colleague])
		await expectRefusal(post(person, removing(seq, own)), 'entry-refused');
	for (const seals of [[], [own, own], [{ ...own, teamEpoch: firm.epoch + 1 }]])
		await expectRefusal(post(staff, removing(seq, ...seals)), 'entry-refused');
	// Neither is the other, nor anything else.
	await expectRefusal(post(staff, takingBack(seq)), 'entry-refused');
	await read(post(staff, { kind: 'message.sent', payload: {} }), appendResponse);
	for (const other of [0, seq + 1, seq + 2, seq + 9])
		await expectRefusal(post(staff, removing(other, own)), 'entry-refused');
	await read(post(staff, removing(seq, own)), appendResponse);
	await expectRefusal(post(staff, removing(seq, own)), 'entry-refused');
	expect(await rowFor(client)).toMatchObject({ newMessages: 1, lastKind: 'note.removed' });
});

test('what was seen is no longer new, and the mark never goes back', async () => {
	const blob = await world.upload(vault, client, someParts());
	await read(world.addFile(vault, client, blob), appendResponse);
	const { seq } = (await rowFor(staff))?.head ?? { seq: 0 };
	await read(staff.browser.post(`/api/vaults/${vault.id}/seen`, { seq }), nothing);
	expect(await rowFor(staff)).toMatchObject({ newFiles: 0 });
	await read(staff.browser.post(`/api/vaults/${vault.id}/seen`, { seq: 0 }), nothing);
	expect(await rowFor(staff)).toMatchObject({ newFiles: 0 });
	const next = await world.upload(vault, client, someParts());
	await read(world.addFile(vault, client, next), appendResponse);
	expect(await rowFor(staff)).toMatchObject({ newFiles: 1 });
});

test('a client lists their own vaults only, staff those of their teams', async () => {
	await world.createVault(firm, staff);
	const page = await read(client.browser.get(`/api/firms/${firm.id}/vaults`), vaultsPage);
	expect(page.vaults.map((row) => row.vault)).toEqual([vault.id]);
	const newcomer = await world.joinStaff(
		firm,
		await world.inviteStaff(firm, firm.owner, 'preparer')
	);
	const none = await read(newcomer.browser.get(`/api/firms/${firm.id}/vaults`), vaultsPage);
	expect(none).toMatchObject({ vaults: [], more: false, total: 0 });
});

test('the list goes on after the vault it is asked for', async () => {
	const all = await read(staff.browser.get(`/api/firms/${firm.id}/vaults`), vaultsPage);
	const [first] = all.vaults;
	const address = `/api/firms/${firm.id}/vaults?after=${first?.vault}`;
	const rest = await read(staff.browser.get(address), vaultsPage);
	expect(rest.vaults).toEqual(all.vaults.slice(1));
	await expectRefusal(
		staff.browser.get(`/api/firms/${firm.id}/vaults?after=x`),
		'malformed-request'
	);
});

test('a renamed vault shows its new label', async () => {
	const sealed = randomBytes(201);
	const label = { sealed, team: idBytes(firm.team), teamEpoch: 1 };
	await read(post(staff, { kind: 'vault.renamed', payload: { label } }), appendResponse);
	expect((await rowFor(staff))?.label).toEqual(new Uint8Array(sealed));
});

test('a label for a team the vault is not shared with, or another key of it, is refused', async () => {
	const label = { sealed: randomBytes(201), team: idBytes(firm.team), teamEpoch: 1 };
	for (const wrong of [{ team: idBytes(newTeamId()) }, { teamEpoch: 2 }]) {
		const payload = { label: { ...label, ...wrong } };
		await expectRefusal(post(staff, { kind: 'vault.renamed', payload }), 'entry-refused');
	}
});

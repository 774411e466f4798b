import { afterAll, describe, expect, test } from 'vitest';
import {
	asReader,
	bundleMap,
	by,
	byLink,
	fileBody,
	forgeVault,
	ghost,
	invitation,
	joiner,
	LATER,
	nextEpoch,
	readVault,
	stranger,
	type Forgery
} from '../../tests/vault/forge.ts';
import { successor } from '../../tests/vault/forge-teams.ts';
import { makeFolder, World, type Person } from '../../tests/vault/world.ts';
import type { EpochSecret, UserId } from '../crypto/brands.ts';
import type { Value } from '../crypto/encoding.ts';
import type { Head } from '../crypto/entry.ts';
import { idBytes, newFolderId, newTeamId, newVaultId } from '../crypto/ids.ts';
import type { Identity } from '../crypto/identity.ts';
import { parseLinkSecret } from '../crypto/link.ts';
import { newTeamSecret, newWordsEntropy, randomBytes } from '../crypto/random.ts';
import { kitKeys } from '../crypto/recovery.ts';
import { teamKeys } from '../crypto/team.ts';
import { admitToTeam } from './admitting.ts';
import { foldVault } from './fold-vault.ts';
import { inviteStaff } from './invitations.ts';
import { removeStaff } from './leaving.ts';
import { labelFor } from './next-epoch.ts';
import { expectedRecipients, type Recipient, type VaultReaders } from './recipients.ts';
import type { VaultState } from './vault-state.ts';
import { isRejection, type Rejection } from './verdict.ts';

const world = await World.found();
const { owner } = world;
const petra = await world.staff('Petra', 'preparer');
const pavel = await world.staff('Pavel', 'preparer');
const nils = await world.newStaff('Nils', 'preparer');
await petra.firm.sync();
const vault = await world.createVault('Rivera');
const ana = await world.client(vault, 'Ana');
const ben = await world.client(vault, 'Ben');
const anas = await addFile(ana, 'W-2.pdf');
await makeFolder(await owner.vault(vault), '2025', world.now);
/** By somebody who will leave, and with a link that reads what is there; by the owner, one that does not. */
const petras = await linkBy(petra, 'Carl', true);
const blank = await linkBy(owner, 'Dora', false);
const log = await owner.vault(vault);
const { state } = log;

/** The firm log before anybody left, after Petra did, and after Nils was admitted without history. */
const [before, left, admitted] = await firmHeads();
const reached = new Set<Rejection>();

async function firmHeads(): Promise<[Head, Head, Head]> {
	const heads = [owner.firm.state.head];
	await removeStaff(owner.firm, owner.identity, petra.id, world.now);
	heads.push(owner.firm.state.head);
	await admitToTeam(owner.firm, owner.identity, nils.id, false, world.now);
	const [first, second] = heads;
	if (!first || !second) throw new Error('no heads');
	for (const { firm } of [pavel, nils, ana, ben]) await firm.sync();
	return [first, second, owner.firm.state.head];
}

async function addFile(author: Person, name: string) {
	const made = fileBody({ name });
	const draft = { kind: 'file.added' as const, payload: {}, body: made.body, blobs: [made.blob] };
	await (await author.vault(vault)).append(() => Promise.resolve(draft), world.now);
	return made;
}

async function linkBy(person: Person, name: string, history: boolean) {
	const { fragment } = await world.inviteClient(vault, name, person, history);
	return byLink(parseLinkSecret(fragment));
}

const firmAt = (head: Head) => {
	const firm = owner.firm.at(head);
	if (!firm) throw new Error('no such head');
	return firm;
};

/** A rejected entry changes nothing but the heads. */
async function judged(forgery: Forgery, author: Person = owner, from = state) {
	const bodyKey = forgery.bodyKey ?? log.epoch(state.epoch).seal;
	const parsed = await forgeVault(author, log, { firmHead: before, ...forgery, bodyKey }, from);
	const entry = await readVault(parsed, bodyKey);
	const step = await foldVault({ firm: from.firm, vault }, from, entry, owner.firm);
	if (step.verdict.applied) return step.state;
	const { head, firmHead } = step.state;
	expect(step.state).toEqual({ ...from, head, firmHead });
	reached.add(step.verdict.reason);
	return step.verdict.reason;
}

async function applied(forgery: Forgery, author: Person = owner, from = state) {
	const outcome = await judged(forgery, author, from);
	if (isRejection(outcome)) throw new Error(outcome);
	return outcome;
}

interface Change {
	readonly from?: VaultState;
	readonly at?: Head;
	readonly recipients?: (right: Recipient[]) => Recipient[] | Promise<Recipient[]>;
	readonly previous?: EpochSecret | null;
	readonly payload?: Record<string, Value>;
}

/** A key for whoever `readers` says, as of the firm log at `at`. */
async function newKey(author: Forgery['author'], readers: VaultReaders, change: Change) {
	const { from = state, at = before } = change;
	const right = expectedRecipients(firmAt(at), from.teams, readers, LATER);
	const recipients = (await change.recipients?.(right)) ?? right;
	const previous = change.previous === undefined ? {} : { previous: change.previous };
	const number = { epoch: from.epoch + 1 };
	const made = await nextEpoch(log, author ?? by(owner).author, recipients, {
		...number,
		previous: log.epoch(state.epoch).secret,
		...previous
	});
	return { epoch: made.epoch, header: { ...made.header, firmHead: at } };
}

async function renewing(author: Person = owner, change: Change = {}): Promise<Forgery> {
	const as = by(author);
	const { epoch, header } = await newKey(as.author, change.from ?? state, change);
	return {
		kind: 'epoch.started',
		payload: { epoch, label: null, ...change.payload },
		body: { directory: [], name: null },
		...header,
		...as
	};
}

const without = <K, V>(map: ReadonlyMap<K, V>, key: K) =>
	new Map([...map].filter(([k]) => k !== key));

async function removing(user: UserId, author: Person = owner, change: Change = {}) {
	const from = change.from ?? state;
	const as = by(author);
	const readers = { ...from, members: without(from.members, user) };
	const { epoch, header } = await newKey(as.author, readers, change);
	return {
		kind: 'member.removed',
		payload: { epoch, user: idBytes(user), ...change.payload },
		body: { directory: [] },
		...header,
		...as
	} satisfies Forgery;
}

const inPlaceOf = (user: UserId) => ({ firm: state.firm, vault, from: user });

async function rekeying(person: Person, next: Identity, change: Change = {}) {
	const from = change.from ?? state;
	const as = by(person);
	const members = without(from.members, person.id);
	members.set(next.userId, { ...next, joinedAt: 0, name: null });
	const { epoch, header } = await newKey(as.author, { ...from, members }, change);
	const payload = { ...successor(next, inPlaceOf(person.id)), earlier: [], epoch };
	return {
		kind: 'member.rekeyed',
		payload: { ...payload, ...change.payload },
		body: { directory: [] },
		...header,
		...as
	} satisfies Forgery;
}

type Link = typeof petras;

async function joining(link: Link, change: Change & { identity?: Identity } = {}) {
	const from = change.from ?? state;
	const identity = change.identity ?? (await stranger());
	const members = new Map(from.members);
	members.set(identity.userId, { ...identity, joinedAt: 0, name: null });
	const invitations = without(from.invitations, link.keys.inviteId);
	const { epoch, header } = await newKey(link.as.author, { members, invitations }, change);
	const place = { firm: state.firm, vault, invite: link.keys.inviteId };
	return {
		kind: 'member.joined',
		payload: { ...joiner(identity, place), earlier: [], epoch, ...change.payload },
		body: { directory: [], name: 'Joined' },
		...header,
		...link.as
	} satisfies Forgery;
}

async function uninviting(link: Link, change: Change = {}): Promise<Forgery> {
	const from = change.from ?? state;
	const readers = { ...from, invitations: without(from.invitations, link.keys.inviteId) };
	const { epoch, header } = await newKey(by(owner).author, readers, change);
	const payload = { epoch, invite: idBytes(link.keys.inviteId) };
	return { kind: 'member.uninvited', payload, body: { directory: [] }, ...header };
}

const folder = (change: Partial<Forgery> = {}): Forgery => ({
	kind: 'folder.made',
	body: { folder: idBytes(newFolderId()), name: '2026' },
	...change
});

async function inviting(change: Record<string, Value> = {}): Promise<Forgery> {
	const { keys } = await byLink();
	const reading = await asReader(log, keys.kem.publicKey, by(owner).author);
	const payload = invitation(keys, { ...reading, ...change });
	return { kind: 'member.invited', payload, body: { name: 'Eve' } };
}

async function labelled(name: string): Promise<Value> {
	return labelFor(owner.firm, owner.identity, vault, name);
}

describe('removing a client', () => {
	test('takes them and their access to the next key away, and leaves what they sent', async () => {
		const next = await applied(await removing(ana.id, pavel), pavel);
		expect([...next.members.keys()]).toEqual([ben.id]);
		expect(next.former.get(ana.id)).toEqual({
			userId: ana.id,
			name: 'Ana',
			leftAt: LATER,
			successor: null
		});
		expect(next.epochs.get(next.epoch)?.grants.some(({ id }) => id === ana.id)).toBe(false);
		expect(next.files.get(anas.file)?.addedBy).toBe(ana.id);
	});

	test('by a client, also of themself', async () => {
		expect(await judged(await removing(ana.id, ben), ben)).toBe('not-allowed');
		expect(await judged(await removing(ana.id, ana), ana)).toBe('not-allowed');
	});

	test('by a colleague without the team’s key', async () => {
		expect(await judged(await removing(ana.id, nils), nils)).toBe('not-allowed');
	});

	test('by a link', async () => {
		expect(await judged({ ...(await removing(ana.id)), ...petras.as })).toBe('unknown-author');
	});

	test('who is none, is staff, or has left already', async () => {
		const { userId } = await stranger();
		for (const id of [userId, owner.id]) {
			const payload = { user: idBytes(id) };
			expect(await judged(await removing(ana.id, owner, { payload }))).toBe('no-such-object');
		}
		const from = await applied(await removing(ana.id));
		expect(await judged(await removing(ana.id, owner, { from }), owner, from)).toBe(
			'no-such-object'
		);
	});

	test('ends their writing, and they come back with new keys only', async () => {
		const from = await applied(await removing(ana.id));
		for (const forgery of [folder(), await renewing(ana, { from })])
			expect(await judged(forgery, ana, from)).toBe('unknown-author');
		const { identity } = ana;
		expect(await judged(await joining(petras, { from, identity }), owner, from)).toBe(
			'already-exists'
		);
		await applied(await joining(petras, { from }), owner, from);
	});
});

describe('a client’s new keys', () => {
	test('take the place of the old: name, time of joining, own files and what they opened', async () => {
		const opened = await applied({ kind: 'file.viewed', body: { file: idBytes(anas.file) } }, ben);
		const next = await stranger();
		const after = await applied(await rekeying(ben, next, { from: opened }), ben, opened);
		expect(after.members.get(next.userId)).toMatchObject({
			userId: next.userId,
			name: 'Ben',
			joinedAt: state.members.get(ben.id)?.joinedAt,
			bundle: next.bundle
		});
		expect(after.members.has(ben.id)).toBe(false);
		expect(after.former.get(ben.id)?.successor).toBe(next.userId);
		expect([...(after.files.get(anas.file)?.viewed ?? [])]).toEqual([[next.userId, LATER]]);

		const own = await stranger();
		const anasAfter = await applied(await rekeying(ana, own), ana);
		expect(anasAfter.files.get(anas.file)).toMatchObject({
			addedBy: own.userId,
			owner: own.userId
		});
	});

	test('take over their versions of a file, whoever sent the others, and nobody else’s files', async () => {
		const first = fileBody();
		const second = fileBody({
			replaces: { file: idBytes(first.file), over: idBytes(first.blob) }
		});
		const kind = 'file.added';
		const bens = await applied({ kind, body: first.body, blobs: [first.blob] }, ben);
		const from = await applied({ kind, body: second.body, blobs: [second.blob] }, owner, bens);
		const next = await stranger();
		const after = await applied(await rekeying(ben, next, { from }), ben, from);
		expect(after.files.get(first.file)).toMatchObject({
			addedBy: owner.id,
			owner: next.userId,
			others: [{ blob: first.blob, addedBy: next.userId }]
		});
		expect(after.files.get(anas.file)).toMatchObject({ addedBy: ana.id, owner: ana.id });
	});

	test('leave what others opened with the others', async () => {
		const viewing = { kind: 'file.viewed', body: { file: idBytes(anas.file) } };
		const once = await applied(viewing, ben);
		const from = await applied(viewing, owner, once);
		const next = await stranger();
		const after = await applied(await rekeying(ben, next, { from }), ben, from);
		expect(after.files.get(anas.file)?.viewed).toEqual(
			new Map([
				[next.userId, LATER],
				[owner.id, LATER]
			])
		);
	});

	test('by staff, who are no members', async () => {
		expect(await judged(await rekeying(owner, await stranger()))).toBe('not-allowed');
	});

	test('signed by the new keys, or by a link', async () => {
		const next = await stranger();
		const forgery = await rekeying(ana, next);
		expect(await judged({ ...forgery, signer: next.signing }, ana)).toBe('bad-signature');
		const asNext = { author: { kind: 'user' as const, id: next.userId }, signer: next.signing };
		expect(await judged({ ...forgery, ...asNext })).toBe('unknown-author');
		expect(await judged({ ...forgery, ...petras.as })).toBe('unknown-author');
	});

	test('of somebody who is a member already, or was', async () => {
		for (const { identity } of [ana, ben])
			expect(await judged(await rekeying(ana, identity), ana)).toBe('already-exists');
		const from = await applied(await removing(ben.id));
		expect(await judged(await rekeying(ana, ben.identity, { from }), ana, from)).toBe(
			'already-exists'
		);
	});

	test('with a proof for something else, or by somebody else', async () => {
		const next = await stranger();
		const { firmId } = await kitKeys(newWordsEntropy());
		const place = inPlaceOf(ana.id);
		const join = joiner(next, { firm: state.firm, vault, invite: petras.keys.inviteId });
		const proofs: [string, Record<string, Value>][] = [
			['for another firm', successor(next, { ...place, firm: firmId })],
			['for another vault', successor(next, { ...place, vault: newVaultId() })],
			['for the firm’s log', successor(next, { ...place, vault: null })],
			['in the place of another', successor(next, inPlaceOf(ben.id))],
			['in the place of the firm', successor(next, { ...place, from: state.firm })],
			[
				'by somebody else',
				{ ...successor(await stranger(), place), bundle: bundleMap(next.bundle) }
			],
			['of a join', { bundle: bundleMap(next.bundle), proof: join.proof }]
		];
		for (const [name, payload] of proofs)
			expect([name, await judged(await rekeying(ana, next, { payload }), ana)]).toEqual([
				name,
				'bad-bundle'
			]);
	});

	test('end the writing of the old ones', async () => {
		const from = await applied(await rekeying(ana, await stranger()), ana);
		const { blob, body } = fileBody();
		const adding = { kind: 'file.added', body, blobs: [blob] };
		expect(await judged(adding, ana, from)).toBe('unknown-author');
	});
});

const unfaithful: [string, (right: Recipient[]) => Recipient[] | Promise<Recipient[]>][] = [
	['somebody whom nobody knows', async (right) => [...right, await ghost()]],
	['one reader less', (right) => right.slice(0, -1)],
	['one reader twice', (right) => [...right, ...right.slice(-1)]],
	['two readers in each other’s place', ([a, b, ...rest]) => (a && b ? [b, a, ...rest] : [])],
	['who has just left', (right) => [...right, gone(ana)].sort(byPlace)]
];
const order = ['escrow', 'team', 'user', 'invite'];
const byPlace = (a: Recipient, b: Recipient) =>
	order.indexOf(a.to) - order.indexOf(b.to) || Buffer.compare(idBytes(a.id), idBytes(b.id));
const gone = ({ id, identity }: Person): Recipient => ({
	to: 'user',
	id,
	teamEpoch: null,
	kem: identity.kem.publicKey
});

describe.each(unfaithful)('a key for %s is rejected', (_, recipients) => {
	test('when a client is removed', async () => {
		expect(await judged(await removing(ana.id, owner, { recipients }))).toBe('wrong-recipients');
	});

	test('when a client changes their keys', async () => {
		const forgery = await rekeying(ana, await stranger(), { recipients });
		expect(await judged(forgery, ana)).toBe('wrong-recipients');
	});
});

describe('after somebody left the firm', () => {
	test.each([
		['a folder', () => folder()],
		['a file', () => ({ kind: 'file.added', body: fileBody().body, blobs: [fileBody().blob] })],
		['an opening', () => ({ kind: 'file.viewed', body: { file: idBytes(anas.file) } })],
		['an invitation', () => inviting()],
		['a name', async () => ({ kind: 'vault.renamed', payload: { label: await labelled('X') } })]
	])('%s waits for a new key', async (_, forge) => {
		for (const firmHead of [left, admitted])
			expect(await judged({ ...(await forge()), firmHead })).toBe('keys-behind');
	});

	test('a file of a client waits for it too', async () => {
		const { blob, body } = fileBody();
		const adding = { kind: 'file.added', body, blobs: [blob], firmHead: left };
		expect(await judged(adding, ana)).toBe('keys-behind');
	});

	test('what starts a key is accepted, by staff and clients, and then the rest', async () => {
		const at = left;
		const from = await applied(await renewing(ana, { at }), ana);
		expect(from.epochs.get(from.epoch)?.grants[1]).toMatchObject({ to: 'team', teamEpoch: 2 });
		await applied(folder({ firmHead: left, epoch: from.epoch }), owner, from);
		await applied(await removing(ben.id, owner, { at }));
		await applied(await rekeying(ana, await stranger(), { at }), ana);
		await applied(await joining(blank, { at, previous: null }));
		await applied(await uninviting(blank, { at }));
	});

	test('a key for the team that they were still in is rejected', async () => {
		const older = (right: Recipient[]) =>
			right.map((one) => (one.to === 'team' ? { ...one, teamEpoch: 1 } : one));
		const change = { at: left, recipients: older };
		expect(await judged(await renewing(owner, change))).toBe('wrong-recipients');
		expect(await judged(await removing(ben.id, owner, change))).toBe('wrong-recipients');
	});

	test('whoever quotes the firm as it was before is outdated once somebody has quoted it as it is', async () => {
		const from = await applied(await renewing(owner, { at: left }));
		expect(await judged(folder({ firmHead: before, epoch: from.epoch }), owner, from)).toBe(
			'stale-firm-head'
		);
		expect(await judged(await renewing(petra, { from }), petra, from)).toBe('stale-firm-head');
	});

	test('they write nothing, and sign in nobody’s name', async () => {
		for (const forgery of [folder({ firmHead: left }), await renewing(petra, { at: left })]) {
			const expected = forgery.kind === 'folder.made' ? 'keys-behind' : 'unknown-author';
			expect(await judged({ ...forgery, ...by(petra) }, petra)).toBe(expected);
		}
		const from = await applied(await renewing(owner, { at: left }));
		const now = { firmHead: left, epoch: from.epoch };
		expect(await judged(folder({ ...now, ...by(petra) }), petra, from)).toBe('unknown-author');
	});
});

describe('a link whose inviter has left', () => {
	test('lets nobody in, and is not withdrawn again', async () => {
		const at = left;
		expect(await judged(await joining(petras, { at }))).toBe('invite-not-open');
		expect(await judged(await uninviting(petras, { at }))).toBe('invite-not-open');
	});

	test('gets no key any more', async () => {
		const from = await applied(await renewing(owner, { at: left }));
		const grants = from.epochs.get(from.epoch)?.grants ?? [];
		expect(grants.some(({ to }) => to === 'invite')).toBe(false);
		const kem = petras.keys.kem.publicKey;
		const link = { to: 'invite' as const, id: petras.keys.inviteId, teamEpoch: null, kem };
		const recipients = (right: Recipient[]) => [...right, link];
		expect(await judged(await renewing(owner, { at: left, recipients }))).toBe('wrong-recipients');
	});

	test('works for those who quote the firm from before: it was open then', async () => {
		const next = await applied(await joining(petras));
		expect(next.members.size).toBe(3);
	});
});

describe('history', () => {
	const previous = null;

	test('is not carried by the key that a newcomer without history is the first to get', async () => {
		for (const at of [admitted])
			for (const [forge, author] of [
				[renewing(owner, { at }), owner],
				[renewing(ana, { at }), ana],
				[removing(ben.id, owner, { at }), owner],
				[rekeying(ana, await stranger(), { at }), ana],
				[uninviting(blank, { at }), owner]
			] as const)
				expect(await judged(await forge, author)).toBe('not-allowed');
		await applied(await renewing(ana, { at: admitted, previous }), ana);
		await applied(await removing(ben.id, owner, { at: admitted, previous }));
	});

	test('is carried again by the keys after that', async () => {
		const at = admitted;
		const from = await applied(await renewing(owner, { at, previous }));
		const again = await applied(await renewing(owner, { at, from }), owner, from);
		expect(again.epochs.get(again.epoch)?.previous).not.toBeNull();
	});

	test('is not carried by the join of somebody invited without it', async () => {
		expect(await judged(await joining(blank))).toBe('not-allowed');
		const next = await applied(await joining(blank, { previous }));
		expect(next.members.size).toBe(3);
		expect(next.epochs.get(next.epoch)?.previous).toBeNull();
	});

	test('may be lost to newcomers by an author who does not hold it', async () => {
		await applied(await joining(petras, { previous }));
		await applied(await renewing(ana, { previous }), ana);
	});

	test('is not opened by a link of somebody invited without it: it is no reader', async () => {
		const kem = blank.keys.kem.publicKey;
		const link = { to: 'invite' as const, id: blank.keys.inviteId, teamEpoch: null, kem };
		const recipients = (right: Recipient[]) => [...right, link].sort(byPlace);
		expect(await judged(await renewing(owner, { recipients }))).toBe('wrong-recipients');
	});

	test('an invitation says all or nothing of it', async () => {
		const wrap = randomBytes(1169);
		const earlier = [{ epoch: 1, wrap }];
		for (const change of [
			{ kem: null },
			{ wrap: null },
			{ kem: null, wrap: null, earlier },
			{
				earlier: [
					{ epoch: 2, wrap },
					{ epoch: 1, wrap }
				]
			},
			{
				earlier: [
					{ epoch: 1, wrap },
					{ epoch: 1, wrap }
				]
			}
		])
			expect(await judged(await inviting(change))).toBe('malformed');
		await applied(await inviting({ kem: null, wrap: null }));
		await applied(await inviting({ earlier }));
	});

	test('wraps of earlier keys go with their author to whom they are for, and name no key that is not there', async () => {
		const wrap = randomBytes(1169);
		const earlier = [1, 99].map((epoch) => ({ epoch, wrap }));
		const payload = { earlier };
		const next = await stranger();
		const rekeyed = await applied(await rekeying(ana, next, { payload }), ana);
		expect(rekeyed.epochs.get(1)?.late).toEqual([
			{ id: next.userId, wrap, sender: by(ana).author }
		]);
		expect(rekeyed.epochs.has(99)).toBe(false);
		const identity = await stranger();
		const joined = await applied(await joining(petras, { payload, identity }));
		expect(joined.epochs.get(1)?.late).toEqual([
			{ id: identity.userId, wrap, sender: petras.as.author }
		]);
	});
});

test('who leaves or changes keys does so for those too who cannot read the body', async () => {
	const body = { nonsense: true };
	const removed = await applied({ ...(await removing(ana.id)), body });
	expect(removed.members.has(ana.id)).toBe(false);
	expect(removed.directory).toEqual(state.directory);
	const next = await stranger();
	const rekeyed = await applied({ ...(await rekeying(ana, next)), body }, ana);
	expect(rekeyed.members.has(next.userId)).toBe(true);
	expect(rekeyed.directory).toEqual(state.directory);
});

test('nobody holds a new key later than its start, until somebody is given it', async () => {
	for (const [forgery, author] of [
		[await renewing(ana), ana],
		[await removing(ana.id), owner]
	] as const) {
		const next = await applied(forgery, author);
		expect(next.epochs.get(next.epoch)?.late).toEqual([]);
	}
});

test('the earlier keys that an invitation gives are the link’s, from who made it', async () => {
	const wrap = randomBytes(1169);
	const forgery = await inviting({ earlier: [{ epoch: 1, wrap }] });
	const next = await applied(forgery);
	const [invited] = [...next.invitations.keys()].filter((id) => !state.invitations.has(id));
	expect(next.epochs.get(1)?.late).toEqual([
		...(state.epochs.get(1)?.late ?? []),
		{ id: invited, wrap, sender: by(owner).author }
	]);
	expect(next.invitations.get(invited ?? petras.keys.inviteId)).not.toHaveProperty('earlier');
});

describe('the client’s name with a new key', () => {
	const named = async (author: Person, payload: Record<string, Value>, name: Value) => {
		const at = left;
		return { ...(await renewing(author, { at, payload })), body: { directory: [], name } };
	};
	const label = (async () => {
		const keys = await teamKeys(newTeamSecret());
		const sealed = new Uint8Array([...keys.kem.publicKey.slice(0, 200)]);
		return { sealed, team: idBytes(owner.firm.state.everyone), teamEpoch: 2 };
	})();

	test('is stated again by staff, under the team’s new key', async () => {
		const next = await applied(await named(pavel, { label: await label }, 'Rivera & Co'), pavel);
		expect(next).toMatchObject({ name: 'Rivera & Co', labelBy: pavel.id });
		expect(next.label.teamEpoch).toBe(2);
	});

	test('stays where only the label can be read', async () => {
		const next = await applied(await named(owner, { label: await label }, 7));
		expect(next).toMatchObject({ name: 'Rivera', labelBy: owner.id });
		expect(next.label.teamEpoch).toBe(2);
	});

	test('is not changed by a client, nor by staff who state no label', async () => {
		expect(await judged(await named(ana, { label: await label }, 'Mine'), ana)).toBe('not-allowed');
		for (const author of [ana, owner]) {
			const next = await applied(await named(author, { label: null }, 'Mine'), author);
			expect(next.name).toBe('Rivera');
			expect(next.label).toEqual(state.label);
		}
	});

	test('is for a team of the vault, under its present key', async () => {
		const right = await label;
		const other = { ...right, team: idBytes(newTeamId()) };
		expect(await judged(await named(owner, { label: other }, null))).toBe('no-such-object');
		for (const teamEpoch of [1, 3])
			expect(await judged(await named(owner, { label: { ...right, teamEpoch } }, null))).toBe(
				'wrong-epoch'
			);
	});
});

test('numbers of keys rise by one, whoever leaves', async () => {
	for (const forgery of [await removing(ana.id), await rekeying(ana, await stranger())]) {
		const author = forgery.kind === 'member.rekeyed' ? ana : owner;
		for (const epoch of [state.epoch, state.epoch + 2])
			expect(await judged({ ...forgery, epoch }, author)).toBe('wrong-epoch');
		const from = { ...state, epoch: state.epoch + 1 };
		expect(await judged({ ...forgery, epoch: from.epoch + 1 }, author, from)).toBe('wrong-epoch');
	}
});

test('an invitation made by staff who were then removed from the firm is not remade by its id', async () => {
	const payload = invitation(
		petras.keys,
		await asReader(log, petras.keys.kem.publicKey, by(owner).author)
	);
	const forgery = { kind: 'member.invited', payload, body: { name: 'Carl' } };
	expect(await judged(forgery)).toBe('already-exists');
});

test('a vault of a firm in which only somebody joined is not behind', async () => {
	const other = await World.found();
	const fresh = await other.createVault('Calm');
	const calm = await other.owner.vault(fresh);
	const { owner: boss, now } = other;
	await inviteStaff(boss.firm, boss.identity, { name: 'Zoe', role: 'preparer' }, now);
	await other.staff('Yan', 'preparer');
	expect(await calm.renew(now)).toBe(false);
});

afterAll(() => {
	expect([...reached].sort()).toEqual([
		'already-exists',
		'bad-bundle',
		'bad-signature',
		'invite-not-open',
		'keys-behind',
		'malformed',
		'no-such-object',
		'not-allowed',
		'stale-firm-head',
		'unknown-author',
		'wrong-epoch',
		'wrong-recipients'
	]);
});

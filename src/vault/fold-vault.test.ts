import { afterAll, describe, expect, test } from 'vitest';
import {
	asReader,
	bundleMap,
	by,
	byLink,
	fileBody,
	flipped,
	forgeFirm,
	forgeVault,
	ghost,
	invitation,
	joiner,
	LATER,
	nextEpoch,
	readersOf,
	readVault,
	stranger,
	type Forgery
} from '../../tests/vault/forge.ts';
import { refusalOf, World, type Person } from '../../tests/vault/world.ts';
import type { EpochSecret } from '../crypto/brands.ts';
import type { Value } from '../crypto/encoding.ts';
import { signEntry, type Author, type BodyKey, type ParsedEntry } from '../crypto/entry.ts';
import { entryHashFrom, idBytes, newBlobId, newTeamId, newVaultId } from '../crypto/ids.ts';
import type { Bundle, Identity } from '../crypto/identity.ts';
import { linkKeys, parseLinkSecret, type LinkKeys } from '../crypto/link.ts';
import { newEpochSecret, newLinkSecret, newWordsEntropy, randomBytes } from '../crypto/random.ts';
import { kitKeys } from '../crypto/recovery.ts';
import { labelFor } from './next-epoch.ts';
import { makeEpoch } from './epoch-keys.ts';
import { foldVault, startsEpoch, type FirmHistory } from './fold-vault.ts';
import { withdrawClientInvite } from './invitations.ts';
import { parseEntries } from './log-entry.ts';
import { expectedRecipients, type Recipient } from './recipients.ts';
import { isRejection, type Rejection } from './verdict.ts';

const world = await World.found();
const { owner } = world;
const foundedHead = owner.firm.state.head;
const preparer = await world.staff('Petra', 'preparer');
const keyless = await world.newStaff('Nils', 'preparer');
const vault = await world.createVault('Rivera');
const ana = await world.client(vault, 'Ana');
const usedLink = await linkOf('Ben');
const ben = await world.join(usedLink.fragment, 'Ben');
const withdrawnLink = await linkOf('Wim');
await withdrawClientInvite(
	owner.firm,
	await owner.vault(vault),
	owner.identity,
	withdrawnLink.keys.inviteId,
	world.now
);
const openLink = await linkOf('Carl');
await keyless.firm.sync();
await preparer.firm.sync();
const log = await owner.vault(vault);
const { state } = log;
const oldHead = owner.firm.state.head;
await owner.firm.append(
	() =>
		Promise.resolve({
			kind: 'firm.changed',
			payload: {},
			body: { name: 'Alder LLP', mark: { colour: 'plum', initials: 'AL' } }
		}),
	world.now
);
const newHead = owner.firm.state.head;
const reached = new Set<Rejection>();

async function linkOf(name: string) {
	const { fragment, expires } = await world.inviteClient(vault, name);
	const keys = await linkKeys(parseLinkSecret(fragment));
	const author: Author = { kind: 'invite', id: keys.inviteId };
	return { fragment, expires, keys, as: { author, signer: keys.signing } };
}

/** A rejected entry changes nothing but the heads. */
async function judgedEntry(
	parsed: ParsedEntry,
	before = state,
	key: BodyKey | null = log.epoch(state.epoch).seal
) {
	const entry = await readVault(parsed, key);
	const step = await foldVault({ firm: before.firm, vault }, before, entry, owner.firm);
	expect(step.state.head).toEqual({ seq: before.head.seq + 1, hash: parsed.hash });
	if (step.verdict.applied) return step.state;
	const { head, firmHead } = step.state;
	expect(step.state).toEqual({ ...before, head, firmHead });
	reached.add(step.verdict.reason);
	return step.verdict.reason;
}

async function judged(forgery: Forgery, author: Person = owner, before = state) {
	const parsed = await forgeVault(author, log, forgery, before);
	return judgedEntry(parsed, before, startsEpoch(forgery.kind) ? forgery.bodyKey : undefined);
}

async function applied(forgery: Forgery, author: Person = owner, before = state) {
	const outcome = await judged(forgery, author, before);
	if (isRejection(outcome)) throw new Error(outcome);
	return outcome;
}

interface EpochChange {
	epoch?: number;
	previous?: EpochSecret | null;
	time?: number;
}

async function rotating(
	recipients: readonly Recipient[] = readersOf(owner.firm.state, state),
	author: Person = owner,
	change: EpochChange = {}
): Promise<Forgery> {
	const as = by(author);
	const { epoch, header } = await nextEpoch(log, as.author, recipients, change);
	return {
		kind: 'epoch.started',
		payload: { epoch, label: null },
		body: { directory: [], name: null },
		...header,
		...as
	};
}

const uninviting = async (keys: LinkKeys, recipients?: readonly Recipient[]): Promise<Forgery> => {
	const left = new Map(state.invitations);
	left.delete(keys.inviteId);
	const readers = recipients ?? readersOf(owner.firm.state, { ...state, invitations: left });
	const { payload, ...rest } = await rotating(readers);
	return {
		...rest,
		kind: 'member.uninvited',
		payload: { epoch: payload?.['epoch'] ?? null, invite: idBytes(keys.inviteId) },
		body: { directory: [] }
	};
};

type Link = Pick<typeof openLink, 'keys' | 'as'>;

const placeOf = ({ keys }: Link) => ({ firm: state.firm, vault, invite: keys.inviteId });

/** Who must get the key when somebody with this bundle joins by this link. */
const readersWith = (bundle: Bundle, id: Person['id'], { keys }: Link, time = LATER) => {
	const member = { userId: id, bundle, joinedAt: time, name: null };
	const invitations = new Map(state.invitations);
	invitations.delete(keys.inviteId);
	const members = new Map(state.members).set(id, member);
	return readersOf(owner.firm.state, { ...state, members, invitations }, time);
};

async function joining(
	link: Link,
	change: {
		recipients?: (right: Recipient[]) => Recipient[];
		identity?: Identity;
		payload?: Record<string, Value>;
		time?: number;
	} = {}
): Promise<Forgery> {
	const identity = change.identity ?? (await stranger());
	const right = readersWith(identity.bundle, identity.userId, link, change.time);
	const recipients = change.recipients?.(right) ?? right;
	const { epoch, header } = await nextEpoch(log, link.as.author, recipients);
	return {
		kind: 'member.joined',
		payload: { ...joiner(identity, placeOf(link)), earlier: [], epoch, ...change.payload },
		body: { directory: [], name: 'Carl C.' },
		time: change.time ?? LATER,
		...header,
		...link.as
	};
}

async function inviting(author: Person = owner): Promise<Forgery & { keys: LinkKeys }> {
	const { keys } = await byLink();
	const reading = await asReader(log, keys.kem.publicKey, by(author).author);
	const payload = invitation(keys, reading);
	return { kind: 'member.invited', payload, body: { name: 'Dora' }, ...by(author), keys };
}
const plain = ({ keys: _, ...forgery }: Awaited<ReturnType<typeof inviting>>): Forgery => forgery;

const relabelled = async (change: Record<string, Value> = {}): Promise<Forgery> => ({
	kind: 'vault.renamed',
	payload: {
		label: { ...(await labelFor(owner.firm, owner.identity, vault, 'Rivera & Co')), ...change }
	},
	body: { name: 'Rivera & Co' }
});

const folder = { kind: 'folder.made', body: { folder: randomBytes(16), name: '2025' } };

describe('what is accepted', () => {
	test('staff rename the client, for the vault and for the list', async () => {
		const next = await applied(await relabelled());
		expect(next.name).toBe('Rivera & Co');
		expect(next.labelBy).toBe(owner.id);
		expect(next.label.sealed).not.toEqual(state.label.sealed);
	});

	test.each([
		['an owner', owner],
		['a preparer', preparer],
		['a client', ana]
	])('%s starts an epoch for exactly the readers there are', async (_, author) => {
		const next = await applied(await rotating(undefined, author), author);
		expect(next.epoch).toBe(state.epoch + 1);
		expect(next.epochs.get(next.epoch)?.startedBy).toEqual(by(author).author);
	});

	test('an epoch by somebody who could not carry the one before', async () => {
		const next = await applied(await rotating(undefined, ana, { previous: null }), ana);
		expect(next.epochs.get(next.epoch)?.previous).toBeNull();
	});

	test('an epoch started after a link expired leaves the link out', async () => {
		const time = openLink.expires + 1;
		const readers = readersOf(owner.firm.state, state, time);
		expect(readers.some(({ to }) => to === 'invite')).toBe(false);
		await applied({ ...(await rotating(readers)), time });
		expect(await judged({ ...(await rotating()), time })).toBe('wrong-recipients');
	});

	test('a preparer with the team’s key invites a client', async () => {
		const { keys, ...forgery } = await inviting(preparer);
		const next = await applied(forgery, preparer);
		expect(next.invitations.get(keys.inviteId)).toMatchObject({
			state: 'open',
			by: preparer.id,
			epoch: state.epoch,
			name: 'Dora'
		});
		expect(next.epoch).toBe(state.epoch);
	});

	test('an open link is a reader of the next epoch, and the withdrawn and used ones are not', () => {
		const links = readersOf(owner.firm.state, state).filter(({ to }) => to === 'invite');
		expect(links.map(({ id }) => id)).toEqual([openLink.keys.inviteId]);
	});

	test('withdrawing a link starts an epoch without it', async () => {
		const next = await applied(await uninviting(openLink.keys));
		expect(next.invitations.get(openLink.keys.inviteId)?.state).toBe('withdrawn');
		expect(next.epochs.get(next.epoch)?.grants.some(({ to }) => to === 'invite')).toBe(false);
	});

	test('a joiner becomes a member, uses the link up and starts an epoch without it', async () => {
		const next = await applied(await joining(openLink));
		expect(next.members.size).toBe(state.members.size + 1);
		expect([...next.members.values()].at(-1)?.name).toBe('Carl C.');
		expect(next.invitations.get(openLink.keys.inviteId)?.state).toBe('used');
		expect(next.epochs.get(next.epoch)?.grants.some(({ to }) => to === 'invite')).toBe(false);
	});

	test('a body that does not fit its schema leaves rules about keys and members alone', async () => {
		const junk = { body: { nonsense: true } };
		expect((await applied({ ...(await rotating()), ...junk })).epoch).toBe(state.epoch + 1);
		const next = await applied({ ...(await joining(openLink)), ...junk });
		expect([...next.members.values()].at(-1)?.name).toBe('Carl');
		const { keys, ...forgery } = await inviting();
		const invited = await applied({ ...forgery, ...junk });
		expect(invited.invitations.get(keys.inviteId)?.name).toBeNull();
		await applied({ ...(await uninviting(openLink.keys)), ...junk });
	});

	test('directory keys in bodies add to those known and replace none', async () => {
		const known = state.directory.get(1);
		const key = randomBytes(32);
		const next = await applied({
			...(await rotating()),
			body: { directory: [1, 2].map((epoch) => ({ epoch, key })), name: null }
		});
		expect(known).toBeDefined();
		expect(next.directory).toEqual(
			new Map([
				[1, known],
				[2, key]
			])
		);
	});
});

describe('what is rejected', () => {
	test('a kind this version does not know', async () => {
		expect(await judged({ kind: 'file.shared' })).toBe('unknown-kind');
	});

	test('a firm’s kind in a vault', async () => {
		expect(await judged({ kind: 'firm.changed' })).toBe('unknown-kind');
	});

	test('a payload that is not that of its kind', async () => {
		expect(await judged({ ...folder, payload: { extra: 1 } })).toBe('malformed');
		expect(await judged({ kind: 'member.uninvited', payload: {} })).toBe('malformed');
	});

	test('an entry with a blob that is about no file', async () => {
		expect(await judged({ ...folder, blobs: [newBlobId()] })).toBe('malformed');
		expect(await judged({ ...(await rotating()), blobs: [newBlobId()] })).toBe('malformed');
	});

	test('a file without its blob, or with two', async () => {
		const { blob, body } = fileBody();
		expect(await judged({ kind: 'file.added', body })).toBe('malformed');
		expect(await judged({ kind: 'file.added', body, blobs: [blob, newBlobId()] })).toBe(
			'malformed'
		);
	});

	test('an entry that quotes an older list of staff than one before it', async () => {
		expect(await judged({ ...folder, firmHead: foundedHead })).toBe('stale-firm-head');
	});

	test('an entry that quotes a list of staff which does not exist', async () => {
		const hash = entryHashFrom(randomBytes(32));
		expect(await judged({ ...folder, firmHead: { ...newHead, hash } })).toBe('unknown-firm-head');
		const future = { seq: newHead.seq + 1, hash };
		expect(await judged({ ...folder, firmHead: future })).toBe('unknown-firm-head');
	});

	test('contents sealed for an earlier or later epoch', async () => {
		expect(await judged({ ...folder, epoch: state.epoch - 1 })).toBe('wrong-epoch');
		expect(await judged({ ...folder, epoch: state.epoch + 1 })).toBe('wrong-epoch');
	});

	test('an epoch that does not follow the current one', async () => {
		for (const step of [0, 2])
			expect(await judged(await rotating(undefined, owner, { epoch: state.epoch + step }))).toBe(
				'wrong-epoch'
			);
		expect(await judged({ ...(await rotating()), epoch: state.epoch })).toBe('wrong-epoch');
	});

	test('an epoch whose number differs from its header’s', async () => {
		const forgery = await rotating(undefined, owner, { epoch: state.epoch + 2 });
		expect(await judged({ ...forgery, epoch: state.epoch + 1 })).toBe('wrong-epoch');
	});

	test('an entry by somebody unknown to both logs', async () => {
		const nobody = await stranger();
		const as = { author: { kind: 'user' as const, id: nobody.userId }, signer: nobody.signing };
		expect(await judged({ ...folder, ...as })).toBe('unknown-author');
	});

	test('an entry by the firm’s root', async () => {
		const author = { kind: 'root' as const, id: world.kit.firmId };
		expect(await judged({ ...folder, author, signer: world.kit.root })).toBe('unknown-author');
	});

	test('contents written with an open link', async () => {
		expect(await judged({ ...folder, ...openLink.as })).toBe('unknown-author');
		const { blob, body } = fileBody();
		const adding = { kind: 'file.added', body, blobs: [blob] };
		expect(await judged({ ...adding, ...openLink.as })).toBe('unknown-author');
	});

	test('an entry by a preparer who has joined but was not given the team’s key', async () => {
		expect(await judged(folder, keyless)).toBe('not-allowed');
		expect(await judged(await rotating(undefined, keyless), keyless)).toBe('not-allowed');
		expect(await judged(plain(await inviting(keyless)), keyless)).toBe('not-allowed');
	});

	test('an entry by a preparer that quotes the list of staff from before they had the key', async () => {
		const fresh = await world.createVault('Early');
		const early = await owner.vault(fresh);
		const parsed = await forgeVault(preparer, early, { ...folder, firmHead: foundedHead });
		const before = { ...early.state, firmHead: foundedHead };
		const entry = await readVault(parsed, early.epoch(1).seal);
		const log = { firm: world.kit.firmId, vault: fresh };
		const { verdict } = await foldVault(log, before, entry, owner.firm);
		expect(verdict).toEqual({ applied: false, reason: 'unknown-author' });
	});

	test('an entry in the name of another', async () => {
		expect(await judged({ ...folder, signer: ana.identity.signing })).toBe('bad-signature');
		const asAna = { author: by(ana).author, signer: ben.identity.signing };
		expect(await judged({ ...(await rotating()), ...asAna })).toBe('bad-signature');
	});

	test('a client who withdraws a link', async () => {
		const forgery = { ...(await uninviting(openLink.keys)), ...by(ana) };
		expect(await judged(forgery)).toBe('not-allowed');
	});

	test('a client who invites somebody', async () => {
		expect(await judged(plain(await inviting(ana)), ana)).toBe('not-allowed');
	});

	test('a client who renames the vault', async () => {
		expect(await judged({ ...(await relabelled()), ...by(ana) })).toBe('not-allowed');
	});

	test('a second genesis, by staff and by a client', async () => {
		const payload = (await genesis()).header.payload;
		const forgery = { kind: 'vault.genesis', payload, epoch: state.epoch + 1 };
		expect(await judged(forgery)).toBe('already-exists');
		expect(await judged(forgery, ana)).toBe('not-allowed');
	});

	test('a new name that cannot be read', async () => {
		expect(await judged({ ...(await relabelled()), body: null })).toBe('unreadable');
		expect(await judged({ ...(await relabelled()), body: { title: 'x' } })).toBe('unreadable');
		const bodyKey = log.epoch(1).seal;
		expect(await judged({ ...(await relabelled()), bodyKey })).toBe('unreadable');
	});

	test('a new name for another team’s list', async () => {
		expect(await judged(await relabelled({ team: idBytes(newTeamId()) }))).toBe('no-such-object');
	});

	test('a new name sealed with another generation of the team’s key', async () => {
		expect(await judged(await relabelled({ teamEpoch: 2 }))).toBe('wrong-epoch');
	});

	test('an invitation with the id of an earlier one', async () => {
		const { keys } = withdrawnLink;
		const reading = await asReader(log, keys.kem.publicKey, by(owner).author);
		const payload = invitation(keys, reading);
		expect(await judged({ kind: 'member.invited', payload, body: { name: 'Wim' } })).toBe(
			'already-exists'
		);
	});

	test('withdrawing a link that never was', async () => {
		expect(await judged(await uninviting(await linkKeys(newLinkSecret())))).toBe('no-such-object');
	});

	test('withdrawing a used or a withdrawn link', async () => {
		expect(await judged(await uninviting(usedLink.keys))).toBe('invite-not-open');
		expect(await judged(await uninviting(withdrawnLink.keys))).toBe('invite-not-open');
	});

	test('a join without any invitation', async () => {
		expect(await judged(await joining(await byLink()))).toBe('unknown-author');
	});

	test('a join by another link than the one it names', async () => {
		const other = await byLink();
		expect(await judged({ ...(await joining(openLink)), ...other.as })).toBe('unknown-author');
	});

	test('a join by staff instead of the link', async () => {
		expect(await judged({ ...(await joining(openLink)), ...by(owner) })).toBe('unknown-author');
	});

	test('a join with the wrong link key', async () => {
		const { signing } = await linkKeys(newLinkSecret());
		expect(await judged({ ...(await joining(openLink)), signer: signing })).toBe('bad-signature');
	});

	test('a join by a used and by a withdrawn link', async () => {
		expect(await judged(await joining(usedLink))).toBe('invite-not-open');
		expect(await judged(await joining(withdrawnLink))).toBe('invite-not-open');
	});

	test('a join a millisecond after the link expired, and none at its last moment', async () => {
		expect(await judged(await joining(openLink, { time: openLink.expires + 1 }))).toBe(
			'invite-expired'
		);
		await applied(await joining(openLink, { time: openLink.expires }));
	});

	test('a join with keys that their owner did not sign', async () => {
		const [identity, other] = [await stranger(), await stranger()];
		const bundle = bundleMap({ ...identity.bundle, proof: other.bundle.proof });
		const payload = { bundle };
		expect(await judged(await joining(openLink, { identity, payload }))).toBe('bad-bundle');
	});

	test('C29 a join with the keys of somebody who did not ask to join', async () => {
		const [identity, thief] = [await stranger(), await stranger()];
		const { proof } = joiner(thief, placeOf(openLink));
		const payload = { proof };
		expect(await judged(await joining(openLink, { identity, payload }))).toBe('bad-bundle');
	});

	test('a join with a proof for another link, vault or firm', async () => {
		const identity = await stranger();
		const here = placeOf(openLink);
		const { firmId } = await kitKeys(newWordsEntropy());
		for (const place of [
			placeOf(usedLink),
			{ ...here, vault: newVaultId() },
			{ ...here, vault: null },
			{ ...here, firm: firmId }
		]) {
			const { proof } = joiner(identity, place);
			const payload = { proof };
			expect(await judged(await joining(openLink, { identity, payload }))).toBe('bad-bundle');
		}
	});

	test('a join by somebody who is a member already', async () => {
		const { identity } = ana;
		expect(await judged(await joining(openLink, { identity }))).toBe('already-exists');
	});

	test('every changed byte of an entry: it never counts', async () => {
		const { blob, body } = fileBody();
		const entry = await forgeVault(ana, log, {
			kind: 'file.added',
			blobs: [blob],
			body,
			firmHead: newHead
		});
		expect(isRejection(await judgedEntry(entry))).toBe(false);
		for (let index = 0; index < entry.bytes.length; index++) {
			const outcome = await refusalOf(async () => {
				const [parsed] = await parseEntries([flipped(entry.bytes, index)]);
				if (parsed && !isRejection(await judgedEntry(parsed)))
					throw new Error(`byte ${String(index)}`);
			});
			expect(['accepted', 'log-broken']).toContain(outcome);
		}
	});
});

/** Each way to give the key to others than the readers there are. */
const unfaithful: [string, (right: Recipient[]) => Promise<Recipient[]> | Recipient[]][] = [
	['a reader whom nobody knows', async (right) => [...right, await ghost()]],
	['a link whom nobody issued', async (right) => [...right, await ghostLink()]],
	['one reader less', (right) => right.slice(0, -1)],
	['no escrow', (right) => right.slice(1)],
	['no team', (right) => right.filter(({ to }) => to !== 'team')],
	['nobody at all', () => []],
	['two readers in each other’s place', ([a, b, ...rest]) => (a && b ? [b, a, ...rest] : [])],
	['one reader twice', (right) => [...right, ...right.slice(-1)]],
	[
		'one reader in place of another',
		(right) => right.map((reader, i) => (i === 2 ? (right[3] ?? reader) : reader))
	],
	['a team at another generation', (right) => right.map(asOlderTeam)],
	['another firm’s escrow', (right) => right.map(asOtherEscrow)]
];
const otherKit = await kitKeys(newWordsEntropy());
const asOlderTeam = (reader: Recipient): Recipient =>
	reader.to === 'team' ? { ...reader, teamEpoch: reader.teamEpoch + 1 } : reader;
const asOtherEscrow = (reader: Recipient): Recipient =>
	reader.to === 'escrow' ? { ...reader, id: otherKit.firmId } : reader;
const ghostLink = async (): Promise<Recipient> => {
	const { inviteId, kem } = await linkKeys(newLinkSecret());
	return { to: 'invite', id: inviteId, teamEpoch: null, kem: kem.publicKey };
};

describe.each(unfaithful)('a key for %s is rejected', (_, change) => {
	const right = readersOf(owner.firm.state, state);

	test('when staff or a client start an epoch', async () => {
		for (const author of [owner, ana])
			expect(await judged(await rotating(await change(right), author), author)).toBe(
				'wrong-recipients'
			);
	});

	test('when a link is withdrawn', async () => {
		const left = right.filter(({ id }) => id !== openLink.keys.inviteId);
		expect(await judged(await uninviting(openLink.keys, await change(left)))).toBe(
			'wrong-recipients'
		);
	});

	test('when somebody joins', async () => {
		const identity = await stranger();
		const readers = await change(readersWith(identity.bundle, identity.userId, openLink));
		const recipients = () => readers;
		expect(await judged(await joining(openLink, { identity, recipients }))).toBe(
			'wrong-recipients'
		);
	});

	test('when a vault is opened', async () => {
		const first = readersOf(owner.firm.state, {
			...state,
			members: new Map(),
			invitations: new Map()
		});
		const readers = await change(first);
		if (readers.map(({ id }) => id).join() !== first.map(({ id }) => id).join())
			expect(await opening(await genesis({ recipients: readers }))).toBe('log-broken');
	});
});

test('a joiner may not keep the link as a reader, nor leave out the other open links', async () => {
	const keep = { to: 'invite', id: openLink.keys.inviteId, teamEpoch: null } as const;
	const kem = openLink.keys.kem.publicKey;
	expect(
		await judged(await joining(openLink, { recipients: (right) => [...right, { ...keep, kem }] }))
	).toBe('wrong-recipients');
	const second = await inviting();
	const { keys, ...forgery } = second;
	const withTwo = await applied(forgery);
	expect(await judged(await joining(openLink), owner, withTwo)).toBe('wrong-recipients');
	expect(withTwo.invitations.get(keys.inviteId)?.state).toBe('open');
});

describe('the newest list of staff quoted so far', () => {
	test('may be quoted again, and a newer one moves it', async () => {
		expect((await applied({ ...folder, firmHead: oldHead })).firmHead).toEqual(oldHead);
		expect((await applied({ ...folder, firmHead: newHead })).firmHead).toEqual(newHead);
	});

	test('is the same for those who can read an entry and those who cannot', async () => {
		const entry = await forgeVault(owner, log, { ...folder, firmHead: newHead });
		const read = await judgedEntry(entry);
		if (isRejection(read)) throw new Error(read);
		const unread = await foldVault(
			{ firm: state.firm, vault },
			state,
			await readVault(entry, null),
			owner.firm
		);
		expect(unread.verdict).toEqual({ applied: false, reason: 'unreadable' });
		const rotation = await rotating();
		for (const after of [read, unread.state])
			expect(await judged({ ...rotation, firmHead: oldHead }, owner, after)).toBe(
				'stale-firm-head'
			);
	});

	test('is not moved back by an entry that quotes an older one', async () => {
		const parsed = await forgeVault(owner, log, { ...folder, firmHead: foundedHead });
		const place = { firm: state.firm, vault };
		const step = await foldVault(place, state, await readVault(parsed, null), owner.firm);
		expect(step.verdict.applied).toBe(false);
		expect(step.state.firmHead).toEqual(state.firmHead);
	});

	test('is not moved by an entry that quotes one which does not exist', async () => {
		const hash = entryHashFrom(randomBytes(32));
		const parsed = await forgeVault(owner, log, { ...folder, firmHead: { ...newHead, hash } });
		const log_ = { firm: state.firm, vault };
		const step = await foldVault(log_, state, await readVault(parsed, null), owner.firm);
		expect(step.state.firmHead).toEqual(state.firmHead);
	});
});

describe('the chain', () => {
	const refused = (change: Partial<Forgery>) => refusalOf(() => judged({ ...folder, ...change }));

	test('an entry of another vault breaks the log', async () => {
		expect(await refused({ vault: newVaultId() })).toBe('log-broken');
	});

	test('an entry of the firm log breaks it', async () => {
		const entry = await forgeFirm(owner, { kind: 'firm.changed' });
		expect(await refusalOf(() => judgedEntry(entry))).toBe('log-broken');
	});

	test('an entry of another firm breaks the log', async () => {
		expect(await refused({ firm: otherKit.firmId })).toBe('log-broken');
	});

	test('an entry after another than the last breaks the log', async () => {
		expect(await refused({ prev: log.genesis })).toBe('log-broken');
	});

	test.each([0, 2])('an entry %i places after the last breaks the log', async (step) => {
		expect(await refused({ seq: state.head.seq + step })).toBe('log-broken');
	});
});

interface GenesisChange {
	recipients?: readonly Recipient[];
	author?: Person;
	epoch?: number;
	previous?: EpochSecret | null;
	payload?: Record<string, Value>;
	label?: Record<string, Value>;
	header?: Partial<Parameters<typeof signEntry>[0]>;
	signer?: Person;
}

const fresh = newVaultId();

async function genesis(change: GenesisChange = {}): Promise<ParsedEntry> {
	const author = change.author ?? owner;
	const { state: firm } = owner.firm;
	const nobody = { members: new Map(), invitations: new Map() };
	const recipients = change.recipients ?? expectedRecipients(firm, [firm.everyone], nobody, LATER);
	const place = {
		firm: firm.firm,
		vault: fresh,
		epoch: change.epoch ?? 1,
		sender: by(author).author
	};
	const { payload: epoch, held } = await makeEpoch(place, recipients, change.previous ?? null);
	const label = await labelFor(owner.firm, owner.identity, fresh, 'New');
	return signEntry(
		{
			firm: firm.firm,
			vault: fresh,
			seq: 0,
			prev: null,
			epoch: 1,
			kind: 'vault.genesis',
			author: by(author).author,
			firmHead: firm.head,
			time: LATER,
			payload: {
				epoch,
				label: { ...label, ...change.label },
				teams: [idBytes(firm.everyone)],
				...change.payload
			},
			blobs: [],
			...change.header
		},
		(change.signer ?? author).identity.signing,
		{ key: held.seal, value: { directory: [], name: 'New' } }
	);
}

const opening = async (entry: ParsedEntry, firms: FirmHistory = owner.firm): Promise<string> =>
	refusalOf(async () =>
		foldVault({ firm: world.kit.firmId, vault: fresh }, null, await readVault(entry, null), firms)
	);

describe('a vault whose genesis is wrong is not read at all', () => {
	const everyone = idBytes(owner.firm.state.everyone);

	test('but a right one opens it, by the owner or a preparer with the key', async () => {
		expect(await opening(await genesis())).toBe('accepted');
		expect(await opening(await genesis({ author: preparer }))).toBe('accepted');
	});

	test('when its author has no key of its teams, is a client or unknown', async () => {
		const nobody = await stranger();
		for (const author of [keyless, ana, { ...owner, identity: nobody, id: nobody.userId }])
			expect(await opening(await genesis({ author }))).toBe('log-broken');
	});

	test('when another signed it, or a link', async () => {
		expect(await opening(await genesis({ signer: preparer }))).toBe('log-broken');
		expect(await opening(await genesis({ header: { author: openLink.as.author } }))).toBe(
			'log-broken'
		);
	});

	test('when it quotes a list of staff that does not exist', async () => {
		const firmHead = { seq: newHead.seq, hash: entryHashFrom(randomBytes(32)) };
		expect(await opening(await genesis({ header: { firmHead } }))).toBe('log-broken');
		expect(await opening(await genesis(), { at: () => null })).toBe('log-broken');
	});

	test('when its author was not yet staff at the head it quotes', async () => {
		const header = { firmHead: foundedHead };
		expect(await opening(await genesis({ author: preparer, header }))).toBe('log-broken');
	});

	test('when it names a team twice, one that does not exist, or none', async () => {
		const { state: firm } = owner.firm;
		const nobody = { members: new Map(), invitations: new Map() };
		const recipients = expectedRecipients(firm, [firm.everyone, firm.everyone], nobody, LATER);
		const twice = { payload: { teams: [everyone, everyone] }, recipients };
		expect(await opening(await genesis(twice))).toBe('log-broken');
		for (const teams of [[everyone, everyone], [everyone, randomBytes(16)], [randomBytes(16)], []])
			expect(await opening(await genesis({ payload: { teams } }))).toBe('log-broken');
	});

	test('when its epoch is not the first', async () => {
		expect(await opening(await genesis({ epoch: 2 }))).toBe('log-broken');
		expect(await opening(await genesis({ header: { epoch: 2 } }))).toBe('log-broken');
		expect(await opening(await genesis({ previous: newEpochSecret() }))).toBe('log-broken');
	});

	test('when its label is for another team or generation', async () => {
		expect(await opening(await genesis({ label: { team: randomBytes(16) } }))).toBe('log-broken');
		expect(await opening(await genesis({ label: { teamEpoch: 2 } }))).toBe('log-broken');
	});

	test('when its label is for a team of the firm that is not the vault’s', async () => {
		const { state: firm } = owner.firm;
		const team = firm.teams.get(firm.everyone);
		const other = newTeamId();
		if (!team) throw new Error('no team');
		const teams = new Map(firm.teams).set(other, { ...team, id: other });
		const firms: FirmHistory = { at: () => ({ ...firm, teams }) };
		expect(await opening(await genesis(), firms)).toBe('accepted');
		const label = { team: idBytes(other) };
		expect(await opening(await genesis({ label }), firms)).toBe('log-broken');
	});

	test('when it is of another kind, claims blobs or is not well-formed', async () => {
		for (const header of [{ kind: 'epoch.started' }, { blobs: [newBlobId()] }])
			expect(await opening(await genesis({ header }))).toBe('log-broken');
		expect(await opening(await genesis({ payload: { extra: 1 } }))).toBe('log-broken');
	});

	test('when it is another vault’s, another firm’s or not the first entry', async () => {
		const vaultOther = { vault: newVaultId() };
		const firmOther = { firm: otherKit.firmId };
		const second = { seq: 1, prev: state.head.hash };
		for (const header of [vaultOther, firmOther, second])
			expect(await opening(await genesis({ header }))).toBe('log-broken');
	});
});

test('who cannot read the body of a genesis knows the vault without its name and the firm’s names', async () => {
	const entry = await genesis();
	const place = { firm: world.kit.firmId, vault: fresh };
	const step = await foldVault(place, null, await readVault(entry, null), owner.firm);
	expect(step.verdict).toEqual({ applied: true });
	expect(step.state).toMatchObject({
		...place,
		head: { seq: 0, hash: entry.hash },
		firmHead: entry.header.firmHead,
		labelBy: owner.id,
		name: null,
		epoch: 1
	});
	const { directory, members, former, invitations, folders, files, removed, ...rest } = step.state;
	const { messages, notes, marks } = rest;
	const parts = [directory, members, former, invitations, folders, files, removed];
	for (const empty of [...parts, messages, notes, marks]) expect(empty.size).toBe(0);
	expect(step.state.epochs.get(1)?.late).toEqual([]);
});

test('an entry is judged by the list of staff it quotes, so that earlier work stays valid', async () => {
	const onlyOld: FirmHistory = {
		at: (head) => (head.seq <= oldHead.seq ? owner.firm.at(head) : null)
	};
	const parsed = await forgeVault(owner, log, { ...folder, firmHead: oldHead });
	const entry = await readVault(parsed, log.epoch(state.epoch).seal);
	const whole = await foldVault({ firm: state.firm, vault }, state, entry, owner.firm);
	const cut = await foldVault({ firm: state.firm, vault }, state, entry, onlyOld);
	expect(cut).toEqual(whole);
	expect(whole.verdict.applied).toBe(true);
});

afterAll(() => {
	expect([...reached].sort()).toEqual([
		'already-exists',
		'bad-bundle',
		'bad-signature',
		'invite-expired',
		'invite-not-open',
		'malformed',
		'no-such-object',
		'not-allowed',
		'stale-firm-head',
		'unknown-author',
		'unknown-firm-head',
		'unknown-kind',
		'unreadable',
		'wrong-epoch',
		'wrong-recipients'
	]);
});

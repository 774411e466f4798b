import { MAX_STAGE_LENGTH, MAX_STAGES, MAX_WELCOME_CHARACTERS } from '../contract/stage-terms.ts';
import { afterAll, describe, expect, test } from 'vitest';
import {
	bundleMap,
	by,
	byLink,
	flipped,
	forgeFirm,
	invitation,
	joiner,
	LATER,
	readFirm,
	stranger,
	type Forgery
} from '../../tests/vault/forge.ts';
import { grantTeam, inviteOf, refusalOf, World, type Person } from '../../tests/vault/world.ts';
import type { Value } from '../crypto/encoding.ts';
import { signEntry, type ParsedEntry } from '../crypto/entry.ts';
import { idBytes, newBlobId, newTeamId, newVaultId } from '../crypto/ids.ts';
import type { Identity } from '../crypto/identity.ts';
import { linkKeys, parseLinkSecret, type LinkKeys } from '../crypto/link.ts';
import { newLinkSecret, newTeamSecret, newWordsEntropy, randomBytes } from '../crypto/random.ts';
import { kitKeys, type KitKeys } from '../crypto/recovery.ts';
import { teamKeys } from '../crypto/team.ts';
import { foldFirm } from './fold-firm.ts';
import { parseEntries } from './log-entry.ts';
import { wrapTeamSecret } from './team-keys.ts';
import { isRejection, type Rejection } from './verdict.ts';

const world = await World.found();
const { owner } = world;
const admin = await world.staff('Adam', 'admin');
const preparer = await world.staff('Petra', 'preparer');
const keyless = await world.newStaff('Nils', 'preparer');
const openSecret = parseLinkSecret((await world.inviteStaff('Opal', 'preparer')).fragment);
const open = await byLink(openSecret);
const usedSecret = parseLinkSecret((await world.inviteStaff('Ugo', 'preparer')).fragment);
const used = await byLink(usedSecret);
const withdrawn = await byLink(
	parseLinkSecret((await world.inviteStaff('Willa', 'preparer')).fragment)
);
await joinWith(used, 'Ugo');
await owner.firm.append(
	() =>
		Promise.resolve({
			kind: 'staff.uninvited',
			payload: { invite: idBytes(withdrawn.keys.inviteId) },
			body: null
		}),
	world.now
);
const { state } = owner.firm;
const directory = owner.firm.directory.get(1) ?? null;
const reached = new Set<Rejection>();

function placeOf({ inviteId }: LinkKeys) {
	return { firm: world.kit.firmId, vault: null, invite: inviteId };
}

async function joinWith({ keys, as }: Awaited<ReturnType<typeof byLink>>, name: string) {
	const somebody = await stranger();
	const payload = joiner(somebody, placeOf(keys));
	const entry = await forgeFirm(owner, { kind: 'staff.joined', payload, body: { name }, ...as });
	await world.portal.firmLog.append(entry.bytes, null);
	await owner.firm.sync();
	return somebody;
}

/** What becomes of a forged next entry: the new state, or the reason; a rejection changes nothing but the head. */
async function judged(forgery: Forgery, author: Person = owner) {
	return judgedEntry(await forgeFirm({ ...author, firm: owner.firm }, forgery));
}

async function judgedEntry(parsed: ParsedEntry) {
	const step = await foldFirm(world.kit.firmId, state, await readFirm(parsed, directory));
	expect(step.state.head).toEqual({ seq: state.head.seq + 1, hash: parsed.hash });
	if (step.verdict.applied) return step.state;
	expect(step.state).toEqual({ ...state, head: step.state.head });
	reached.add(step.verdict.reason);
	return step.verdict.reason;
}

async function applied(forgery: Forgery, author: Person = owner) {
	const outcome = await judged(forgery, author);
	if (isRejection(outcome)) throw new Error(outcome);
	return outcome;
}

const body = { name: 'Alder & Finch LLP', mark: { colour: 'plum', initials: 'AL' } };
const renaming = { kind: 'firm.changed', body };
const naming = { kind: 'stages.named', body: { stages: ['Begun', 'Filed'] } };
const greeting = { kind: 'welcome.written', body: { text: 'Good to have you.' } };
const invited = async (role: string) => {
	const link = await byLink();
	return {
		kind: 'staff.invited',
		payload: invitation(link.keys, { role }),
		body: { name: 'Zoe' },
		link
	};
};
const without = ({ link: _, ...forgery }: Awaited<ReturnType<typeof invited>>): Forgery => forgery;
const joining = async (
	link: typeof open,
	identity?: Identity,
	change: Record<string, Value> = {}
): Promise<Forgery> => ({
	kind: 'staff.joined',
	payload: { ...joiner(identity ?? (await stranger()), placeOf(link.keys)), ...change },
	body: { name: 'Opal O.' },
	...link.as
});
const granting = (user: Person['id'], change: Record<string, Value> = {}): Forgery => ({
	kind: 'team.granted',
	payload: {
		earlier: [],
		epoch: 1,
		team: idBytes(state.everyone),
		user: idBytes(user),
		wrap: randomBytes(1169),
		...change
	}
});

describe('what is accepted', () => {
	test('an admin names the stages and writes the welcome, and takes it away again', async () => {
		expect([state.stages, state.welcome]).toEqual([null, null]);
		expect((await applied(naming, admin)).stages).toEqual(['Begun', 'Filed']);
		const greeted = await applied(greeting, admin);
		expect(greeted.welcome).toMatchObject({ text: 'Good to have you.', by: admin.id });
		expect((await applied({ kind: 'welcome.written', body: { text: '' } })).welcome).toBeNull();
	});

	test('the genesis makes its owner the only member of staff and of the team', async () => {
		const [first] = await parseEntries(world.portal.firmLog.entries.slice(0, 1));
		if (!first) throw new Error('no genesis');
		const { state: founded } = await foldFirm(
			world.kit.firmId,
			null,
			await readFirm(first, directory)
		);
		expect([...founded.staff.values()]).toMatchObject([
			{ userId: owner.id, role: 'owner', name: 'Olga Alder' }
		]);
		expect([...(founded.teams.get(founded.everyone)?.members.keys() ?? [])]).toEqual([owner.id]);
		expect(founded.name).toBe('Alder & Finch');
	});

	test('an admin changes the name and mark of the firm', async () => {
		expect(await applied(renaming, admin)).toMatchObject(body);
	});

	test('an owner invites an admin, and the invitation is open', async () => {
		const { link, ...forgery } = await invited('admin');
		const next = await applied(forgery);
		expect(next.invitations.get(link.keys.inviteId)).toMatchObject({
			state: 'open',
			role: 'admin',
			by: owner.id,
			name: 'Zoe'
		});
	});

	test('an admin invites a preparer', async () => {
		const { link, ...forgery } = await invited('preparer');
		expect((await applied(forgery, admin)).invitations.has(link.keys.inviteId)).toBe(true);
	});

	test('an admin withdraws an invitation that another admin made', async () => {
		const next = await applied(
			{ kind: 'staff.uninvited', payload: { invite: idBytes(open.keys.inviteId) } },
			admin
		);
		expect(next.invitations.get(open.keys.inviteId)?.state).toBe('withdrawn');
	});

	test('a joiner gets the role of the invitation and uses it up', async () => {
		const somebody = await stranger();
		const next = await applied(await joining(open, somebody));
		expect(next.staff.get(somebody.userId)).toMatchObject({ role: 'preparer', name: 'Opal O.' });
		expect(next.invitations.get(open.keys.inviteId)?.state).toBe('used');
		expect(next.teams).toEqual(state.teams);
	});

	test('a joiner whose name cannot be read is called what the invitation said', async () => {
		const somebody = await stranger();
		const forgery = await joining(open, somebody);
		const next = await applied({ ...forgery, body: { name: 7 } });
		expect(next.staff.get(somebody.userId)?.name).toBe('Opal');
	});

	test('an admin of the team hands its key to somebody on the roster', async () => {
		const next = await applied(granting(keyless.id), admin);
		expect(next.teams.get(state.everyone)?.members.get(keyless.id)?.grantedBy).toEqual({
			kind: 'user',
			id: admin.id
		});
	});
});

describe('what is rejected', () => {
	test('a kind this version does not know', async () => {
		expect(await judged({ kind: 'staff.promoted' })).toBe('unknown-kind');
	});

	test('a vault’s kind in the firm log', async () => {
		expect(await judged({ kind: 'folder.made' })).toBe('unknown-kind');
	});

	test('a payload with a field too many', async () => {
		expect(await judged({ ...renaming, payload: { extra: true } })).toBe('malformed');
	});

	test('a payload with a field too few', async () => {
		expect(await judged({ kind: 'staff.uninvited', payload: {} })).toBe('malformed');
	});

	test('an entry that claims blobs', async () => {
		expect(await judged({ ...renaming, blobs: [newBlobId()] })).toBe('malformed');
	});

	test('an entry sealed for another epoch of the team', async () => {
		expect(await judged({ ...renaming, epoch: 2 })).toBe('wrong-epoch');
	});

	test('an entry by somebody who was never on the roster', async () => {
		const nobody = await stranger();
		const as = { author: { kind: 'user' as const, id: nobody.userId }, signer: nobody.signing };
		expect(await judged({ ...renaming, ...as })).toBe('unknown-author');
	});

	test('an entry by the root key after the genesis', async () => {
		const author = { kind: 'root' as const, id: world.kit.firmId };
		expect(await judged({ ...renaming, author, signer: world.kit.root })).toBe('unknown-author');
	});

	test('a change written with a link’s key', async () => {
		expect(await judged({ ...renaming, ...open.as })).toBe('unknown-author');
	});

	test('an entry that names the owner but is signed by another', async () => {
		expect(await judged({ ...renaming, signer: preparer.identity.signing })).toBe('bad-signature');
	});

	test.each(['firm.changed', 'staff.invited', 'staff.uninvited', 'team.granted'])(
		'%s by a preparer',
		async (kind) => {
			const forgery = {
				'firm.changed': renaming,
				'staff.invited': without(await invited('preparer')),
				'staff.uninvited': {
					kind: 'staff.uninvited',
					payload: { invite: idBytes(open.keys.inviteId) }
				},
				'team.granted': granting(keyless.id)
			}[kind];
			if (!forgery) throw new Error(kind);
			expect(await judged(forgery, preparer)).toBe('not-allowed');
		}
	);

	test('a preparer who invites an admin', async () => {
		expect(await judged(without(await invited('admin')), preparer)).toBe('not-allowed');
	});

	test.each(['admin', 'owner'])('an admin who invites an %s', async (role) => {
		expect(await judged(without(await invited(role)), admin)).toBe('not-allowed');
	});

	test('stages and a welcome by a preparer, or that cannot be read', async () => {
		for (const one of [naming, greeting]) {
			expect(await judged(one, preparer)).toBe('not-allowed');
			expect(await judged({ ...one, body: null })).toBe('unreadable');
			expect(await judged({ ...one, payload: { text: 'in the open' } })).toBe('malformed');
		}
	});

	test.each([
		['none', []],
		['the same twice', ['A', 'A']],
		['one without a name', ['A', '']],
		['a very long name', ['x'.repeat(MAX_STAGE_LENGTH + 1)]],
		['more than there may be', Array.from({ length: MAX_STAGES + 1 }, (_, at) => String(at))]
	])('stages of which there are %s', async (_, stages) => {
		expect(await judged({ kind: 'stages.named', body: { stages } })).toBe('unreadable');
	});

	test('a welcome that is too long', async () => {
		const text = 'x'.repeat(MAX_WELCOME_CHARACTERS + 1);
		expect(await judged({ kind: 'welcome.written', body: { text } })).toBe('unreadable');
	});

	test('a name for the firm that cannot be read', async () => {
		expect(await judged({ ...renaming, body: { name: 'Only a name' } })).toBe('unreadable');
		expect(
			await judged({ ...renaming, bodyKey: (await teamKeys(newTeamSecret())).directory })
		).toBe('unreadable');
		expect(await judged({ ...renaming, body: null })).toBe('unreadable');
	});

	test('a second genesis', async () => {
		const forgery = await genesisOf(world.kit);
		expect(
			await judged({ kind: 'firm.genesis', payload: forgery.payload, body: forgery.body })
		).toBe('already-exists');
	});

	test('an invitation with the id of an earlier one, even a withdrawn one', async () => {
		const payload = invitation(withdrawn.keys, { role: 'preparer' });
		expect(await judged({ kind: 'staff.invited', payload, body: { name: 'Again' } })).toBe(
			'already-exists'
		);
	});

	test('withdrawing an invitation that never was', async () => {
		const { keys } = await byLink();
		const payload = { invite: idBytes(keys.inviteId) };
		expect(await judged({ kind: 'staff.uninvited', payload })).toBe('no-such-object');
	});

	test('withdrawing an invitation that was used', async () => {
		const payload = { invite: idBytes(used.keys.inviteId) };
		expect(await judged({ kind: 'staff.uninvited', payload })).toBe('invite-not-open');
	});

	test('a join without any invitation', async () => {
		expect(await judged(await joining(await byLink()))).toBe('unknown-author');
	});

	test('a join by another link than the one it names', async () => {
		const other = await byLink();
		expect(await judged({ ...(await joining(open)), ...other.as })).toBe('unknown-author');
	});

	test('a join by a person instead of a link', async () => {
		expect(await judged({ ...(await joining(open)), ...by(owner) })).toBe('unknown-author');
	});

	test('a join with the wrong link key', async () => {
		const { signing } = await linkKeys(newLinkSecret());
		expect(await judged({ ...(await joining(open)), signer: signing })).toBe('bad-signature');
	});

	test('a join by a used link', async () => {
		expect(await judged(await joining(used))).toBe('invite-not-open');
	});

	test('a join by a withdrawn link', async () => {
		expect(await judged(await joining(withdrawn))).toBe('invite-not-open');
	});

	test('a join a millisecond after the link expired, and none at its last moment', async () => {
		const { expires } = state.invitations.get(open.keys.inviteId) ?? { expires: NaN };
		const late = await joining(open);
		expect(await judged({ ...late, time: expires + 1 })).toBe('invite-expired');
		expect(isRejection(await judged({ ...late, time: expires }))).toBe(false);
	});

	test('a join with keys that their owner did not sign', async () => {
		const [somebody, other] = [await stranger(), await stranger()];
		const bundle = bundleMap({ ...somebody.bundle, kem: other.bundle.kem });
		expect(await judged(await joining(open, somebody, { bundle }))).toBe('bad-bundle');
	});

	test('a join with the keys of somebody who did not ask to join', async () => {
		const [victim, thief] = [await stranger(), await stranger()];
		const { proof } = joiner(thief, placeOf(open.keys));
		expect(await judged(await joining(open, victim, { proof }))).toBe('bad-bundle');
		const bundle = bundleMap(victim.bundle);
		expect(await judged(await joining(open, thief, { bundle }))).toBe('bad-bundle');
	});

	test('a join with a proof for another link, firm or vault', async () => {
		const somebody = await stranger();
		const here = placeOf(open.keys);
		const { firmId } = await kitKeys(newWordsEntropy());
		for (const place of [
			placeOf(used.keys),
			{ ...here, firm: firmId },
			{ ...here, vault: newVaultId() }
		]) {
			const { proof } = joiner(somebody, place);
			expect(await judged(await joining(open, somebody, { proof }))).toBe('bad-bundle');
		}
	});

	test('a join by somebody who is on the roster already', async () => {
		expect(await judged(await joining(open, preparer.identity))).toBe('already-exists');
	});

	test('a key handed to somebody who is not on the roster', async () => {
		const { userId } = await stranger();
		expect(await judged(granting(userId))).toBe('no-such-object');
	});

	test('the key of a team that does not exist', async () => {
		expect(await judged(granting(keyless.id, { team: idBytes(newTeamId()) }))).toBe(
			'no-such-object'
		);
	});

	test('the key of another epoch of the team', async () => {
		expect(await judged(granting(keyless.id, { epoch: 2 }))).toBe('wrong-epoch');
	});

	test('a key handed to somebody who has it', async () => {
		expect(await judged(granting(preparer.id))).toBe('already-exists');
	});

	test('a key handed over by an admin who was never given it', async () => {
		const other = await World.found();
		const late = await other.newStaff('Late', 'admin');
		const joined = await other.newStaff('Joined', 'preparer');
		const forgery = granting(joined.id, { team: idBytes(other.owner.firm.state.everyone) });
		const parsed = await forgeFirm({ ...late, firm: other.owner.firm }, forgery);
		const step = await foldFirm(
			other.kit.firmId,
			other.owner.firm.state,
			await readFirm(parsed, null)
		);
		expect(step.verdict).toEqual({ applied: false, reason: 'not-allowed' });
	});

	test('every changed byte of an entry: it never counts', async () => {
		const entry = await forgeFirm(owner, granting(keyless.id));
		for (let index = 0; index < entry.bytes.length; index++) {
			const outcome = await refusalOf(async () => {
				const [parsed] = await parseEntries([flipped(entry.bytes, index)]);
				if (parsed && !isRejection(await judgedEntry(parsed)))
					throw new Error(`byte ${String(index)}`);
			});
			expect(['accepted', 'log-broken', 'wrong-firm']).toContain(outcome);
		}
	});
});

describe('the chain', () => {
	const refused = async (change: Partial<Forgery>) =>
		refusalOf(() => judged({ ...renaming, ...change }));

	test('an entry of another firm breaks the log', async () => {
		const { firmId } = await kitKeys(newWordsEntropy());
		expect(await refused({ firm: firmId })).toBe('log-broken');
	});

	test('a vault’s entry breaks the log', async () => {
		expect(await refused({ vault: newVaultId(), firmHead: state.head })).toBe('log-broken');
	});

	test('an entry after another than the last breaks the log', async () => {
		const prev = owner.firm.state.head.hash;
		const [, earlier] = await parseEntries(world.portal.firmLog.entries);
		expect(await refused({ prev: earlier?.hash ?? prev })).toBe('log-broken');
	});

	test.each([0, 2])('an entry %i places after the last breaks the log', async (step) => {
		expect(await refused({ seq: state.head.seq + step })).toBe('log-broken');
	});
});

async function genesisOf(kit: KitKeys, change: Record<string, Value> = {}, epoch = 1) {
	const secret = newTeamSecret();
	const team = await teamKeys(secret);
	const id = newTeamId();
	const place = { firm: kit.firmId, team: id, epoch, sender: kit.firmId };
	const wrap = await wrapTeamSecret(secret, owner.identity.kem.publicKey, place);
	const member = { user: idBytes(owner.id), wrap };
	const escrow = await wrapTeamSecret(secret, kit.escrow.publicKey, place);
	const teamEpoch = { epoch, escrow, id: idBytes(id), kem: team.kem.publicKey, members: [member] };
	const payload: Record<string, Value> = {
		escrow: kit.escrow.publicKey,
		minSuite: 1,
		owner: bundleMap(owner.identity.bundle),
		root: kit.root.publicKey,
		team: { ...teamEpoch, previous: null },
		...change
	};
	const body = { ...renaming.body, ownerName: 'Olga', teamName: 'Everyone' };
	return { payload, body, key: team.directory, member, teamEpoch };
}

describe('a genesis is refused as another firm’s', () => {
	type Sign = Partial<Parameters<typeof signEntry>[0]> & { signer?: KitKeys['root'] };

	async function founding(
		change: (made: Awaited<ReturnType<typeof genesisOf>>) => Record<string, Value> = () => ({}),
		{ signer = world.kit.root, ...header }: Sign = {}
	): Promise<string> {
		const made = await genesisOf(world.kit);
		const parsed = await signEntry(
			{
				firm: world.kit.firmId,
				vault: null,
				seq: 0,
				prev: null,
				epoch: 1,
				kind: 'firm.genesis',
				author: { kind: 'root', id: world.kit.firmId },
				firmHead: null,
				time: LATER,
				payload: { ...made.payload, ...change(made) },
				blobs: [],
				...header
			},
			signer,
			{ key: made.key, value: made.body }
		);
		return refusalOf(async () =>
			foldFirm(world.kit.firmId, null, await readFirm(parsed, made.key))
		);
	}

	test('unless everything in it is right', async () => {
		expect(await founding()).toBe('accepted');
	});

	test('when another root signed it', async () => {
		const { root } = await kitKeys(newWordsEntropy());
		expect(await founding(undefined, { signer: root })).toBe('wrong-firm');
	});

	test('when its root is not that of the firm id', async () => {
		const { root } = await kitKeys(newWordsEntropy());
		expect(await founding(() => ({ root: root.publicKey }), { signer: root })).toBe('wrong-firm');
	});

	test('when its escrow key is not that of the firm id', async () => {
		const { escrow } = await kitKeys(newWordsEntropy());
		expect(await founding(() => ({ escrow: escrow.publicKey }))).toBe('wrong-firm');
	});

	test('when the owner’s keys are not signed by the owner', async () => {
		const other = await stranger();
		const bundle = bundleMap({ ...owner.identity.bundle, proof: other.bundle.proof });
		expect(await founding(() => ({ owner: bundle }))).toBe('wrong-firm');
	});

	test('when the team has one member more than the owner', async () => {
		const extra = { user: idBytes((await stranger()).userId), wrap: randomBytes(1169) };
		expect(
			await founding(({ teamEpoch, member }) => ({
				team: { ...teamEpoch, members: [member, extra], previous: null }
			}))
		).toBe('wrong-firm');
	});

	test('when the team has no member', async () => {
		expect(
			await founding(({ teamEpoch }) => ({ team: { ...teamEpoch, members: [], previous: null } }))
		).toBe('wrong-firm');
	});

	test('when the team’s member is not the owner', async () => {
		const other = idBytes((await stranger()).userId);
		expect(
			await founding(({ teamEpoch, member }) => ({
				team: { ...teamEpoch, members: [{ ...member, user: other }], previous: null }
			}))
		).toBe('wrong-firm');
	});

	test('when its team has a past', async () => {
		expect(
			await founding(({ teamEpoch }) => ({ team: { ...teamEpoch, previous: randomBytes(105) } }))
		).toBe('wrong-firm');
		expect(
			await founding(({ teamEpoch }) => ({ team: { ...teamEpoch, epoch: 2, previous: null } }))
		).toBe('wrong-firm');
		expect(await founding(undefined, { epoch: 2 })).toBe('wrong-firm');
	});

	test('when a person wrote it', async () => {
		const as = { author: by(owner).author, signer: owner.identity.signing };
		expect(await founding(undefined, as)).toBe('wrong-firm');
	});

	test('when it is of another kind or not well-formed', async () => {
		expect(await founding(undefined, { kind: 'firm.changed' })).toBe('wrong-firm');
		expect(await founding(() => ({ minSuite: 2 }))).toBe('wrong-firm');
	});

	test('when it claims blobs', async () => {
		expect(await founding(undefined, { blobs: [newBlobId()] })).toBe('wrong-firm');
	});

	test('and when it is not the first entry', async () => {
		expect(await founding(undefined, { seq: 1, prev: state.head.hash })).toBe('log-broken');
	});
});

test('a preparer is a preparer for everybody who reads the log', async () => {
	for (const reader of [owner, admin, preparer]) {
		await reader.firm.sync();
		expect(reader.firm.state.staff.get(preparer.id)?.role).toBe('preparer');
		expect(inviteOf(reader.firm, 'Opal')).toBe(open.keys.inviteId);
	}
	await grantTeam(admin, keyless.id, world.now);
	await owner.firm.sync();
	expect(owner.firm.state.teams.get(state.everyone)?.members.has(keyless.id)).toBe(true);
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
		'unknown-author',
		'unknown-kind',
		'unreadable',
		'wrong-epoch'
	]);
});

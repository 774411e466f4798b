import { afterAll, describe, expect, test } from 'vitest';
import {
	bundleMap,
	by,
	byLink,
	forgeFirm,
	invitation,
	joiner,
	LATER,
	readFirm,
	stranger,
	type Forgery
} from '../../tests/vault/forge.ts';
import {
	membersOf,
	nextTeamEpoch,
	successor,
	unfaithfulMembers
} from '../../tests/vault/forge-teams.ts';
import { World, type Person } from '../../tests/vault/world.ts';
import type { UserId } from '../crypto/brands.ts';
import { isMap, type Value } from '../crypto/encoding.ts';
import type { ParsedEntry } from '../crypto/entry.ts';
import { idBytes, newTeamId, newVaultId } from '../crypto/ids.ts';
import type { Identity } from '../crypto/identity.ts';
import { parseLinkSecret } from '../crypto/link.ts';
import { newWordsEntropy, randomBytes } from '../crypto/random.ts';
import { kitKeys } from '../crypto/recovery.ts';
import { inOrder } from '../contract/recipients.ts';
import type { FirmState } from './firm-state.ts';
import { foldFirm } from './fold-firm.ts';
import type { TeamMemberKey } from './team-keys.ts';
import { isRejection, type Rejection } from './verdict.ts';

const world = await World.found();
const { owner, kit } = world;
const second = await world.staff('Otis', 'owner');
const admin = await world.staff('Adam', 'admin');
const preparer = await world.staff('Petra', 'preparer');
const keyless = await world.newStaff('Nils', 'preparer');
const keylessAdmin = await world.newStaff('Kim', 'admin');
await admin.firm.sync();
const byAdmin = await byLink(
	parseLinkSecret((await world.inviteStaff('Opal', 'preparer', admin)).fragment)
);
await owner.firm.sync();
const { state } = owner.firm;
const everyone = idBytes(state.everyone);
const reached = new Set<Rejection>();

/** A rejected entry changes nothing but the head. */
async function judged(forgery: Forgery, author: Person = owner, before: FirmState = state) {
	const as = { ...author, firm: owner.firm };
	return judgedEntry(await forgeFirm(as, forgery, before), before, forgery.bodyKey ?? null);
}

async function judgedEntry(
	parsed: ParsedEntry,
	before: FirmState,
	key: Parameters<typeof readFirm>[1]
) {
	const step = await foldFirm(before.firm, before, await readFirm(parsed, key));
	expect(step.state.head).toEqual({ seq: before.head.seq + 1, hash: parsed.hash });
	if (step.verdict.applied) return step.state;
	expect(step.state).toEqual({ ...before, head: step.state.head });
	reached.add(step.verdict.reason);
	return step.verdict.reason;
}

async function applied(forgery: Forgery, author: Person = owner, before: FirmState = state) {
	const outcome = await judged(forgery, author, before);
	if (isRejection(outcome)) throw new Error(outcome);
	return outcome;
}

const teamOf = ({ teams, everyone: id }: FirmState) => {
	const team = teams.get(id);
	if (!team) throw new Error('no team');
	return team;
};
const holders = (of: FirmState) => [...teamOf(of).members.keys()].sort();
const ids = (members: TeamMemberKey[]) => members.map(({ user }) => user).sort();

interface Change {
	members?: readonly TeamMemberKey[];
	epoch?: number;
	leadsBack?: boolean;
	before?: FirmState;
}
const started = (author: Person | null, right: TeamMemberKey[], change: Change) =>
	nextTeamEpoch(
		owner.firm,
		author?.id ?? kit.firmId,
		change.members ?? right,
		change,
		change.before ?? state
	);

async function rotating(author = owner, admit: UserId | null = null, change: Change = {}) {
	const right = membersOf(change.before ?? state, { and: admit ? [admit] : [] });
	const { team, header } = await started(author, right, { leadsBack: !admit, ...change });
	return {
		kind: 'team.rotated',
		payload: { admit: admit && idBytes(admit), team },
		...header
	} satisfies Forgery;
}

async function removing(user: UserId, author = owner, change: Change = {}) {
	const before = change.before ?? state;
	const { team, header } = await started(author, membersOf(before, { without: user }), change);
	const hasKey = teamOf(before).members.has(user);
	return {
		kind: 'staff.removed',
		payload: { teams: hasKey ? [team] : [], user: idBytes(user) },
		...(hasKey ? header : {})
	} satisfies Forgery;
}

const inPlaceOf = (user: UserId) => ({ firm: kit.firmId, vault: null, from: user });

async function rekeying(person: Person, next: Identity, change: Change = {}) {
	const hasKey = teamOf(state).members.has(person.id);
	const right = membersOf(state, { without: person.id, and: hasKey ? [next] : [] });
	const { team, header } = await started(person, right, change);
	return {
		kind: 'staff.rekeyed',
		payload: {
			...successor(next, inPlaceOf(person.id)),
			earlier: [],
			teams: hasKey ? [team] : []
		},
		...(hasKey ? header : {}),
		...by(person)
	} satisfies Forgery;
}

const asRoot = { author: { kind: 'root' as const, id: kit.firmId }, signer: kit.root };
const forTheFirm = { firm: kit.firmId, vault: null, from: kit.firmId };

async function recovering(next: Identity, change: Change = {}) {
	const { team, header } = await started(null, membersOf(state, { and: [next] }), change);
	return {
		kind: 'escrow.used',
		payload: { ...successor(next, forTheFirm), earlier: [], teams: [team] },
		body: { name: 'Renata' },
		...header,
		...asRoot
	} satisfies Forgery;
}

const withPayload = (forgery: Forgery, change: Record<string, Value>): Forgery => ({
	...forgery,
	payload: { ...forgery.payload, ...change }
});

/** The first team epoch that a forgery starts. */
function teamIn({ payload }: Forgery): Record<string, Value> {
	const teams = payload?.['teams'] ?? null;
	const [team = null] = Array.isArray(teams) ? teams : [];
	if (!isMap(team)) throw new Error('no team');
	return team;
}

const joining = async (identity: Identity): Promise<Forgery> => ({
	kind: 'staff.joined',
	payload: joiner(identity, { firm: kit.firmId, vault: null, invite: byAdmin.keys.inviteId }),
	body: { name: 'Opal' },
	...byAdmin.as
});

describe('what is accepted', () => {
	test('an admin gives the team a new key for the same people, and the old one stays known', async () => {
		const next = await applied(await rotating(admin), admin);
		expect(holders(next)).toEqual(holders(state));
		expect(teamOf(next)).toMatchObject({ epoch: 2, historyFrom: 1 });
		expect(teamOf(next).startedBy).toEqual(by(admin).author);
		expect(teamOf(next).earlier.map(({ kem }) => kem)).toEqual([teamOf(state).kem]);
	});

	test('somebody is admitted to a new key that leads back to nothing', async () => {
		const next = await applied(await rotating(owner, keyless.id));
		expect(holders(next)).toEqual([...holders(state), keyless.id].sort());
		expect(teamOf(next)).toMatchObject({ epoch: 2, historyFrom: 2, previous: null });
	});

	test('an admin removes a preparer: off the roster, out of the team, known by name only', async () => {
		const next = await applied(await removing(preparer.id, admin), admin);
		expect(next.staff.has(preparer.id)).toBe(false);
		expect(holders(next)).not.toContain(preparer.id);
		expect(next.former.get(preparer.id)).toEqual({
			userId: preparer.id,
			name: 'Petra',
			role: 'preparer',
			leftAt: LATER,
			successor: null
		});
	});

	test('somebody who was never given a key leaves without a new one', async () => {
		const next = await applied(await removing(keyless.id, keylessAdmin), keylessAdmin);
		expect(next.staff.has(keyless.id)).toBe(false);
		expect(teamOf(next).epoch).toBe(1);
	});

	test.each([
		['an admin', admin],
		['another owner', second]
	])('an owner removes %s', async (_, { id }) => {
		expect((await applied(await removing(id))).staff.has(id)).toBe(false);
	});

	test.each([
		['the owner', owner],
		['a preparer', preparer],
		['somebody without the team’s key', keyless]
	])('%s goes on under new keys with role, name and time of joining', async (_, person) => {
		const next = await stranger();
		const after = await applied(await rekeying(person, next), person);
		const { userId: __, bundle: ___, ...rest } = state.staff.get(person.id) ?? {};
		expect(after.staff.get(next.userId)).toEqual({
			...rest,
			userId: next.userId,
			bundle: next.bundle
		});
		expect(after.staff.has(person.id)).toBe(false);
		expect(after.former.get(person.id)?.successor).toBe(next.userId);
		expect(holders(after).includes(next.userId)).toBe(holders(state).includes(person.id));
	});

	test('the recovery kit makes a new owner, and everybody else stays', async () => {
		const next = await stranger();
		const after = await applied(await recovering(next));
		expect(after.staff.get(next.userId)).toMatchObject({ role: 'owner', name: 'Renata' });
		expect(after.staff.size).toBe(state.staff.size + 1);
		expect(holders(after)).toEqual([...holders(state), next.userId].sort());
		expect(teamOf(after).startedBy).toEqual(asRoot.author);
	});

	test('the use of the kit counts for those who cannot read its name', async () => {
		const next = await stranger();
		const after = await applied({ ...(await recovering(next)), body: { nonsense: 1 } });
		expect(after.staff.get(next.userId)?.name).toBeNull();
	});

	test('wraps of earlier epochs go into those epochs, replace nothing, and name none that is not there', async () => {
		const rotated = await applied(await rotating(owner, null));
		const wrap = randomBytes(1169);
		const forgery = {
			kind: 'team.granted',
			payload: {
				earlier: [1, 2, 9].map((epoch) => ({ epoch, wrap })),
				epoch: 2,
				team: everyone,
				user: idBytes(keyless.id),
				wrap: randomBytes(1169)
			}
		};
		const after = await applied(forgery, owner, rotated);
		const [first] = teamOf(after).earlier;
		expect(first?.members.get(keyless.id)).toEqual({ wrap, grantedBy: by(owner).author });
		expect(teamOf(after).members.get(keyless.id)?.wrap).not.toEqual(wrap);
		expect(teamOf(after).earlier.length).toBe(1);
		const again = withPayload(await rekeying(preparer, await stranger()), {
			earlier: [{ epochs: [{ epoch: 1, wrap }], team: everyone }]
		});
		const rekeyed = await applied(again, preparer);
		expect(teamOf(rekeyed).earlier[0]?.members.get(preparer.id)?.wrap).not.toEqual(wrap);
	});

	test('somebody who is not in a team gets none of its earlier epochs, nor those of a team that is not there', async () => {
		const rotated = await applied(await rotating(owner, null));
		const next = await stranger();
		const epochs = [{ epoch: 1, wrap: randomBytes(1169) }];
		const forgery = withPayload(await rekeying(keyless, next), {
			earlier: [everyone, idBytes(newTeamId())].map((team) => ({ epochs, team }))
		});
		const after = await applied(forgery, keyless, rotated);
		expect(after.staff.has(next.userId)).toBe(true);
		expect(after.teams).toEqual(rotated.teams);
	});
});

describe.each(unfaithfulMembers)('a team’s new key for %s is rejected', (_, change) => {
	const lying = async (right: TeamMemberKey[]): Promise<Change> => ({
		members: await change(right)
	});

	test('when keys are changed or somebody is admitted', async () => {
		const asBefore = await lying(membersOf(state));
		expect(await judged(await rotating(owner, null, asBefore))).toBe('wrong-recipients');
		const admitted = await lying(membersOf(state, { and: [keyless.id] }));
		expect(await judged(await rotating(owner, keyless.id, admitted))).toBe('wrong-recipients');
	});

	test('when somebody is removed', async () => {
		const remaining = await lying(membersOf(state, { without: preparer.id }));
		expect(await judged(await removing(preparer.id, owner, remaining))).toBe('wrong-recipients');
	});

	test('when somebody changes their keys', async () => {
		const next = await stranger();
		const right = membersOf(state, { without: preparer.id, and: [next] });
		expect(await judged(await rekeying(preparer, next, await lying(right)), preparer)).toBe(
			'wrong-recipients'
		);
	});

	test('when the recovery kit is used', async () => {
		const next = await stranger();
		const right = membersOf(state, { and: [next] });
		expect(await judged(await recovering(next, await lying(right)))).toBe('wrong-recipients');
	});
});

describe('a team’s new key is rejected', () => {
	test('when it keeps the person who is removed, or the keys that are replaced', async () => {
		const members = membersOf(state);
		expect(await judged(await removing(preparer.id, owner, { members }))).toBe('wrong-recipients');
		const next = await stranger();
		expect(await judged(await rekeying(preparer, next, { members }), preparer)).toBe(
			'wrong-recipients'
		);
		const both = membersOf(state, { and: [next] });
		expect(await judged(await rekeying(preparer, next, { members: both }), preparer)).toBe(
			'wrong-recipients'
		);
	});

	test('when it leaves out the person admitted, or the new owner', async () => {
		const members = membersOf(state);
		expect(await judged(await rotating(owner, keyless.id, { members }))).toBe('wrong-recipients');
		expect(await judged(await recovering(await stranger(), { members }))).toBe('wrong-recipients');
	});

	test('when it adds a colleague who was not given the key', async () => {
		const members = membersOf(state, { and: [keyless.id] });
		expect(await judged(await rotating(owner, null, { members }))).toBe('wrong-recipients');
	});

	const numbered: [string, (change: Change) => Promise<Forgery>, Person][] = [
		['team.rotated', (change) => rotating(owner, null, change), owner],
		['team.rotated for a newcomer', (change) => rotating(owner, keyless.id, change), owner],
		['staff.removed', (change) => removing(preparer.id, owner, change), owner],
		['staff.rekeyed', async (change) => rekeying(preparer, await stranger(), change), preparer],
		['escrow.used', async (change) => recovering(await stranger(), change), owner]
	];

	test.each(numbered)('when it does not follow the present one: %s', async (_, forge, author) => {
		for (const epoch of [1, 3])
			expect(await judged(await forge({ epoch }), author)).toBe('wrong-epoch');
	});

	test.each(numbered)('when its entry names another epoch: %s', async (_, forge, author) => {
		for (const epoch of [1, 3])
			expect(await judged({ ...(await forge({})), epoch }, author)).toBe('wrong-epoch');
	});

	test.each(numbered.filter(([name]) => !name.includes('newcomer')))(
		'when it does not lead back to the one before: %s',
		async (_, forge, author) => {
			expect(await judged(await forge({ leadsBack: false }), author)).toBe('wrong-epoch');
		}
	);

	test('when it leads back although somebody is to get no history', async () => {
		expect(await judged(await rotating(owner, keyless.id, { leadsBack: true }))).toBe(
			'wrong-epoch'
		);
	});

	test.each(numbered.slice(2))(
		'when a team is missing, strange or twice: %s',
		async (_, forge, author) => {
			const forgery = await forge({});
			const team = teamIn(forgery);
			const other = { ...team, id: idBytes(newTeamId()) };
			for (const teams of [[], [other]])
				expect(await judged({ ...withPayload(forgery, { teams }), epoch: 1 }, author)).toBe(
					'wrong-recipients'
				);
			for (const teams of [
				[team, team],
				[team, other],
				[other, team]
			])
				expect(await judged(withPayload(forgery, { teams }), author)).toBe('wrong-recipients');
		}
	);

	test('when the person who leaves was in no team', async () => {
		const { team, header } = await started(owner, membersOf(state), {});
		const payload = { teams: [team], user: idBytes(keyless.id) };
		expect(await judged({ kind: 'staff.removed', payload, ...header })).toBe('wrong-recipients');
	});

	test('when there is no such team', async () => {
		const { payload } = await rotating();
		const team = { ...payload.team, id: idBytes(newTeamId()) };
		expect(await judged({ kind: 'team.rotated', payload: { admit: null, team } })).toBe(
			'no-such-object'
		);
	});
});

describe('who may not', () => {
	test.each([
		['change a team’s key', () => rotating(preparer)],
		['admit somebody', () => rotating(preparer, keyless.id)],
		['remove somebody', () => removing(keyless.id, preparer)]
	])('a preparer: %s', async (_, forge) => {
		expect(await judged(await forge(), preparer)).toBe('not-allowed');
	});

	test.each([
		['change its key', () => rotating(keylessAdmin)],
		['admit themself', () => rotating(keylessAdmin, keylessAdmin.id)],
		['remove somebody who has it', () => removing(preparer.id, keylessAdmin)]
	])('an admin who was not given the team’s key: %s', async (_, forge) => {
		expect(await judged(await forge(), keylessAdmin)).toBe('not-allowed');
	});

	test.each([
		['another admin', keylessAdmin],
		['an owner', owner]
	])('an admin: remove %s', async (_, { id }) => {
		expect(await judged(await removing(id, admin), admin)).toBe('not-allowed');
	});

	test.each([
		['the owner', owner],
		['an admin', admin]
	])('%s: remove themself, so somebody who can manage the firm remains', async (_, person) => {
		expect(await judged(await removing(person.id, person), person)).toBe('not-allowed');
	});

	test('the last owner is neither removed by admins nor by themself', async () => {
		const alone = await applied(await removing(second.id));
		const change = { before: alone };
		for (const author of [admin, owner])
			expect(await judged(await removing(owner.id, author, change), author, alone)).toBe(
				'not-allowed'
			);
	});

	test('two owners who remove each other at once: the first entry counts, the second has no author', async () => {
		const first = await applied(await removing(second.id));
		const answer = await removing(owner.id, second, { before: first });
		expect(await judged(answer, second, first)).toBe('unknown-author');
	});

	test.each(['team.rotated', 'staff.removed', 'staff.rekeyed', 'escrow.used'])(
		'somebody with a link: %s',
		async (kind) => {
			const forgery = {
				'team.rotated': await rotating(),
				'staff.removed': await removing(preparer.id),
				'staff.rekeyed': await rekeying(preparer, await stranger()),
				'escrow.used': await recovering(await stranger())
			}[kind];
			if (!forgery) throw new Error(kind);
			expect(await judged({ ...forgery, ...byAdmin.as })).toBe('unknown-author');
		}
	);
});

describe('whom it is about', () => {
	test('somebody who is not on the roster is neither removed nor admitted', async () => {
		const { userId } = await stranger();
		const { payload, ...rest } = await removing(preparer.id);
		expect(await judged({ ...rest, payload: { ...payload, user: idBytes(userId) } })).toBe(
			'no-such-object'
		);
		const admitting = await rotating();
		expect(await judged(withPayload(admitting, { admit: idBytes(userId) }))).toBe('no-such-object');
	});

	test('somebody who has the key is not admitted again', async () => {
		const forgery = withPayload(await rotating(), { admit: idBytes(preparer.id) });
		expect(await judged(forgery)).toBe('already-exists');
	});
});

describe('the recovery kit’s key', () => {
	test('signs nothing else', async () => {
		const next = await stranger();
		const link = await byLink();
		const forgeries: Forgery[] = [
			await rotating(),
			await rotating(owner, keyless.id),
			await removing(preparer.id),
			await rekeying(preparer, next),
			{
				kind: 'staff.invited',
				payload: invitation(link.keys, { role: 'owner' }),
				body: { name: 'Z' }
			},
			{ kind: 'staff.uninvited', payload: { invite: idBytes(byAdmin.keys.inviteId) } },
			await joining(next),
			{ kind: 'firm.changed', body: { name: 'X', mark: { colour: 'plum', initials: 'X' } } }
		];
		for (const forgery of forgeries)
			expect([forgery.kind, await judged({ ...forgery, ...asRoot })]).toEqual([
				forgery.kind,
				'unknown-author'
			]);
	});

	test('is not claimed by an owner or another kit', async () => {
		const next = await stranger();
		const forgery = await recovering(next);
		expect(await judged({ ...forgery, ...by(owner) })).toBe('unknown-author');
		const other = await kitKeys(newWordsEntropy());
		expect(await judged({ ...forgery, signer: other.root })).toBe('bad-signature');
		expect(await judged({ ...forgery, signer: owner.identity.signing })).toBe('bad-signature');
	});

	test('makes no owner of somebody who is there already, or was', async () => {
		const after = await applied(await removing(preparer.id));
		for (const identity of [admin.identity, preparer.identity]) {
			const forgery = await recovering(identity, { members: membersOf(after), before: after });
			expect(await judged(forgery, owner, after)).toBe('already-exists');
		}
	});
});

/** Proofs that a person made for something else, or that somebody else made. */
async function wrongProofs(next: Identity, from: UserId | typeof kit.firmId) {
	const { firmId } = await kitKeys(newWordsEntropy());
	const right = { firm: kit.firmId, vault: null, from };
	return [
		['for another firm', successor(next, { ...right, firm: firmId })],
		['for a vault', successor(next, { ...right, vault: newVaultId() })],
		['in the place of another', successor(next, { ...right, from: admin.id })],
		['by somebody else', { ...successor(await stranger(), right), bundle: bundleMap(next.bundle) }],
		['with a bundle that its owner did not sign', await mixedBundle(next, right)],
		[
			'of a join',
			{
				bundle: bundleMap(next.bundle),
				proof: joiner(next, { firm: kit.firmId, vault: null, invite: byAdmin.keys.inviteId }).proof
			}
		]
	] as const;
}

async function mixedBundle(next: Identity, place: Parameters<typeof successor>[1]) {
	const { kem } = (await stranger()).bundle;
	return { ...successor(next, place), bundle: bundleMap({ ...next.bundle, kem }) };
}

describe('new keys are taken only from who holds them and means this', () => {
	test('in the place of a colleague’s', async () => {
		const next = await stranger();
		const forgery = await rekeying(preparer, next);
		for (const [name, payload] of await wrongProofs(next, preparer.id))
			expect([name, await judged(withPayload(forgery, payload), preparer)]).toEqual([
				name,
				'bad-bundle'
			]);
		const asOwner = successor(next, forTheFirm);
		expect(await judged(withPayload(forgery, asOwner), preparer)).toBe('bad-bundle');
	});

	test('of a new owner', async () => {
		const next = await stranger();
		const forgery = await recovering(next);
		for (const [name, payload] of await wrongProofs(next, kit.firmId))
			expect([name, await judged(withPayload(forgery, payload))]).toEqual([name, 'bad-bundle']);
		const asPreparer = successor(next, inPlaceOf(preparer.id));
		expect(await judged(withPayload(forgery, asPreparer))).toBe('bad-bundle');
	});

	test('signed by the old ones', async () => {
		const next = await stranger();
		const forgery = await rekeying(preparer, next);
		expect(await judged({ ...forgery, signer: next.signing }, preparer)).toBe('bad-signature');
		const asNext = { author: { kind: 'user' as const, id: next.userId }, signer: next.signing };
		expect(await judged({ ...forgery, ...asNext })).toBe('unknown-author');
		expect(await judged({ ...forgery, ...asRoot })).toBe('unknown-author');
	});

	test('and not of somebody who is there already', async () => {
		for (const identity of [preparer.identity, admin.identity])
			expect(await judged(await rekeying(preparer, identity), preparer)).toBe('already-exists');
	});
});

describe('who has left', () => {
	const gone = (async () => ({
		removed: await applied(await removing(preparer.id)),
		withoutAdmin: await applied(await removing(admin.id)),
		rekeyed: await applied(await rekeying(admin, await stranger()), admin)
	}))();

	test('writes nothing more, nor do the keys that were replaced', async () => {
		const { withoutAdmin, rekeyed } = await gone;
		const renaming = {
			kind: 'firm.changed',
			body: { name: 'X', mark: { colour: 'plum', initials: 'X' } },
			epoch: 2
		};
		for (const after of [withoutAdmin, rekeyed])
			expect(await judged(renaming, admin, after)).toBe('unknown-author');
	});

	test('is not removed, given the key or admitted again', async () => {
		const { removed } = await gone;
		const change = { before: removed, members: membersOf(removed) };
		expect(await judged(await removing(preparer.id, owner, change), owner, removed)).toBe(
			'no-such-object'
		);
		const granting = {
			earlier: [],
			epoch: 2,
			team: everyone,
			user: idBytes(preparer.id),
			wrap: randomBytes(1169)
		};
		expect(
			await judged({ kind: 'team.granted', payload: granting, epoch: 2 }, owner, removed)
		).toBe('no-such-object');
		const admitting = await rotating(owner, null, change);
		const payload = { ...admitting.payload, admit: idBytes(preparer.id) };
		expect(await judged({ ...admitting, payload }, owner, removed)).toBe('no-such-object');
	});

	test('joins again with new keys only', async () => {
		const { removed } = await gone;
		const again = { ...(await joining(preparer.identity)), epoch: 2 };
		expect(await judged(again, owner, removed)).toBe('already-exists');
		const anew = { ...(await joining(await stranger())), epoch: 2 };
		expect(isRejection(await judged(anew, owner, removed))).toBe(false);
	});

	test('leaves no open link behind, and neither do keys that were replaced', async () => {
		const { withoutAdmin, rekeyed } = await gone;
		for (const after of [withoutAdmin, rekeyed]) {
			const join = { ...(await joining(await stranger())), epoch: 2 };
			expect(await judged(join, owner, after)).toBe('invite-not-open');
			const payload = { invite: idBytes(byAdmin.keys.inviteId) };
			expect(await judged({ kind: 'staff.uninvited', payload, epoch: 2 }, owner, after)).toBe(
				'invite-not-open'
			);
		}
	});

	test('the team’s old key is handed to nobody any more', async () => {
		const { removed } = await gone;
		const payload = {
			earlier: [],
			epoch: 1,
			team: everyone,
			user: idBytes(keyless.id),
			wrap: randomBytes(1169)
		};
		expect(await judged({ kind: 'team.granted', payload, epoch: 2 }, owner, removed)).toBe(
			'wrong-epoch'
		);
	});

	test('may be removed only once, also when two admins do it', async () => {
		const { removed } = await gone;
		const { payload } = await removing(preparer.id, admin);
		const late = { kind: 'staff.removed', payload, epoch: 2 };
		expect(await judged(late, admin, removed)).toBe('no-such-object');
	});
});

test('who was in two teams leaves both, in the order of their ids', async () => {
	const team = teamOf(state);
	const other = { ...team, id: newTeamId() };
	const two = { ...state, teams: new Map(state.teams).set(other.id, other) };
	const forgery = await removing(preparer.id);
	const own = teamIn(forgery);
	const right = inOrder(two.teams.keys()).map((id) => ({ ...own, id: idBytes(id) }));
	const leaving = (teams: Value[]) => withPayload(forgery, { teams });
	const next = await applied(leaving(right), owner, two);
	for (const { epoch, members } of next.teams.values()) {
		expect(epoch).toBe(2);
		expect(members.has(preparer.id)).toBe(false);
	}
	for (const teams of [right.toReversed(), [own], [own, own]])
		expect(await judged(leaving(teams), owner, two)).toBe('wrong-recipients');
});

test('wraps of earlier epochs that do not rise are no list', async () => {
	const wrap = randomBytes(1169);
	for (const epochs of [
		[2, 1],
		[1, 1]
	]) {
		const earlier = epochs.map((epoch) => ({ epoch, wrap }));
		const forgery = await rekeying(preparer, await stranger());
		const of = withPayload(forgery, { earlier: [{ epochs: earlier, team: everyone }] });
		expect(await judged(of, preparer)).toBe('malformed');
		const payload = { earlier, epoch: 1, team: everyone, user: idBytes(keyless.id), wrap };
		expect(await judged({ kind: 'team.granted', payload })).toBe('malformed');
	}
});

test('people and holders of keys are the same for who cannot open any name', async () => {
	const forgery = await recovering(await stranger());
	const parsed = await forgeFirm(owner, forgery);
	const [read, blind] = [
		await judgedEntry(parsed, state, forgery.bodyKey),
		await judgedEntry(parsed, state, null)
	];
	if (isRejection(read) || isRejection(blind)) throw new Error('rejected');
	expect([...blind.staff.keys()]).toEqual([...read.staff.keys()]);
	expect(blind.teams).toEqual(read.teams);
	expect(ids(membersOf(blind))).toEqual(ids(membersOf(read)));
});

afterAll(() => {
	expect([...reached].sort()).toEqual([
		'already-exists',
		'bad-bundle',
		'bad-signature',
		'invite-not-open',
		'malformed',
		'no-such-object',
		'not-allowed',
		'unknown-author',
		'wrong-epoch',
		'wrong-recipients'
	]);
});

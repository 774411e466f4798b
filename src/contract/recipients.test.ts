import { describe, expect, test } from 'vitest';
import { firmIdFrom, inviteIdFrom, teamIdFrom, userIdFrom } from '../crypto/ids.ts';
import {
	expectedGrantees,
	grantsMatch,
	inOrder,
	isBehind,
	membersMatch,
	notesMatch,
	type Grantee,
	type Readers
} from './recipients.ts';

/** As text these ids sort otherwise: base64url puts 0xff before 0x80. */
const filled = (size: number, byte: number) => new Uint8Array(size).fill(byte);
const descending = [0xff, 0x80, 0x00];
const ascending = descending.toReversed();
const firm = firmIdFrom(filled(32, 7));
const nobody: Readers = { firm, teams: [], users: [], invitations: [] };
const link = (expires: number, state = 'open') => ({
	...nobody,
	invitations: [{ id: inviteIdFrom(filled(16, 1)), state, expires }]
});

test('the readers come in the order of the protocol, each kind by the bytes of its ids', () => {
	const readers = {
		firm,
		teams: descending.map((byte) => ({ id: teamIdFrom(filled(16, byte)), epoch: byte + 1 })),
		users: descending.map((byte) => userIdFrom(filled(32, byte))),
		invitations: descending.map((byte) => ({
			id: inviteIdFrom(filled(16, byte)),
			state: 'open',
			expires: 5
		}))
	};
	expect(expectedGrantees(readers, 5)).toEqual([
		{ to: 'escrow', id: firm, teamEpoch: null },
		...ascending.map((byte) => ({
			to: 'team',
			id: teamIdFrom(filled(16, byte)),
			teamEpoch: byte + 1
		})),
		...ascending.map((byte) => ({ to: 'user', id: userIdFrom(filled(32, byte)), teamEpoch: null })),
		...ascending.map((byte) => ({
			to: 'invite',
			id: inviteIdFrom(filled(16, byte)),
			teamEpoch: null
		}))
	]);
});

test('a link is a reader until the last moment of its life, and only while it is open', () => {
	const kinds = (readers: Readers) => expectedGrantees(readers, 1000).map(({ to }) => to);
	expect(kinds(link(1000))).toEqual(['escrow', 'invite']);
	expect(kinds(link(999))).toEqual(['escrow']);
	for (const state of ['used', 'withdrawn', 'revoked'])
		expect(kinds(link(5000, state))).toEqual(['escrow']);
});

test('grants match only the same readers in the same order', () => {
	const one = { id: teamIdFrom(filled(16, 1)), epoch: 1 };
	const right = expectedGrantees({ ...link(9), teams: [one] }, 9);
	expect(grantsMatch(right, right)).toBe(true);
	expect(grantsMatch([], [])).toBe(true);
	expect(grantsMatch([], right)).toBe(false);
	expect(grantsMatch(right.slice(1), right)).toBe(false);
	expect(grantsMatch(right, right.slice(1))).toBe(false);
	expect(grantsMatch(right.toReversed(), right)).toBe(false);
	const later = expectedGrantees({ ...link(9), teams: [{ ...one, epoch: 2 }] }, 9);
	expect(grantsMatch(later, right)).toBe(false);
});

test('grants do not match readers of another kind, or others of the same kind', () => {
	const bytes = filled(32, 7);
	const grant: Grantee = { to: 'user', id: userIdFrom(bytes), teamEpoch: null };
	expect(grantsMatch([grant], [grant])).toBe(true);
	expect(grantsMatch([grant], [{ to: 'escrow', id: firmIdFrom(bytes), teamEpoch: null }])).toBe(
		false
	);
	expect(grantsMatch([grant], [{ ...grant, id: userIdFrom(filled(32, 8)) }])).toBe(false);
});

const people = descending.map((byte) => userIdFrom(filled(32, byte)));

test('ids are put in order by their bytes, and the list given stays as it was', () => {
	const given = [...people];
	expect(inOrder(given)).toEqual(people.toReversed());
	expect(given).toEqual(people);
	for (const order of [
		[0, 2, 1],
		[1, 0, 2],
		[1, 2, 0],
		[2, 0, 1],
		[2, 1, 0]
	])
		expect(inOrder(order.flatMap((index) => people[index] ?? []))).toEqual(people.toReversed());
});

test('a team’s members match the same people in ascending order only', () => {
	const right = people.toReversed().map((user) => ({ user }));
	expect(membersMatch(right, new Set(people))).toBe(true);
	expect(membersMatch([], [])).toBe(true);
	expect(membersMatch(right.toReversed(), people)).toBe(false);
	expect(membersMatch(right.slice(1), people)).toBe(false);
	expect(membersMatch(right.slice(0, -1), people)).toBe(false);
	expect(membersMatch([...right, ...right.slice(-1)], people)).toBe(false);
	const [first, , last] = right;
	if (!first || !last) throw new Error('no people');
	expect(membersMatch([first, first, last], people)).toBe(false);
});

test('a vault is behind when one of its teams has another epoch, and not for its people’s sake', () => {
	const ids = [1, 2].map((byte) => teamIdFrom(filled(16, byte)));
	const readers = { ...link(9), users: people };
	const teams = ids.map((id) => ({ id, epoch: 3 }));
	const grants = expectedGrantees({ ...readers, teams }, 9);
	expect(isBehind(grants, () => 3)).toBe(false);
	expect(isBehind(grants, (team) => (team === ids[1] ? 4 : 3))).toBe(true);
	expect(isBehind(grants, () => undefined)).toBe(true);
	expect(isBehind(expectedGrantees(readers, 9), () => 4)).toBe(false);
});

describe('a note is sealed', () => {
	const team = (byte: number) => teamIdFrom(filled(16, byte));
	const [low, high, other] = [team(0x00), team(0x80), team(0xff)];
	const teams = [
		{ id: high, epoch: 3 },
		{ id: low, epoch: 2 }
	];
	const forLow = { team: low, teamEpoch: 2 };
	const forHigh = { team: high, teamEpoch: 3 };

	test('for every team of the vault, in ascending order, under the key it has now', () => {
		expect(notesMatch([forLow, forHigh], teams)).toBe(true);
		expect(notesMatch([], [])).toBe(true);
	});

	test.each([
		['for none of them', []],
		['for one of them', [forLow]],
		['for the other one', [forHigh]],
		['in another order', [forHigh, forLow]],
		['for one of them twice', [forLow, forLow]],
		['for all of them and another', [forLow, forHigh, { team: other, teamEpoch: 3 }]],
		['for another in place of one', [forLow, { team: other, teamEpoch: 3 }]],
		['under a key that one had before', [forLow, { team: high, teamEpoch: 2 }]],
		[
			'under each other’s keys',
			[
				{ team: low, teamEpoch: 3 },
				{ team: high, teamEpoch: 2 }
			]
		]
	])('not %s', (_, seals) => {
		expect(notesMatch(seals, teams)).toBe(false);
	});
});

import { expect, test } from 'vitest';
import { firmIdFrom, inviteIdFrom, teamIdFrom, userIdFrom } from '../crypto/ids.ts';
import { expectedGrantees, grantsMatch, type Readers } from './recipients.ts';

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

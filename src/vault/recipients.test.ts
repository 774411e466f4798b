import { expect, test } from 'vitest';
import { World } from '../../tests/vault/world.ts';
import { inviteIdFrom, teamIdFrom, userIdFrom } from '../crypto/ids.ts';
import { expectedRecipients, grantsMatch } from './recipients.ts';

const { owner } = await World.found();
const { state } = owner.firm;
const { kem } = owner.identity.bundle;
/** As text these ids sort otherwise: base64url puts 0xff before 0x80. */
const filled = (size: number, byte: number) => new Uint8Array(size).fill(byte);
const descending = [0xff, 0x80, 0x00];
const link = (expires: number, now: string = 'open') => ({ kem, state: now, expires });

test('recipients come in the order of the protocol, each kind by the bytes of its ids', () => {
	const [team] = state.teams.values();
	if (!team) throw new Error('no team');
	const ids = descending.map((byte) => teamIdFrom(filled(16, byte)));
	const firm = { ...state, teams: new Map(ids.map((id) => [id, { ...team, id }])) };
	const members = new Map(
		descending.map((byte) => [userIdFrom(filled(32, byte)), { bundle: { kem } }])
	);
	const invitations = new Map(descending.map((byte) => [inviteIdFrom(filled(16, byte)), link(5)]));
	const found = expectedRecipients(firm, ids, { members, invitations }, 5);
	expect(found.map(({ to, id }) => [to, id])).toEqual([
		['escrow', state.firm],
		...[0x00, 0x80, 0xff].map((byte) => ['team', teamIdFrom(filled(16, byte))]),
		...[0x00, 0x80, 0xff].map((byte) => ['user', userIdFrom(filled(32, byte))]),
		...[0x00, 0x80, 0xff].map((byte) => ['invite', inviteIdFrom(filled(16, byte))])
	]);
});

test('a link is a reader until the last moment of its life, and only while it is open', () => {
	const invite = inviteIdFrom(filled(16, 1));
	const readers = (expires: number, now?: string) =>
		expectedRecipients(
			state,
			[],
			{ members: new Map(), invitations: new Map([[invite, link(expires, now)]]) },
			1000
		).map(({ to }) => to);
	expect(readers(1000)).toEqual(['escrow', 'invite']);
	expect(readers(999)).toEqual(['escrow']);
	expect(readers(5000, 'used')).toEqual(['escrow']);
	expect(readers(5000, 'withdrawn')).toEqual(['escrow']);
});

test('nobody is expected where nothing is granted, and the other way round', () => {
	expect(grantsMatch([], [])).toBe(true);
	const readers = { members: new Map(), invitations: new Map() };
	expect(grantsMatch([], expectedRecipients(state, [state.everyone], readers, 0))).toBe(false);
});

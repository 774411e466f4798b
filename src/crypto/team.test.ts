import { expect, test } from 'vitest';
import { toHex } from './bytes.ts';
import { firmIdFrom, newTeamId, newVaultId, userIdFrom } from './ids.ts';
import { newTeamSecret, randomBytes } from './random.ts';
import * as team from './team.ts';
import { answersToFlips, refusalOf } from './testing.ts';

const secret = newTeamSecret();
const keys = await team.teamKeys(secret);
const place: team.LabelPlace = {
	firm: firmIdFrom(randomBytes(32)),
	vault: newVaultId(),
	teamEpoch: 1,
	team: newTeamId(),
	sender: userIdFrom(randomBytes(32))
};
const sealed = await team.sealLabel(keys.labels, place, 'Müller & Söhne 🧾');

test('a team’s keys follow from its secret, and differ from each other', async () => {
	const again = await team.teamKeys(secret);
	expect(toHex(again.kem.publicKey)).toBe(toHex(keys.kem.publicKey));
	const secrets = [keys.kem.seed, keys.labels, keys.chain, keys.directory].map(toHex);
	expect(new Set(secrets).size).toBe(4);
});

test('a label opens in its place', async () => {
	expect(await team.openLabel(keys.labels, place, sealed)).toBe('Müller & Söhne 🧾');
});

test.each<[string, Partial<team.LabelPlace>]>([
	['firm', { firm: firmIdFrom(randomBytes(32)) }],
	['vault', { vault: newVaultId() }],
	['team epoch', { teamEpoch: 2 }],
	['team', { team: newTeamId() }],
	['author', { sender: userIdFrom(randomBytes(32)) }]
])('a label of another %s does not open', async (_, change) => {
	const run = () => team.openLabel(keys.labels, { ...place, ...change }, sealed);
	expect(await refusalOf(run)).toBe('open-failed');
});

test('no label opens with a byte changed', async () => {
	const answers = await answersToFlips(sealed, (b) => team.openLabel(keys.labels, place, b));
	expect(answers).toEqual(new Set(['open-failed']));
});

test('short and long names make labels of one length', async () => {
	const short = await team.sealLabel(keys.labels, place, 'A');
	const long = await team.sealLabel(keys.labels, place, 'A'.repeat(127));
	expect(short.length).toBe(long.length);
});

test('the secret before opens under the chain key, for that epoch and team only', async () => {
	const previous = newTeamSecret();
	const at = { firm: place.firm, epoch: 2, team: place.team };
	const chained = await team.sealPreviousTeamSecret(keys.chain, at, previous);
	const open = (where: team.TeamEpochPlace) =>
		team.openPreviousTeamSecret(keys.chain, where, chained);
	expect(toHex(await open(at))).toBe(toHex(previous));
	expect(await refusalOf(() => open({ ...at, epoch: 3 }))).toBe('open-failed');
	expect(await refusalOf(() => open({ ...at, team: newTeamId() }))).toBe('open-failed');
	expect(await refusalOf(() => open({ ...at, firm: firmIdFrom(randomBytes(32)) }))).toBe(
		'open-failed'
	);
});

test('a directory key from a list has 32 bytes', async () => {
	expect(team.parseDirectoryKey(randomBytes(32)).length).toBe(32);
	expect(await refusalOf(() => team.parseDirectoryKey(randomBytes(31)))).toBe('malformed');
});

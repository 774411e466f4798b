import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { toHex } from './bytes.ts';
import { encode } from './encoding.ts';
import { firmIdFrom, vaultIdFrom } from './ids.ts';
import { kemSeedFrom } from './keys.ts';
import {
	newDropManifestKey,
	newDropSecret,
	newEpochSecret,
	newTeamSecret,
	randomBytes
} from './random.ts';
import { kemKeyPair } from './sign.ts';
import { answersToFlips, answersToResizing, refusalOf } from './testing.ts';
import {
	keyIdOf,
	unwrapDropManifestKey,
	unwrapDropSecret,
	unwrapEpochSecret,
	unwrapTeamSecret,
	wrap,
	type WrapFields
} from './wrap.ts';

const member = kemKeyPair(kemSeedFrom(randomBytes(32)));
const place = {
	firm: firmIdFrom(randomBytes(32)),
	vault: vaultIdFrom(randomBytes(16)),
	epoch: 1,
	sender: randomBytes(32)
} satisfies WrapFields;
const secret = newEpochSecret();
const wrapped = await wrap('vault-grant', member.publicKey, place, secret);

test('the recipient unwraps an epoch’s secret', async () => {
	expect(wrapped.length).toBe(1169);
	expect(wrapped[0]).toBe(1);
	expect(toHex(await unwrapEpochSecret(member.seed, place, wrapped))).toBe(toHex(secret));
});

test('the recipient unwraps a team’s secret', async () => {
	const team = newTeamSecret();
	const teamPlace = { firm: place.firm, epoch: 1, object: randomBytes(16), sender: place.sender };
	const granted = await wrap('team-grant', member.publicKey, teamPlace, team);
	expect(toHex(await unwrapTeamSecret(member.seed, teamPlace, granted))).toBe(toHex(team));
});

test('the recipient unwraps what belongs to a drop link', async () => {
	const dropPlace = {
		firm: place.firm,
		vault: place.vault,
		object: randomBytes(16),
		sender: place.sender
	};
	const opening = newDropSecret();
	const granted = await wrap('drop-grant', member.publicKey, dropPlace, opening);
	expect(toHex(await unwrapDropSecret(member.seed, dropPlace, granted))).toBe(toHex(opening));
	const key = newDropManifestKey();
	const sent = await wrap('drop-manifest-wrap', member.publicKey, dropPlace, key);
	expect(toHex(await unwrapDropManifestKey(member.seed, dropPlace, sent))).toBe(toHex(key));
	expect(await refusalOf(() => unwrapDropManifestKey(member.seed, dropPlace, granted))).toBe(
		'open-failed'
	);
});

test('every changed byte fails to unwrap', async () => {
	const run = (bytes: typeof wrapped) => unwrapEpochSecret(member.seed, place, bytes);
	expect(await answersToFlips(wrapped, (b) => unwrapEpochSecret(member.seed, place, b))).toEqual(
		new Set(['open-failed'])
	);
	expect(await refusalOf(() => run(wrapped))).toBe('accepted');
});

test('every other length fails to unwrap', async () => {
	const answers = await answersToResizing(wrapped, (b) => unwrapEpochSecret(member.seed, place, b));
	expect(answers).toEqual(new Set(['open-failed']));
});

test('another recipient fails to unwrap', async () => {
	const other = kemSeedFrom(randomBytes(32));
	expect(await refusalOf(() => unwrapEpochSecret(other, place, wrapped))).toBe('open-failed');
});

describe('a wrap opens nowhere else', () => {
	test.each<[string, WrapFields]>([
		['another firm', { ...place, firm: firmIdFrom(randomBytes(32)) }],
		['another vault', { ...place, vault: vaultIdFrom(randomBytes(16)) }],
		['another epoch', { ...place, epoch: 2 }],
		['another author', { ...place, sender: randomBytes(32) }]
	])('%s', async (_, elsewhere) => {
		const run = () => unwrapEpochSecret(member.seed, elsewhere, wrapped);
		expect(await refusalOf(run)).toBe('open-failed');
	});

	test('another team', async () => {
		const teamPlace = { firm: place.firm, epoch: 1, object: randomBytes(16), sender: place.sender };
		const granted = await wrap('team-grant', member.publicKey, teamPlace, newTeamSecret());
		const elsewhere = { ...teamPlace, object: randomBytes(16) };
		const run = () => unwrapTeamSecret(member.seed, elsewhere, granted);
		expect(await refusalOf(run)).toBe('open-failed');
	});
});

test('a recipient that a caller slips in is replaced by the real one', async () => {
	const slipped = { ...place, recipient: new Uint8Array(32) };
	const made = await wrap('vault-grant', member.publicKey, slipped, secret);
	expect(toHex(await unwrapEpochSecret(member.seed, place, made))).toBe(toHex(secret));
});

test('a key id is the hash of the key under its own domain', async () => {
	const input = encode(['tallyport', 1, 'key-id', member.publicKey]);
	const expected = createHash('sha256').update(input).digest('base64url');
	expect(await keyIdOf(member.publicKey)).toBe(expected);
});

test('a key id tells keys apart', async () => {
	const other = kemKeyPair(kemSeedFrom(randomBytes(32)));
	expect(await keyIdOf(member.publicKey)).toBe(await keyIdOf(member.publicKey));
	expect(await keyIdOf(member.publicKey)).not.toBe(await keyIdOf(other.publicKey));
});

import { afterEach, beforeEach, expect, test } from 'vitest';
import { account, signedIn, statusResponse } from '../../src/contract/api.ts';
import { toWire } from '../../src/contract/wire.ts';
import { issueSetupToken, renewSetupToken } from '../../src/server/accounts/setup-token.ts';
import { isMap } from '../../src/crypto/encoding.ts';
import { signEntry, type EntryHeader } from '../../src/crypto/entry.ts';
import { randomBytes } from '../../src/crypto/random.ts';
import { teamKeys } from '../../src/crypto/team.ts';
import { DAY, expectRefusal, openPortal, ORIGIN, read, type TestPortal } from './portal.ts';
import { World, type Person } from './world.ts';

let portal: TestPortal;
let world: World;
let owner: Person;
beforeEach(async () => {
	portal = await openPortal();
	world = new World(portal.fetch, ORIGIN);
	owner = await world.person();
});
afterEach(() => portal.close());

async function request(token = portal.setupToken) {
	const { entry } = await world.genesis(owner);
	return { token, ...(await world.account(owner)), genesis: toWire(entry.bytes) };
}
const post = (body: unknown) => owner.browser.post('/api/setup', body);
const needsSetup = async () =>
	(await read(owner.browser.get('/api/status'), statusResponse)).needsSetup;

test('the owner sets up a firm and is signed in', async () => {
	expect(await needsSetup()).toBe(true);
	const answer = await read(post(await request()), signedIn);
	expect(answer.account.userId).toBe(owner.identity.userId);
	expect(answer.account.passkeys).toHaveLength(1);
	expect(answer.account.recovery).not.toBeNull();
	expect(await read(owner.browser.get('/api/account'), account)).toEqual(answer.account);
	expect(await needsSetup()).toBe(false);
});

test('a wrong set-up token is refused', async () => {
	const another = Buffer.alloc(32, 7).toString('base64url');
	await expectRefusal(post(await request(another)), 'setup-closed');
	await expectRefusal(post(await request('not a token')), 'setup-closed');
});

test('the token of the start before is refused', async () => {
	const former = portal.setupToken;
	await renewSetupToken(portal.services.db);
	await expectRefusal(post(await request(former)), 'setup-closed');
});

test('a set-up link works once', async () => {
	await read(post(await request()), signedIn);
	owner = await world.person();
	await expectRefusal(post(await request()), 'setup-closed');
	expect(await renewSetupToken(portal.services.db)).toBeNull();
});

test('of two owners with one link exactly one sets up', async () => {
	const first = await request();
	const browsers = [owner.browser, world.browser()];
	const other = await world.person();
	const { entry } = await world.genesis(other);
	const second = {
		token: portal.setupToken,
		...(await world.account(other)),
		genesis: toWire(entry.bytes)
	};
	const answers = await Promise.all([
		browsers[0]?.post('/api/setup', first),
		browsers[1]?.post('/api/setup', second)
	]);
	expect(answers.map((answer) => answer?.status).sort()).toEqual([200, 409]);
});

test('one more firm is founded with a link that whoever runs the portal made, and with no other', async () => {
	await read(post(await request()), signedIn);
	const first = await issueSetupToken(portal.services.db);
	const second = await issueSetupToken(portal.services.db);
	owner = await world.person();
	await expectRefusal(post(await request(first)), 'setup-closed');
	await read(post(await request(second)), signedIn);
	owner = await world.person();
	await expectRefusal(post(await request(second)), 'setup-closed');
	const firms = await portal.services.db.selectFrom('firms').select('id').execute();
	expect(firms).toHaveLength(2);
});

test('a link for one more firm that nobody used is gone with the next start', async () => {
	await read(post(await request()), signedIn);
	const token = await issueSetupToken(portal.services.db);
	expect(await renewSetupToken(portal.services.db)).toBeNull();
	owner = await world.person();
	await expectRefusal(post(await request(token)), 'setup-closed');
});

async function bent(
	change: Partial<EntryHeader>,
	signWith: 'root' | 'owner' = 'root',
	hasBody = true
) {
	const { entry, root, firm } = await world.genesis(owner);
	const { directory } = await teamKeys(firm.teamSecret);
	const signer = signWith === 'owner' ? owner.identity.signing : root;
	const genesis = await signEntry(
		{ ...entry.header, ...change },
		signer,
		hasBody ? { key: directory, value: { name: 'A firm' } } : null
	);
	return {
		token: portal.setupToken,
		...(await world.account(owner)),
		genesis: toWire(genesis.bytes)
	};
}

test('a genesis bent in nothing is taken', async () => {
	await read(post(await bent({})), signedIn);
});

test('a genesis that the root key did not sign is refused', async () => {
	await expectRefusal(post(await bent({}, 'owner')), 'entry-refused');
});

test('a genesis of another kind is refused', async () => {
	await expectRefusal(post(await bent({ kind: 'firm.changed' })), 'entry-refused');
});

test('a genesis whose firm id is not the hash of its keys is refused', async () => {
	const { firm } = await world.genesis(owner);
	const change = { firm: firm.id, author: { kind: 'root' as const, id: firm.id } };
	await expectRefusal(post(await bent(change)), 'entry-refused');
});

test('a genesis with a team of more than the owner is refused', async () => {
	const { entry } = await world.genesis(owner);
	const { team } = entry.header.payload;
	if (team === undefined || !isMap(team) || !Array.isArray(team.members)) throw new Error();
	const members = [...team.members, ...team.members];
	const payload = { ...entry.header.payload, team: { ...team, members } };
	await expectRefusal(post(await bent({ payload })), 'entry-refused');
});

test.each([
	['with an epoch before its first', { previous: randomBytes(105) }],
	['of a later epoch', { epoch: 2 }],
	['of nobody', { members: [] }]
])('a genesis with a team %s is refused', async (_, change) => {
	const { entry } = await world.genesis(owner, { team: change });
	await expectRefusal(
		post({ ...(await request()), genesis: toWire(entry.bytes) }),
		'entry-refused'
	);
});

test('a genesis under another key than its team’s first is refused', async () => {
	await expectRefusal(post(await bent({ epoch: 2 })), 'entry-refused');
});

test('a genesis without its sealed body is refused', async () => {
	await expectRefusal(post(await bent({}, 'root', false)), 'entry-refused');
});

test('a genesis more than a day ahead of the portal’s clock is refused', async () => {
	await expectRefusal(post(await bent({ time: Date.now() + 2 * DAY })), 'clock-ahead');
});

test('an account under another user id than its keys is refused', async () => {
	const stranger = await world.person();
	const body = await request();
	await expectRefusal(post({ ...body, userId: stranger.identity.userId }), 'entry-refused');
});

test('set-up without a recovery code is malformed', async () => {
	await expectRefusal(post({ ...(await request()), recovery: null }), 'malformed-request');
});

test('a request that carries a PRF result is refused', async () => {
	const body = await request();
	const prf = { results: { first: 'AAAA' } };
	const response = { ...body.assertion.response, clientExtensionResults: { prf } };
	await expectRefusal(
		post({ ...body, assertion: { ...body.assertion, response } }),
		'malformed-request'
	);
});

test('nothing is left behind by a set-up that was refused', async () => {
	await expectRefusal(post(await bent({}, 'owner')), 'entry-refused');
	const users = await portal.services.db.selectFrom('users').select('id').execute();
	expect(users).toEqual([]);
	await read(post(await request()), signedIn);
});

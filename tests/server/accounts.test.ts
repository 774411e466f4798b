import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
	account,
	ceremony,
	devicesResponse,
	keyringResponse,
	MAX_REPLIES_BYTES,
	nothing,
	repliesResponse,
	sessionResponse,
	signedIn
} from '../../src/contract/api.ts';
import { toWire } from '../../src/contract/wire.ts';
import type { WordsEntropy } from '../../src/crypto/brands.ts';
import { newWordsEntropy, randomBytes } from '../../src/crypto/random.ts';
import { recoveryKeys, signRecoveryChallenge } from '../../src/crypto/recovery.ts';
import { SoftwarePasskey } from './authenticator.ts';
import { DAY, expectRefusal, openPortal, ORIGIN, read, type TestPortal } from './portal.ts';
import { World, type Firm, type Person } from './world.ts';

let portal: TestPortal;
let world: World;
let firm: Firm;
let person: Person;
beforeAll(async () => {
	portal = await openPortal();
	world = new World(portal.fetch, ORIGIN);
	firm = await world.setUp(portal.setupToken);
});
beforeEach(async () => {
	person = await world.joinStaff(firm, await world.inviteStaff(firm, firm.owner, 'preparer'));
});
afterAll(() => portal.close());

/** A portal of its own, for a test that turns the clock. */
async function alone(run: (own: TestPortal, there: World, owner: Person) => Promise<void>) {
	const own = await openPortal();
	try {
		const there = new World(own.fetch, ORIGIN);
		await run(own, there, (await there.setUp(own.setupToken)).owner);
	} finally {
		await own.close();
	}
}

async function recover(entropy: WordsEntropy, signWith = entropy) {
	const browser = world.browser();
	const { recoveryId } = await recoveryKeys(entropy);
	const asked = await read(browser.post('/api/recovery/challenge', { recoveryId }), ceremony);
	const signature = signRecoveryChallenge((await recoveryKeys(signWith)).signIn, asked.challenge);
	const answer = { ceremony: asked.id, recoveryId, signature: toWire(signature) };
	return { browser, answer, response: await browser.post('/api/recovery/sign-in', answer) };
}

test('the recovery words sign in', async () => {
	const { response } = await recover(person.entropy);
	const { account } = await read(response, signedIn);
	expect(account.userId).toBe(person.identity.userId);
	expect(account.recovery?.recoveryId).toBe((await recoveryKeys(person.entropy)).recoveryId);
});

test('words nobody has are unknown', async () => {
	const { recoveryId } = await recoveryKeys(newWordsEntropy());
	const asked = world.browser().post('/api/recovery/challenge', { recoveryId });
	await expectRefusal(asked, 'recovery-unknown');
});

test('a recovery challenge signed by other words is refused', async () => {
	const { response } = await recover(person.entropy, newWordsEntropy());
	await expectRefusal(response, 'recovery-refused');
});

test('a recovery challenge can be answered once', async () => {
	const { browser, answer } = await recover(person.entropy);
	await expectRefusal(browser.post('/api/recovery/sign-in', answer), 'ceremony-expired');
});

test('a recovery challenge for one person does not sign in another', async () => {
	const mine = await recoveryKeys(person.entropy);
	const theirs = await recoveryKeys(firm.owner.entropy);
	const browser = world.browser();
	const begin = { recoveryId: mine.recoveryId };
	const asked = await read(browser.post('/api/recovery/challenge', begin), ceremony);
	const signature = toWire(signRecoveryChallenge(theirs.signIn, asked.challenge));
	const answer = { ceremony: asked.id, recoveryId: theirs.recoveryId, signature };
	await expectRefusal(browser.post('/api/recovery/sign-in', answer), 'recovery-refused');
});

test('new recovery words replace the old ones', async () => {
	const entropy = newWordsEntropy();
	const method = await world.recovery(person, entropy);
	await read(person.browser.put('/api/account/recovery', method), nothing);
	await read((await recover(entropy)).response, signedIn);
	const { recoveryId } = await recoveryKeys(person.entropy);
	const asked = world.browser().post('/api/recovery/challenge', { recoveryId });
	await expectRefusal(asked, 'recovery-unknown');
});

test('somebody else’s recovery id cannot be claimed', async () => {
	const method = await world.recovery(person, firm.owner.entropy);
	await expectRefusal(person.browser.put('/api/account/recovery', method), 'entry-refused');
});

test('without a session everything personal answers not-signed-in', async () => {
	const browser = world.browser();
	for (const path of ['/api/session', '/api/account', '/api/devices', '/api/events']) {
		await expectRefusal(browser.get(path), 'not-signed-in');
	}
	await expectRefusal(browser.get(`/api/firms/${firm.id}/log`), 'not-signed-in');
	await expectRefusal(browser.post('/api/sign-out', {}), 'not-signed-in');
});

test('a made-up session token is refused', async () => {
	const browser = world.browser();
	browser.cookie = `tallyport=${toWire(randomBytes(32))}`;
	await expectRefusal(browser.get('/api/session'), 'not-signed-in');
	browser.cookie = 'tallyport=%00***';
	await expectRefusal(browser.get('/api/session'), 'not-signed-in');
});

test('the session cookie is http-only, same-site and host-bound over TLS', async () => {
	const answer = await world.signIn(person, world.browser());
	const cookie = answer.headers.getSetCookie()[0] ?? '';
	expect(cookie).toMatch(
		/^tallyport=[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Strict$/
	);
	const secure = await openPortal({ origin: 'https://portal.example' });
	try {
		const there = new World(secure.fetch, 'https://portal.example');
		const { owner } = await there.setUp(secure.setupToken);
		const signed = await there.signIn(owner, there.browser());
		const [strict = ''] = signed.headers.getSetCookie();
		expect(strict).toMatch(/^__Host-tallyport=[\w-]{43};/);
		expect(strict).toContain('; Secure');
		expect(strict).not.toContain('Domain');
		expect(signed.headers.get('strict-transport-security')).toContain('max-age=');
	} finally {
		await secure.close();
	}
});

test('only a hash of the session token is stored', async () => {
	const token = person.browser.cookie?.split('=')[1] ?? '';
	const rows = await portal.services.db.selectFrom('sessions').selectAll().execute();
	const stored = JSON.stringify(rows, (_, value: unknown) =>
		value instanceof Uint8Array ? Buffer.from(value).toString('base64url') : value
	);
	expect(stored).not.toContain(token);
});

test('signing in replaces the session the browser had', async () => {
	const { browser } = person;
	const former = browser.cookie;
	await read(world.signIn(person, browser), signedIn);
	expect(browser.cookie).not.toBe(former);
	const thief = world.browser();
	thief.cookie = former;
	await expectRefusal(thief.get('/api/session'), 'not-signed-in');
});

test('signing out ends the session', async () => {
	const { browser } = person;
	const kept = browser.cookie;
	await read(browser.post('/api/sign-out', {}), nothing);
	expect(browser.cookie).toBeNull();
	browser.cookie = kept;
	await expectRefusal(browser.get('/api/session'), 'not-signed-in');
});

test('a session ends after seven idle days', () =>
	alone(async (own, _, owner) => {
		own.pass(6 * DAY);
		await read(owner.browser.get('/api/session'), sessionResponse);
		own.pass(6 * DAY);
		await read(owner.browser.get('/api/session'), sessionResponse);
		own.pass(7 * DAY + 1000);
		await expectRefusal(owner.browser.get('/api/session'), 'not-signed-in');
	}));

test('a session ends thirty days after it began, however busy', () =>
	alone(async (own, _, owner) => {
		for (let day = 0; day < 29; day += 5) {
			own.pass(5 * DAY - 60_000);
			await read(owner.browser.get('/api/session'), sessionResponse);
		}
		own.pass(6 * 60_000);
		await expectRefusal(owner.browser.get('/api/session'), 'not-signed-in');
	}));

const devices = async (browser: Person['browser']) =>
	(await read(browser.get('/api/devices'), devicesResponse)).devices;

test('a person sees their devices by a coarse name and can end one', async () => {
	const phone = world.browser();
	const userAgent =
		'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1';
	const asked = await world.ceremony(phone, 'authenticate');
	await phone.send('POST', '/api/sign-in', {
		headers: { 'content-type': 'application/json', 'user-agent': userAgent },
		body: JSON.stringify({ assertion: person.passkey.assert(asked) })
	});
	const listed = await devices(person.browser);
	expect(listed.map(({ name }) => name).sort()).toEqual(['Safari on iPhone', 'Unknown device']);
	expect(listed.filter(({ current }) => current)).toHaveLength(1);
	const theirs = listed.find(({ current }) => !current)?.session ?? '';
	await read(person.browser.delete(`/api/devices/${theirs}`), nothing);
	await expectRefusal(phone.get('/api/session'), 'not-signed-in');
	await expectRefusal(person.browser.delete(`/api/devices/${theirs}`), 'not-found');
});

test('somebody else’s device answers as a missing one', async () => {
	const [mine] = await devices(firm.owner.browser);
	await expectRefusal(person.browser.delete(`/api/devices/${mine?.session}`), 'not-found');
	await read(firm.owner.browser.get('/api/session'), sessionResponse);
});

test('the keyring moves on by one version at a time', async () => {
	const put = (version: number, keyring: string) =>
		person.browser.put('/api/account/keyring', { version, keyring });
	expect((await read(put(0, 'AAAA'), keyringResponse)).version).toBe(1);
	await expectRefusal(put(0, 'BBBB'), 'keyring-moved');
	expect((await read(put(1, 'CCCC'), keyringResponse)).version).toBe(2);
	const { keyring, keyringVersion } = await read(person.browser.get('/api/account'), account);
	expect([toWire(keyring), keyringVersion]).toEqual(['CCCC', 2]);
});

test('saved replies move on by one version at a time, each person’s own, and have a largest size', async () => {
	const address = '/api/account/replies';
	const put = (version: number, replies: string, { browser } = person) =>
		browser.put(address, { version, replies });
	const kept = async ({ browser } = person) => {
		const { replies, version } = await read(browser.get(address), repliesResponse);
		return [replies && toWire(replies), version];
	};
	expect(await kept()).toEqual([null, 0]);
	await expectRefusal(put(1, 'AAAA'), 'replies-moved');
	expect((await read(put(0, 'AAAA'), keyringResponse)).version).toBe(1);
	for (const version of [0, 2, 7]) await expectRefusal(put(version, 'BBBB'), 'replies-moved');
	expect((await read(put(1, 'CCCC'), keyringResponse)).version).toBe(2);
	expect(await kept()).toEqual(['CCCC', 2]);
	expect(await kept(firm.owner)).toEqual([null, 0]);
	await read(put(0, 'DDDD', firm.owner), keyringResponse);
	expect(await kept()).toEqual(['CCCC', 2]);
	const largest = Buffer.alloc(MAX_REPLIES_BYTES);
	await read(put(2, largest.toString('base64url')), keyringResponse);
	const larger = Buffer.alloc(MAX_REPLIES_BYTES + 1).toString('base64url');
	await expectRefusal(put(3, larger), 'malformed-request');
	await expectRefusal(world.browser().get(address), 'not-signed-in');
});

async function addPasskey(wrap: string | null): Promise<string> {
	const passkey = new SoftwarePasskey(ORIGIN);
	const body = { ...(await world.newPasskey(person.browser, passkey)), passkeyWrap: wrap };
	await read(person.browser.post('/api/account/passkeys', body), nothing);
	return passkey.id;
}
const remove = (credential: string) => person.browser.delete(`/api/account/passkeys/${credential}`);

test('a passkey can be removed while the recovery words remain', async () => {
	await read(remove(person.passkey.id), nothing);
	const gone = await read(person.browser.get('/api/account'), account);
	expect(gone.passkeys).toEqual([]);
});

test('the last way in cannot be removed', async () => {
	const vault = await world.createVault(firm, firm.owner);
	person = await world.client(vault);
	await expectRefusal(remove(person.passkey.id), 'last-way-in');
	// A passkey that cannot unlock is no way in.
	await addPasskey(null);
	await expectRefusal(remove(person.passkey.id), 'last-way-in');
	await addPasskey('AAAA');
	await read(remove(person.passkey.id), nothing);
});

test('a passkey that is not one’s own answers as a missing one', async () => {
	await expectRefusal(remove(firm.owner.passkey.id), 'not-found');
	await expectRefusal(remove('AAAA'), 'not-found');
});

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { nothing, signedIn } from '../../src/contract/api.ts';
import { toWire } from '../../src/contract/wire.ts';
import { SoftwarePasskey, type Bend } from './authenticator.ts';
import { expectRefusal, openPortal, ORIGIN, read, type TestPortal } from './portal.ts';
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

async function signInWith(bend: Bend) {
	const browser = world.browser();
	const asked = await world.ceremony(browser, 'authenticate');
	return browser.post('/api/sign-in', { assertion: person.passkey.assert(asked, bend) });
}

test('a passkey signs in on a browser that knows nothing', async () => {
	const answer = await read(world.signIn(person, world.browser()), signedIn);
	expect(answer.account.userId).toBe(person.identity.userId);
	expect(answer.account.passkeys[0]?.lastUsedAt).not.toBeNull();
});

test('a hundred sign-ins in a minute from one address pass', async () => {
	for (let i = 0; i < 100; i++) await read(world.signIn(person, world.browser()), signedIn);
});

test('a passkey nobody registered is unknown', async () => {
	const stranger = { ...person, passkey: new SoftwarePasskey(ORIGIN) };
	await expectRefusal(world.signIn(stranger, world.browser()), 'passkey-unknown');
});

test('an assertion for another origin is refused', async () => {
	await expectRefusal(signInWith({ origin: 'https://evil.example' }), 'passkey-refused');
});

test('an assertion for another host is refused', async () => {
	await expectRefusal(signInWith({ rpId: 'evil.example' }), 'passkey-refused');
});

test('an assertion for another challenge is refused', async () => {
	await expectRefusal(signInWith({ challenge: toWire(new Uint8Array(32)) }), 'passkey-refused');
});

test('an assertion without user verification is refused', async () => {
	await expectRefusal(signInWith({ userVerified: false }), 'passkey-refused');
});

test('an assertion whose counter went back is refused', async () => {
	await read(signInWith({ counter: 10 }), signedIn);
	await expectRefusal(signInWith({ counter: 10 }), 'passkey-refused');
	await read(signInWith({ counter: 11 }), signedIn);
});

test('an assertion signed by another key is refused', async () => {
	const browser = world.browser();
	const asked = await world.ceremony(browser, 'authenticate');
	const mine = person.passkey.assert(asked);
	const other = new SoftwarePasskey(ORIGIN).assert(asked);
	const { signature } = other.response.response;
	const response = { ...mine.response, response: { ...mine.response.response, signature } };
	await expectRefusal(
		browser.post('/api/sign-in', { assertion: { ...mine, response } }),
		'passkey-refused'
	);
});

test('a ceremony can be answered once', async () => {
	const browser = world.browser();
	const asked = await world.ceremony(browser, 'authenticate');
	const assertion = person.passkey.assert(asked);
	await read(browser.post('/api/sign-in', { assertion }), signedIn);
	await expectRefusal(browser.post('/api/sign-in', { assertion }), 'ceremony-expired');
	const again = person.passkey.assert(asked);
	await expectRefusal(browser.post('/api/sign-in', { assertion: again }), 'ceremony-expired');
});

test('of two answers to one ceremony at one time exactly one signs in', async () => {
	const browser = world.browser();
	const asked = await world.ceremony(browser, 'authenticate');
	const assertion = person.passkey.assert(asked);
	const answers = await Promise.all(
		[1, 2, 3].map(() => world.browser().post('/api/sign-in', { assertion }))
	);
	expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
});

test('a ceremony that was answered wrongly is used up', async () => {
	const browser = world.browser();
	const asked = await world.ceremony(browser, 'authenticate');
	const wrong = person.passkey.assert(asked, { userVerified: false });
	await expectRefusal(browser.post('/api/sign-in', { assertion: wrong }), 'passkey-refused');
	const right = person.passkey.assert(asked);
	await expectRefusal(browser.post('/api/sign-in', { assertion: right }), 'ceremony-expired');
});

test('a ceremony is over after half an hour', async () => {
	const own = await openPortal();
	try {
		const there = new World(own.fetch, ORIGIN);
		const { owner } = await there.setUp(own.setupToken);
		const browser = there.browser();
		const asked = await there.ceremony(browser, 'authenticate');
		own.pass(30 * 60 * 1000 + 1000);
		const assertion = owner.passkey.assert(asked);
		await expectRefusal(browser.post('/api/sign-in', { assertion }), 'ceremony-expired');
	} finally {
		await own.close();
	}
});

test('a ceremony to register cannot be used to sign in', async () => {
	const browser = world.browser();
	const asked = await world.ceremony(browser, 'register');
	const assertion = person.passkey.assert(asked);
	await expectRefusal(browser.post('/api/sign-in', { assertion }), 'ceremony-expired');
});

async function add(registration: Bend, assertion: Bend = {}, confirming?: SoftwarePasskey) {
	const passkey = new SoftwarePasskey(ORIGIN);
	const { browser } = person;
	return browser.post('/api/account/passkeys', {
		registration: passkey.register(await world.ceremony(browser, 'register'), registration),
		assertion: (confirming ?? passkey).assert(
			await world.ceremony(browser, 'authenticate'),
			assertion
		),
		passkeyWrap: null
	});
}

test('a second passkey can be added', async () => {
	await read(add({}), nothing);
});

test('a registration for another origin is refused', async () => {
	await expectRefusal(add({ origin: 'https://evil.example' }), 'passkey-refused');
});

test('a registration for another host is refused', async () => {
	await expectRefusal(add({ rpId: 'evil.example' }), 'passkey-refused');
});

test('a registration without user verification is refused', async () => {
	await expectRefusal(add({ userVerified: false }), 'passkey-refused');
});

test('a registration with an attestation we did not ask for is refused', async () => {
	await expectRefusal(add({ format: 'android-key' }), 'passkey-refused');
});

test('a new passkey that cannot confirm itself is refused', async () => {
	await expectRefusal(add({}, { userVerified: false }), 'passkey-refused');
});

test('a new passkey that another one confirms is refused', async () => {
	await expectRefusal(add({}, {}, person.passkey), 'passkey-refused');
});

test('a passkey that is already somebody’s is taken', async () => {
	const { owner } = firm;
	const made = await world.newPasskey(owner.browser, person.passkey);
	const body = { ...made, passkeyWrap: null };
	await expectRefusal(owner.browser.post('/api/account/passkeys', body), 'passkey-taken');
});

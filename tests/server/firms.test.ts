/** Several firms on one portal: none can touch, see or count what is another's, nor learn whom they share. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
	account,
	appendResponse,
	keyringResponse,
	logPage,
	vaultsPage
} from '../../src/contract/api.ts';
import { mailReport, reminderState } from '../../src/contract/notices.ts';
import { toWire } from '../../src/contract/wire.ts';
import type { BlobId } from '../../src/crypto/brands.ts';
import { idBytes, newBlobId } from '../../src/crypto/ids.ts';
import { randomBytes } from '../../src/crypto/random.ts';
import { issueSetupToken } from '../../src/server/accounts/setup-token.ts';
import { routes } from '../../src/server/routes.ts';
import { listen } from './listener.ts';
import { expectRefusal, noQuotas, openPortal, ORIGIN, read, type TestPortal } from './portal.ts';
import { ChangingWorld } from './changing-world.ts';
import type { Firm, Person, Vault } from './world.ts';

let portal: TestPortal;
let world: ChangingWorld;
/** Each firm with a vault that has a client and a file. */
let here: Firm;
let there: Firm;
let vault: Vault;
let otherVault: Vault;
let file: BlobId;
beforeAll(async () => {
	portal = await openPortal();
	world = new ChangingWorld(portal.fetch, ORIGIN);
	here = await world.setUp(portal.setupToken);
	there = await world.setUp(await issueSetupToken(portal.services.db));
	vault = await world.createVault(here, here.owner);
	otherVault = await world.createVault(there, there.owner);
	file = await world.upload(vault, here.owner, [randomBytes(50)]);
	await read(world.addFile(vault, here.owner, file), appendResponse);
});
afterAll(() => portal.close());

/** Maria goes on with the account she has here. */
async function joinsThere(person: Person): Promise<void> {
	const invitation = await world.inviteClient(otherVault, there.owner);
	const { entry } = await world.clientJoinRequest(otherVault, invitation, person);
	const { keyringVersion: version } = await read(person.browser.get('/api/account'), account);
	const body = { entry, keyring: toWire(randomBytes(200)), version };
	const address = `/api/invites/${invitation.id}/join-as`;
	await read(person.browser.post(address, body), keyringResponse);
	otherVault.epoch += 1;
}

test('C86 whoever is of another firm gets from every route of this one what a missing one gives', async () => {
	const outsiders = [
		there.owner,
		await world.staff(there, 'admin'),
		await world.staff(there, 'preparer'),
		await world.client(otherVault)
	];
	const named = routes.filter(({ path }) => /:(?:firm|vault)\b/u.test(path));
	expect(named.length).toBeGreaterThan(15);
	for (const { browser } of outsiders)
		for (const { method, path } of named) {
			const address = path
				.replace(':firm', here.id)
				.replace(':vault', vault.id)
				.replace(':blob', file)
				.replace(':index', '0');
			const type = path.endsWith(':index') ? 'application/octet-stream' : 'application/json';
			const body = method === 'GET' || method === 'DELETE' ? {} : { body: '{}' };
			const headers = { 'content-type': type };
			await expectRefusal(browser.send(method, address, { headers, ...body }), 'not-found');
		}
});

test('a route that names neither a firm nor a vault is the caller’s own, a link’s or nobody’s', () => {
	const others = routes.filter(({ path }) => !/:(?:firm|vault)\b/u.test(path));
	const open =
		/^\/api\/(?:account|ceremonies|devices|drops|events|invites|kits|notices|recovery)(?:\/|$)/u;
	const plain = ['session', 'setup', 'sign-in', 'sign-out', 'status'].map((one) => `/api/${one}`);
	const unknown = others.filter(({ path }) => !open.test(path) && !plain.includes(path));
	expect(unknown.map(({ path }) => path)).toEqual([]);
});

test('entries of one firm are refused in the logs of another', async () => {
	const ofThere = await world.vaultEntry(otherVault, there.owner, {
		kind: 'folder.made',
		payload: {}
	});
	await expectRefusal(world.appendVault(vault, here.owner, ofThere), 'entry-refused');
	const firmEntry = await world.firmEntry(there, there.owner, {
		kind: 'firm.changed',
		payload: {}
	});
	await expectRefusal(world.appendFirm(here, here.owner, firmEntry), 'entry-refused');
});

test('a vault cannot be made in one firm and shared with the team of another', async () => {
	const bent = { ...here, team: there.team };
	const { entry } = await world.vaultGenesis(bent, here.owner);
	await expectRefusal(world.postVault(here, here.owner, entry), 'entry-refused');
});

test('an owner brings nobody of another firm into a team by naming them', async () => {
	const grant = await world.firmEntry(here, here.owner, {
		kind: 'team.granted',
		payload: {
			earlier: [],
			epoch: here.epoch,
			team: idBytes(here.team),
			user: idBytes(there.owner.identity.userId),
			wrap: randomBytes(1169)
		},
		body: null
	});
	await expectRefusal(world.appendFirm(here, here.owner, grant), 'entry-refused');
});

test('a client of two firms reads both, and lists with each what is theirs there', async () => {
	const person = await world.client(vault);
	await joinsThere(person);
	for (const [firm, own] of [
		[here, vault],
		[there, otherVault]
	] as const) {
		await read(person.browser.get(`/api/firms/${firm.id}/log`), logPage);
		await read(person.browser.get(`/api/vaults/${own.id}/log`), logPage);
		const list = await read(person.browser.get(`/api/firms/${firm.id}/vaults`), vaultsPage);
		expect(list.vaults.map((row) => row.vault)).toEqual([own.id]);
	}
	await expectRefusal(person.browser.get(`/api/firms/${here.id}/mail`), 'not-found');
});

test('C86 a firm gets the same answers before and after its client joins another firm', async () => {
	const person = await world.client(vault);
	const answers = async () => {
		const { browser } = here.owner;
		return {
			firmLog: await read(browser.get(`/api/firms/${here.id}/log`), logPage),
			vaultLog: await read(browser.get(`/api/vaults/${vault.id}/log`), logPage),
			list: await read(browser.get(`/api/firms/${here.id}/vaults`), vaultsPage),
			mail: await read(browser.get(`/api/firms/${here.id}/mail`), mailReport),
			reminder: await read(browser.get(`/api/vaults/${vault.id}/reminder`), reminderState)
		};
	};
	const before = await answers();
	const stream = await listen(here.owner.browser);
	await joinsThere(person);
	await world.upload(otherVault, person, [randomBytes(10)]);
	expect(await answers()).toEqual(before);
	// Something of this firm's own comes after it, so that what was heard before is all there was.
	const entry = await world.firmEntry(here, here.owner, { kind: 'firm.changed', payload: {} });
	await read(world.appendFirm(here, here.owner, entry), appendResponse);
	await expect.poll(() => stream.heard.length).toBeGreaterThan(0);
	expect(stream.heard.map((one) => ('firm' in one ? one.firm : null))).toEqual([here.id]);
	await stream.leave();
});

test('whom one firm takes out stays with the other', async () => {
	const person = await world.client(vault);
	await joinsThere(person);
	await world.removeMember(vault, here.owner, person);
	await expectRefusal(person.browser.get(`/api/firms/${here.id}/log`), 'not-found');
	await expectRefusal(person.browser.get(`/api/vaults/${vault.id}/log`), 'not-found');
	await read(person.browser.get(`/api/vaults/${otherVault.id}/log`), logPage);
});

test('one firm’s space says nothing of another’s', async () => {
	const small = await openPortal({ quotas: { ...noQuotas, firmBytes: 100 } });
	try {
		const narrow = new ChangingWorld(small.fetch, ORIGIN);
		const full = await narrow.setUp(small.setupToken);
		const empty = await narrow.setUp(await issueSetupToken(small.services.db));
		const [a, b] = [
			await narrow.createVault(full, full.owner),
			await narrow.createVault(empty, empty.owner)
		];
		await narrow.upload(a, full.owner, [randomBytes(90)]);
		const more = { blob: newBlobId(), stored: 90, parts: 1 };
		await expectRefusal(narrow.beginUpload(a, full.owner, more), 'quota-exceeded');
		await narrow.upload(b, empty.owner, [randomBytes(90)]);
	} finally {
		await small.close();
	}
});

test('the owner of one firm does not found another with the same account', async () => {
	const { entry } = await world.genesis(there.owner);
	const token = await issueSetupToken(portal.services.db);
	const again = { token, ...(await world.account(there.owner)), genesis: toWire(entry.bytes) };
	expect((await world.browser().post('/api/setup', again)).ok).toBe(false);
	const firms = await portal.services.db.selectFrom('firms').select('id').execute();
	expect(firms.map(({ id }) => id).sort()).toEqual([here.id, there.id].sort());
});

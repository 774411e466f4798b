import { afterAll, beforeAll, expect, test } from 'vitest';
import { appendResponse } from '../../src/contract/api.ts';
import { toWire } from '../../src/contract/wire.ts';
import { newBlobId, newVaultId } from '../../src/crypto/ids.ts';
import { randomBytes } from '../../src/crypto/random.ts';
import { routes } from '../../src/server/routes.ts';
import { expectRefusal, openPortal, ORIGIN, read, type TestPortal } from './portal.ts';
import { append, hashOfPart, World, type Firm, type Person, type Vault } from './world.ts';

let portal: TestPortal;
let world: World;
let firm: Firm;
let vault: Vault;
let file: string;
/** A client of the same firm, with a vault of their own. */
let stranger: Person;
beforeAll(async () => {
	portal = await openPortal();
	world = new World(portal.fetch, ORIGIN);
	firm = await world.setUp(portal.setupToken);
	vault = await world.createVault(firm, firm.owner);
	const blob = await world.upload(vault, firm.owner, [new Uint8Array(50)]);
	await read(world.addFile(vault, firm.owner, blob), appendResponse);
	file = blob;
	stranger = await world.client(await world.createVault(firm, firm.owner));
});
afterAll(() => portal.close());

const bytes = new Uint8Array(10);
/** Every way to touch a vault, for its id and that of a blob in it. */
async function requests(id: string, blob: string): Promise<(() => Promise<Response>)[]> {
	const { browser } = stranger;
	const entry = await world.vaultEntry(vault, firm.owner, { kind: 'folder.made', payload: {} });
	const base = `/api/vaults/${id}`;
	const part = { 'content-type': 'application/octet-stream', 'x-part-sha256': hashOfPart(bytes) };
	return [
		() => browser.get(`${base}/log`),
		() => browser.post(`${base}/log`, append(entry, null)),
		() => browser.post(`${base}/seen`, { seq: 1 }),
		() => browser.get(`${base}/reminder`),
		() => browser.post(`${base}/reminder`, {}),
		() => browser.get(`${base}/plans`),
		() => browser.put(`${base}/plans/${blob}`, { active: true, first: 1, every: 7, most: 4 }),
		() => browser.delete(`${base}/plans/${blob}`),
		() => browser.post(`${base}/plans/${blob}/missing`, { missing: false }),
		() => browser.get(`${base}/invites`),
		() =>
			browser.put(`${base}/invites/${blob}`, {
				address: 'a@b.example',
				active: true,
				language: 'en'
			}),
		() => browser.post(`${base}/invites/${blob}`, {}),
		() => browser.delete(`${base}/invites/${blob}`),
		() => browser.post(`${base}/uploads`, { blob: newBlobId(), stored: 10, parts: 1 }),
		() => browser.get(`${base}/uploads/${blob}`),
		() => browser.send('PUT', `${base}/uploads/${blob}/parts/0`, { headers: part, body: bytes }),
		() => browser.delete(`${base}/uploads/${blob}`),
		() => browser.get(`${base}/blobs/${blob}`),
		() => browser.get(`${base}/drops`),
		() => browser.get(`${base}/drops/${blob}`)
	];
}

const summary = async (answer: Response) => {
	const headers = [...answer.headers].filter(([name]) => name !== 'date');
	return { status: answer.status, headers, body: await answer.text() };
};

test('a vault one may not touch answers, in every way, as one that is not there', async () => {
	const forbidden = await requests(vault.id, file);
	const missing = await requests(newVaultId(), newBlobId());
	const mangled = await requests('not-an-id', 'nor-this');
	for (const [index, ask] of forbidden.entries()) {
		const answer = await ask();
		await expectRefusal(answer.clone(), 'not-found');
		const expected = await summary(answer);
		expect(await summary(await (missing[index] ?? ask)())).toEqual(expected);
		expect(await summary(await (mangled[index] ?? ask)())).toEqual(expected);
	}
});

test('the list above misses no route of a vault', async () => {
	const declared = routes.filter(({ path }) => path.startsWith('/api/vaults/:vault'));
	expect(declared).toHaveLength((await requests('x', 'y')).length);
});

const median = (numbers: number[]): number =>
	numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;

test('a forbidden vault takes as long to refuse as a missing one', async () => {
	const absent = newVaultId();
	const times: Record<string, number[]> = { [vault.id]: [], [absent]: [] };
	for (let round = 0; round < 600; round++) {
		for (const id of round % 2 === 0 ? [vault.id, absent] : [absent, vault.id]) {
			const started = performance.now();
			await stranger.browser.get(`/api/vaults/${id}/log`);
			times[id]?.push(performance.now() - started);
		}
	}
	const usual = median(times[absent] ?? []);
	const difference = median(times[vault.id] ?? []) - usual;
	// Milliseconds; on a machine that is busy everything takes longer, and a network adds more than this by itself.
	expect(Math.abs(difference)).toBeLessThan(Math.max(0.2, usual / 10));
});

test('a firm one does not belong to answers as one that is not there', async () => {
	const other = await openPortal();
	try {
		const there = new World(other.fetch, ORIGIN);
		const { id } = await there.setUp(other.setupToken);
		const base = `/api/firms/${id}`;
		await expectRefusal(stranger.browser.get(`${base}/log`), 'not-found');
		await expectRefusal(stranger.browser.get(`${base}/vaults`), 'not-found');
	} finally {
		await other.close();
	}
	await expectRefusal(stranger.browser.get('/api/firms/x/log'), 'not-found');
});

test('a client may read the firm log and write nothing into it', async () => {
	const entry = await world.firmEntry(firm, stranger, { kind: 'firm.changed', payload: {} });
	await expectRefusal(world.appendFirm(firm, stranger, entry), 'not-found');
	const { entry: genesis } = await world.vaultGenesis(firm, stranger);
	await expectRefusal(world.postVault(firm, stranger, genesis), 'not-found');
});

test('a blob of one vault cannot be reached through another', async () => {
	const mine = await world.createVault(firm, firm.owner);
	const answer = firm.owner.browser.get(`/api/vaults/${mine.id}/blobs/${file}`);
	await expectRefusal(answer, 'not-found');
});

test('staff in no team of a vault cannot reach it', async () => {
	const newcomer = await world.joinStaff(firm, await world.inviteStaff(firm, firm.owner, 'admin'));
	await expectRefusal(newcomer.browser.get(`/api/vaults/${vault.id}/log`), 'not-found');
	await read(world.grantTeam(firm, firm.owner, newcomer), appendResponse);
	expect((await newcomer.browser.get(`/api/vaults/${vault.id}/log`)).status).toBe(200);
});

test('every route but the open doors asks for a session', async () => {
	const open = new Set([
		'GET /api/status',
		'POST /api/setup',
		'POST /api/sign-in',
		'POST /api/recovery/challenge',
		'POST /api/recovery/sign-in',
		'POST /api/kits/challenge',
		'POST /api/kits/log',
		'POST /api/kits/recover',
		'POST /api/ceremonies',
		'GET /api/invites/:invite',
		'GET /api/invites/:invite/firm-log',
		'GET /api/invites/:invite/vault-log',
		'POST /api/invites/:invite/join',
		'GET /api/notices/off/:token',
		'POST /api/notices/off/:token',
		'GET /api/drops/:drop',
		'POST /api/drops/:drop/deliveries',
		'POST /api/drops/:drop/deliveries/:delivery/files',
		'GET /api/drops/:drop/deliveries/:delivery/files/:blob',
		'POST /api/drops/:drop/deliveries/:delivery/files/:blob',
		'DELETE /api/drops/:drop/deliveries/:delivery/files/:blob',
		'PUT /api/drops/:drop/deliveries/:delivery/files/:blob/parts/:index'
	]);
	for (const { method, path } of routes) {
		if (open.has(`${method} ${path}`)) continue;
		const address = path.replace(/:\w+/g, toWire(randomBytes(16)));
		const type = path.endsWith('/:index') ? 'application/octet-stream' : 'application/json';
		const init = method === 'GET' || method === 'DELETE' ? {} : { body: '{}' };
		const answer = world
			.browser()
			.send(method, address, { headers: { 'content-type': type }, ...init });
		await expectRefusal(answer, 'not-signed-in');
	}
});

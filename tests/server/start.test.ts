import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { appendResponse, uploadStatus } from '../../src/contract/api.ts';
import { newBlobId } from '../../src/crypto/ids.ts';
import { randomBytes } from '../../src/crypto/random.ts';
import { freePort } from './free-port.ts';
import { runServer, setupTokenIn, setupTokenOf, startServer, type Running } from './process.ts';
import { read } from './portal.ts';
import { hashOfPart, World, type Firm, type Person } from './world.ts';

let folder: string;
let env: { PORT: string; TALLYPORT_DATA: string };
let running: Running | null = null;
beforeEach(async () => {
	folder = await mkdtemp(path.join(tmpdir(), 'tallyport-start-'));
	env = { PORT: String(await freePort()), TALLYPORT_DATA: path.join(folder, 'data') };
});
afterEach(async () => {
	running?.child.kill('SIGKILL');
	await running?.ended;
	running = null;
	await rm(folder, { recursive: true, force: true });
});

const start = async () => (running = await startServer(env));
const stop = async (signal: 'SIGINT' | 'SIGTERM') => {
	running?.child.kill(signal);
	return running?.ended;
};
const world = () => {
	const origin = `http://localhost:${env.PORT}`;
	return new World(
		(address, init) => fetch(`http://127.0.0.1:${env.PORT}${address}`, init),
		origin
	);
};

test('a first start makes a private data folder and prints a one-time link', async () => {
	const first = await start();
	expect(first.output()).toContain(`Tallyport is at http://localhost:${env.PORT}`);
	expect(setupTokenOf(first)).toHaveLength(43);
	expect((await stat(env.TALLYPORT_DATA)).mode & 0o777).toBe(0o700);
});

test('each start before set-up prints a new link, and the one before is dead', async () => {
	const former = setupTokenOf(await start());
	expect(await stop('SIGTERM')).toBe(0);
	const current = setupTokenOf(await start());
	expect(current).not.toBe(former);
	await expect(world().setUp(former)).rejects.toThrow('409');
	await world().setUp(current);
});

test('a second start reuses the data and prints no link', async () => {
	const { owner } = await world().setUp(setupTokenOf(await start()));
	expect(await stop('SIGINT')).toBe(0);
	const second = await start();
	expect(setupTokenOf(second)).toBe('');
	expect((await owner.browser.get('/api/session')).status).toBe(200);
});

test('one more firm is founded by a link made while the portal runs', async () => {
	const first = await world().setUp(setupTokenOf(await start()));
	const asked = runServer(env, 'new-firm');
	expect(await asked.ended).toBe(0);
	const second = await world().setUp(setupTokenIn(asked.output()));
	const seen = (person: Person, { id }: Firm) => person.browser.get(`/api/firms/${id}/log`);
	expect((await seen(second.owner, second)).status).toBe(200);
	expect((await seen(second.owner, first)).status).toBe(404);
	expect((await seen(first.owner, second)).status).toBe(404);
});

test('where there is no portal, no link for one more firm is made', async () => {
	const asked = runServer(env, 'new-firm');
	expect(await asked.ended).toBe(1);
	expect(asked.output()).toContain('There is no portal in');
});

test('asked to stop, it ends open streams and exits cleanly', async () => {
	const { owner } = await world().setUp(setupTokenOf(await start()));
	const stream = await owner.browser.get('/api/events');
	expect(stream.status).toBe(200);
	const asked = performance.now();
	expect(await stop('SIGTERM')).toBe(0);
	// Those that do not end are cut off after ten seconds.
	expect(performance.now() - asked).toBeLessThan(9500);
	await stream.text();
	await expect(stat(path.join(env.TALLYPORT_DATA, 'tallyport.sqlite-wal'))).rejects.toThrow();
});

test('stopped in the middle of an upload, it keeps the parts it acknowledged and takes the rest afterwards', async () => {
	const there = world();
	const firm = await there.setUp(setupTokenOf(await start()));
	const vault = await there.createVault(firm, firm.owner);
	const parts = [randomBytes(50_000), randomBytes(50_000)];
	const blob = newBlobId();
	await read(there.beginUpload(vault, firm.owner, { blob, stored: 100_000, parts: 2 }), z.any());
	const put = (index: number) =>
		there.putPart(vault, firm.owner, { blob, index, bytes: parts[index] ?? randomBytes(1) });
	await read(put(0), z.any());
	const half = connect(Number(env.PORT), '127.0.0.1');
	half.on('error', () => undefined);
	half.write(
		`PUT /api/vaults/${vault.id}/uploads/${blob}/parts/1 HTTP/1.1\r\nHost: localhost\r\n` +
			`Cookie: ${firm.owner.browser.cookie ?? ''}\r\nSec-Fetch-Site: same-origin\r\n` +
			`Content-Type: application/octet-stream\r\nX-Part-Sha256: ${hashOfPart(parts[1] ?? randomBytes(1))}\r\n` +
			'Content-Length: 50000\r\n\r\nbegun'
	);
	await new Promise((resolve) => setTimeout(resolve, 200));
	// What has not come whole is waited for, but not for ever.
	expect(await stop('SIGTERM')).toBe(0);
	await start();
	const address = `/api/vaults/${vault.id}/uploads/${blob}`;
	const known = await read(firm.owner.browser.get(address), uploadStatus);
	expect(known.acknowledged).toEqual([0]);
	await read(put(1), z.any());
	await read(there.addFile(vault, firm.owner, blob), appendResponse);
}, 60_000);

test('a setting that cannot work stops the start with a sentence', async () => {
	running = runServer({ ...env, TALLYPORT_ORIGIN: 'http://portal.example' });
	expect(await running.ended).toBe(1);
	expect(running.output()).toBe('TALLYPORT_ORIGIN must use https, except for localhost.\n');
});

test('a port that is taken stops the start with a sentence', async () => {
	const other = createServer().listen(Number(env.PORT), '127.0.0.1');
	await once(other, 'listening');
	running = runServer(env);
	expect(await running.ended).toBe(1);
	expect(running.output()).toContain('Another program is using this port.');
	other.close();
});

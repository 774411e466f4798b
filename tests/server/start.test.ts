import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { freePort, runServer, setupTokenOf, startServer, type Running } from './process.ts';
import { World } from './world.ts';

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

test('asked to stop, it ends open streams and exits cleanly', async () => {
	const { owner } = await world().setUp(setupTokenOf(await start()));
	const stream = await owner.browser.get('/api/events');
	expect(stream.status).toBe(200);
	const asked = performance.now();
	expect(await stop('SIGTERM')).toBe(0);
	expect(performance.now() - asked).toBeLessThan(5000);
	await stream.text();
	await expect(stat(path.join(env.TALLYPORT_DATA, 'tallyport.sqlite-wal'))).rejects.toThrow();
});

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

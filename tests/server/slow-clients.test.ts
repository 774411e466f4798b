/**
 * Senders and readers who are slow, stand still or leave, over real sockets against the real program: none of them
 * may cost another their turn, and none is cut off while anything moves.
 */
import { mkdtemp, readdir, readlink, rm } from 'node:fs/promises';
import { request as httpRequest, createServer, type ClientRequest, type Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import {
	appendResponse,
	partResponse,
	uploadResponse,
	uploadStatus
} from '../../src/contract/api.ts';
import type { BlobId } from '../../src/crypto/brands.ts';
import { newBlobId } from '../../src/crypto/ids.ts';
import { randomBytes } from '../../src/crypto/random.ts';
import { requestOctets } from '../../src/server/http/octets.ts';
import { explain } from '../../src/server/http/refusal.ts';
import { PARTS_AT_ONCE } from '../../src/server/uploads/take-part.ts';
import { read } from './portal.ts';
import { freePort } from './free-port.ts';
import { setupTokenOf, startServer, type Running } from './process.ts';
import { hashOfPart, World, type Firm, type Person, type Vault } from './world.ts';

const folder = await mkdtemp(path.join(tmpdir(), 'tallyport-slow-'));
let running: Running;
let port: number;
let world: World;
let firm: Firm;
let vault: Vault;
let client: Person;
beforeAll(async () => {
	port = await freePort();
	running = await startServer({
		PORT: String(port),
		TALLYPORT_DATA: path.join(folder, 'data'),
		TALLYPORT_LOG: 'silent'
	});
	world = new World(
		(address, init) => fetch(`http://127.0.0.1:${port}${address}`, init),
		`http://localhost:${port}`
	);
	firm = await world.setUp(setupTokenOf(running));
	vault = await world.createVault(firm, firm.owner);
	client = await world.client(vault);
});
afterAll(async () => {
	running.child.kill('SIGKILL');
	await running.ended;
	await rm(folder, { recursive: true, force: true });
});

const MiB = 1024 * 1024;
const partOf = (size: number): Uint8Array<ArrayBuffer> => {
	const part = new Uint8Array(size);
	for (let at = 0; at < size; at += 65536) part.set(randomBytes(Math.min(65536, size - at)), at);
	return part;
};
const begin = async (by: Person, stored: number, parts: number): Promise<BlobId> => {
	const blob = newBlobId();
	await read(world.beginUpload(vault, by, { blob, stored, parts }), uploadResponse);
	return blob;
};

interface Slow {
	readonly sent: ClientRequest;
	readonly answer: Promise<{ status: number; code: string | undefined }>;
}

/** A part of which nothing has been sent yet. */
function openPart(by: Person, blob: BlobId, index: number, part: Uint8Array): Slow {
	const sent = httpRequest({
		port,
		host: '127.0.0.1',
		method: 'PUT',
		agent: false,
		path: `/api/vaults/${vault.id}/uploads/${blob}/parts/${index}`,
		headers: {
			cookie: by.browser.cookie ?? '',
			'content-type': 'application/octet-stream',
			'content-length': part.length,
			'sec-fetch-site': 'same-origin',
			'x-part-sha256': hashOfPart(part)
		}
	});
	const answer = new Promise<{ status: number; code: string | undefined }>((resolve, reject) => {
		sent.on('error', reject);
		sent.on('response', (response) => {
			let text = '';
			response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
			response.on('end', () => {
				const body = z
					.object({ error: z.object({ code: z.string() }) })
					.safeParse(JSON.parse(text));
				resolve({ status: response.statusCode ?? 0, code: body.data?.error.code });
			});
		});
	});
	answer.catch(() => undefined);
	sent.flushHeaders();
	return { sent, answer };
}

const PATIENT = { timeout: 40_000 };
/** How many parts are being received. */
const staged = async () => (await readdir(path.join(folder, 'data/blobs/staging'))).length;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Eight parts of one MiB, four at a time; MiB a second. */
async function sendFast(): Promise<number> {
	const blob = await begin(firm.owner, 8 * MiB, 8);
	const parts = Array.from({ length: 8 }, () => partOf(MiB));
	const started = performance.now();
	const queue = parts.entries();
	const line = async () => {
		for (const [index, bytes] of queue) {
			await read(world.putPart(vault, firm.owner, { blob, index, bytes }), partResponse);
		}
	};
	await Promise.all([line(), line(), line(), line()]);
	return 8 / ((performance.now() - started) / 1000);
}

const median = (figures: number[]): number =>
	figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)] ?? 0;

test('fifty senders of a kilobyte a second slow nobody down, and end well themselves', async () => {
	const people = [client, firm.owner];
	const slow: { part: Uint8Array; one: Slow }[] = [];
	const without = [];
	for (let round = 0; round < 4; round++) without.push(await sendFast());
	for (let number = 0; number < 50; number++) {
		const by = people[number % 2] ?? client;
		const part = partOf(60_000);
		slow.push({ part, one: openPart(by, await begin(by, part.length, 1), 0, part) });
	}
	let sentSoFar = 0;
	const trickle = setInterval(() => {
		for (const { part, one } of slow) one.sent.write(part.subarray(sentSoFar, sentSoFar + 100));
		sentSoFar += 100;
	}, 100);
	const beside = [];
	for (let round = 0; round < 4; round++) beside.push(await sendFast());
	// Had they waited for the slow ones, this would have taken a minute.
	expect(sentSoFar).toBeLessThan(50_000);
	clearInterval(trickle);
	for (const { part, one } of slow) one.sent.end(part.subarray(sentSoFar));
	const answers = await Promise.all(slow.map(({ one }) => one.answer));
	expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
	console.log(
		`fast ones: ${median(without).toFixed(0)} MiB/s alone, ${median(beside).toFixed(0)} beside 50 slow ones`
	);
}, 60_000);

test('nobody has more than so many parts on the way, and others do not notice', async () => {
	const part = partOf(1000);
	const blob = await begin(client, 1000 * 64, 64);
	const held = Array.from({ length: PARTS_AT_ONCE }, (_, index) =>
		openPart(client, blob, index, part)
	);
	for (const { sent } of held) sent.write(part.subarray(0, 1));
	await expect.poll(staged, PATIENT).toBe(PARTS_AT_ONCE);
	const over = openPart(client, blob, 40, part);
	expect(await over.answer).toEqual({ status: 429, code: 'too-many-parts' });
	const own = await begin(firm.owner, 1000, 1);
	await read(world.putPart(vault, firm.owner, { blob: own, index: 0, bytes: part }), partResponse);
	for (const { sent } of held) sent.end(part.subarray(1));
	const answers = await Promise.all(held.map(({ answer }) => answer));
	expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
	await read(world.putPart(vault, client, { blob, index: 40, bytes: part }), partResponse);
}, 60_000);

test('senders who leave in the middle make room and leave nothing', async () => {
	const part = partOf(100_000);
	const blob = await begin(client, 100_000 * 32, 32);
	const held = Array.from({ length: PARTS_AT_ONCE }, (_, index) =>
		openPart(client, blob, index, part)
	);
	for (const { sent } of held) sent.write(part.subarray(0, 50_000));
	await expect.poll(staged, PATIENT).toBe(PARTS_AT_ONCE);
	const address = `/api/vaults/${vault.id}/uploads/${blob}`;
	const status = () => read(client.browser.get(address), uploadStatus);
	const all = held.map((_, index) => index);
	expect((await status()).receiving.toSorted((a, b) => a - b)).toEqual(all);
	for (const { sent } of held) sent.destroy();
	await expect.poll(staged, PATIENT).toBe(0);
	await expect.poll(async () => (await status()).receiving, PATIENT).toEqual([]);
	await read(world.putPart(vault, client, { blob, index: 0, bytes: part }), partResponse);
	expect((await status()).acknowledged).toEqual([0]);
}, 60_000);

test('a reader who takes nothing holds up nobody, and one who leaves stops the reading', async () => {
	const parts = [partOf(8 * MiB), partOf(8 * MiB)];
	const blob = await world.upload(vault, firm.owner, parts);
	await read(world.addFile(vault, firm.owner, blob), appendResponse);
	const address = `/api/vaults/${vault.id}/blobs/${blob}`;
	const idle: Socket[] = [];
	for (let number = 0; number < 20; number++) {
		const socket = connect(port, '127.0.0.1');
		socket.write(
			`GET ${address} HTTP/1.1\r\nHost: localhost\r\nCookie: ${client.browser.cookie ?? ''}\r\nSec-Fetch-Site: same-origin\r\n\r\n`
		);
		socket.pause();
		idle.push(socket);
	}
	const openFiles = async () => {
		const home = `/proc/${running.child.pid}/fd`;
		const names = await Promise.all(
			(await readdir(home)).map((fd) => readlink(path.join(home, fd)).catch(() => ''))
		);
		return names.filter((name) => name.includes(blob)).length;
	};
	await expect.poll(openFiles, PATIENT).toBe(20);
	const whole = await client.browser.get(address);
	expect(hashOfPart(new Uint8Array(await whole.arrayBuffer()))).toBe(
		hashOfPart(Buffer.concat(parts))
	);
	for (const socket of idle) socket.destroy();
	await expect.poll(openFiles, PATIENT).toBe(0);
}, 60_000);

/** The same reader of bodies with less patience. */
async function impatient(idleMs: number): Promise<{ server: Server; port: number }> {
	const app = new Hono();
	app.put('/', async (http) => {
		let size = 0;
		for await (const batch of requestOctets(http, idleMs))
			for (const chunk of batch) size += chunk.length;
		return http.text(String(size));
	});
	app.onError(explain);
	const answer = getRequestListener(app.fetch);
	const server = createServer((incoming, outgoing) => void answer(incoming, outgoing));
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return { server, port: z.object({ port: z.number() }).parse(server.address()).port };
}

test('a sender who stands still is told so and cut off; one who moves, however slowly, is not', async () => {
	// Far longer than a busy machine keeps this program from looking.
	const there = await impatient(2000);
	try {
		const open = () => {
			const socket = connect(there.port, '127.0.0.1');
			let text = '';
			socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
			const ended = new Promise<void>((resolve) => socket.on('close', () => resolve()));
			socket.write(
				'PUT / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 20\r\n\r\n'
			);
			return { socket, ended, text: () => text };
		};
		const [still, moving] = [open(), open()];
		still.socket.write('x');
		for (let byte = 0; byte < 20; byte++) {
			moving.socket.write('x');
			await pause(150);
		}
		await Promise.all([still.ended, moving.ended]);
		expect(still.text()).toMatch(/^HTTP\/1.1 408 .*"too-slow"/s);
		expect(moving.text()).toMatch(/^HTTP\/1.1 200 .*20$/s);
	} finally {
		there.server.close();
	}
}, 60_000);

import { access, readdir, writeFile } from 'node:fs/promises';
import { createServer, request as httpRequest, type Server } from 'node:http';
import path from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import {
	appendResponse,
	MAX_PART_BYTES,
	nothing,
	partResponse,
	uploadResponse,
	uploadStatus
} from '../../src/contract/api.ts';
import type { BlobId } from '../../src/crypto/brands.ts';
import { newBlobId } from '../../src/crypto/ids.ts';
import { randomBytes } from '../../src/crypto/random.ts';
import type { BlobStore } from '../../src/server/blobs/blob-store.ts';
import { createApp } from '../../src/server/http/app.ts';
import { sweep } from '../../src/server/sweep.ts';
import { expectRefusal, HOUR, openPortal, ORIGIN, read, type TestPortal } from './portal.ts';
import { hashOfPart, World, type Firm, type Person, type Vault } from './world.ts';

let portal: TestPortal;
let server: Server;
let port: number;
let world: World;
let firm: Firm;
let vault: Vault;
let client: Person;
let blob: BlobId;

/** Through a real socket: what matters here is how bodies arrive. */
beforeAll(async () => {
	portal = await openPortal();
	const answer = getRequestListener(createApp(portal.services).fetch);
	server = createServer((incoming, outgoing) => void answer(incoming, outgoing));
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	port = z.object({ port: z.number() }).parse(server.address()).port;
	world = new World((path, init) => fetch(`http://127.0.0.1:${port}${path}`, init), ORIGIN);
	firm = await world.setUp(portal.setupToken);
	vault = await world.createVault(firm, firm.owner);
	client = await world.client(vault);
});
beforeEach(() => {
	blob = newBlobId();
});
afterAll(async () => {
	server.closeAllConnections();
	server.close();
	await portal.close();
});

const begin = (parts: number, stored: number, by = client) =>
	read(world.beginUpload(vault, by, { blob, stored, parts }), uploadResponse);
const put = (index: number | string, bytes: Uint8Array<ArrayBuffer>, hash?: string, by = client) =>
	world.putPart(vault, by, { blob, index, bytes, ...(hash === undefined ? {} : { hash }) });
const status = (by = client) => by.browser.get(`/api/vaults/${vault.id}/uploads/${blob}`);
const partOf = (size: number): Uint8Array<ArrayBuffer> => {
	const part = new Uint8Array(size);
	for (let at = 0; at < size; at += 65536) part.set(randomBytes(Math.min(65536, size - at)), at);
	return part;
};
const homeOf = (id: string) => path.join(portal.folder, 'blobs', id.slice(0, 2), id);

test('parts arrive in any order and are reported', async () => {
	const parts = [partOf(3000), partOf(2000), partOf(1)];
	await begin(3, 5001);
	for (const index of [2, 0]) {
		const bytes = parts[index] ?? partOf(1);
		expect(await read(put(index, bytes), partResponse)).toEqual({ index, size: bytes.length });
	}
	expect(await read(status(), uploadStatus)).toEqual({
		blob,
		parts: 3,
		acknowledged: [0, 2],
		receiving: []
	});
});

test('the largest part passes', async () => {
	await begin(1, MAX_PART_BYTES);
	await read(put(0, partOf(MAX_PART_BYTES)), partResponse);
});

test('a part that is too large is refused and leaves nothing', async () => {
	await begin(1, MAX_PART_BYTES);
	await expectRefusal(put(0, partOf(MAX_PART_BYTES + 1)), 'too-large');
	expect(await readdir(path.join(portal.folder, 'blobs', 'staging'))).toEqual([]);
	expect((await read(status(), uploadStatus)).acknowledged).toEqual([]);
});

test('a part that is too large without having said so is refused', async () => {
	await begin(1, MAX_PART_BYTES);
	const answer = await new Promise<{ status: number | undefined; connection: string | undefined }>(
		(resolve, reject) => {
			const sent = httpRequest({
				port,
				host: '127.0.0.1',
				method: 'PUT',
				path: `/api/vaults/${vault.id}/uploads/${blob}/parts/0`,
				headers: {
					cookie: client.browser.cookie ?? '',
					'content-type': 'application/octet-stream',
					'transfer-encoding': 'chunked',
					'x-part-sha256': hashOfPart(new Uint8Array(1))
				}
			});
			sent.on('response', (got) =>
				resolve({ status: got.statusCode, connection: got.headers.connection })
			);
			sent.on('error', reject);
			// No more, and no end: who still writes when the connection is closed may miss the answer.
			sent.write(Buffer.alloc(MAX_PART_BYTES + 1));
		}
	);
	expect(answer).toEqual({ status: 413, connection: 'close' });
	expect(await readdir(path.join(portal.folder, 'blobs', 'staging'))).toEqual([]);
});

test('the same part again is welcome', async () => {
	const bytes = partOf(5000);
	await begin(1, 5000);
	await read(put(0, bytes), partResponse);
	expect(await read(put(0, bytes), partResponse)).toEqual({ index: 0, size: 5000 });
});

test('another part under the same number is a conflict and changes nothing', async () => {
	const bytes = partOf(5000);
	await begin(1, 5000);
	await read(put(0, bytes), partResponse);
	await expectRefusal(put(0, partOf(5000)), 'part-conflict');
	await read(world.addFile(vault, client, blob), appendResponse);
	const stored = await client.browser.get(`/api/vaults/${vault.id}/blobs/${blob}`);
	expect(hashOfPart(new Uint8Array(await stored.arrayBuffer()))).toBe(hashOfPart(bytes));
});

test('of many different parts under one number exactly one is kept, whole', async () => {
	await begin(1, 4000);
	const parts = [1, 2, 3, 4, 5].map(() => partOf(4000));
	const answers = await Promise.all(parts.map((bytes) => put(0, bytes)));
	expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409, 409, 409, 409]);
	const winner = parts[answers.findIndex(({ ok }) => ok)] ?? partOf(1);
	await read(world.addFile(vault, client, blob), appendResponse);
	const stored = await client.browser.get(`/api/vaults/${vault.id}/blobs/${blob}`);
	expect(hashOfPart(new Uint8Array(await stored.arrayBuffer()))).toBe(hashOfPart(winner));
});

test('the same part twice at once is welcome both times, and counts once', async () => {
	const [first, second] = [partOf(5000), partOf(1)];
	await begin(2, 5001);
	const answers = await Promise.all([1, 2, 3, 4].map(() => put(0, first)));
	expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200]);
	await read(put(1, second), partResponse);
	await read(world.addFile(vault, client, blob), appendResponse);
	expect(await readdir(path.join(portal.folder, 'blobs', 'staging'))).toEqual([]);
});

test('a part that is not what its sender hashed is damaged', async () => {
	await begin(1, 100);
	await expectRefusal(put(0, partOf(100), hashOfPart(partOf(100))), 'part-invalid');
	expect((await read(status(), uploadStatus)).acknowledged).toEqual([]);
});

test('an empty part is damaged', async () => {
	await begin(1, 100);
	await expectRefusal(put(0, new Uint8Array(0)), 'part-invalid');
});

test('a part without a hash, or with a mangled one, is malformed', async () => {
	await begin(1, 100);
	await expectRefusal(put(0, partOf(100), ''), 'malformed-request');
	await expectRefusal(put(0, partOf(100), 'AAAA'), 'malformed-request');
});

test('a part outside the upload is not found', async () => {
	await begin(2, 100);
	for (const index of [2, 40000, -1, '1e1', '00', 'x', '..%2f..%2fx']) {
		await expectRefusal(put(index, partOf(10)), 'not-found');
	}
});

test('a part to somebody else’s upload is not found', async () => {
	await begin(1, 100, firm.owner);
	await expectRefusal(put(0, partOf(100)), 'not-found');
	await expectRefusal(status(), 'not-found');
	const address = `/api/vaults/${vault.id}/uploads/${blob}`;
	await expectRefusal(client.browser.delete(address), 'not-found');
	expect((await read(status(firm.owner), uploadStatus)).acknowledged).toEqual([]);
});

test('beginning the same upload again is welcome, another under its id is a conflict', async () => {
	await begin(2, 100);
	await begin(2, 100);
	const again = (upload: { stored: number; parts: number }, by = client) =>
		world.beginUpload(vault, by, { blob, ...upload });
	await expectRefusal(again({ stored: 101, parts: 2 }), 'part-conflict');
	await expectRefusal(again({ stored: 100, parts: 2 }, firm.owner), 'part-conflict');
});

test('an upload that its parts could never hold is malformed', async () => {
	const upload = (stored: number, parts: number) =>
		world.beginUpload(vault, client, { blob, stored, parts });
	await expectRefusal(upload(MAX_PART_BYTES + 1, 1), 'malformed-request');
	await expectRefusal(upload(0, 1), 'malformed-request');
	await expectRefusal(upload(1, 0), 'malformed-request');
	await expectRefusal(upload(1, 40000), 'malformed-request');
});

test('a cancelled upload is gone with its bytes', async () => {
	await begin(2, 100);
	await read(put(0, partOf(50)), partResponse);
	await access(homeOf(blob));
	await read(client.browser.delete(`/api/vaults/${vault.id}/uploads/${blob}`), nothing);
	await expectRefusal(status(), 'not-found');
	await expectRefusal(put(1, partOf(50)), 'not-found');
	await expect(access(homeOf(blob))).rejects.toThrow();
});

test('an upload under way cannot be downloaded', async () => {
	await begin(1, 50);
	await read(put(0, partOf(50)), partResponse);
	const answer = client.browser.get(`/api/vaults/${vault.id}/blobs/${blob}`);
	await expectRefusal(answer, 'not-found');
});

test('a part that breaks off leaves nothing and can be sent again', async () => {
	await begin(1, 1_000_000);
	const abort = new AbortController();
	const slow = new ReadableStream<Uint8Array>({
		async pull(controller) {
			controller.enqueue(new Uint8Array(100_000));
			await new Promise((resolve) => setTimeout(resolve, 20));
			abort.abort();
		}
	});
	const broken = fetch(`http://127.0.0.1:${port}/api/vaults/${vault.id}/uploads/${blob}/parts/0`, {
		method: 'PUT',
		headers: {
			cookie: client.browser.cookie ?? '',
			'content-type': 'application/octet-stream',
			'x-part-sha256': hashOfPart(new Uint8Array(1))
		},
		body: slow,
		signal: abort.signal,
		// @ts-expect-error A streamed body needs it; the DOM's types do not know it.
		duplex: 'half'
	});
	await expect(broken).rejects.toThrow();
	await expect
		.poll(() => readdir(path.join(portal.folder, 'blobs', 'staging')), { timeout: 5000 })
		.toEqual([]);
	await read(put(0, partOf(1_000_000)), partResponse);
});

test('uploads nobody has touched for a day are swept, others stay', async () => {
	const own = await openPortal();
	try {
		const there = new World(own.fetch, ORIGIN);
		const { owner, ...rest } = await there.setUp(own.setupToken);
		const ownVault = await there.createVault({ owner, ...rest }, owner);
		const kept = await there.upload(ownVault, owner, [partOf(100)]);
		await read(there.addFile(ownVault, owner, kept), appendResponse);
		const old = await there.upload(ownVault, owner, [partOf(100)]);
		own.pass(23 * HOUR);
		const young = await there.upload(ownVault, owner, [partOf(100)]);
		own.pass(2 * HOUR);
		await sweep(own.services);
		const home = (id: string) => access(path.join(own.folder, 'blobs', id.slice(0, 2), id));
		await home(kept);
		await home(young);
		await expect(home(old)).rejects.toThrow();
	} finally {
		await own.close();
	}
});

test('a removal that a crash cut short is finished by the sweep', async () => {
	await begin(1, 50);
	await read(put(0, partOf(50)), partResponse);
	await read(world.addFile(vault, client, blob), appendResponse);
	const { db } = portal.services;
	await db.transaction().execute(async (tx) => {
		await tx.deleteFrom('blobs').where('id', '=', blob).execute();
		await tx.insertInto('blob_removals').values({ blob: blob }).execute();
	});
	await access(homeOf(blob));
	await sweep(portal.services);
	await expect(access(homeOf(blob))).rejects.toThrow();
	expect(await db.selectFrom('blob_removals').selectAll().execute()).toEqual([]);
});

/** What the system really says when a disk is full. */
async function fullDisk(): Promise<never> {
	await writeFile('/dev/full', 'x');
	throw new Error('This system has no /dev/full.');
}

test('a full disk under a part is a 507 and nothing is lost', async () => {
	const full: BlobStore = {
		stagePart: fullDisk,
		readRange: (...asked) => portal.services.blobs.readRange(...asked),
		remove: (id) => portal.services.blobs.remove(id),
		space: () => portal.services.blobs.space(),
		sweepStaging: (olderThan) => portal.services.blobs.sweepStaging(olderThan)
	};
	await begin(2, 100);
	await read(put(0, partOf(50)), partResponse);
	const app = createApp({ ...portal.services, blobs: full });
	const there = new World(async (address, init) => app.request(address, init), ORIGIN);
	const browser = there.browser();
	browser.cookie = client.browser.cookie;
	const part = { blob, index: 1, bytes: partOf(50) };
	await expectRefusal(there.putPart(vault, { ...client, browser }, part), 'disk-full');
	expect((await read(status(), uploadStatus)).acknowledged).toEqual([0]);
	await read(put(1, part.bytes), partResponse);
});

test('a full disk under the database is a 507 and nothing is lost', async () => {
	const own = await openPortal();
	try {
		const there = new World(own.fetch, ORIGIN);
		const ownFirm = await there.setUp(own.setupToken);
		const { owner } = ownFirm;
		const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(own.services.db);
		const most = sql.raw(`pragma max_page_count = ${(rows[0]?.page_count ?? 0) + 20}`);
		await sql`${most}`.execute(own.services.db);
		const post = async () => {
			const draft = { kind: 'firm.changed', payload: {}, body: 'x'.repeat(100_000) };
			return there.appendFirm(ownFirm, owner, await there.firmEntry(ownFirm, owner, draft));
		};
		await expectRefusal(post(), 'disk-full');
		await sql`pragma max_page_count = 1000000`.execute(own.services.db);
		expect((await there.head(owner.browser, `/api/firms/${ownFirm.id}/log`)).seq).toBe(0);
		await read(post(), appendResponse);
	} finally {
		await own.close();
	}
});

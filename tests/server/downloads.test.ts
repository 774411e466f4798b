import { rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { appendResponse } from '../../src/contract/api.ts';
import type { BlobId } from '../../src/crypto/brands.ts';
import { randomBytes } from '../../src/crypto/random.ts';
import { expectRefusal, openPortal, ORIGIN, read, type TestPortal } from './portal.ts';
import { World, type Person, type Vault } from './world.ts';

let portal: TestPortal;
let world: World;
let vault: Vault;
let client: Person;
let blob: BlobId;
const parts = [70_000, 65_536, 3].map((size) => {
	const part = new Uint8Array(size);
	part.set(randomBytes(Math.min(size, 65_536)));
	return part;
});
const whole = Buffer.concat(parts);
beforeAll(async () => {
	portal = await openPortal();
	world = new World(portal.fetch, ORIGIN);
	const firm = await world.setUp(portal.setupToken);
	vault = await world.createVault(firm, firm.owner);
	client = await world.client(vault);
	blob = await world.upload(vault, client, parts);
	await read(world.addFile(vault, client, blob), appendResponse);
});
afterAll(() => portal.close());

const get = (range?: string) =>
	client.browser.get(`/api/vaults/${vault.id}/blobs/${blob}`, range === undefined ? {} : { range });
const bytesOf = async (answer: Response) => Buffer.from(await answer.arrayBuffer());

test('a blob comes whole, as bytes to be saved and never shown', async () => {
	const answer = await get();
	expect(answer.status).toBe(200);
	expect(answer.headers.get('content-type')).toBe('application/octet-stream');
	expect(answer.headers.get('content-disposition')).toBe('attachment');
	expect(answer.headers.get('content-length')).toBe(String(whole.length));
	expect((await bytesOf(answer)).equals(whole)).toBe(true);
});

test('a range across parts comes exactly', async () => {
	const ranges: [string, number, number][] = [
		['bytes=0-0', 0, 1],
		['bytes=69990-70010', 69_990, 70_011],
		['bytes=69999-135536', 69_999, 135_537],
		['bytes=135530-', 135_530, whole.length],
		['bytes=-4', whole.length - 4, whole.length],
		['bytes=-999999', 0, whole.length],
		['bytes=5-9999999', 5, whole.length]
	];
	for (const [range, start, end] of ranges) {
		const answer = await get(range);
		expect(answer.status).toBe(206);
		expect(answer.headers.get('content-range')).toBe(`bytes ${start}-${end - 1}/${whole.length}`);
		expect((await bytesOf(answer)).equals(whole.subarray(start, end))).toBe(true);
	}
});

test('a range outside the blob is refused and says how long it is', async () => {
	for (const range of [`bytes=${whole.length}-`, 'bytes=9-5', 'bytes=-0', 'bytes=999999999999-']) {
		const answer = await get(range);
		expect(answer.headers.get('content-range')).toBe(`bytes */${whole.length}`);
		await expectRefusal(answer, 'range-invalid');
	}
});

test('a range we need not honour gives the whole', async () => {
	for (const range of ['bytes=0-1,3-4', 'lines=1-2', 'bytes=-', 'bytes=a-b']) {
		expect((await get(range)).status).toBe(200);
	}
});

test('a removed file is gone for readers and from the disk', async () => {
	const other = await world.upload(vault, client, parts);
	await read(world.addFile(vault, client, other), appendResponse);
	const draft = { kind: 'file.removed', payload: {}, blobs: [other] };
	const entry = await world.vaultEntry(vault, client, draft);
	await read(world.appendVault(vault, client, entry), appendResponse);
	await expectRefusal(client.browser.get(`/api/vaults/${vault.id}/blobs/${other}`), 'not-found');
	const left = await portal.services.db
		.selectFrom('blob_parts')
		.select('position')
		.where('blob', '=', other)
		.execute();
	expect(left).toEqual([]);
});

test('a part that vanished from the disk breaks the download off instead of faking its end', async () => {
	const broken = await world.upload(vault, client, parts);
	await read(world.addFile(vault, client, broken), appendResponse);
	await rm(path.join(portal.folder, 'blobs', broken.slice(0, 2), broken, '1'));
	const answer = await client.browser.get(`/api/vaults/${vault.id}/blobs/${broken}`);
	await expect(answer.arrayBuffer()).rejects.toThrow();
	expect(portal.logged.join('')).not.toContain(broken);
});

/** The endpoints of drop links, as somebody calls them who keeps to nothing. */
import { defaultLimits } from '../../src/server/http/rate-limits.ts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { BlobId, DeliveryId, Raw, VaultId } from '../../src/crypto/brands.ts';
import {
	dropLinkKeys,
	signDelivery,
	signDropped,
	type DropLinkKeys
} from '../../src/crypto/drop.ts';
import { sha256 } from '../../src/crypto/hash.ts';
import {
	deliveryIdFrom,
	dropIdFrom,
	idBytes,
	newBlobId,
	newDeliveryId
} from '../../src/crypto/ids.ts';
import { parseLinkSecret } from '../../src/crypto/link.ts';
import { newLinkSecret, randomBytes } from '../../src/crypto/random.ts';
import { sweep } from '../../src/server/sweep.ts';
import { Refusal } from '../../src/vault/problems.ts';
import { dropLink } from '../claims/drops.ts';
import { foundFirm, welcome, type Person } from '../claims/people.ts';
import { mailBy } from './mail-world.ts';
import { openPortal, type PortalOptions, type TestPortal } from './portal.ts';
import { Post } from './smtp.ts';

let portal: TestPortal;
let owner: Person;
let client: Person;
let vault: VaultId;
let keys: DropLinkKeys;
let place: { firm: Awaited<ReturnType<typeof firmOf>>; vault: VaultId; drop: DropLinkKeys['drop'] };
let delivery: DeliveryId;

const firmOf = (person: Person) => Promise.resolve(person.keyholder.session.firm.firm);

async function begin(options: PortalOptions = {}) {
	portal = await openPortal(options);
	({ owner } = await foundFirm(portal));
	({ vault, client } = await welcome(portal, owner, 'Maria'));
	keys = await dropLinkKeys(parseLinkSecret(await dropLink(owner, vault)));
	place = { firm: await firmOf(owner), vault, drop: keys.drop };
	delivery = newDeliveryId();
}
beforeEach(() => begin());
afterEach(() => portal.close());

const api = () => owner.keyholder.api;
const of = (other: Partial<{ drop: typeof keys.drop; delivery: DeliveryId }> = {}) => ({
	drop: keys.drop,
	delivery,
	...other
});

async function codeOf(work: Promise<unknown>): Promise<string> {
	try {
		await work;
		return 'accepted';
	} catch (error) {
		if (error instanceof Refusal) return error.code;
		throw error;
	}
}

const deliver = () => api().beginDelivery(of(), signDelivery(keys.signing, place, delivery));
const bytes = randomBytes(400);

async function put(blob: BlobId, index = 0, content: Raw = bytes) {
	const part = { bytes: content, hash: await sha256(content) };
	return api().putDropPart(of(), { blob, index }, part, new AbortController().signal);
}

async function arriving(size = bytes.length, parts = 1): Promise<BlobId> {
	const blob = newBlobId();
	await api().startDropFile(of(), blob, size, parts);
	return blob;
}

const manifest = randomBytes(1500);
const finish = async (blob: BlobId, about = { ...place, blob }) =>
	api().finishDropFile(of(), blob, manifest, await signDropped(keys.signing, about, manifest));

async function here(): Promise<BlobId> {
	const blob = await arriving();
	await put(blob);
	await finish(blob);
	return blob;
}

describe('a drop link’s endpoints', () => {
	test('know nothing of an id that is no link’s', async () => {
		expect(await codeOf(api().dropLink(dropIdFrom(randomBytes(16))))).toBe('not-found');
		const response = await portal.fetch('/api/drops/short', {
			headers: { 'sec-fetch-site': 'same-origin' }
		});
		expect(response.status).toBe(404);
	});

	test('begin a delivery only for who holds the link, and not only its id', async () => {
		const stranger = (await dropLinkKeys(newLinkSecret())).signing;
		const forged = [
			signDelivery(stranger, place, delivery),
			signDelivery(keys.signing, place, newDeliveryId()),
			randomBytes(64)
		];
		for (const signature of forged)
			expect(await codeOf(api().beginDelivery(of(), signature))).toBe('entry-refused');
		await deliver();
	});

	test('take no file of a delivery that was not begun', async () => {
		expect(await codeOf(arriving())).toBe('not-found');
		await deliver();
		const blob = await arriving();
		const other = of({ delivery: deliveryIdFrom(randomBytes(16)) });
		expect(await codeOf(api().dropFileStatus(other, blob))).toBe('not-found');
	});

	test('count the same delivery once', async () => {
		for (let n = 0; n < 5; n++) await deliver();
		expect((await api().dropLink(keys.drop)).usesLeft).toBe(2);
	});

	test('take a file as complete only with every part and the link’s signature, and then once', async () => {
		await deliver();
		const blob = await arriving(2 * bytes.length, 2);
		await put(blob, 0);
		expect(await codeOf(finish(blob))).toBe('upload-incomplete');
		await put(blob, 1);
		expect(await codeOf(finish(blob, { ...place, blob: newBlobId() }))).toBe('entry-refused');
		const { receivedAt } = await finish(blob);
		portal.pass(5000);
		expect(await finish(blob)).toEqual({ receivedAt });
		expect(await codeOf(put(blob, 0, randomBytes(400)))).toBe('not-found');
	});

	test('take no more than was announced, and no part under another’s hash', async () => {
		await deliver();
		const blob = await arriving();
		expect(await codeOf(put(blob, 0, randomBytes(401)))).toBe('too-large');
		expect(await codeOf(put(blob, 1))).toBe('not-found');
		const part = { bytes, hash: await sha256(randomBytes(4)) };
		const { signal } = new AbortController();
		const wrong = api().putDropPart(of(), { blob, index: 0 }, part, signal);
		expect(await codeOf(wrong)).toBe('part-invalid');
	});

	test('give up what is on its way, and nothing that arrived', async () => {
		await deliver();
		const blob = await arriving();
		await put(blob);
		await api().cancelDropFile(of(), blob);
		expect(await codeOf(api().dropFileStatus(of(), blob))).toBe('not-found');
		expect(await codeOf(api().cancelDropFile(of(), await here()))).toBe('not-found');
	});

	test('hand nothing out', async () => {
		await deliver();
		const blob = await here();
		const address = `/api/drops/${keys.drop}/deliveries/${delivery}/files/${blob}/parts/0`;
		const response = await portal.fetch(address, { headers: { 'sec-fetch-site': 'same-origin' } });
		expect(response.status).toBe(404);
		const status = await api().dropFileStatus(of(), blob);
		expect(Object.keys(status).sort()).toEqual([
			'acknowledged',
			'blob',
			'parts',
			'receivedAt',
			'receiving'
		]);
	});
});

describe('what waits', () => {
	test('is for staff of the vault alone', async () => {
		await deliver();
		const blob = await here();
		const range = { start: 0, end: 10 };
		const read = (person: Person) =>
			person.keyholder.api.droppedRange({ vault, blob }, range, new AbortController().signal);
		expect(Buffer.from(await read(owner))).toEqual(Buffer.from(bytes.slice(0, 10)));
		expect(await codeOf(read(client))).toBe('not-found');
		expect(await codeOf(client.keyholder.api.dropped(vault, null))).toBe('not-found');
		const { vault: other } = await welcome(portal, owner, 'Jonas');
		const elsewhere = owner.keyholder.api.droppedRange(
			{ vault: other, blob },
			range,
			new AbortController().signal
		);
		expect(await codeOf(elsewhere)).toBe('not-found');
	});

	test('is counted in the list of staff until they have dealt with it, and not in the client’s', async () => {
		const count = async (person: Person) => {
			const { vaults } = await person.keyholder.api.vaults(place.firm, null);
			return vaults.find((row) => row.vault === vault)?.waitingDrops;
		};
		await deliver();
		await arriving();
		expect(await count(owner)).toBe(0);
		const blob = await here();
		expect([await count(owner), await count(client)]).toEqual([1, 0]);
		const payload = { blob: idBytes(blob), drop: idBytes(keys.drop) };
		const log = await owner.keyholder.session.vault(vault);
		await log.append(
			() => Promise.resolve({ kind: 'drop.discarded', payload, body: null }),
			Date.now
		);
		expect(await count(owner)).toBe(0);
	});

	test('is in nobody’s way: its id can be taken by no upload, nor come a second time', async () => {
		await deliver();
		const blob = await here();
		expect(await codeOf(client.keyholder.api.startUpload(vault, blob, 400, 1))).toBe(
			'part-conflict'
		);
		expect(await codeOf(owner.core.discardDropped(vault, blob))).toBe('drop-gone');
		const mine = newBlobId();
		await client.keyholder.api.startUpload(vault, mine, 400, 1);
		expect(await codeOf(api().startDropFile(of(), mine, 400, 1))).toBe('part-conflict');
	});

	test('is listed in pages that go on', async () => {
		await deliver();
		const blobs = [await here(), await here(), await here()];
		const { dropped, more } = await api().dropped(vault, null);
		expect([dropped.map(({ blob }) => blob), more]).toEqual([blobs, false]);
		const rest = await api().dropped(vault, dropped[0]!.number);
		expect(rest.dropped.map(({ blob }) => blob)).toEqual(blobs.slice(1));
	});

	test('stays; what is on its way and stands still for a day goes, and gives its room back', async () => {
		await deliver();
		const blob = await here();
		const before = (await api().dropLink(keys.drop)).bytesLeft;
		const left = await arriving();
		expect((await api().dropLink(keys.drop)).bytesLeft).toBe(before - bytes.length);
		portal.pass(25 * 60 * 60 * 1000);
		await sweep(portal.services);
		expect(await codeOf(api().dropFileStatus(of(), left))).toBe('not-found');
		expect((await api().dropLink(keys.drop)).bytesLeft).toBe(before);
		expect((await api().dropped(vault, null)).dropped).toMatchObject([{ blob }]);
	});
});

describe('room', () => {
	test('of the firm is asked for before a byte is sent', async () => {
		await portal.close();
		await begin({ quotas: { firmBytes: 1000 } });
		await deliver();
		await here();
		expect(await codeOf(arriving(600))).toBe('quota-exceeded');
	});

	test('for unfinished files is counted per link', async () => {
		await portal.close();
		await begin({ quotas: { userUploads: 2, userAnnounced: 3000 } });
		await deliver();
		expect(await codeOf(arriving(3001))).toBe('too-large');
		await arriving();
		expect(await codeOf(arriving(2700))).toBe('too-many-uploads');
		const blob = await arriving();
		expect(await codeOf(arriving())).toBe('too-many-uploads');
		await put(blob);
		await finish(blob);
		await arriving();
	});

	test('is not taken by what a link’s own limit does not hold', async () => {
		await deliver();
		const { bytesLeft } = await api().dropLink(keys.drop);
		expect(await codeOf(arriving(bytesLeft + 1, 40))).toBe('drop-too-large');
	});
});

test('asking too often is slowed down, and no id of a link is logged', async () => {
	await portal.close();
	const limits = { ...defaultLimits, drop: 4 };
	await begin({ limits });
	await deliver();
	for (let n = 0; n < 3; n++) await api().dropLink(keys.drop);
	expect(await codeOf(api().dropLink(keys.drop))).toBe('too-many-requests');
	const log = portal.logged.join('\n');
	expect(log).toContain('/api/drops/:drop');
	expect(log).not.toContain(keys.drop);
	expect(log).not.toContain(delivery);
});

test('staff who want mail are told of what came by a link, however much of the vault they have seen', async () => {
	await portal.close();
	const mail = await Post.open();
	await begin({ mail: mailBy(mail) });
	const { db } = portal.services;
	const waiting = () => db.selectFrom('notices').select(['user', 'vault', 'what']).execute();
	for (const { keyholder } of [owner, client])
		await db
			.insertInto('mail_settings')
			.values({
				user: keyholder.session.userId,
				address: 'somebody@firm.example',
				frequency: 'daily',
				hour: 8,
				zone: 'UTC',
				off_token: keyholder.session.userId
			})
			.execute();
	await deliver();
	const blob = await arriving();
	await put(blob);
	await owner.keyholder.api.seen(
		vault,
		(await owner.keyholder.session.vault(vault)).state.head.seq
	);
	expect(await waiting()).toEqual([]);
	await finish(blob);
	expect(await waiting()).toEqual([{ user: owner.keyholder.session.userId, vault, what: 'new' }]);
	await mail.close();
});

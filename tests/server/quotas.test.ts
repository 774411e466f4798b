/** How much a person and a firm may store, and what a full disk does, all asked before a byte is sent. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import { afterEach, expect, test } from 'vitest';
import { appendResponse, nothing, partResponse, uploadResponse } from '../../src/contract/api.ts';
import type { BlobId } from '../../src/crypto/brands.ts';
import { newBlobId } from '../../src/crypto/ids.ts';
import { randomBytes } from '../../src/crypto/random.ts';
import { FolderBlobStore } from '../../src/server/blobs/folder-blob-store.ts';
import { createApp } from '../../src/server/http/app.ts';
import { sweep } from '../../src/server/sweep.ts';
import { toComeQuery, unfinishedQuery, type Quotas } from '../../src/server/uploads/quotas.ts';
import { expectRefusal, HOUR, openPortal, ORIGIN, read, type TestPortal } from './portal.ts';
import { World, type Firm, type Person, type Vault } from './world.ts';

let portal: TestPortal;
let world: World;
let firm: Firm;
let vault: Vault;
let client: Person;
afterEach(() => portal.close());

async function given(quotas: Partial<Quotas>): Promise<void> {
	portal = await openPortal({ quotas });
	world = new World(portal.fetch, ORIGIN);
	firm = await world.setUp(portal.setupToken);
	vault = await world.createVault(firm, firm.owner);
	client = await world.client(vault);
}

const partOf = (size: number): Uint8Array<ArrayBuffer> => {
	const part = new Uint8Array(size);
	for (let at = 0; at < size; at += 65536) part.set(randomBytes(Math.min(65536, size - at)), at);
	return part;
};
const announce = (stored: number, by = client, blob = newBlobId(), parts = 1) =>
	world.beginUpload(vault, by, { blob, stored, parts });
const begin = async (stored: number, by = client, parts = 1): Promise<BlobId> => {
	const { blob } = await read(announce(stored, by, newBlobId(), parts), uploadResponse);
	return blob;
};
const addFile = async (size: number, by = client): Promise<BlobId> => {
	const blob = await world.upload(vault, by, [partOf(size)]);
	await read(world.addFile(vault, by, blob), appendResponse);
	return blob;
};
const cancel = (blob: BlobId, by = client) =>
	read(by.browser.delete(`/api/vaults/${vault.id}/uploads/${blob}`), nothing);
const remove = async (blob: BlobId, by = client) => {
	const draft = { kind: 'file.removed', payload: {}, blobs: [blob] };
	const entry = await world.vaultEntry(vault, by, draft);
	await read(world.appendVault(vault, by, entry), appendResponse);
};

test('a file over what is left to a person is refused before it begins, and nothing is kept of it', async () => {
	await given({ userBytes: 1000 });
	await addFile(600);
	const blob = newBlobId();
	await expectRefusal(announce(401, client, blob), 'user-quota-exceeded');
	await expectRefusal(client.browser.get(`/api/vaults/${vault.id}/uploads/${blob}`), 'not-found');
	await begin(400);
	await expectRefusal(announce(1), 'user-quota-exceeded');
});

test('what one person stores takes nothing from another’s', async () => {
	await given({ userBytes: 1000 });
	await begin(1000);
	await begin(1000, firm.owner);
});

test('a file over what is left to the firm is refused, whoever sends it', async () => {
	await given({ firmBytes: 128_000 });
	await begin(60_000);
	await expectRefusal(announce(68_001, firm.owner), 'quota-exceeded');
	await begin(68_000, firm.owner);
	await expectRefusal(announce(1), 'quota-exceeded');
});

test('asking again for an upload that has begun is welcome when the quota is full', async () => {
	await given({ userBytes: 1000, userUploads: 1 });
	const blob = await begin(1000);
	await read(announce(1000, client, blob), uploadResponse);
});

test('a person has only so many uploads under way', async () => {
	await given({ userUploads: 2 });
	const [first] = [await begin(10), await begin(10)];
	await expectRefusal(announce(10), 'too-many-uploads');
	await begin(10, firm.owner);
	await cancel(first);
	await begin(10);
});

test('a person has only so much under way, and what could never fit is too large', async () => {
	await given({ userAnnounced: 1000 });
	await begin(700);
	await expectRefusal(announce(301), 'too-many-uploads');
	await expectRefusal(announce(1001), 'too-large');
	await begin(300);
});

test('a finished upload is under way no more', async () => {
	await given({ userUploads: 1, userAnnounced: 100 });
	await addFile(100);
	await addFile(100);
});

test('of many who ask at once for the last bytes, as many get them as there are', async () => {
	await given({ userBytes: 350 });
	const answers = await Promise.all(Array.from({ length: 10 }, () => announce(100)));
	expect(answers.map(({ status }) => status).sort()).toEqual([
		...[200, 200, 200],
		...Array.from({ length: 7 }, () => 507)
	]);
});

test('of files added at once, each counts once', async () => {
	await given({ userBytes: 500 });
	const blobs = await Promise.all(
		[1, 2, 3, 4, 5].map(() => world.upload(vault, client, [partOf(100)]))
	);
	await expectRefusal(announce(1), 'user-quota-exceeded');
	for (const blob of blobs) await read(world.addFile(vault, client, blob), appendResponse);
	await expectRefusal(announce(1), 'user-quota-exceeded');
	await remove(blobs[0]!);
	await begin(100);
	await expectRefusal(announce(1), 'user-quota-exceeded');
});

test('what was cancelled, removed or given up makes room again', async () => {
	await given({ userBytes: 1000, firmBytes: 1000 });
	await cancel(await begin(1000));
	await remove(await addFile(1000));
	await begin(1000);
	await expectRefusal(announce(1), 'user-quota-exceeded');
	portal.pass(25 * HOUR);
	await sweep(portal.services);
	await begin(1000);
});

test('what is counted is what is there, whatever was done in whatever order', async () => {
	await given({});
	const uploads: [BlobId, Person][] = [];
	const files: [BlobId, Person][] = [];
	const take = (from: [BlobId, Person][]) =>
		from.splice(Math.floor(Math.random() * from.length), 1);
	for (let step = 0; step < 60; step++) {
		const by = Math.random() < 0.5 ? client : firm.owner;
		const size = 1 + Math.floor(Math.random() * 2000);
		const deed = Math.floor(Math.random() * 5);
		if (deed === 0) uploads.push([await begin(size, by), by]);
		else if (deed === 1) files.push([await addFile(size, by), by]);
		else if (deed === 2) for (const [blob, own] of take(uploads)) await cancel(blob, own);
		else if (deed === 3) for (const [blob, own] of take(files)) await remove(blob, own);
		else {
			const [[blob, own] = []] = [uploads[0]];
			if (blob !== undefined && own !== undefined)
				await world.putPart(vault, own, { blob, index: 0, bytes: partOf(1) });
		}
		await requireCounts();
	}
});

/** The counts of the triggers beside the sums of the rows. */
async function requireCounts(): Promise<void> {
	const { db } = portal.services;
	const counted = await db
		.selectFrom('firm_storage')
		.select(['user', 'stored'])
		.where('stored', '<>', 0)
		.orderBy('user')
		.execute();
	const { rows } = await sql<{ user: string; stored: number }>`
		SELECT uploader AS user, sum(stored) AS stored FROM blobs GROUP BY uploader ORDER BY uploader`.execute(
		db
	);
	expect(counted).toEqual(rows);
	const { stored } = await db.selectFrom('firms').select('stored').executeTakeFirstOrThrow();
	expect(stored).toBe(rows.reduce((sum, row) => sum + row.stored, 0));
	const wrong = await sql`
		SELECT id FROM blobs WHERE arrived <> coalesce((SELECT sum(size) FROM blob_parts WHERE blob = id), 0)`.execute(
		db
	);
	expect(wrong.rows).toEqual([]);
}

test('another client’s use shows only in steps', async () => {
	await given({ firmBytes: 128_000 });
	/** The most that this client may still announce, found by trying. */
	const most = async () => {
		let [fits, over] = [0, 128_001];
		while (over - fits > 1) {
			const middle = Math.floor((fits + over) / 2);
			const blob = newBlobId();
			const { ok } = await announce(middle, client, blob);
			if (ok) await cancel(blob);
			if (ok) fits = middle;
			else over = middle;
		}
		return fits;
	};
	await begin(10_100, firm.owner);
	expect(await most()).toBe(117_000);
	await begin(850, firm.owner);
	expect(await most()).toBe(117_000);
	// One’s own uploads do not help to find where in its step it is.
	await begin(150);
	expect(await most()).toBe(116_850);
});

test('more than was announced is refused, part by part and altogether', async () => {
	await given({});
	const blob = await begin(100, client, 3);
	const put = (index: number, size: number) =>
		world.putPart(vault, client, { blob, index, bytes: partOf(size) });
	await expectRefusal(put(0, 101), 'too-large');
	await read(put(0, 60), partResponse);
	await expectRefusal(put(1, 41), 'too-large');
	const answers = await Promise.all([put(1, 40), put(2, 40)]);
	expect(answers.map(({ status }) => status).sort()).toEqual([200, 413]);
	const home = path.join(portal.folder, 'blobs', blob.slice(0, 2), blob);
	expect(await readdir(home)).toHaveLength(2);
});

test('a part that is here already is welcome again when all that was announced is here', async () => {
	await given({});
	const bytes = partOf(100);
	const blob = await world.upload(vault, client, [bytes]);
	await read(world.putPart(vault, client, { blob, index: 0, bytes }), partResponse);
	await expectRefusal(
		world.putPart(vault, client, { blob, index: 0, bytes: partOf(101) }),
		'too-large'
	);
});

test('what is asked before an upload reads no table from end to end', async () => {
	await given({});
	const user = client.identity.userId;
	await portal.services.db.transaction().execute(async (tx) => {
		for (const query of [unfinishedQuery(tx, firm.id, user), toComeQuery(tx)]) {
			const plan = await query.explain<{ detail: string }>(undefined, sql`query plan`);
			const steps = plan.map(({ detail }) => detail);
			expect(steps.filter((step) => !step.includes('COVERING INDEX'))).toEqual([]);
			expect(steps.filter((step) => !step.startsWith('SEARCH'))).toEqual([]);
		}
	});
});

const isRoot = process.getuid?.() === 0;

/** Runs `work` with all blobs on a small disk of their own. */
async function onSmallDisk(
	mebibytes: number,
	work: (there: World, folder: string) => Promise<void>
) {
	const folder = await mkdtemp(path.join(tmpdir(), 'tallyport-small-'));
	execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${String(mebibytes)}m`, 'tmpfs', folder]);
	try {
		const blobs = await FolderBlobStore.open(folder);
		const app = createApp({ ...portal.services, blobs });
		await work(new World(async (address, init) => app.request(address, init), ORIGIN), folder);
	} finally {
		// Lazily: what was read from it may be closed a moment later.
		execFileSync('umount', ['--lazy', folder]);
		await rm(folder, { recursive: true });
	}
}

const as = (there: World, person: Person): Person => {
	const browser = there.browser();
	browser.cookie = person.browser.cookie;
	return { ...person, browser };
};

test.runIf(isRoot)('an upload that the disk cannot hold is refused before it begins', async () => {
	await given({ diskReserve: 1024 * 1024 });
	await onSmallDisk(16, async (there) => {
		const sender = as(there, client);
		const ask = (stored: number) =>
			there.beginUpload(vault, sender, { blob: newBlobId(), stored, parts: 2 });
		const MiB = 1024 * 1024;
		await expectRefusal(ask(15 * MiB + 1), 'disk-full');
		await read(ask(10 * MiB), uploadResponse);
		// What is announced is as good as taken.
		await expectRefusal(ask(5 * MiB + 1), 'disk-full');
		await read(ask(4 * MiB), uploadResponse);
	});
});

test.runIf(isRoot)(
	'a disk that fills in the middle of a part is a 507, and no half part stays',
	async () => {
		await given({});
		await onSmallDisk(12, async (there, folder) => {
			const sender = as(there, client);
			const MiB = 1024 * 1024;
			const blob = newBlobId();
			await read(
				there.beginUpload(vault, sender, { blob, stored: 11 * MiB, parts: 2 }),
				uploadResponse
			);
			const first = partOf(5 * MiB);
			await read(there.putPart(vault, sender, { blob, index: 0, bytes: first }), partResponse);
			// Somebody else fills the disk meanwhile.
			execFileSync('dd', ['if=/dev/zero', `of=${folder}/other`, 'bs=1M', 'count=4'], {
				stdio: 'ignore'
			});
			const second = partOf(6 * MiB);
			const put = () => there.putPart(vault, sender, { blob, index: 1, bytes: second });
			await expectRefusal(put(), 'disk-full');
			expect(await readdir(path.join(folder, 'staging'))).toEqual([]);
			await rm(path.join(folder, 'other'));
			await read(put(), partResponse);
			await read(there.addFile(vault, sender, blob), appendResponse);
			const stored = await sender.browser.get(`/api/vaults/${vault.id}/blobs/${blob}`);
			expect(
				Buffer.concat([first, second]).equals(new Uint8Array(await stored.arrayBuffer()))
			).toBe(true);
		});
	}
);

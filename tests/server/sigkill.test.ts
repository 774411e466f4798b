/**
 * The server is killed without warning while people send files in and write logs, again and again. Whatever it
 * acknowledged must be there afterwards, byte for byte; whatever it did not may be there or not, but never half.
 */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { logPage, uploadStatus, vaultsPage } from '../../src/contract/api.ts';
import type { BlobId } from '../../src/crypto/brands.ts';
import { parseEntry, type ParsedEntry } from '../../src/crypto/entry-header.ts';
import { newBlobId } from '../../src/crypto/ids.ts';
import { randomBytes } from '../../src/crypto/random.ts';
import { read } from './portal.ts';
import { freePort } from './free-port.ts';
import { setupTokenOf, startServer, type Running } from './process.ts';
import { hashOfPart, World, type Firm, type Vault } from './world.ts';

const ROUNDS = 5;
const PART_BYTES = 200_000;
const folder = await mkdtemp(path.join(tmpdir(), 'tallyport-kill-'));
let running: Running | null = null;
afterAll(async () => {
	running?.child.kill('SIGKILL');
	await running?.ended;
	await rm(folder, { recursive: true, force: true });
});

/** What the server said it has. */
interface Acknowledged {
	readonly vault: Vault;
	readonly entries: ParsedEntry[];
	/** The hashes of the parts of each upload, by their index. */
	readonly parts: Map<BlobId, Map<number, string>>;
	readonly files: Set<BlobId>;
}

function somePart(): Uint8Array<ArrayBuffer> {
	const part = new Uint8Array(PART_BYTES);
	for (let at = 0; at < PART_BYTES; at += 50_000) part.set(randomBytes(50_000), at);
	return part;
}

/** Sends files of three parts into one vault until the server is gone. */
async function sendFiles(world: World, firm: Firm, kept: Acknowledged): Promise<void> {
	const { vault } = kept;
	for (;;) {
		const blob = newBlobId();
		const upload = { blob, stored: 3 * PART_BYTES, parts: 3 };
		const begun = await world.beginUpload(vault, firm.owner, upload);
		if (!begun.ok) throw new Error(`begin: ${begun.status}`);
		const hashes = new Map<number, string>();
		kept.parts.set(blob, hashes);
		await Promise.all(
			[0, 1, 2].map(async (index) => {
				const bytes = somePart();
				const answer = await world.putPart(vault, firm.owner, { blob, index, bytes });
				if (answer.ok) hashes.set(index, hashOfPart(bytes));
			})
		);
		const draft = { kind: 'file.added', payload: {}, blobs: [blob] };
		const entry = await world.vaultEntry(vault, firm.owner, draft);
		const added = await world.appendVault(vault, firm.owner, entry);
		if (!added.ok) continue;
		kept.entries.push(entry);
		kept.files.add(blob);
	}
}

async function requireEntries(firm: Firm, { vault, entries }: Acknowledged): Promise<void> {
	const there = new Map<number, string>();
	for (let after = -1, more = true; more;) {
		const address = `/api/vaults/${vault.id}/log?after=${after}`;
		const page = await read(firm.owner.browser.get(address), logPage);
		for (const bytes of page.entries) {
			const entry = await parseEntry(bytes);
			there.set(entry.header.seq, entry.hash);
			after = entry.header.seq;
		}
		more = page.more;
	}
	for (const { header, hash } of entries) expect(there.get(header.seq)).toBe(hash);
	expect([...there.keys()]).toEqual([...there.keys()].map((_, seq) => seq));
}

async function requireParts(firm: Firm, { vault, parts, files }: Acknowledged): Promise<number> {
	const { browser } = firm.owner;
	let checked = 0;
	for (const [blob, hashes] of parts) {
		const stored = await browser.get(`/api/vaults/${vault.id}/blobs/${blob}`);
		if (files.has(blob)) expect(stored.status).toBe(200);
		if (stored.ok) {
			const bytes = new Uint8Array(await stored.arrayBuffer());
			expect(bytes).toHaveLength(3 * PART_BYTES);
			for (const [index, hash] of hashes) {
				expect(hashOfPart(bytes.subarray(index * PART_BYTES, (index + 1) * PART_BYTES))).toBe(hash);
				checked += 1;
			}
		} else {
			const address = `/api/vaults/${vault.id}/uploads/${blob}`;
			const { acknowledged } = await read(browser.get(address), uploadStatus);
			for (const [index, hash] of hashes) {
				expect(acknowledged).toContain(index);
				const home = path.join(folder, 'data/blobs', blob.slice(0, 2), blob, String(index));
				expect(hashOfPart(await readFile(home))).toBe(hash);
				checked += 1;
			}
		}
	}
	return checked;
}

test('C21 a server killed during uploads and appends keeps all it acknowledged', async () => {
	const port = await freePort();
	const env = {
		PORT: String(port),
		TALLYPORT_DATA: path.join(folder, 'data'),
		TALLYPORT_LOG: 'error'
	};
	const world = new World(
		(address, init) => fetch(`http://127.0.0.1:${port}${address}`, init),
		`http://localhost:${port}`
	);
	running = await startServer(env);
	const firm = await world.setUp(setupTokenOf(running));
	const kept: Acknowledged[] = [];
	for (let i = 0; i < 3; i++) {
		const vault = await world.createVault(firm, firm.owner);
		kept.push({ vault, entries: [], parts: new Map(), files: new Set() });
	}
	for (let round = 0; round < ROUNDS; round++) {
		const loops = kept.map((one) => sendFiles(world, firm, one).catch(() => undefined));
		await new Promise((resolve) => setTimeout(resolve, 500 + 250 * round));
		running.child.kill('SIGKILL');
		expect(await running.ended).toBe('SIGKILL');
		await Promise.all(loops);
		running = await startServer(env);
		for (const one of kept) await requireEntries(firm, one);
	}
	let parts = 0;
	for (const one of kept) parts += await requireParts(firm, one);
	const entries = kept.reduce((total, one) => total + one.entries.length, 0);
	const files = kept.reduce((total, one) => total + one.files.size, 0);
	const list = await read(firm.owner.browser.get(`/api/firms/${firm.id}/vaults`), vaultsPage);
	expect(list.vaults.reduce((total, row) => total + row.files, 0)).toBeGreaterThanOrEqual(files);
	expect(files).toBeGreaterThan(ROUNDS);
	console.log(
		`killed ${ROUNDS} times: ${parts} acknowledged parts and ${entries} acknowledged entries, all there`
	);
	const left = await readdir(path.join(folder, 'data/blobs/staging'));
	console.log(`${left.length} half-written parts wait for the sweep`);
}, 120_000);

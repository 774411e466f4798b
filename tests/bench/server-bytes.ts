/**
 * Parts in and blobs out, over real sockets, against a bare http handler that stores and streams the same bytes: what a
 * GiB costs the server's processor, and how fast it goes.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { BlobId } from '../../src/crypto/brands.ts';
import { newBlobId } from '../../src/crypto/ids.ts';
import { randomBytes } from '../../src/crypto/random.ts';
import { freePort, setupTokenOf, startServer, type Running } from '../server/process.ts';
import { hashOfPart, World, type Firm, type Vault } from '../server/world.ts';
import { median, spread, type Bench, type BenchOptions, type Row } from './table.ts';

const PART = 8 * 1024 * 1024;
const IN_FLIGHT = 4;
const TICKS_PER_SECOND = 100;

export const serverBytes: Bench = {
	name: 'server-bytes',
	about: `Parts of 8 MiB in, ${String(IN_FLIGHT)} at once, and the blob out, against a bare http handler doing the same.`,
	async run(options) {
		const folder = await mkdtemp(path.join(tmpdir(), 'tallyport-bytes-'));
		const bare = await startBare(path.join(folder, 'bare'));
		const portal = await startPortal(path.join(folder, 'data'));
		try {
			return await measured(portal, bare, options);
		} finally {
			for (const child of [bare.child, portal.running.child]) {
				child.kill('SIGKILL');
				if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
			}
			await rm(folder, { recursive: true });
		}
	}
};

interface Bare {
	readonly child: ChildProcess;
	readonly port: number;
}

async function startBare(folder: string): Promise<Bare> {
	const port = await freePort();
	const program = new URL('bare-server.ts', import.meta.url).pathname;
	const child = spawn(process.execPath, [program, String(port), folder], {
		stdio: ['ignore', 'pipe', 'inherit']
	});
	await once(child.stdout, 'data');
	return { child, port };
}

interface Portal {
	readonly running: Running;
	readonly port: number;
	readonly world: World;
	readonly firm: Firm;
	readonly vault: Vault;
}

async function startPortal(folder: string): Promise<Portal> {
	const port = await freePort();
	const running = await startServer({
		PORT: String(port),
		TALLYPORT_DATA: folder,
		TALLYPORT_LOG: 'error'
	});
	const world = new World(
		(address, init) => fetch(`http://127.0.0.1:${String(port)}${address}`, init),
		`http://localhost:${String(port)}`
	);
	const firm = await world.setUp(setupTokenOf(running));
	return { running, port, world, firm, vault: await world.createVault(firm, firm.owner) };
}

/** Megabytes a second, and processor seconds of the server for a GiB. */
interface Cost {
	readonly rate: number;
	readonly processor: number;
}

async function measured(portal: Portal, bare: Bare, options: BenchOptions): Promise<Row[]> {
	const parts = options.quick ? 8 : 64;
	const rounds = options.rounds ?? (options.quick ? 1 : 5);
	const up = { bare: new Array<Cost>(), portal: new Array<Cost>() };
	const down = { bare: new Array<Cost>(), portal: new Array<Cost>() };
	for (let round = 0; round <= rounds; round++) {
		const inBare = await cost(bare.child, parts, () => sendToBare(bare, parts));
		const blob = await beginIn(portal, parts);
		const inPortal = await cost(portal.running.child, parts, () => sendTo(portal, blob, parts));
		await portal.world.addFile(portal.vault, portal.firm.owner, blob);
		const outBare = await cost(bare.child, parts, () => fetchBare(bare, parts));
		const outPortal = await cost(portal.running.child, parts, () => fetchFrom(portal, blob, parts));
		// The first round warms both up.
		if (round === 0) continue;
		up.bare.push(inBare);
		up.portal.push(inPortal);
		down.bare.push(outBare);
		down.portal.push(outPortal);
	}
	return [rowOf('in', up.portal, up.bare), rowOf('out', down.portal, down.bare)];
}

const rowOf = (name: string, portal: readonly Cost[], bare: readonly Cost[]): Row => ({
	parts: name,
	'portal, MiB/s': spread(
		portal.map(({ rate }) => rate),
		0
	),
	'bare, MiB/s': spread(
		bare.map(({ rate }) => rate),
		0
	),
	'portal, processor s a GiB': spread(
		portal.map(({ processor }) => processor),
		2
	),
	'bare, processor s a GiB': spread(
		bare.map(({ processor }) => processor),
		2
	),
	'processor, ratio': (
		median(portal.map((one) => one.processor)) / median(bare.map((one) => one.processor))
	).toFixed(2)
});

async function cost(child: ChildProcess, parts: number, work: () => Promise<void>): Promise<Cost> {
	const before = processorOf(child);
	const started = performance.now();
	await work();
	const seconds = (performance.now() - started) / 1000;
	const mebibytes = (parts * PART) / 2 ** 20;
	return {
		rate: mebibytes / seconds,
		processor: ((processorOf(child) - before) / mebibytes) * 1024
	};
}

/** User and system seconds, from Linux's own count. */
function processorOf({ pid }: ChildProcess): number {
	const fields =
		readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
			.split(') ')[1]
			?.split(' ') ?? [];
	return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

const agent = new Agent({ keepAlive: true, maxSockets: IN_FLIGHT });
const part = Buffer.concat(Array.from({ length: PART / 65536 }, () => randomBytes(65536)));
const partHash = hashOfPart(part);

interface Asked {
	readonly port: number;
	readonly method: 'PUT' | 'GET';
	readonly path: string;
	readonly headers?: Record<string, string>;
}

/** Sends and throws away what comes; how many bytes came. */
function ask(asked: Asked, body?: Buffer): Promise<number> {
	return new Promise((resolve, reject) => {
		const sent = request({ ...asked, host: '127.0.0.1', agent }, (response) => {
			let size = 0;
			response.on('data', (chunk: Buffer) => (size += chunk.length));
			response.on('error', reject);
			response.on('end', () => {
				if (response.statusCode === 200 || response.statusCode === 206) resolve(size);
				else reject(new Error(`status ${String(response.statusCode)}`));
			});
		});
		sent.on('error', reject);
		sent.end(body);
	});
}

async function each(parts: number, work: (index: number) => Promise<unknown>): Promise<void> {
	const indexes = Array.from({ length: parts }, (_, index) => index).values();
	const line = async () => {
		for (const index of indexes) await work(index);
	};
	await Promise.all(Array.from({ length: IN_FLIGHT }, line));
}

const sendToBare = ({ port }: Bare, parts: number) =>
	each(parts, (index) => ask({ port, method: 'PUT', path: `/${String(index)}` }, part));

const fetchBare = ({ port }: Bare, parts: number) =>
	each(parts, (index) => ask({ port, method: 'GET', path: `/${String(index)}` }));

async function beginIn({ world, vault, firm }: Portal, parts: number): Promise<BlobId> {
	const blob = newBlobId();
	await world.beginUpload(vault, firm.owner, { blob, stored: parts * PART, parts });
	return blob;
}

function sendTo({ port, vault, firm }: Portal, blob: BlobId, parts: number): Promise<void> {
	const headers = {
		cookie: firm.owner.browser.cookie ?? '',
		'content-type': 'application/octet-stream',
		'sec-fetch-site': 'same-origin',
		'x-part-sha256': partHash
	};
	const uploads = `/api/vaults/${vault.id}/uploads/${blob}/parts`;
	return each(parts, (index) =>
		ask({ port, method: 'PUT', path: `${uploads}/${String(index)}`, headers }, part)
	);
}

function fetchFrom({ port, vault, firm }: Portal, blob: BlobId, parts: number): Promise<void> {
	const cookie = firm.owner.browser.cookie ?? '';
	return each(parts, async (index) => {
		const range = `bytes=${String(index * PART)}-${String((index + 1) * PART - 1)}`;
		const headers = { cookie, range, 'sec-fetch-site': 'same-origin' };
		const came = await ask({
			port,
			method: 'GET',
			path: `/api/vaults/${vault.id}/blobs/${blob}`,
			headers
		});
		if (came !== PART) throw new Error(`${String(came)} bytes came`);
	});
}

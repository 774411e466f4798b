/**
 * Parts in and blobs out, over real sockets, against a bare http handler that stores and streams the same bytes: what a
 * GiB costs the server's processor, and how fast it goes.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { BlobId } from '../../src/crypto/brands.ts';
import { newBlobId } from '../../src/crypto/ids.ts';
import { randomBytes } from '../../src/crypto/random.ts';
import { setupTokenIn } from '../server/process.ts';
import { hashOfPart, World, type Firm, type Vault } from '../server/world.ts';
import { ask, each, processorOf, startBare, startPortal, stop, type Server } from './servers.ts';
import { median, spread, type Bench, type BenchOptions, type Row } from './table.ts';

const PART = 8 * 1024 * 1024;
const IN_FLIGHT = 4;

export const serverBytes: Bench = {
	name: 'server-bytes',
	about: `Parts of 8 MiB in, ${String(IN_FLIGHT)} at once, and the blob out, against a bare http handler doing the same.`,
	async run(options) {
		const folder = await mkdtemp(path.join(tmpdir(), 'tallyport-bytes-'));
		const bare = await startBare('bare-bytes.ts', path.join(folder, 'bare'));
		const server = await startPortal(path.join(folder, 'data'));
		try {
			return await measured(await settle(server), bare, options);
		} finally {
			await stop(bare);
			await stop(server);
			await rm(folder, { recursive: true });
		}
	}
};

interface Portal {
	readonly server: Server;
	readonly world: World;
	readonly firm: Firm;
	readonly vault: Vault;
}

async function settle(server: Server): Promise<Portal> {
	const world = new World(
		(address, init) => fetch(`http://127.0.0.1:${String(server.port)}${address}`, init),
		`http://localhost:${String(server.port)}`
	);
	const firm = await world.setUp(setupTokenIn(server.output()));
	return { server, world, firm, vault: await world.createVault(firm, firm.owner) };
}

/** Megabytes a second, and processor seconds of the server for a GiB. */
interface Cost {
	readonly rate: number;
	readonly processor: number;
}

async function measured(portal: Portal, bare: Server, options: BenchOptions): Promise<Row[]> {
	const parts = options.quick ? 8 : 64;
	const rounds = options.rounds ?? (options.quick ? 1 : 5);
	const up = { bare: new Array<Cost>(), portal: new Array<Cost>() };
	const down = { bare: new Array<Cost>(), portal: new Array<Cost>() };
	for (let round = 0; round <= rounds; round++) {
		const inBare = await cost(bare, parts, () => sendToBare(bare, parts));
		const blob = await beginIn(portal, parts);
		const inPortal = await cost(portal.server, parts, () => sendTo(portal, blob, parts));
		await portal.world.addFile(portal.vault, portal.firm.owner, blob);
		const outBare = await cost(bare, parts, () => fetchBare(bare, parts));
		const outPortal = await cost(portal.server, parts, () => fetchFrom(portal, blob, parts));
		// The first round warms both up.
		if (round === 0) continue;
		up.bare.push(inBare);
		up.portal.push(inPortal);
		down.bare.push(outBare);
		down.portal.push(outPortal);
	}
	return [rowOf('in', up.portal, up.bare), rowOf('out', down.portal, down.bare)];
}

const rates = (costs: readonly Cost[]) => costs.map(({ rate }) => rate);
const seconds = (costs: readonly Cost[]) => costs.map(({ processor }) => processor);

const rowOf = (name: string, portal: readonly Cost[], bare: readonly Cost[]): Row => ({
	parts: name,
	'portal, MiB/s': spread(rates(portal), 0),
	'bare, MiB/s': spread(rates(bare), 0),
	'portal, processor s a GiB': spread(seconds(portal), 2),
	'bare, processor s a GiB': spread(seconds(bare), 2),
	'ratio (speed / processor)': `${(median(rates(portal)) / median(rates(bare))).toFixed(2)} / ${(median(seconds(portal)) / median(seconds(bare))).toFixed(2)}`
});

async function cost(server: Server, parts: number, work: () => Promise<void>): Promise<Cost> {
	const before = processorOf(server);
	const started = performance.now();
	await work();
	const took = (performance.now() - started) / 1000;
	const gibibytes = (parts * PART) / 2 ** 30;
	return { rate: (gibibytes * 1024) / took, processor: (processorOf(server) - before) / gibibytes };
}

const part = Buffer.concat(Array.from({ length: PART / 65536 }, () => randomBytes(65536)));
const partHash = hashOfPart(part);

const sendToBare = (bare: Server, parts: number) =>
	each(parts, IN_FLIGHT, (index) => ask(bare, { method: 'PUT', path: `/${String(index)}` }, part));

const fetchBare = (bare: Server, parts: number) =>
	each(parts, IN_FLIGHT, (index) => ask(bare, { method: 'GET', path: `/${String(index)}` }));

async function beginIn({ world, vault, firm }: Portal, parts: number): Promise<BlobId> {
	const blob = newBlobId();
	await world.beginUpload(vault, firm.owner, { blob, stored: parts * PART, parts });
	return blob;
}

const fromPage = ({ firm }: Portal) => ({
	cookie: firm.owner.browser.cookie ?? '',
	'sec-fetch-site': 'same-origin'
});

function sendTo(portal: Portal, blob: BlobId, parts: number): Promise<void> {
	const headers = {
		...fromPage(portal),
		'content-type': 'application/octet-stream',
		'x-part-sha256': partHash
	};
	const home = `/api/vaults/${portal.vault.id}/uploads/${blob}/parts`;
	return each(parts, IN_FLIGHT, (index) =>
		ask(portal.server, { method: 'PUT', path: `${home}/${String(index)}`, headers }, part)
	);
}

function fetchFrom(portal: Portal, blob: BlobId, parts: number): Promise<void> {
	const address = `/api/vaults/${portal.vault.id}/blobs/${blob}`;
	return each(parts, IN_FLIGHT, async (index) => {
		const range = `bytes=${String(index * PART)}-${String((index + 1) * PART - 1)}`;
		const headers = { ...fromPage(portal), range };
		const came = await ask(portal.server, { method: 'GET', path: address, headers });
		if (came !== PART) throw new Error(`${String(came)} bytes came`);
	});
}

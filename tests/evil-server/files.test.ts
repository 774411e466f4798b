import { afterAll, beforeAll, describe, expect } from 'vitest';
import type { Raw, VaultId } from '../../src/crypto/brands.ts';
import { concat } from '../../src/crypto/bytes.ts';
import {
	HEADER_BYTES,
	PAYLOAD_NONCE_BYTES,
	STORED_CHUNK_BYTES
} from '../../src/crypto/age/sizes.ts';
import { padmeSize } from '../../src/crypto/age/padme.ts';
import { planBlob } from '../../src/crypto/age/plan.ts';
import type { FileView } from '../../src/vault/view.ts';
import { fileOf, noise, send, type Person } from '../claims/people.ts';
import { attack, cases, expectRefused, face } from './evil.ts';
import { flipped, honest, replaced, storing, swapped, without } from './lies.ts';
import { fileNamed, setStage, type Stage } from './stage.ts';

/** Where the chunks begin: behind the age header and the payload nonce. */
const FIRST = HEADER_BYTES + PAYLOAD_NONCE_BYTES;

let stage: Stage;
/** Of five chunks, and another of the same size. */
let long: FileView;
let longTwin: FileView;

beforeAll(async () => {
	stage = await setStage();
	const { client, vault, owner } = stage;
	await send(client, vault, fileOf('long.bin', noise(300_000)), fileOf('twin.bin', noise(300_000)));
	long = await fileNamed(owner, vault, 'long.bin');
	longTwin = await fileNamed(owner, vault, 'twin.bin');
	await owner.core.openFile(vault, long.file);
});
afterAll(() => stage.portal.close());

/** A blob's stored bytes, as the portal hands them out. */
async function stored(reader: Person, vault: VaultId, { blob, size }: FileView): Promise<Raw> {
	const end = planBlob(size).storedSize;
	const { api } = reader.keyholder;
	return api.blobRange({ vault, blob }, { start: 0, end }, new AbortController().signal);
}

function chunksOf(bytes: Raw): { head: Raw; chunks: Raw[] } {
	const chunks: Raw[] = [];
	for (let at = FIRST; at < bytes.length; at += STORED_CHUNK_BYTES)
		chunks.push(bytes.slice(at, at + STORED_CHUNK_BYTES));
	return { head: bytes.slice(0, FIRST), chunks };
}

/** Opens the file from other bytes than were stored. */
const openFrom = (bytes: Raw, file: FileView) =>
	face(stage.owner, storing(bytes, planBlob(file.size).storedSize), () =>
		stage.owner.core.openFile(stage.vault, file.file)
	);

describe('the bytes of a stored file', () => {
	attack('05a', async (named) => {
		const { owner, vault } = stage;
		const file = await fileNamed(owner, vault, 'W-2.pdf');
		await owner.core.openFile(vault, file.file);
		const bytes = await stored(owner, vault, file);
		const total = bytes.length * cases(1, 8);
		for (let n = 0; n < total; n++) {
			const [at, bit] = [n % bytes.length, (n + Math.floor(n / bytes.length)) % 8];
			expectRefused(named, await openFrom(flipped(bytes, at, bit), file), `byte ${String(at)}`);
		}
		expect((await openFrom(bytes, file)).code).toBeNull();
	});

	attack('05b', async (named) => {
		const bytes = await stored(stage.owner, stage.vault, long);
		const { chunks } = chunksOf(bytes);
		expect(chunks.length).toBe(5);
		for (const [index, chunk] of chunks.entries()) {
			const start = FIRST + index * STORED_CHUNK_BYTES;
			// First and last byte of the ciphertext, first and last of the tag.
			for (const at of [0, chunk.length - 17, chunk.length - 16, chunk.length - 1])
				expectRefused(
					named,
					await openFrom(flipped(bytes, start + at), long),
					`chunk ${String(index)}, byte ${String(at)}`
				);
		}
	});

	attack('06a', async (named) => {
		const bytes = await stored(stage.owner, stage.vault, long);
		const { head, chunks } = chunksOf(bytes);
		const twin = chunksOf(await stored(stage.owner, stage.vault, longTwin));
		const last = chunks.length - 1;
		const bent = new Map<string, Raw[]>();
		for (let a = 0; a <= last; a++) {
			for (let b = a + 1; b <= last; b++) bent.set(`${a} and ${b} swapped`, swapped(chunks, a, b));
			for (let b = 0; b <= last; b++)
				if (a !== b) bent.set(`${a} instead of ${b}`, replaced(chunks, b, chunks[a] ?? head));
			bent.set(`${a} dropped`, without(chunks, a));
			bent.set(`${a} doubled`, chunks.toSpliced(a, 0, chunks[a] ?? head));
			bent.set(`cut after ${a}`, chunks.slice(0, a + 1));
			bent.set(`${a} of another file`, replaced(chunks, a, twin.chunks[a] ?? head));
		}
		bent.delete(`cut after ${last}`);
		bent.set('one appended', [...chunks, twin.chunks[0] ?? head]);
		bent.set('all of another file', twin.chunks);
		for (const [how, kept] of bent)
			expectRefused(named, await openFrom(concat(head, ...kept), long), how);
		expectRefused(named, await openFrom(concat(twin.head, ...chunks), long), 'another header');
		expect(bent.size).toBeGreaterThan(45);
	});

	attack('16a', async (named) => {
		// The portal shows one reader this file and another reader that one, under the same entry.
		const { owner, client, vault } = stage;
		const other = await stored(owner, vault, longTwin);
		expectRefused(named, await openFrom(other, long));
		const clients = await face(client, honest, () => client.core.openFile(vault, long.file));
		expect(clients.value?.content.size).toBe(300_000);
	});

	attack('18a', async () => {
		const { owner, client, vault } = stage;
		const content = noise(150_000);
		await send(client, vault, fileOf('once.bin', content), fileOf('again.bin', content));
		const [once, again] = [
			await stored(owner, vault, await fileNamed(owner, vault, 'once.bin')),
			await stored(owner, vault, await fileNamed(owner, vault, 'again.bin'))
		];
		expect(once.length).toBe(again.length);
		const windows = new Set<string>();
		for (let at = FIRST; at + 16 <= once.length; at += 16)
			windows.add(Buffer.from(once.subarray(at, at + 16)).toString('latin1'));
		for (let at = FIRST; at + 16 <= again.length; at++)
			expect(windows.has(Buffer.from(again.subarray(at, at + 16)).toString('latin1'))).toBe(false);
		for (const size of [1, 255, 257, 1000, 65_535, 65_537, 150_000]) {
			await send(client, vault, fileOf(`${String(size)}.bin`, noise(size)));
			const file = await fileNamed(owner, vault, `${String(size)}.bin`);
			const padded = padmeSize(size);
			const chunks = Math.ceil(padded / 65_536);
			expect((await stored(owner, vault, file)).length).toBe(FIRST + padded + 16 * chunks);
		}
	});

	attack('26a', async (named) => {
		// Whoever may read one vault holds no key and no address that leads to a file of another.
		const { otherClient, vault, otherVault, owner } = stage;
		const file = await fileNamed(owner, vault, 'W-2.pdf');
		const bytes = await stored(owner, vault, file);
		const mine = await fileNamed(otherClient, otherVault, '1099.pdf');
		const asking = [
			() => otherClient.core.openFile(vault, file.file),
			() => otherClient.core.openFile(otherVault, file.file),
			() => stored(otherClient, vault, file),
			() => stored(otherClient, otherVault, file)
		];
		for (const ask of asking) expectRefused(named, await face<unknown>(otherClient, honest, ask));
		// The portal hands the other vault’s bytes out under an entry this reader may open.
		const served = await face(otherClient, storing(bytes), () =>
			otherClient.core.openFile(otherVault, mine.file)
		);
		expectRefused(named, served);
	});
});

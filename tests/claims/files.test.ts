import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { Decrypter } from 'age-encryption';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ageIdentityText } from '../../src/crypto/age/identity-text.ts';
import { padmeSize } from '../../src/crypto/age/padme.ts';
import type { VaultId } from '../../src/crypto/brands.ts';
import { openPortal, type TestPortal } from '../server/portal.ts';
import { fileOf, foundFirm, noise, send, sha256, welcome, type Person } from './people.ts';

describe('files at rest and on the way', () => {
	let portal: TestPortal;
	let owner: Person;
	let client: Person;
	let vault: VaultId;
	beforeAll(async () => {
		portal = await openPortal();
		({ owner } = await foundFirm(portal));
		({ client, vault } = await welcome(portal, owner, 'Maria'));
	});
	afterAll(() => portal.close());

	/** A stored blob's bytes, from the server's disk. */
	async function storedBlob(blob: string): Promise<Buffer> {
		const folder = path.join(portal.folder, 'blobs');
		const names = await readdir(folder, { recursive: true, withFileTypes: true });
		const parts = names
			.filter((entry) => entry.isFile() && entry.parentPath.endsWith(blob))
			.sort((a, b) => Number(a.name) - Number(b.name));
		return Buffer.concat(
			await Promise.all(parts.map((part) => readFile(path.join(part.parentPath, part.name))))
		);
	}

	async function fileNamed(name: string) {
		const { files } = await owner.core.openVault(vault);
		const file = files.find((one) => one.name === name);
		if (!file) throw new Error(`no file ${name}`);
		return file;
	}

	test('C01 the independent age implementation opens a stored blob with the epoch secret', async () => {
		for (const size of [1, 65_536, 9_000_001]) {
			const content = noise(size);
			await send(client, vault, fileOf(`of-${String(size)}.bin`, content));
			const { blob } = await fileNamed(`of-${String(size)}.bin`);
			const log = await owner.keyholder.session.vault(vault);
			const { age } = log.epoch(log.state.epoch);
			const decrypter = new Decrypter();
			decrypter.addIdentity(ageIdentityText(age.seed));
			const plaintext = await decrypter.decrypt(new Uint8Array(await storedBlob(blob)));
			expect(plaintext.length).toBe(padmeSize(size));
			expect(sha256(plaintext.subarray(0, size))).toBe(sha256(content));
			expect(plaintext.subarray(size).every((byte) => byte === 0)).toBe(true);
		}
	}, 30_000);

	test('C11 a part changed, swapped, cut or taken from another file is refused before any of it is used', async () => {
		await send(
			client,
			vault,
			fileOf('a.bin', noise(17_000_000)),
			fileOf('b.bin', noise(17_000_000))
		);
		const [a, b] = [await fileNamed('a.bin'), await fileNamed('b.bin')];
		const bends: ((bytes: Buffer, path: string) => Buffer | Promise<Buffer>)[] = [
			(bytes) => {
				bytes.writeUInt8(bytes.readUInt8(500) ^ 1, 500);
				return bytes;
			},
			(bytes) => bytes.subarray(0, bytes.length - 1),
			(bytes) => Buffer.concat([bytes, Buffer.alloc(1)]),
			async (bytes) => (await storedBlob(b.blob)).subarray(0, bytes.length)
		];
		for (const bend of bends) {
			owner.interfere = async (address, init, pass) => {
				const response = await pass(address, init);
				if (!address.includes('/blobs/')) return response;
				const bytes = Buffer.from(await response.arrayBuffer());
				return new Response(new Uint8Array(await bend(bytes, address)), { status: 206 });
			};
			await expect(owner.core.openFile(vault, a.file)).rejects.toMatchObject({
				code: 'file-damaged'
			});
		}
		owner.interfere = null;
		const second = { ...a };
		expect((await owner.core.openFile(vault, second.file)).content.size).toBe(17_000_000);
	}, 60_000);

	test('C14 stored sizes are padded sizes, and one file sent twice gives unrelated blobs', async () => {
		const content = noise(100_001);
		await send(client, vault, fileOf('once.bin', content), fileOf('twice.bin', content));
		await send(client, vault, fileOf('near.bin', noise(100_100)));
		const blobs = await Promise.all(
			['once.bin', 'twice.bin', 'near.bin'].map(async (name) =>
				storedBlob((await fileNamed(name)).blob)
			)
		);
		const [once, twice, near] = blobs;
		expect(once?.length).toBe(near?.length);
		expect(sha256(once!)).not.toBe(sha256(twice!));
		const window = once!.subarray(-64);
		expect(twice!.includes(window)).toBe(false);
	}, 30_000);
});

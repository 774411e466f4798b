/**
 * What a browser of a firm's owner keeps for searching: of every client's log the head, as it was read by the owner's own
 * client, and, sealed by the same code, a digest with much more in it than these small logs have. Kept beside the firm.
 */
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { deserialize, serialize } from 'node:v8';
import type { UserId } from '../../src/crypto/brands.ts';
import { memoryDevice, memoryDigests, memoryLogs, Person } from '../claims/people.ts';
import { madeFirmIn, type FirmName } from './big-firm.ts';
import { madeDigest } from './made-digests.ts';
import { portalIn } from './portals.ts';

/** As IndexedDB has it (src/lib/worker/device-store.ts). */
export interface KeptThere {
	readonly user: UserId;
	readonly heads: Uint8Array;
	readonly digests: readonly (readonly [name: string, sealed: Uint8Array])[];
}

export async function keptOf(
	folder: string,
	name: FirmName,
	say: (line: string) => void
): Promise<KeptThere> {
	const file = path.join(folder, `${name}-kept`);
	if (existsSync(file)) return deserialize(await readFile(file)) as KeptThere;
	const { words } = await madeFirmIn(folder, name, say);
	const copy = await mkdtemp(path.join(tmpdir(), 'tallyport-known-'));
	await cp(path.join(folder, name), copy, { recursive: true });
	const portal = await portalIn(copy);
	const digests = memoryDigests();
	const device = memoryDevice(memoryLogs(), digests);
	const owner = new Person(portal, device);
	owner.knows = true;
	await owner.core.recover(words.join(' '));
	const clients = await owner.core.clients();
	await owner.knowing.settled();
	say(`${String(clients.length)} logs read`);
	const { session } = owner.keyholder;
	const kept = await session.keptDigests(digests);
	for (const [one, { vault }] of clients.entries()) {
		const [head] = session.heads.get(vault) ?? [];
		if (!head) throw new Error('a log was not read');
		await kept.keep({ ...madeDigest(one), vault, head });
	}
	const user = session.userId;
	const heads = await device.loadHeads(user);
	if (!heads) throw new Error('no heads were kept');
	const nameIn = (key: string) => key.split(' ')[1] ?? '';
	const made: KeptThere = {
		user,
		heads,
		digests: [...digests.records].map(([key, sealed]) => [nameIn(key), sealed] as const)
	};
	await portal.close();
	await rm(copy, { recursive: true });
	await writeFile(file, serialize(made));
	return made;
}

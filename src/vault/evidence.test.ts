import { beforeAll, describe, expect, test } from 'vitest';
import { forgeVault } from '../../tests/vault/forge.ts';
import { World, type Person } from '../../tests/vault/world.ts';
import type { VaultId } from '../crypto/brands.ts';
import { parseEntry } from '../crypto/entry-header.ts';
import { idBytes, newFolderId } from '../crypto/ids.ts';
import { encodeBase64url } from '../crypto/base64url.ts';
import { randomBytes } from '../crypto/random.ts';
import { evidenceOf, logSighting, receivedHash, witnessed, witnessing } from './evidence.ts';
import { Refusal } from './problems.ts';

const time = Date.UTC(2026, 3, 15, 12);
const caught = async (work: () => Promise<unknown>): Promise<unknown> => {
	try {
		await work();
	} catch (error) {
		return error;
	}
	throw new Error('nothing was caught');
};

describe('evidence', () => {
	let world: World;
	let vault: VaultId;
	let ana: Person;
	beforeAll(async () => {
		world = await World.found();
		vault = await world.createVault('Nobodys Business GmbH');
		ana = await world.client(vault, 'Ana Canary');
	});

	/** Two entries for one place, by the same author; Ana saw the first, and is shown the second. */
	async function forked() {
		const log = await world.owner.vault(vault);
		const folder = (name: string) => ({
			kind: 'folder.made',
			body: { folder: idBytes(newFolderId()), name }
		});
		const [one, two] = [
			await forgeVault(world.owner, log, folder('canary one')),
			await forgeVault(world.owner, log, folder('canary two'))
		];
		const portal = world.portal.vaultLog(vault);
		portal.force(one.bytes);
		const anas = await ana.vault(vault);
		expect(anas.state.head.hash).toBe(one.hash);
		portal.entries.splice(-1, 1, two.bytes);
		return { error: await caught(() => anas.sync()), one, two };
	}

	test('of an alarm says when, what was read and what was shown', async () => {
		const { error, one } = await forked();
		const record = evidenceOf(error, { time, build: 'abc' });
		expect(record).toMatchObject({
			format: 'tallyport evidence 1',
			code: 'log-rolled-back',
			at: '2026-04-15T12:00:00.000Z',
			build: 'abc',
			reading: 'vault log',
			ids: { vault }
		});
		expect(record.message).toContain('tell the firm by phone');
		expect(one.header.seq).toBeGreaterThan(0);
	});

	test('holds no name, no key and no sealed body', async () => {
		const entries = await Promise.all(world.portal.vaultLog(vault).entries.map(parseEntry));
		const known = entries.map(({ header, hash }) => ({ seq: header.seq, hash }));
		const sighting = logSighting({ firm: 'f', vault: 'v' }, known, entries);
		const text = JSON.stringify(
			evidenceOf(witnessed(new Refusal('log-rolled-back'), sighting), { time })
		);
		expect(sighting.shown?.length).toBe(entries.length);
		// As a word: five letters turn up in a long text of base64url.
		for (const name of ['Nobodys', 'Canary', 'canary', 'Alder'])
			expect(text).not.toMatch(new RegExp(`(?<![\\w-])${name}(?![\\w-])`, 'u'));
		const log = await ana.vault(vault).catch(() => null);
		const { identity, account } = ana;
		const secrets = [identity.seed, identity.signing.seed, identity.kem.seed, account.key];
		for (const secret of secrets) expect(text).not.toContain(encodeBase64url(secret));
		for (const { sealedBody } of entries)
			if (sealedBody) expect(text).not.toContain(encodeBase64url(sealedBody).slice(4, 60));
		expect(log).toBeNull();
	});

	test('is of a size to send, however long the log', async () => {
		const [entry] = await Promise.all(world.portal.vaultLog(vault).entries.map(parseEntry));
		if (!entry) throw new Error('no entry');
		const many = Array.from({ length: 500 }, () => entry);
		const known = many.map(({ hash }, seq) => ({ seq, hash }));
		const { shown, known: kept } = logSighting({ firm: 'f' }, known, many);
		expect([shown?.length, kept?.length]).toEqual([24, 24]);
	});

	test('keeps the first note of a failure, which is the nearest to the lie', async () => {
		const error = await caught(() =>
			witnessing(
				() => ({ reading: 'invitation', ids: {} }),
				() =>
					witnessing(
						() => ({ reading: 'firm log', ids: {} }),
						() => Promise.reject(new Refusal('wrong-firm'))
					)
			)
		);
		expect(evidenceOf(error, { time }).reading).toBe('firm log');
	});

	test('is not made of what an honest portal can cause', async () => {
		const error = await caught(() =>
			witnessing(
				() => ({ reading: 'file', ids: {} }),
				() => Promise.reject(new Refusal('offline'))
			)
		);
		expect(evidenceOf(error, { time })).not.toHaveProperty('reading');
	});

	test('states the hash of what came beside the one that was promised', async () => {
		const [bytes, promised] = [randomBytes(10), randomBytes(32)];
		const { sha256, expected } = await receivedHash('part 0', bytes, promised);
		expect(Buffer.from(sha256, 'base64url')).toEqual(
			Buffer.from(await crypto.subtle.digest('SHA-256', bytes))
		);
		expect(expected).toBe(encodeBase64url(promised));
		expect((await receivedHash('identity', bytes)).expected).toBeNull();
	});
});

import { beforeEach, describe, expect, test } from 'vitest';
import { memoryDigests } from '../../tests/claims/people.ts';
import { deviceKey } from '../crypto/account.ts';
import type { EntryHash, VaultId } from '../crypto/brands.ts';
import type { Head } from '../crypto/entry-header.ts';
import { encodeBase64url } from '../crypto/base64url.ts';
import { firmIdFrom, newVaultId, userIdFrom } from '../crypto/ids.ts';
import { digestName, logsKey, sealDigest } from '../crypto/kept-logs.ts';
import { newAccountKey, randomBytes } from '../crypto/random.ts';
import { DIGEST_FORMAT, parseDigest, encodeDigest, type VaultDigest } from './digest.ts';
import { KeptDigests } from './kept-digests.ts';

const owner = { user: userIdFrom(randomBytes(32)), firm: firmIdFrom(randomBytes(32)) };
const head = (seq: number): Head => ({
	seq,
	hash: encodeBase64url(randomBytes(32)) as EntryHash
});
const digestOf = (vault: VaultId, name = 'Rivera', at = head(3)): VaultDigest => ({
	vault,
	head: at,
	name,
	files: [],
	versions: 0,
	items: [],
	messages: []
});

let account: ReturnType<typeof newAccountKey>;
let store: ReturnType<typeof memoryDigests>;
const opened = async (most?: number, of = owner) =>
	new KeptDigests(store, of, await logsKey(await deviceKey(account)), most);

beforeEach(() => {
	account = newAccountKey();
	store = memoryDigests();
});

describe('what is kept of vaults for searching', () => {
	test('comes back once, for the head that was seen and no other', async () => {
		const digest = digestOf(newVaultId());
		const { vault, head: at } = digest;
		await (await opened()).keep(digest);
		const kept = await opened();
		expect(await kept.recall(vault, [at])).toEqual(digest);
		expect(await kept.recall(vault, [at])).toBeNull();
		for (const seen of [[], [head(3)], [head(2)], [at, head(4)], [at, head(3)]])
			expect(await (await opened()).recall(vault, seen)).toBeNull();
	});

	test('is for its own person and firm, and for the key of its account', async () => {
		const digest = digestOf(newVaultId());
		await (await opened()).keep(digest);
		const [[name, sealed] = ['', new Uint8Array()]] = store.records;
		const others = [
			{ ...owner, user: userIdFrom(randomBytes(32)) },
			{ ...owner, firm: firmIdFrom(randomBytes(32)) }
		];
		for (const other of others) {
			store.records.set(name.replace(owner.user, other.user), sealed);
			expect(await (await opened(undefined, other)).recall(digest.vault, [digest.head])).toBeNull();
		}
		account = newAccountKey();
		store.records.set(name, sealed);
		expect(await (await opened()).recall(digest.vault, [digest.head])).toBeNull();
	});

	test('is read anew where an older version sealed it in another shape', async () => {
		const digest = digestOf(newVaultId());
		const { vault, head: at } = digest;
		await (await opened()).keep(digest);
		const key = await logsKey(await deviceKey(account));
		for (const format of [DIGEST_FORMAT - 1, DIGEST_FORMAT - 100]) {
			const place = { ...owner, vault, format };
			const sealed = await sealDigest(key, place, encodeDigest(digest));
			store.records.set(`${owner.user} ${await digestName(key, place)}`, sealed);
			expect(store.records.size).toBe(1);
			expect(await (await opened()).recall(vault, [at])).toBeNull();
		}
	});

	test('goes where nobody asks for it any more', async () => {
		const kept = await opened();
		const [one, two] = [digestOf(newVaultId()), digestOf(newVaultId())];
		await kept.keep(one);
		await kept.keep(two);
		const later = await opened();
		await later.recall(one.vault, [one.head]);
		await later.forgetOthers();
		expect(store.records.size).toBe(1);
		expect(await (await opened()).recall(one.vault, [one.head])).toEqual(one);
		await later.forget(one.vault);
		expect(store.records.size).toBe(0);
	});

	test('is never more than is allowed, of one vault and of all', async () => {
		const name = 'x'.repeat(1000);
		const vaults = Array.from({ length: 6 }, newVaultId);
		const kept = await opened(5000);
		for (const vault of vaults) await kept.keep(digestOf(vault, name));
		expect(store.records.size).toBe(4);
		const [first] = vaults;
		if (!first) throw new Error('no vault');
		await kept.keep(digestOf(first, 'x'.repeat(3 * 1024 * 1024)));
		expect(store.records.size).toBe(3);
		const later = await opened(5000);
		await later.recall(first, []);
		for (const vault of vaults) await later.keep(digestOf(vault, name));
		expect(store.records.size).toBe(4);
	});

	test('is not written or read after wiping', async () => {
		const kept = await opened();
		const digest = digestOf(newVaultId());
		await kept.keep(digest);
		const writing = kept.keep(digestOf(newVaultId()));
		kept.wipe();
		await writing;
		expect(store.records.size).toBe(1);
		expect(await kept.recall(digest.vault, [digest.head])).toBeNull();
		await kept.forget(digest.vault);
		expect(store.records.size).toBe(1);
	});

	test('counts as absent where nothing can be read from the store', async () => {
		store.loadDigests = () => Promise.reject(new Error('indexeddb'));
		const digest = digestOf(newVaultId());
		expect(await (await opened()).recall(digest.vault, [digest.head])).toBeNull();
	});

	test('is refused when it is of another shape', () => {
		const digest = digestOf(newVaultId());
		expect(parseDigest(encodeDigest(digest))).toEqual(digest);
		for (const change of [{ files: [null] }, { head: 3 }, { name: 3 }, { more: 1 }]) {
			const bytes = new TextEncoder().encode(JSON.stringify({ ...digest, ...change }));
			expect(() => parseDigest(bytes)).toThrow();
		}
	});
});

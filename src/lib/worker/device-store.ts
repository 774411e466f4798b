/**
 * What this browser keeps between visits, in IndexedDB: sealed log heads, the firm's name and mark for the sign-in
 * page and whether staff sign in here, the fingerprint of the portal's program as last seen, and of each unfinished upload a sealed record, the sealed
 * hashes of its parts and, where the browser gives one, the handle of the file; and of the vaults opened last what their
 * verified logs led to, of every vault what can be searched of it, and of what was sent by a drop link a list, sealed and
 * under names that tell nothing; and a person's saved replies, sealed, where a version from before left them here. No key and no document is ever stored here unsealed.
 */
import type { BlobId, Raw, UploadId, UserId, VaultId } from '../../crypto/brands.ts';
import { parseUploadId } from '../../crypto/ids.ts';
import type { ProgressStore } from '../../vault/drop-progress.ts';
import type { DigestStore } from '../../vault/kept-digests.ts';
import type { LogStore } from '../../vault/kept-logs.ts';
import type { UploadStore } from '../../vault/kept-uploads.ts';
import type { ReplyStore } from '../../vault/saved-replies.ts';
import type { DeviceStore } from '../../vault/session.ts';
import type { Mark } from '../../vault/view.ts';
import type { BuildMemory } from './build-desk.ts';

export interface Remembered {
	firmName: string;
	mark: Mark;
	/** Their screens are fetched while they sign in. */
	isStaff: boolean;
}

/** What uploads are gone on with. Handles go with their records. */
export interface Keeping extends UploadStore {
	handles(user: UserId): Promise<Map<UploadId, FileSystemFileHandle>>;
	saveHandle(user: UserId, id: UploadId, handle: FileSystemFileHandle): Promise<void>;
}

const DATABASE = 'tallyport';
const STORE = 'device';
const REMEMBERED = 'remembered';
const BUILD = 'build';

export function openDeviceStore(): DeviceStore &
	ProgressStore &
	Keeping &
	DigestStore &
	ReplyStore & {
		remembered(): Promise<Remembered | null>;
		remember(value: Remembered): Promise<void>;
		/** Which of several vaults was open last: its address, which the browser's history has as well. */
		lastVault(user: UserId): Promise<string | null>;
		noteVault(user: UserId, vault: VaultId): Promise<void>;
		forget(): Promise<void>;
	} {
	const database = open();
	const get = async (key: string): Promise<unknown> =>
		settled((await store(database, 'readonly')).get(key));
	const put = async (key: string, value: unknown): Promise<void> => {
		await settled((await store(database, 'readwrite')).put(value, key));
	};
	return {
		loadHeads: async (userId: UserId) => {
			const value = await get(`heads:${userId}`);
			return value instanceof Uint8Array ? value.slice() : null;
		},
		saveHeads: (userId, sealed) => put(`heads:${userId}`, sealed),
		loadReplies: async (user) => {
			const value = await get(`replies:${user}`);
			return value instanceof Uint8Array ? value.slice() : null;
		},
		forgetReplies: async (user) => {
			await settled((await store(database, 'readwrite')).delete(`replies:${user}`));
		},
		...keepingIn(database),
		loadDrop: async (name) => {
			const value = await get(`drop:${name}`);
			return value instanceof Uint8Array ? value.slice() : null;
		},
		saveDrop: (name, sealed) => put(`drop:${name}`, sealed),
		logs: logsIn(database),
		...digestsIn(database),
		remembered: async () => asRemembered(await get(REMEMBERED)),
		remember: (value) => put(REMEMBERED, value),
		lastVault: async (user) => {
			const value: unknown = await settled(
				(await store(database, 'readonly')).get(['last-vault', user])
			);
			return typeof value === 'string' ? value : null;
		},
		noteVault: async (user, vault) => {
			await settled((await store(database, 'readwrite')).put(vault, ['last-vault', user]));
		},
		forget: async () => {
			const objects = await store(database, 'readwrite');
			objects.delete(under('last-vault'));
			objects.delete(under('log'));
			objects.delete(under('log-order'));
			objects.delete(under('digest'));
			await settled(objects.delete(REMEMBERED));
		}
	};
}

/** At most so many vaults' logs are remembered for a person: those written last. The firm's own is not among them. */
const MOST_LOGS = 24;

function logsIn(database: Promise<IDBDatabase>): LogStore {
	const key = (user: UserId, name: string) => ['log', user, name];
	const orderOf = async (objects: IDBObjectStore, user: UserId): Promise<string[]> => {
		const order: unknown = await settled(objects.get(['log-order', user]));
		return Array.isArray(order) ? order.filter((name) => typeof name === 'string') : [];
	};
	return {
		async load(user, name) {
			const objects = await store(database, 'readonly');
			const value: unknown = await settled(objects.get(key(user, name)));
			return value instanceof Uint8Array && value.buffer instanceof ArrayBuffer
				? new Uint8Array(value.buffer, value.byteOffset, value.length)
				: null;
		},
		async save(user, name, sealed, of) {
			const objects = await store(database, 'readwrite');
			if (of === 'firm') {
				await settled(objects.put(sealed, key(user, name)));
				return;
			}
			const others = (await orderOf(objects, user)).filter((one) => one !== name);
			for (const old of others.slice(0, -(MOST_LOGS - 1))) objects.delete(key(user, old));
			objects.put([...others.slice(-(MOST_LOGS - 1)), name], ['log-order', user]);
			await settled(objects.put(sealed, key(user, name)));
		},
		async remove(user, name) {
			await settled((await store(database, 'readwrite')).delete(key(user, name)));
		}
	};
}

/** So many are fetched at once: what else needs the database waits no longer. */
const AT_ONCE = 500;

function digestsIn(database: Promise<IDBDatabase>): DigestStore {
	return {
		async loadDigests(user) {
			const found = new Map<string, Raw>();
			const objects = await store(database, 'readwrite');
			objects.delete(IDBKeyRange.bound(['digest'], ['digest', user], false, true));
			objects.delete(IDBKeyRange.bound(['digest', user, []], ['digest', []]));
			for (let after = '', more = true; more;) {
				const range = IDBKeyRange.bound(
					['digest', user, after],
					['digest', user, []],
					after !== ''
				);
				const [keys, values] = await Promise.all([
					settled(objects.getAllKeys(range, AT_ONCE)),
					settled(objects.getAll(range, AT_ONCE))
				]);
				for (const [at, key] of keys.entries()) {
					const name: unknown = Array.isArray(key) ? key.at(-1) : null;
					const value: unknown = values[at];
					if (typeof name !== 'string') continue;
					if (value instanceof Uint8Array) found.set(name, value.slice());
					after = name;
				}
				more = keys.length === AT_ONCE;
			}
			return found;
		},
		async saveDigest(user, name, sealed) {
			await settled((await store(database, 'readwrite')).put(sealed, ['digest', user, name]));
		},
		async removeDigests(user, names) {
			const transaction = (await database).transaction(STORE, 'readwrite');
			const objects = transaction.objectStore(STORE);
			for (const name of names) objects.delete(['digest', user, name]);
			await completed(transaction);
		}
	};
}

function keepingIn(database: Promise<IDBDatabase>): Keeping {
	const uploadKey = (user: UserId, id: UploadId) => ['upload', user, id];
	const handleKey = (user: UserId, id: UploadId) => ['handle', user, id];
	const partKey = (user: UserId, blob: BlobId, index: number) => ['part', user, blob, index];
	const partsOf = (user: UserId, blob: BlobId) => under('part', user, blob);
	/** On disk, not only on its way there, when this resolves: a part may be sent only then. */
	const durably = async (write: (objects: IDBObjectStore) => void): Promise<void> => {
		const transaction = (await database).transaction(STORE, 'readwrite', { durability: 'strict' });
		write(transaction.objectStore(STORE));
		await completed(transaction);
	};
	const allUnder = async (range: IDBKeyRange): Promise<[unknown, unknown][]> => {
		const objects = await store(database, 'readonly');
		const [keys, values] = await Promise.all([
			settled(objects.getAllKeys(range)),
			settled(objects.getAll(range))
		]);
		return keys.map((key, at) => [Array.isArray(key) ? key.at(-1) : null, values[at]]);
	};
	return {
		async uploads(user) {
			const found = new Map<UploadId, Raw>();
			for (const [id, value] of await allUnder(under('upload', user)))
				if (typeof id === 'string' && value instanceof Uint8Array)
					found.set(parseUploadId(id), value.slice());
			return found;
		},
		saveUploads: (user, records) =>
			durably((objects) => {
				for (const [id, sealed] of records) objects.put(sealed, uploadKey(user, id));
			}),
		removeUpload: (user, id, blob) =>
			durably((objects) => {
				objects.delete(uploadKey(user, id));
				objects.delete(handleKey(user, id));
				if (blob !== null) objects.delete(partsOf(user, blob));
			}),
		async parts(user, blob) {
			const found = new Map<number, Raw>();
			for (const [index, value] of await allUnder(partsOf(user, blob)))
				if (typeof index === 'number')
					found.set(index, value instanceof Uint8Array ? value.slice() : new Uint8Array());
			return found;
		},
		savePart: (user, blob, index, sealed) =>
			durably((objects) => {
				objects.put(sealed, partKey(user, blob, index));
			}),
		removeParts: (user, blob) =>
			durably((objects) => {
				objects.delete(partsOf(user, blob));
			}),
		async handles(user) {
			const found = new Map<UploadId, FileSystemFileHandle>();
			for (const [id, value] of await allUnder(under('handle', user)))
				if (typeof id === 'string' && value instanceof FileSystemFileHandle)
					found.set(parseUploadId(id), value);
			return found;
		},
		saveHandle: (user, id, handle) =>
			durably((objects) => {
				objects.put(handle, handleKey(user, id));
			})
	};
}

/** All keys that begin so: an array sorts after all that it begins, and before what has an array in its place. */
const under = (...prefix: string[]): IDBKeyRange => IDBKeyRange.bound(prefix, [...prefix, []]);

/** Not tied to a person, so signing out leaves it. */
export function openBuildMemory(): BuildMemory {
	const database = open();
	return {
		seenBuild: async () => {
			const value: unknown = await settled((await store(database, 'readonly')).get(BUILD));
			return typeof value === 'string' ? value : null;
		},
		noteBuild: async (fingerprint) => {
			await settled((await store(database, 'readwrite')).put(fingerprint, BUILD));
		}
	};
}

function open(): Promise<IDBDatabase> {
	const request = indexedDB.open(DATABASE, 1);
	request.onupgradeneeded = () => {
		request.result.createObjectStore(STORE);
	};
	return settled(request);
}

const store = async (database: Promise<IDBDatabase>, mode: IDBTransactionMode) =>
	(await database).transaction(STORE, mode).objectStore(STORE);

function settled<T>(request: IDBRequest<T>): Promise<T> {
	const { promise, resolve, reject } = Promise.withResolvers<T>();
	request.onsuccess = () => {
		resolve(request.result);
	};
	request.onerror = () => {
		reject(request.error ?? new Error('indexeddb'));
	};
	return promise;
}

function completed(transaction: IDBTransaction): Promise<void> {
	const { promise, resolve, reject } = Promise.withResolvers<undefined>();
	transaction.oncomplete = () => {
		resolve(undefined);
	};
	transaction.onerror = transaction.onabort = () => {
		reject(transaction.error ?? new Error('indexeddb'));
	};
	return promise;
}

function asRemembered(value: unknown): Remembered | null {
	if (typeof value !== 'object' || value === null) return null;
	if (!('firmName' in value) || typeof value.firmName !== 'string') return null;
	if (!('mark' in value) || typeof value.mark !== 'object' || value.mark === null) return null;
	const { mark } = value;
	if (!('colour' in mark) || typeof mark.colour !== 'string') return null;
	if (!('initials' in mark) || typeof mark.initials !== 'string') return null;
	return {
		firmName: value.firmName,
		mark: { colour: mark.colour, initials: mark.initials },
		isStaff: 'isStaff' in value && value.isStaff === true
	};
}

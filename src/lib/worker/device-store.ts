/**
 * What this browser keeps between visits, in IndexedDB: sealed log heads, the firm's name and mark for the sign-in
 * page, and the fingerprint of the portal's program as last seen. No key and no document is ever stored here.
 */
import type { UserId } from '../../crypto/brands.ts';
import type { DeviceStore } from '../../vault/session.ts';
import type { Mark } from '../../vault/view.ts';
import type { BuildMemory } from './build-desk.ts';

export interface Remembered {
	firmName: string;
	mark: Mark;
}

const DATABASE = 'tallyport';
const STORE = 'device';
const REMEMBERED = 'remembered';
const BUILD = 'build';

export function openDeviceStore(): DeviceStore & {
	remembered(): Promise<Remembered | null>;
	remember(value: Remembered): Promise<void>;
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
		remembered: async () => asRemembered(await get(REMEMBERED)),
		remember: (value) => put(REMEMBERED, value),
		forget: async () => {
			await settled((await store(database, 'readwrite')).delete(REMEMBERED));
		}
	};
}

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

function asRemembered(value: unknown): Remembered | null {
	if (typeof value !== 'object' || value === null) return null;
	if (!('firmName' in value) || typeof value.firmName !== 'string') return null;
	if (!('mark' in value) || typeof value.mark !== 'object' || value.mark === null) return null;
	const { mark } = value;
	if (!('colour' in mark) || typeof mark.colour !== 'string') return null;
	if (!('initials' in mark) || typeof mark.initials !== 'string') return null;
	return {
		firmName: value.firmName,
		mark: { colour: mark.colour, initials: mark.initials }
	};
}

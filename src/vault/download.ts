/**
 * Fetching files. A part's hash is compared with the signed manifest before it is decrypted, and its bytes are handed on
 * only after their tags were checked. Several parts are on their way at once; they are handed on in order, and no more
 * are fetched than fit in memory while whoever takes them is busy.
 */
import type { BlobId, KemKeyPair, PayloadKey, Raw, VaultId } from '../crypto/brands.ts';
import {
	openBlob,
	PART_BYTES,
	planBlob,
	type KeyOfPrefix,
	type Range
} from '../crypto/age/file.ts';
import { toWire } from '../contract/wire.ts';
import type { Api } from './api.ts';
import { Arriving } from './body.ts';
import { witnessed, type Sighting } from './evidence.ts';
import { DamagedPart, type PartWorkers } from './part-workers.ts';
import { patiently, pause } from './patience.ts';
import { Refusal, toProblem } from './problems.ts';
import { Slots } from './slots.ts';
import { noteUncounted } from './uncounted.ts';
import type { TransferHooks } from './upload.ts';
import type { VaultLog } from './vault-log.ts';
import type { VaultFile } from './vault-state.ts';

/** Requests at once: fewer than there are parts in memory, so that none of them waits while others are being opened. */
const LINES = 2;
/** In which a near server sends most of a part: alone it is here sooner, and checked while the next is on its way. */
const HEAD_START_MS = 16;

/** Where a stored file is, and with what it opens. */
export interface Stored {
	/** Ids of what is being read, for the record of a failure. */
	readonly ids: Readonly<Record<string, string>>;
	/** @throws Refusal `no-keys-yet` */
	identity(): KemKeyPair;
	/** @throws the refusal that ended the trust in what describes the file */
	requireTrust(): void;
	/** @param arriving makes room, or gives what came before a connection broke */
	fetch(range: Range, signal: AbortSignal, arriving: () => Arriving): Promise<Raw>;
	/** The last key is kept as long as this lives. */
	readonly keeper: object;
}

type StoredFile = Pick<VaultFile, 'blob' | 'size' | 'stored' | 'parts'>;

const inVault = (
	api: Api,
	vault: VaultLog,
	{ file, blob, epoch }: VaultFile,
	begun?: Begun
): Stored => ({
	ids: { firm: vault.state.firm, vault: vault.vault, file, blob },
	identity: () => vault.epoch(epoch).age,
	requireTrust: () => vault.requireTrust(),
	fetch: async (range, signal, arriving) =>
		(await begun?.asked?.take(range, signal)) ??
		api.blobRange(
			{ vault: vault.vault, blob },
			range,
			signal,
			begun?.asked?.arriving(range) ?? arriving()
		),
	keeper: begun ?? vault
});

/**
 * What is here already of a download that stopped and may go on: nothing that was checked is fetched again. It keeps the
 * file's key, and of its parts no more than are on their way at once.
 */
export class Begun {
	/** Bytes that were taken; a part begins there. */
	taken = 0;
	/** Parts that were right before their turn had come. */
	readonly ahead = new Map<number, Raw>();
	readonly asked: Asked | null;

	constructor(asked: Asked | null = null) {
		this.asked = asked;
	}
}

/**
 * The first parts of a file as they are stored, asked for while it is not certain yet that they are wanted: finding that out takes
 * as long. Nothing in them is looked at before a download takes them.
 */
export class Asked {
	readonly blob: BlobId;
	readonly #coming = new Map<number, Promise<Raw | null>>();
	/** What came of them before a connection broke is not fetched again. */
	readonly #arriving = new Map<number, Arriving>();
	readonly #stop = new AbortController();

	constructor(api: Api, workers: PartWorkers, vault: VaultId, { blob, size }: VaultFile) {
		this.blob = blob;
		const plan = planBlob(size);
		for (let index = 0; index < Math.min(plan.parts, LINES); index++) {
			const range = plan.storedRange(index);
			const arriving = new Arriving(range.end - range.start, workers.spare());
			const { signal } = this.#stop;
			const turn = index === 0 ? Promise.resolve() : pause(HEAD_START_MS, signal);
			const part = turn
				.then(() => api.blobRange({ vault, blob }, range, signal, arriving))
				.catch(orNotYet);
			// Heard by whoever takes it, or by nobody.
			part.catch(() => undefined);
			this.#coming.set(range.start, part);
			this.#arriving.set(range.start, arriving);
		}
	}

	/** Once each. Null: this has nothing of it. @throws Refusal `cancelled`, `file-damaged` */
	async take({ start }: Range, signal: AbortSignal): Promise<Raw | null> {
		const coming = this.#coming.get(start);
		this.#coming.delete(start);
		const drop = () => this.drop();
		signal.addEventListener('abort', drop);
		if (signal.aborted) drop();
		try {
			const part = await coming;
			// Nothing more is asked for.
			if (signal.aborted) throw new Refusal('cancelled');
			return part ?? null;
		} finally {
			signal.removeEventListener('abort', drop);
		}
	}

	/** Where a part that did not come whole is filled further; nothing else fills it by then. */
	arriving({ start }: Range): Arriving | undefined {
		return this.#arriving.get(start);
	}

	/** What nobody took is not wanted any more. */
	drop(): void {
		this.#coming.clear();
		this.#arriving.clear();
		this.#stop.abort();
	}
}

/** Whoever takes it asks again, and hears why not; but an answer of the wrong length is one. */
function orNotYet(error: unknown): null {
	if (error instanceof Refusal && error.code === 'file-damaged') throw error;
	return null;
}

/**
 * Resolves only when the whole file, to its last byte, was right and taken.
 * @param begun goes on there
 * @throws Refusal `file-damaged`, `no-keys-yet`, `cancelled`, or what the server refuses with.
 */
export async function download(
	api: Api,
	vault: VaultLog,
	file: VaultFile,
	workers: PartWorkers,
	hooks: TransferHooks,
	onBytes: (bytes: Raw) => Promise<void>,
	begun?: Begun
): Promise<void> {
	await downloadFrom(inVault(api, vault, file, begun), file, workers, hooks, onBytes, begun);
}

/** The same from wherever a file is stored. */
export async function downloadFrom(
	stored: Stored,
	file: StoredFile,
	workers: PartWorkers,
	hooks: TransferHooks,
	onBytes: (bytes: Raw) => Promise<void>,
	begun = new Begun()
): Promise<void> {
	// Ends what else is on its way when one part fails.
	const over = new AbortController();
	const signal = AbortSignal.any([hooks.signal, over.signal]);
	const parts = new Parts(stored, file, workers, { ...hooks, signal });
	try {
		for await (const bytes of inOrder(parts, workers.held, begun)) {
			if (hooks.signal.aborted) throw new Refusal('cancelled');
			stored.requireTrust();
			const { length } = bytes;
			// From here on they are the taker's.
			begun.ahead.delete(begun.taken / PART_BYTES);
			await onBytes(bytes);
			begun.taken += length;
			// A small file would wait for what that takes.
			if (begun.taken > 2 * PART_BYTES) noteUncounted(length);
			hooks.onProgress(begun.taken);
		}
	} finally {
		over.abort();
	}
	if (begun.taken !== file.size) throw new Refusal('file-damaged');
}

/**
 * The bytes `start` up to, not including, `end` of a file: fetches the parts they are in, and the first for its key
 * unless this file was read last.
 * @throws Refusal as `download`
 */
export async function readRange(
	api: Api,
	vault: VaultLog,
	file: VaultFile,
	workers: PartWorkers,
	hooks: TransferHooks,
	{ start, end }: Range
): Promise<Raw> {
	if (start < 0 || end > file.size || start >= end) throw new Refusal('range-invalid');
	const parts = new Parts(inVault(api, vault, file), file, workers, hooks);
	const piece = new Uint8Array(end - start);
	const last = Math.floor((end - 1) / PART_BYTES);
	for (let index = Math.floor(start / PART_BYTES); index <= last; index++) {
		const offset = index * PART_BYTES;
		const bytes = await parts.opened(index);
		vault.requireTrust();
		const from = Math.max(start - offset, 0);
		piece.set(bytes.subarray(from, end - offset), offset + from - start);
		workers.takeBack(bytes);
	}
	return piece;
}

async function* inOrder(parts: Parts, held: number, begun: Begun): AsyncGenerator<Raw> {
	const { ahead } = begun;
	const from = begun.taken / PART_BYTES;
	const coming: Promise<Raw>[] = [];
	const open = async (index: number) => {
		const bytes = ahead.get(index) ?? (await parts.opened(index));
		ahead.set(index, bytes);
		return bytes;
	};
	for (let index = from, next = from; index < parts.count; index++) {
		for (; next < Math.min(parts.count, index + held); next++) {
			const part = open(next);
			// Heard in its turn, or not at all when one before it fails.
			part.catch(() => undefined);
			coming.push(part);
		}
		const first = await coming.shift();
		if (first) yield first;
	}
}

/** The key of the file that was read last in each vault. It goes when the vault's other keys do. */
const lastKeys = new WeakMap<object, { blob: BlobId; key: PayloadKey }>();

/** The parts of one file, each fetched, checked and opened when asked for. */
export class Parts {
	readonly count: number;
	readonly #stored: Stored;
	readonly #file: StoredFile;
	readonly #workers: PartWorkers;
	readonly #hooks: TransferHooks;
	readonly #identity: KemKeyPair;
	readonly #lines = new Slots(LINES);
	readonly #key = Promise.withResolvers<PayloadKey>();
	#known: PayloadKey | null = null;
	/** For the key, in part 0. */
	#search: 'not begun' | 'under way' | 'in vain' = 'not begun';

	/** @throws Refusal `no-keys-yet` */
	constructor(stored: Stored, file: StoredFile, workers: PartWorkers, hooks: TransferHooks) {
		this.#stored = stored;
		this.#file = file;
		this.#workers = workers;
		this.#hooks = hooks;
		this.#identity = stored.identity();
		this.count = planBlob(file.size).parts;
		// Whoever waits for the key hears it; nobody may.
		this.#key.promise.catch(() => undefined);
		const last = lastKeys.get(stored.keeper);
		if (last?.blob === file.blob) this.#keyIs(last.key);
	}

	/** The file's own bytes in this part. The portal's record of a failure says what came and what was promised. */
	async opened(index: number): Promise<Raw> {
		if (index === 0) this.#search = 'under way';
		try {
			const { start, end } = planBlob(this.#file.size).storedRange(index);
			let room: Arriving | null = null;
			// Inside, as there may be no memory for it: whoever waits for the key hears that too.
			const arriving = () => (room ??= new Arriving(end - start, this.#workers.spare()));
			return await patiently(() => this.#fetched(index, { start, end }, arriving), this.#hooks);
		} catch (error) {
			if (index === 0) {
				this.#search = 'in vain';
				this.#key.reject(error);
			}
			throw error instanceof Refusal && toProblem(error).alarming
				? witnessed(error, this.#sighting(index, error))
				: error;
		}
	}

	async #fetched(index: number, range: Range, arriving: () => Arriving): Promise<Raw> {
		this.#stored.requireTrust();
		const { signal } = this.#hooks;
		// Nothing that comes could be opened.
		if (index !== 0 && !this.#known && this.#search === 'in vain') await this.#key.promise;
		const stored = await this.#lines.hold(signal, () =>
			this.#stored.fetch(range, signal, arriving)
		);
		const key = index === 0 ? this.#openKey : () => this.#keyOfFirst();
		const job = { key: this.#known ?? key, manifest: this.#file, index, stored };
		return this.#workers.open(job, signal);
	}

	readonly #openKey: KeyOfPrefix = async (prefix) => {
		const key = await openBlob(this.#identity, prefix);
		lastKeys.set(this.#stored.keeper, { blob: this.#file.blob, key });
		this.#keyIs(key);
		return key;
	};

	#keyIs(key: PayloadKey): void {
		this.#known = key;
		this.#key.resolve(key);
	}

	#keyOfFirst(): Promise<PayloadKey> {
		if (!this.#known && this.#search === 'not begun') this.opened(0).catch(() => undefined);
		return this.#key.promise;
	}

	#sighting(index: number, error: Refusal): Sighting {
		const { parts } = this.#file;
		const { ids } = this.#stored;
		if (!(error instanceof DamagedPart)) return { reading: 'file', ids };
		const [sha256, expected] = [toWire(error.received), parts[index]];
		const what = `part ${String(index)}`;
		const received = { what, sha256, expected: expected ? toWire(expected) : null };
		return { reading: 'file', ids, received: [received] };
	}
}

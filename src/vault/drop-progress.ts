/**
 * What a sender's own browser keeps of what they sent by a drop link: who they said they are, and which files arrived. It
 * is sealed under a key of the link, so that it opens for whoever has the link and this browser, and for nobody else.
 */
import { z } from 'zod';
import type {
	BlobId,
	DeliveryId,
	DropId,
	DropProgressKey,
	Hash32,
	ItemId,
	Raw
} from '../crypto/brands.ts';
import { openProgress, sealProgress } from '../crypto/drop.ts';
import { decode, encode } from '../crypto/encoding.ts';
import { CryptoError } from '../crypto/errors.ts';
import { blobIdFrom, deliveryIdFrom, idBytes, itemIdFrom, newDeliveryId } from '../crypto/ids.ts';
import { hashFrom } from '../crypto/keys.ts';
import { Serial } from './serial.ts';

/** Where a sealed record lies, by a name that only the link gives. A write is durable before it resolves. */
export interface ProgressStore {
	loadDrop(name: string): Promise<Raw | null>;
	saveDrop(name: string, sealed: Raw): Promise<void>;
}

export interface ArrivedFile {
	readonly blob: BlobId;
	readonly name: string;
	readonly size: number;
	/** What the link asked for and it was sent for. */
	readonly answers: ItemId | null;
	/** One hash for the stored file (drop-manifest.ts). */
	readonly content: Hash32;
	readonly sentAt: number;
	/** The portal's clock; null until it has said that all is here. */
	readonly receivedAt: number | null;
}

export interface DropProgress {
	readonly delivery: DeliveryId;
	readonly sender: string;
	readonly note: string;
	readonly files: readonly ArrivedFile[];
	/** The sealed capsule, so that the page can say whose link it was when the portal gives it no more. */
	readonly capsule: Raw | null;
}

const bytes = z.custom<Raw>((value) => value instanceof Uint8Array);
const count = z.int().nonnegative();
const progressMap = z.strictObject({
	capsule: bytes.nullable(),
	delivery: bytes.transform(deliveryIdFrom),
	files: z.array(
		z.strictObject({
			// Absent where it was sent for nothing, and in what was kept before links asked for anything.
			answers: bytes.transform(itemIdFrom).optional(),
			blob: bytes.transform(blobIdFrom),
			content: bytes.transform(hashFrom),
			name: z.string(),
			receivedAt: count.nullable(),
			sentAt: count,
			size: z.int().positive()
		})
	),
	note: z.string(),
	sender: z.string()
});

const encodeProgress = ({ delivery, files, ...rest }: DropProgress): Raw =>
	encode({
		...rest,
		delivery: idBytes(delivery),
		files: files.map(({ answers, blob, ...file }) => ({
			...file,
			...(answers && { answers: idBytes(answers) }),
			blob: idBytes(blob)
		}))
	});

export class KeptProgress {
	readonly #store: ProgressStore;
	readonly #name: string;
	readonly #drop: DropId;
	readonly #key: DropProgressKey;
	readonly #saves = new Serial();
	#current: DropProgress;

	private constructor(
		store: ProgressStore,
		{ name, drop, key }: { name: string; drop: DropId; key: DropProgressKey },
		current: DropProgress
	) {
		this.#store = store;
		this.#name = name;
		this.#drop = drop;
		this.#key = key;
		this.#current = current;
	}

	/** What does not open counts as absent. */
	static async open(
		store: ProgressStore,
		of: { name: string; drop: DropId; key: DropProgressKey }
	): Promise<KeptProgress> {
		const sealed = await store.loadDrop(of.name);
		const kept = sealed && (await read(of, sealed));
		return new KeptProgress(store, of, kept ?? blank());
	}

	get current(): DropProgress {
		return this.#current;
	}

	update(change: Partial<DropProgress>): Promise<void> {
		this.#current = { ...this.#current, ...change };
		// In order: an older state never takes the place of a newer one.
		return this.#saves.run(async () => {
			const sealed = await sealProgress(this.#key, this.#drop, encodeProgress(this.#current));
			await this.#store.saveDrop(this.#name, sealed);
		});
	}

	/** Adds a file, or says of a known one when it arrived. */
	note(file: ArrivedFile): Promise<void> {
		const others = this.#current.files.filter(({ blob }) => blob !== file.blob);
		return this.update({ files: [...others, file] });
	}

	/** Also a blob that was given up: nothing arrived under it. */
	forget(blob: BlobId): Promise<void> {
		return this.update({ files: this.#current.files.filter((file) => file.blob !== blob) });
	}
}

const blank = (): DropProgress => ({
	delivery: newDeliveryId(),
	sender: '',
	note: '',
	files: [],
	capsule: null
});

async function read(
	{ drop, key }: { drop: DropId; key: DropProgressKey },
	sealed: Raw
): Promise<DropProgress | null> {
	try {
		const parsed = progressMap.safeParse(decode(await openProgress(key, drop, sealed)));
		if (!parsed.success) return null;
		const files = parsed.data.files.map(({ answers = null, ...file }) => ({ ...file, answers }));
		return { ...parsed.data, files };
	} catch (error) {
		if (error instanceof CryptoError) return null;
		throw error;
	}
}

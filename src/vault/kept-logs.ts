/**
 * The logs that this browser remembers, sealed before they get there. What does not open, because it is another account's, another
 * vault's, of another format or damaged, counts as absent. Failing to keep one is harmless: the log is read from its start.
 */
import type { FirmId, LogsKey, Raw, UserId, VaultId } from '../crypto/brands.ts';
import { wipe } from '../crypto/bytes.ts';
import { logName, openLog, sealLog, type LogPlace } from '../crypto/kept-logs.ts';
import { encodeKeptFirm, KEPT_FIRM_FORMAT, parseKeptFirm, type KeptFirm } from './kept-firm.ts';
import { encodeKeptList, KEPT_LIST_FORMAT, parseKeptList, type KnownList } from './kept-list.ts';
import { encodeKeptLog, KEPT_FORMAT, parseKeptLog, type KeptLog } from './kept-log.ts';
import { Serial } from './serial.ts';

/** Where sealed records lie, by user and name; the store drops the ones that were not written for longest, but for a firm's. */
export interface LogStore {
	load(user: UserId, name: string): Promise<Raw | null>;
	save(user: UserId, name: string, sealed: Raw, of: 'firm' | 'vault'): Promise<void>;
	remove(user: UserId, name: string): Promise<void>;
}

/** One log's own record. */
export interface LogMemory<Kept = KeptLog> {
	recall(): Promise<Kept | null>;
	/** Goes on in the background; the newest of several that wait is written. */
	keep(kept: Kept): void;
	forget(): Promise<void>;
}

interface Codec<Kept> {
	readonly format: number;
	encode(kept: Kept): Raw | null;
	parse(bytes: Raw): Kept;
}

const vaults: Codec<KeptLog> = { format: KEPT_FORMAT, encode: encodeKeptLog, parse: parseKeptLog };
const firms: Codec<KeptFirm> = {
	format: KEPT_FIRM_FORMAT,
	encode: encodeKeptFirm,
	parse: parseKeptFirm
};
const lists: Codec<KnownList> = {
	format: KEPT_LIST_FORMAT,
	encode: encodeKeptList,
	parse: parseKeptList
};

export class KeptLogs {
	readonly #store: LogStore;
	readonly #user: UserId;
	readonly #firm: FirmId;
	readonly #key: LogsKey;
	readonly #writing = new Serial();
	/** What is to be written, by log; the firm's under null. */
	readonly #waiting = new Map<LogPlace['vault'], () => Raw | null>();
	/** After wiping, nothing may be sealed any more: it would be sealed under zeros. */
	#wiped = false;

	constructor(store: LogStore, { user, firm }: { user: UserId; firm: FirmId }, key: LogsKey) {
		this.#store = store;
		this.#user = user;
		this.#firm = firm;
		this.#key = key;
	}

	of(vault: VaultId): LogMemory {
		return this.#memory(vault, vaults);
	}

	ofFirm(): LogMemory<KeptFirm> {
		return this.#memory(null, firms);
	}

	ofList(): LogMemory<KnownList> {
		return this.#memory('names', lists);
	}

	#memory<Kept>(vault: LogPlace['vault'], codec: Codec<Kept>): LogMemory<Kept> {
		const place = { user: this.#user, firm: this.#firm, vault, format: codec.format };
		return {
			recall: () => this.#recall(place, codec),
			keep: (kept) => {
				const isDue = this.#waiting.has(vault);
				this.#waiting.set(vault, () => codec.encode(kept));
				if (!isDue) void this.#writing.run(() => this.#write(place)).catch(() => undefined);
			},
			forget: () => this.#forget(place)
		};
	}

	/** Resolves when everything that waited is written. */
	settled(): Promise<void> {
		return this.#writing.run(() => Promise.resolve());
	}

	wipe(): void {
		this.#wiped = true;
		this.#waiting.clear();
		wipe(this.#key);
	}

	async #recall<Kept>(place: LogPlace, codec: Codec<Kept>): Promise<Kept | null> {
		try {
			const sealed = await this.#store.load(this.#user, await logName(this.#key, place));
			return sealed && codec.parse(await openLog(this.#key, place, sealed));
		} catch {
			return null;
		}
	}

	async #write(place: LogPlace): Promise<void> {
		const { vault } = place;
		const plaintext = this.#waiting.get(vault)?.();
		this.#waiting.delete(vault);
		if (!plaintext) return;
		const name = await logName(this.#key, place);
		const sealed = await sealLog(this.#key, place, plaintext);
		wipe(plaintext);
		// Wiped while it was sealed: nobody knows under which key.
		if (this.#wiped) return;
		await this.#store.save(
			this.#user,
			name,
			sealed,
			vault === null || vault === 'names' ? 'firm' : 'vault'
		);
	}

	#forget(place: LogPlace): Promise<void> {
		this.#waiting.delete(place.vault);
		return this.#writing.run(async () => {
			await this.#store.remove(this.#user, await logName(this.#key, place));
		});
	}
}

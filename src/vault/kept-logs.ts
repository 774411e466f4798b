/**
 * The logs that this browser remembers, sealed before they get there. What does not open, because it is another account's, another
 * vault's, of another format or damaged, counts as absent. Failing to keep one is harmless: the log is read from its start.
 */
import type { FirmId, LogsKey, Raw, UserId, VaultId } from '../crypto/brands.ts';
import { wipe } from '../crypto/bytes.ts';
import { logName, openLog, sealLog } from '../crypto/kept-logs.ts';
import { encodeKeptLog, KEPT_FORMAT, parseKeptLog, type KeptLog } from './kept-log.ts';
import { Serial } from './serial.ts';

/** Where sealed records lie, by user and name; the store drops the ones that were not written for longest. */
export interface LogStore {
	load(user: UserId, name: string): Promise<Raw | null>;
	save(user: UserId, name: string, sealed: Raw): Promise<void>;
	remove(user: UserId, name: string): Promise<void>;
}

/** One log's own record. */
export interface LogMemory {
	recall(): Promise<KeptLog | null>;
	/** Goes on in the background; the newest of several that wait is written. */
	keep(kept: KeptLog): void;
	forget(): Promise<void>;
}

export class KeptLogs {
	readonly #store: LogStore;
	readonly #user: UserId;
	readonly #firm: FirmId;
	readonly #key: LogsKey;
	readonly #writing = new Serial();
	readonly #waiting = new Map<VaultId, KeptLog>();
	/** After wiping, nothing may be sealed any more: it would be sealed under zeros. */
	#wiped = false;

	constructor(store: LogStore, { user, firm }: { user: UserId; firm: FirmId }, key: LogsKey) {
		this.#store = store;
		this.#user = user;
		this.#firm = firm;
		this.#key = key;
	}

	of(vault: VaultId): LogMemory {
		return {
			recall: () => this.#recall(vault),
			keep: (kept) => {
				const isDue = this.#waiting.has(vault);
				this.#waiting.set(vault, kept);
				if (!isDue) void this.#writing.run(() => this.#write(vault)).catch(() => undefined);
			},
			forget: () => this.#forget(vault)
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

	async #recall(vault: VaultId): Promise<KeptLog | null> {
		try {
			const place = this.#placeOf(vault);
			const sealed = await this.#store.load(this.#user, await logName(this.#key, place));
			return sealed && parseKeptLog(await openLog(this.#key, place, sealed));
		} catch {
			return null;
		}
	}

	async #write(vault: VaultId): Promise<void> {
		const kept = this.#waiting.get(vault);
		this.#waiting.delete(vault);
		const plaintext = kept && encodeKeptLog(kept);
		if (!plaintext) return;
		const place = this.#placeOf(vault);
		const name = await logName(this.#key, place);
		const sealed = await sealLog(this.#key, place, plaintext);
		wipe(plaintext);
		// Wiped while it was sealed: nobody knows under which key.
		if (!this.#wiped) await this.#store.save(this.#user, name, sealed);
	}

	#forget(vault: VaultId): Promise<void> {
		this.#waiting.delete(vault);
		return this.#writing.run(async () => {
			const name = await logName(this.#key, this.#placeOf(vault));
			await this.#store.remove(this.#user, name);
		});
	}

	#placeOf(vault: VaultId) {
		return { user: this.#user, firm: this.#firm, vault, format: KEPT_FORMAT };
	}
}

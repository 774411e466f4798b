/**
 * What can be searched of each vault, sealed before it is stored in this browser. What does not open, because it is
 * another account's, another vault's, of another format or damaged, counts as absent, and so does what is older than
 * what was seen of its log: then the log is read. It is never more than is allowed for all of them.
 */
import type { FirmId, LogsKey, Raw, UserId, VaultId } from '../crypto/brands.ts';
import { wipe } from '../crypto/bytes.ts';
import type { Head } from '../crypto/entry-header.ts';
import { digestName, openDigest, sealDigest } from '../crypto/kept-logs.ts';
import { DIGEST_FORMAT, encodeDigest, parseDigest, type VaultDigest } from './digest.ts';

/** Where sealed records lie, by user and name. */
export interface DigestStore {
	/** Those of this user; of everybody else's none is left. */
	loadDigests(user: UserId): Promise<Map<string, Raw>>;
	saveDigest(user: UserId, name: string, sealed: Raw): Promise<void>;
	removeDigests(user: UserId, names: readonly string[]): Promise<void>;
}

/** Of one vault, and of all. What is above is read anew after each unlocking. */
const MOST_BYTES = 2 * 1024 * 1024;
const MOST_BYTES_IN_ALL = 128 * 1024 * 1024;

export class KeptDigests {
	readonly #store: DigestStore;
	readonly #user: UserId;
	readonly #firm: FirmId;
	readonly #key: LogsKey;
	readonly #most: number;
	readonly #sizes = new Map<string, number>();
	#bytes = 0;
	#loaded: Promise<Map<string, Raw>> | null = null;
	/** After wiping, nothing may be sealed any more: it would be sealed under zeros. */
	#wiped = false;

	constructor(
		store: DigestStore,
		{ user, firm }: { user: UserId; firm: FirmId },
		key: LogsKey,
		most = MOST_BYTES_IN_ALL
	) {
		this.#store = store;
		this.#user = user;
		this.#firm = firm;
		this.#key = key;
		this.#most = most;
	}

	/** Null unless it tells of this vault what a reader would read up to the newest of the heads that were seen of it. */
	async recall(vault: VaultId, seen: readonly Head[]): Promise<VaultDigest | null> {
		const records = await this.#records();
		const place = this.#placeOf(vault);
		const name = await digestName(this.#key, place);
		const sealed = records.get(name);
		// What is asked for is not asked for again, and takes room only once.
		records.delete(name);
		if (!sealed || this.#wiped) return null;
		try {
			const opened = await openDigest(this.#key, place, sealed);
			const digest = parseDigest(opened);
			wipe(opened);
			return digest.vault === vault && isNewestSeen(digest.head, seen) ? digest : null;
		} catch {
			return null;
		}
	}

	/** Whatever was recalled of no vault, once all were asked for, is of no use to anybody. */
	async forgetOthers(): Promise<void> {
		const records = await this.#records();
		const names = [...records.keys()];
		records.clear();
		await this.#remove(names);
	}

	async keep(digest: VaultDigest): Promise<void> {
		const plaintext = encodeDigest(digest);
		const place = this.#placeOf(digest.vault);
		const name = await digestName(this.#key, place);
		const others = this.#bytes - (this.#sizes.get(name) ?? 0);
		if (plaintext.length > MOST_BYTES || others + plaintext.length > this.#most)
			return this.#remove([name]);
		const sealed = await sealDigest(this.#key, place, plaintext);
		wipe(plaintext);
		// Wiped while it was sealed: nobody knows under which key.
		if (this.#wiped) return;
		this.#note(name, sealed.length);
		await this.#store.saveDigest(this.#user, name, sealed);
	}

	async forget(vault: VaultId): Promise<void> {
		if (this.#wiped) return;
		await this.#remove([await digestName(this.#key, this.#placeOf(vault))]);
	}

	wipe(): void {
		this.#wiped = true;
		this.#loaded = null;
		wipe(this.#key);
	}

	#note(name: string, size: number): void {
		this.#bytes += size - (this.#sizes.get(name) ?? 0);
		if (size === 0) this.#sizes.delete(name);
		else this.#sizes.set(name, size);
	}

	#remove(names: readonly string[]): Promise<void> {
		for (const name of names) this.#note(name, 0);
		return this.#store.removeDigests(this.#user, names);
	}

	/** All at once: asking for each of 5,000 takes longer than opening them. */
	#records(): Promise<Map<string, Raw>> {
		this.#loaded ??= this.#store.loadDigests(this.#user).then(
			(records) => {
				for (const [name, { length }] of records) this.#note(name, length);
				return records;
			},
			() => new Map<string, Raw>()
		);
		return this.#loaded;
	}

	#placeOf(vault: VaultId) {
		return { user: this.#user, firm: this.#firm, vault, format: DIGEST_FORMAT };
	}
}

const isNewestSeen = (head: Head, seen: readonly Head[]): boolean =>
	seen.length > 0 && seen.every(({ seq, hash }) => seq === head.seq && hash === head.hash);

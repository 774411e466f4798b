/**
 * A portal in memory: logs that append by compare-and-swap, invitations, uploads and blobs, behind the client's own
 * `Api` type. It checks only what the real server checks to keep its word; with `force` and `entries` a test makes it
 * lie. Everything it stores is real bytes.
 */
import type {
	BlobId,
	DropId,
	EntryHash,
	FirmId,
	InviteId,
	Raw,
	VaultId
} from '../../src/crypto/brands.ts';
import { concat, equalConstantTime } from '../../src/crypto/bytes.ts';
import { parseEntry } from '../../src/crypto/entry-header.ts';
import { sha256 } from '../../src/crypto/hash.ts';
import { dropIdFrom, entryHashFrom, inviteIdFrom } from '../../src/crypto/ids.ts';
import { connectApi, type Api, type Json } from '../../src/vault/api.ts';
import type { LogPage, LogSource } from '../../src/vault/log-source.ts';
import { Refusal } from '../../src/vault/problems.ts';

const NO_HASH: EntryHash = entryHashFrom(new Uint8Array(32));

export class MemoryLog implements LogSource {
	readonly entries: Raw[] = [];
	readonly capsules = new Map<InviteId, Raw>();
	readonly dropCapsules = new Map<DropId, Raw>();
	pageSize = 500;

	async page(after: number | null): Promise<LogPage> {
		const start = (after ?? -1) + 1;
		const entries = this.entries.slice(start, start + this.pageSize);
		const more = start + entries.length < this.entries.length;
		return { entries, head: await this.head(), more };
	}

	async append(entry: Raw, capsule: Raw | null): Promise<void> {
		const { header } = await parseEntry(entry);
		const last = this.entries.at(-1);
		const prev = last ? (await parseEntry(last)).hash : null;
		if (header.seq !== this.entries.length || header.prev !== prev) throw new Refusal('head-moved');
		this.force(entry);
		const { drop, invite } = header.payload;
		if (capsule && invite instanceof Uint8Array) this.capsules.set(inviteIdFrom(invite), capsule);
		if (capsule && drop instanceof Uint8Array) this.dropCapsules.set(dropIdFrom(drop), capsule);
	}

	/** Takes anything, as a server might. */
	force(entry: Raw): void {
		this.entries.push(entry);
	}

	async head(): Promise<LogPage['head']> {
		const last = this.entries.at(-1);
		return last ? { seq: this.entries.length - 1, hash: (await parseEntry(last)).hash } : noHead;
	}
}

const noHead = { seq: 0, hash: NO_HASH };

interface Upload {
	readonly stored: number;
	readonly count: number;
	readonly parts: Map<number, Raw>;
}

/** What a test may do to a request before the portal answers it: throw, wait or count. */
type Disturb = (call: string) => Promise<void> | void;

export class Portal {
	readonly firmLog = new MemoryLog();
	readonly vaultLogs = new Map<VaultId, MemoryLog>();
	readonly uploads = new Map<BlobId, Upload>();
	keyring: { sealed: Raw; version: number } | null = null;
	disturb: Disturb = () => undefined;
	/** What it says is arriving. */
	receiving: (blob: BlobId) => number[] = () => [];
	/** Every call in order, such as `putPart 0`. */
	readonly calls: string[] = [];
	readonly api: Api;

	constructor() {
		const nowhere = connectApi(() => Promise.reject(new Error('not in this test')));
		this.api = {
			...nowhere,
			...this.#logs(),
			...this.#invites(),
			...this.#kits(),
			...this.#blobs()
		};
	}

	vaultLog(vault: VaultId): MemoryLog {
		const log = this.vaultLogs.get(vault);
		if (!log) throw new Refusal('not-found');
		return log;
	}

	/** A stored blob's bytes, for a test to damage. */
	blob(blob: BlobId): Map<number, Raw> {
		const upload = this.uploads.get(blob);
		if (!upload) throw new Refusal('not-found');
		return upload.parts;
	}

	async #called(call: string): Promise<void> {
		this.calls.push(call);
		await this.disturb(call);
	}

	#logs() {
		const head = async (log: MemoryLog) => ({ head: await log.head() });
		return {
			firmLog: async (_: FirmId, after: number | null) => {
				await this.#called('firmLog');
				return this.firmLog.page(after);
			},
			appendFirm: async (_: FirmId, entry: Raw, capsule?: Raw) => {
				await this.#called('appendFirm');
				await this.firmLog.append(entry, capsule ?? null);
				return head(this.firmLog);
			},
			createVault: async (_: FirmId, entry: Raw) => {
				const { header } = await parseEntry(entry);
				if (!header.vault) throw new Refusal('entry-refused');
				const log = new MemoryLog();
				this.vaultLogs.set(header.vault, log);
				await log.append(entry, null);
				return head(log);
			},
			vaultLog: async (vault: VaultId, after: number | null) => {
				await this.#called('vaultLog');
				return this.vaultLog(vault).page(after);
			},
			appendVault: async (vault: VaultId, entry: Raw, capsule?: Raw) => {
				await this.#called('appendVault');
				const log = this.vaultLog(vault);
				await log.append(entry, capsule ?? null);
				return head(log);
			},
			putKeyring: async (sealed: Raw, version: number) => {
				await this.#called('putKeyring');
				if ((this.keyring?.version ?? 0) !== version) throw new Refusal('keyring-moved');
				this.keyring = { sealed, version: version + 1 };
				return { version: version + 1 };
			}
		};
	}

	#invites() {
		const find = (invite: InviteId) => {
			const [vault, log] =
				[...this.vaultLogs].find(([, candidate]) => candidate.capsules.has(invite)) ?? [];
			const capsule = (log ?? this.firmLog).capsules.get(invite);
			if (!capsule) throw new Refusal('not-found');
			return { vault: vault ?? null, log, capsule };
		};
		return {
			invite: async (invite: InviteId) => {
				const { vault, capsule } = find(invite);
				const [genesis] = this.firmLog.entries;
				if (!genesis) throw new Refusal('not-found');
				const { firm } = (await parseEntry(genesis)).header;
				return { kind: vault ? ('client' as const) : ('staff' as const), firm, vault, capsule };
			},
			inviteFirmLog: (_: InviteId, after: number | null) => this.firmLog.page(after),
			inviteVaultLog: (invite: InviteId, after: number | null) => {
				const { log } = find(invite);
				return log ? log.page(after) : Promise.reject(new Refusal('not-found'));
			}
		};
	}

	/** Hands the firm's log to whoever names this firm; the real server demands the root's signature. */
	#kits() {
		return {
			kitChallenge: async (firm: FirmId) => {
				const [genesis] = this.firmLog.entries;
				const known = genesis && (await parseEntry(genesis)).header.firm;
				if (firm !== known) throw new Refusal('kit-unknown');
				return { id: 'kit', challenge: new Uint8Array(32) };
			},
			kitLog: (body: Json) => {
				const after = typeof body === 'object' && body && 'after' in body ? body['after'] : null;
				return this.firmLog.page(typeof after === 'number' ? after : null);
			}
		};
	}

	#blobs() {
		const find = (blob: BlobId) => {
			const upload = this.uploads.get(blob);
			if (!upload) throw new Refusal('not-found');
			return upload;
		};
		return {
			startUpload: async (_: VaultId, blob: BlobId, stored: number, count: number) => {
				await this.#called('startUpload');
				this.uploads.set(blob, { stored, count, parts: new Map() });
				return { blob };
			},
			uploadStatus: async (_: VaultId, blob: BlobId) => {
				await this.#called('uploadStatus');
				const { count, parts } = find(blob);
				const acknowledged = [...parts.keys()].sort((a, b) => a - b);
				return { blob, parts: count, acknowledged, receiving: this.receiving(blob) };
			},
			cancelUpload: async (_: VaultId, blob: BlobId) => {
				await this.#called('cancelUpload');
				this.uploads.delete(blob);
				return {};
			},
			putPart: async (
				{ blob, index }: { blob: BlobId; index: number },
				part: { bytes: Raw; hash: Raw }
			) => {
				await this.#called(`putPart ${String(index)}`);
				if (!equalConstantTime(await sha256(part.bytes), part.hash))
					throw new Refusal('part-invalid');
				find(blob).parts.set(index, part.bytes.slice());
			},
			blobRange: async (
				{ blob }: { blob: BlobId },
				{ start, end }: { start: number; end: number }
			) => {
				await this.#called(`blobRange ${String(start)}`);
				const { parts } = find(blob);
				const whole = concat(...[...parts].sort(([a], [b]) => a - b).map(([, bytes]) => bytes));
				const bytes = whole.slice(start, end);
				if (bytes.length !== end - start) throw new Refusal('file-damaged');
				return bytes;
			}
		};
	}
}

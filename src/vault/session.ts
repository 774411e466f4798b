/**
 * An unlocked person: their account, their firm's log and the vaults they have opened. Holds every secret of the
 * session; dropping the object is locking. A log older than one this person has seen is refused here.
 */
import type { DeviceKey, LogsKey, Raw, UserId, VaultId } from '../crypto/brands.ts';
import {
	deviceKey,
	openDeviceHeads,
	openKeyring,
	sealDeviceHeads,
	sealKeyring
} from '../crypto/account.ts';
import { wipe } from '../crypto/bytes.ts';
import { logsKey } from '../crypto/kept-logs.ts';
import { repliesKey } from '../crypto/saved-replies.ts';
import { uploadsKey } from '../crypto/uploads.ts';
import { CryptoError } from '../crypto/errors.ts';
import type { OpenAccount } from './account.ts';
import type { Api } from './api.ts';
import { vaultDestination, type Destination } from './destination.ts';
import { FirmLog } from './firm-log.ts';
import { KeptLogs, type LogMemory, type LogStore } from './kept-logs.ts';
import type { KeptNames } from './kept-names.ts';
import { KeptUploads, type UploadStore } from './kept-uploads.ts';
import { unionHeads, type Heads, type LogId, type Witness } from './heads.ts';
import { encodeKeyring, parseKeyring, type FirmMembership } from './keyring.ts';
import { Refusal } from './problems.ts';
import { SavedReplies, type ReplyStore } from './saved-replies.ts';
import { Serial } from './serial.ts';
import { VaultLog } from './vault-log.ts';
import type { News } from './vault-news.ts';

/** What this device keeps between sessions; sealed before it gets here. */
export interface DeviceStore {
	loadHeads(userId: UserId): Promise<Raw | null>;
	saveHeads(userId: UserId, sealed: Raw): Promise<void>;
	/** Where verified logs are remembered; without it every log is read from its start. */
	readonly logs?: LogStore;
}

/** How many heads of vaults in passing may wait to be kept: each time means sealing those of all logs. */
const MAY_WAIT = 32;

export class Session {
	readonly account: OpenAccount;
	readonly firm: FirmLog;
	readonly membership: FirmMembership;
	readonly #api: Api;
	readonly #device: DeviceStore;
	readonly #deviceKey: DeviceKey;
	readonly #vaults = new Map<VaultId, VaultLog>();
	/** Vaults that nobody looks at: somebody else's `vault` takes one out of here. */
	readonly #inPassing = new Set<LogId>();
	readonly #saves = new Serial();
	readonly #logs: KeptLogs | null;
	#uploads: KeptUploads | null = null;
	#replies: SavedReplies | null = null;
	#unsaved = 0;
	#heads: Heads;
	#keyringVersion: number;
	#savedHeads: Heads;
	/** Hears of entries that the portal made up; they were left out, so nothing is refused for them. */
	readonly #onForgery: (refusal: Refusal) => void;
	/** After wiping, nothing may be sealed any more: it would be sealed under zeros. */
	#wiped = false;

	private constructor(
		api: Api,
		account: OpenAccount,
		device: DeviceStore,
		key: DeviceKey,
		logs: LogsKey,
		heads: Heads,
		onForgery: (refusal: Refusal) => void
	) {
		const [membership] = account.keyring.firms;
		if (!membership) throw new Refusal('account-damaged');
		this.account = account;
		this.membership = membership;
		this.#api = api;
		this.#device = device;
		this.#deviceKey = key;
		this.#heads = heads;
		this.#onForgery = onForgery;
		this.#savedHeads = account.keyring.heads;
		this.#keyringVersion = account.keyringVersion;
		const { firm, directory } = membership;
		const owner = { user: account.identity.userId, firm };
		this.#logs = device.logs ? new KeptLogs(device.logs, owner, logs) : null;
		this.firm = new FirmLog(
			firm,
			{
				page: (after) => api.firmLog(firm, after),
				append: async (entry, capsule) => {
					await api.appendFirm(firm, entry, capsule ?? undefined);
				}
			},
			account.identity,
			directory,
			this.#witnessOf(firm),
			undefined,
			this.#logs?.ofFirm() ?? null
		);
	}

	/** Opens the session and verifies the firm's log. */
	static async open(
		api: Api,
		account: OpenAccount,
		device: DeviceStore,
		onForgery: (refusal: Refusal) => void = () => undefined
	): Promise<Session> {
		const key = await deviceKey(account.key);
		const known = await deviceHeads(device, key, account.identity.userId);
		const session = new Session(
			api,
			account,
			device,
			key,
			await logsKey(key),
			unionHeads(account.keyring.heads, known),
			onForgery
		);
		await session.firm.sync();
		return session;
	}

	get userId(): UserId {
		return this.account.identity.userId;
	}

	/** The vault's log up to its newest entry. */
	vault(id: VaultId): Promise<VaultLog> {
		this.#inPassing.delete(id);
		return this.#read(id);
	}

	async #read(id: VaultId): Promise<VaultLog> {
		const log = this.#vaults.get(id) ?? this.#newVaultLog(id);
		this.#vaults.set(id, log);
		try {
			await log.sync();
		} catch (error) {
			// A log that could not be read is forgotten; one that lied is remembered, and stays refused.
			if (!log.isOpen && !log.isDistrusted) this.#vaults.delete(id);
			if (error instanceof Refusal && error.code === 'not-found') await this.#logs?.of(id).forget();
			throw error;
		}
		return log;
	}

	/** Works on a vault's log up to its newest entry without keeping it, unless it was open already. */
	async passing<T>(id: VaultId, work: (log: VaultLog) => Promise<T>): Promise<T> {
		if (this.#vaults.has(id)) return work(await this.#read(id));
		this.#inPassing.add(id);
		try {
			return await work(await this.#read(id));
		} finally {
			const isOurs = this.#inPassing.delete(id);
			if (isOurs && !this.#vaults.get(id)?.isDistrusted) this.#vaults.delete(id);
			if (this.#inPassing.size === 0) await this.#saveHeads();
		}
	}

	/** For sending a file into a vault. What is new in its log is found when the file is announced. */
	async toward(id: VaultId, news?: News): Promise<Destination> {
		const vault = this.loadedVault(id) ?? (await this.vault(id));
		return vaultDestination({ api: this.#api, vault, ...(news && { news }) });
	}

	/** Where names of clients are remembered. */
	get keptNames(): LogMemory<KeptNames> | null {
		return this.#logs?.ofNames() ?? null;
	}

	/** Resolves when what this browser remembers of logs is written. */
	async remembered(): Promise<void> {
		await this.#logs?.settled();
	}

	/** The ledger of this person's uploads in this browser. It seals nothing after `wipe`. */
	async keptUploads(store: UploadStore): Promise<KeptUploads> {
		const key = await uploadsKey(this.#deviceKey);
		if (this.#wiped) throw new Refusal('locked');
		return (this.#uploads ??= new KeptUploads(store, this.userId, key));
	}

	/** Texts this person kept in this browser. Nothing is sealed after `wipe`. */
	async savedReplies(store: ReplyStore): Promise<SavedReplies> {
		const key = await repliesKey(this.#deviceKey);
		if (this.#wiped) throw new Refusal('locked');
		return (this.#replies ??= new SavedReplies(store, this.userId, key));
	}

	/** The newest verified heads of every log this person has seen. */
	get heads(): Heads {
		return this.#heads;
	}

	/** Vaults opened in this session, for catching up after a lost connection. */
	get openVaults(): VaultId[] {
		return [...this.#vaults].filter(([, log]) => log.isOpen).map(([id]) => id);
	}

	/** The vault if this session has opened it already, without asking the server for news. */
	loadedVault(id: VaultId): VaultLog | null {
		const log = this.#vaults.get(id);
		return log?.isOpen ? log : null;
	}

	/** @throws Refusal `not-signed-in` when the portal knows nothing of this session any more, or what it refuses with */
	async requireSignedIn(): Promise<void> {
		await this.#api.session();
	}

	/** Keeps the newest heads with the account, where the person's other devices find them. */
	async saveKeyring(): Promise<void> {
		const put = await this.sealedKeyring();
		try {
			await put?.();
		} catch (error) {
			if (!(error instanceof Refusal && error.code === 'keyring-moved')) throw error;
			await this.#mergeKeyring();
		}
	}

	/** Seals the newest heads; what is returned sends them and needs no key, so that locking need not wait for it. */
	async sealedKeyring(): Promise<(() => Promise<void>) | null> {
		const heads = this.#heads;
		if (this.#wiped || heads === this.#savedHeads) return null;
		const { key } = this.account;
		const plaintext = encodeKeyring({ firms: [this.#currentMembership()], heads });
		const sealed = await sealKeyring(key, this.userId, plaintext);
		return async () => {
			const { version } = await this.#api.putKeyring(sealed, this.#keyringVersion);
			this.#keyringVersion = version;
			this.#savedHeads = heads;
		};
	}

	/** Overwrites what can be overwritten; the rest goes with the object. */
	wipe(): void {
		const { key, identity } = this.account;
		this.#wiped = true;
		this.#uploads?.wipe();
		this.#replies?.wipe();
		this.#logs?.wipe();
		wipe(key, identity.seed, identity.signing.seed, identity.kem.seed, this.#deviceKey);
	}

	#newVaultLog(id: VaultId): VaultLog {
		return new VaultLog(
			id,
			this.firm,
			{
				page: (after) => this.#api.vaultLog(id, after),
				append: async (entry, capsule) => {
					await this.#api.appendVault(id, entry, capsule ?? undefined);
				}
			},
			() => ({ identity: this.account.identity, teams: this.firm.teams }),
			this.#witnessOf(id),
			this.#memoryOf(id)
		);
	}

	/** A vault in passing is recalled, but not kept for that alone. */
	#memoryOf(vault: VaultId): LogMemory | null {
		const memory = this.#logs?.of(vault);
		if (!memory) return null;
		return {
			...memory,
			keep: (kept) => {
				if (!this.#inPassing.has(vault)) memory.keep(kept);
			}
		};
	}

	/** A verified head takes the place of all that were seen of this log before: it follows every one of them. */
	#witnessOf(log: LogId): Witness {
		return {
			known: () => this.#heads.get(log) ?? [],
			saw: async (head) => {
				const [only, ...others] = this.#heads.get(log) ?? [];
				if (only?.hash === head.hash && others.length === 0) return;
				this.#heads = new Map(this.#heads).set(log, [head]);
				this.#unsaved++;
				if (!this.#inPassing.has(log) || this.#unsaved >= MAY_WAIT) await this.#saveHeads();
			},
			forged: this.#onForgery
		};
	}

	/** One after another, so that older heads never overwrite newer; whoever waited finds it done. */
	#saveHeads(): Promise<void> {
		return this.#saves.run(async () => {
			const unsaved = this.#unsaved;
			if (this.#wiped || unsaved === 0) return;
			const plaintext = encodeKeyring({ firms: [], heads: this.#heads });
			const sealed = await sealDeviceHeads(this.#deviceKey, this.userId, plaintext);
			await this.#device.saveHeads(this.userId, sealed);
			this.#unsaved -= unsaved;
		});
	}

	/** Another device wrote first: take its heads too, and write again the next time. */
	async #mergeKeyring(): Promise<void> {
		const wire = await this.#api.account();
		const theirs = parseKeyring(await openKeyring(this.account.key, this.userId, wire.keyring));
		this.#heads = unionHeads(this.#heads, theirs.heads);
		this.#keyringVersion = wire.keyringVersion;
	}

	#currentMembership(): FirmMembership {
		return { ...this.membership, directory: this.firm.directory };
	}
}

/** Heads that do not open are those of another account's key, or damaged: then the keyring's must do. */
async function deviceHeads(device: DeviceStore, key: DeviceKey, userId: UserId): Promise<Heads> {
	const sealed = await device.loadHeads(userId);
	if (!sealed) return new Map();
	const plaintext = await openDeviceHeads(key, userId, sealed).catch((error: unknown) => {
		if (error instanceof CryptoError) return null;
		throw error;
	});
	return plaintext ? parseKeyring(plaintext).heads : new Map();
}

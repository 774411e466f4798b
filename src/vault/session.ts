/**
 * An unlocked person: their account, the logs of their firms and the vaults they have opened. Holds every secret of the
 * session; dropping the object is locking. A log older than one this person has seen is refused here.
 */
import type { DeviceKey, FirmId, LogsKey, Raw, Sealed, UserId, VaultId } from '../crypto/brands.ts';
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
import { accountSighting, type OpenAccount } from './account.ts';
import type { Api } from './api.ts';
import { vaultDestination, type Destination } from './destination.ts';
import { paperDestination } from './paper-destination.ts';
import type { SignedPaper } from './upload-record.ts';
import { witnessing } from './evidence.ts';
import { FirmLog } from './firm-log.ts';
import { KeptDigests, type DigestStore } from './kept-digests.ts';
import { KeptLogs, type LogMemory, type LogStore } from './kept-logs.ts';
import type { KnownList } from './kept-list.ts';
import { KeptUploads, type UploadStore } from './kept-uploads.ts';
import { unionHeads, type Heads, type LogId, type Witness } from './heads.ts';
import { encodeKeyring, parseKeyring, type FirmMembership } from './keyring.ts';
import { unionMemberships } from './memberships.ts';
import { OwnFirms } from './own-firms.ts';
import { orRefuse, Refusal } from './problems.ts';
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

/** One more place of a client: the vault, its firm, and the heads that their logs had before the join. */
export interface Place {
	readonly membership: FirmMembership;
	readonly heads: Heads;
}

/** How many heads of vaults in passing may wait to be kept: each time means sealing those of all logs. */
const MAY_WAIT = 32;

export class Session {
	readonly account: OpenAccount;
	readonly #firms: OwnFirms;
	readonly #api: Api;
	readonly #device: DeviceStore;
	readonly #deviceKey: DeviceKey;
	readonly #vaults = new Map<VaultId, VaultLog>();
	/** Which of these somebody looks at; the others are forgotten when the last who passes them has gone. */
	readonly #kept = new Set<LogId>();
	readonly #inPassing = new Map<LogId, number>();
	readonly #saves = new Serial();
	readonly #learning = new Serial();
	readonly #logsKey: LogsKey;
	readonly #logs = new Map<FirmId, KeptLogs>();
	#uploads: KeptUploads | null = null;
	#replies: SavedReplies | null = null;
	#digests: KeptDigests | null = null;
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
		this.account = account;
		this.#api = api;
		this.#device = device;
		this.#deviceKey = key;
		this.#heads = heads;
		this.#onForgery = onForgery;
		this.#savedHeads = account.keyring.heads;
		this.#keyringVersion = account.keyringVersion;
		this.#logsKey = logs;
		this.#firms = new OwnFirms(account.keyring.firms, (membership) => this.#newFirmLog(membership));
	}

	/** Opens the session and verifies the log of each firm. */
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
		await session.#firms.open();
		return session;
	}

	get userId(): UserId {
		return this.account.identity.userId;
	}

	/** The firm of staff; of a client the first. What concerns a vault asks the vault for its firm. */
	get firm(): FirmLog {
		return this.#firms.home;
	}

	get firms(): readonly FirmLog[] {
		return this.#firms.logs;
	}

	syncFirms(): Promise<void> {
		return this.#firms.sync();
	}

	firmNamed(firm: FirmId): FirmLog | null {
		return this.#firms.get(firm);
	}

	get role(): FirmMembership['role'] {
		return this.#firms.role;
	}

	get memberships(): readonly FirmMembership[] {
		return this.#firms.memberships;
	}

	/** A client's own, also those that the firm has taken them out of; none for staff. */
	get ownVaults(): VaultId[] {
		return this.#firms.vaults;
	}

	/** The vault's log up to its newest entry. */
	vault(id: VaultId): Promise<VaultLog> {
		this.#kept.add(id);
		return this.#read(id);
	}

	async #read(id: VaultId): Promise<VaultLog> {
		const firm = await this.firmOf(id);
		// Nothing is waited for between looking and setting: one object reads a vault's log, whoever asks at once.
		const log = this.#vaults.get(id) ?? this.#newVaultLog(id, firm);
		this.#vaults.set(id, log);
		try {
			await log.sync();
		} catch (error) {
			// A log that could not be read is forgotten; one that lied is remembered, and stays refused.
			if (!log.isOpen && !log.isDistrusted) {
				this.#vaults.delete(id);
				this.#kept.delete(id);
			}
			if (error instanceof Refusal && error.code === 'not-found')
				await this.#memoryOf(id, log.firm)?.forget();
			throw error;
		}
		return log;
	}

	/**
	 * Works on a vault's log up to its newest entry without keeping it, unless it was open already. `one`: more will follow,
	 * so the heads that were seen are kept with theirs, or by `keepHeads`.
	 */
	async passing<T>(
		id: VaultId,
		work: (log: VaultLog) => Promise<T>,
		{ one = false }: { one?: boolean } = {}
	): Promise<T> {
		this.#inPassing.set(id, (this.#inPassing.get(id) ?? 0) + 1);
		try {
			return await work(await this.#read(id));
		} finally {
			this.#passed(id);
			if (this.#inPassing.size === 0 && !one) await this.#saveHeads();
		}
	}

	/** The last who passes forgets the log: two objects for one log would each take what the other saw for a step back. */
	#passed(id: VaultId): void {
		const left = (this.#inPassing.get(id) ?? 0) - 1;
		if (left > 0) {
			this.#inPassing.set(id, left);
			return;
		}
		this.#inPassing.delete(id);
		if (!this.#kept.has(id) && !this.#vaults.get(id)?.isDistrusted) this.#vaults.delete(id);
	}

	/** Keeps the heads of all logs that were seen until now. */
	keepHeads(): Promise<void> {
		return this.#saveHeads();
	}

	/** For sending a file into a vault. What is new in its log is found when the file is announced. */
	async toward(id: VaultId, news?: News, signs?: SignedPaper): Promise<Destination> {
		const vault = this.loadedVault(id) ?? (await this.vault(id));
		const to = vaultDestination({ api: this.#api, vault, ...(news && { news }) });
		return signs ? paperDestination(to, vault, this.userId, signs) : to;
	}

	/** Where the list of clients is remembered. */
	get keptList(): LogMemory<KnownList> | null {
		return this.#keptLogs(this.firm.firm)?.ofList() ?? null;
	}

	/** Resolves when what this browser remembers of logs is written. */
	async remembered(): Promise<void> {
		for (const logs of this.#logs.values()) await logs.settled();
	}

	/** The ledger of this person's uploads in this browser. It seals nothing after `wipe`. */
	async keptUploads(store: UploadStore): Promise<KeptUploads> {
		const key = await uploadsKey(this.#deviceKey);
		if (this.#wiped) throw new Refusal('locked');
		return (this.#uploads ??= new KeptUploads(store, this.userId, key));
	}

	/** Texts this person uses again and again, on all their devices. Nothing is sealed after `wipe`. */
	async savedReplies(store: ReplyStore): Promise<SavedReplies> {
		const key = await repliesKey(this.#deviceKey);
		if (this.#wiped) throw new Refusal('locked');
		return (this.#replies ??= new SavedReplies(this.#api, store, this.userId, key));
	}

	/** What this person may search, kept in this browser. Nothing is sealed after `wipe`. */
	async keptDigests(store: DigestStore): Promise<KeptDigests> {
		const key = await logsKey(this.#deviceKey);
		if (this.#wiped) throw new Refusal('locked');
		const owner = { user: this.userId, firm: this.firm.firm };
		return (this.#digests ??= new KeptDigests(store, owner, key));
	}

	/** The newest verified heads of every log this person has seen. */
	get heads(): Heads {
		return this.#heads;
	}

	/** Vaults opened in this session, for catching up after a lost connection. */
	get openVaults(): VaultId[] {
		return [...this.#vaults.keys()].filter((id) => this.loadedVault(id));
	}

	/** The vault if this session has opened it already, without asking the server for news. */
	loadedVault(id: VaultId): VaultLog | null {
		const log = this.#kept.has(id) ? this.#vaults.get(id) : undefined;
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
			await this.learn();
		}
	}

	/** Seals the newest heads; what is returned sends them and needs no key, so that locking need not wait for it. */
	async sealedKeyring(): Promise<(() => Promise<void>) | null> {
		const heads = this.#heads;
		if (this.#wiped || heads === this.#savedHeads) return null;
		const { key } = this.account;
		// Of this moment, as the content: what another device, or a join, writes meanwhile must not be written over.
		const replaced = this.#keyringVersion;
		const plaintext = encodeKeyring({ firms: this.memberships, heads });
		const sealed = await sealKeyring(key, this.userId, plaintext);
		return async () => {
			const { version } = await this.#api.putKeyring(sealed, replaced);
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
		this.#digests?.wipe();
		for (const logs of this.#logs.values()) logs.wipe();
		wipe(this.#logsKey);
		wipe(key, identity.seed, identity.signing.seed, identity.kem.seed, this.#deviceKey);
	}

	/**
	 * Another device may have joined a vault, or written first: takes in what the account says by now. Only this person's own
	 * devices can have sealed it, and nothing that is known here is forgotten for it.
	 */
	learn(): Promise<void> {
		return this.#learning.run(async () => {
			const wire = await this.#api.account();
			const theirs = await witnessing(
				() => accountSighting(wire),
				() =>
					orRefuse('account-damaged', async () =>
						parseKeyring(await openKeyring(this.account.key, this.userId, wire.keyring))
					)
			);
			this.#heads = unionHeads(this.#heads, theirs.heads);
			this.#keyringVersion = wire.keyringVersion;
			await this.#firms.add(theirs.firms);
		});
	}

	/** The keyring as it will be once this person is in one more vault. Here nothing changes before `admitted`. */
	async keyringWith({ membership, heads }: Place): Promise<{ sealed: Sealed; version: number }> {
		if (this.#wiped) throw new Refusal('locked');
		const version = this.#keyringVersion;
		const firms = unionMemberships(this.memberships, [membership]);
		const plaintext = encodeKeyring({ firms, heads: unionHeads(this.#heads, heads) });
		const sealed = await sealKeyring(this.account.key, this.userId, plaintext);
		return { sealed, version };
	}

	/** The portal took the join, and with it that keyring as this `version`. */
	async admitted({ membership, heads }: Place, version: number): Promise<void> {
		this.#heads = unionHeads(this.#heads, heads);
		this.#keyringVersion = version;
		await this.#firms.add([membership]);
	}

	/** A vault that this device has not heard of was joined on another, or is none of this person's. */
	async firmOf(id: VaultId): Promise<FirmLog> {
		const known = this.#firms.of(id);
		if (known) return known;
		await this.learn();
		const learned = this.#firms.of(id);
		if (!learned) throw new Refusal('not-found');
		return learned;
	}

	#newFirmLog({ firm, directory }: FirmMembership): FirmLog {
		return new FirmLog(
			firm,
			{
				page: (after) => this.#api.firmLog(firm, after),
				append: async (entry, capsule) => {
					await this.#api.appendFirm(firm, entry, capsule ?? undefined);
				}
			},
			this.account.identity,
			directory,
			this.#witnessOf(firm),
			undefined,
			this.#keptLogs(firm)?.ofFirm() ?? null
		);
	}

	#newVaultLog(id: VaultId, firm: FirmLog): VaultLog {
		return new VaultLog(
			id,
			firm,
			{
				page: (after) => this.#api.vaultLog(id, after),
				append: async (entry, capsule) => {
					await this.#api.appendVault(id, entry, capsule ?? undefined);
				}
			},
			() => ({ identity: this.account.identity, teams: firm.teams }),
			this.#witnessOf(id),
			this.#memoryOf(id, firm)
		);
	}

	/** A vault in passing is recalled, but not kept for that alone. */
	#memoryOf(vault: VaultId, { firm }: FirmLog): LogMemory | null {
		const memory = this.#keptLogs(firm)?.of(vault);
		if (!memory) return null;
		return {
			...memory,
			keep: (kept) => {
				if (this.#kept.has(vault)) memory.keep(kept);
			}
		};
	}

	#keptLogs(firm: FirmId): KeptLogs | null {
		const { logs: store } = this.#device;
		if (!store) return null;
		const owner = { user: this.userId, firm };
		const known = this.#logs.get(firm) ?? new KeptLogs(store, owner, this.#logsKey);
		this.#logs.set(firm, known);
		return known;
	}

	#witnessOf(log: LogId): Witness {
		return {
			known: () => this.#heads.get(log) ?? [],
			saw: async (head, contains) => {
				const known = this.#heads.get(log) ?? [];
				const [only, ...others] = known;
				if (only?.hash === head.hash && others.length === 0) return;
				this.#heads = new Map(this.#heads).set(log, [
					head,
					...known.filter((one) => !contains(one))
				]);
				this.#unsaved++;
				const more = this.#inPassing.has(log) && !this.#kept.has(log);
				if (!more || this.#unsaved >= MAY_WAIT) await this.#saveHeads();
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

/**
 * One vault's log as this person has verified it, with the keys it leads to, and the way to add to it. An entry is
 * folded before it is sent, so this client never writes what others would reject.
 */
import type { BlobId, EntryHash, FirmId, Raw, VaultId } from '../crypto/brands.ts';
import type { Value } from '../crypto/encoding.ts';
import { openBody, signEntry } from '../crypto/entry.ts';
import type { Head, ParsedEntry } from '../crypto/entry-header.ts';
import { isVaultKind } from '../contract/log.ts';
import { learnEpochs, type HeldEpoch, type HeldEpochs, type Reader } from './epoch-keys.ts';
import { vaultEvent, type VaultEvent } from './events.ts';
import type { FirmLog } from './firm-log.ts';
import { foldVault, startsEpoch } from './fold-vault.ts';
import { describeVaultEvent, type Journal } from './history.ts';
import { readEvent, type LogEntry } from './log-entry.ts';
import { firstSight, type Witness } from './heads.ts';
import { readAfter, withRebase, type LogSource } from './log-source.ts';
import { openOrNull } from './open-body.ts';
import { Refusal } from './problems.ts';
import { Serial } from './serial.ts';
import { Trust } from './trust.ts';
import type { VaultState } from './vault-state.ts';

export interface VaultDraft {
	readonly kind: VaultEvent['kind'];
	readonly payload: Record<string, Value>;
	readonly body: Value | null;
	readonly blobs?: BlobId[];
	readonly capsule?: Raw;
	/** Only an entry made for this epoch may be written; a move of the epoch stops the append. */
	readonly onlyInEpoch?: number;
	/** For an entry that starts an epoch: its number and the keys its body is sealed under. */
	readonly newEpoch?: { number: number; held: HeldEpoch };
}

export class VaultLog {
	readonly vault: VaultId;
	readonly journal: Journal[] = [];
	readonly #firm: FirmLog;
	readonly #source: LogSource;
	readonly #reader: () => Reader;
	readonly #witness: Witness;
	readonly #serial = new Serial();
	readonly #trust = new Trust();
	readonly #hashes: EntryHash[] = [];
	#state: VaultState | null = null;
	#epochs: HeldEpochs = new Map();

	constructor(
		vault: VaultId,
		firm: FirmLog,
		source: LogSource,
		reader: () => Reader,
		witness = firstSight
	) {
		this.vault = vault;
		this.#firm = firm;
		this.#source = source;
		this.#reader = reader;
		this.#witness = witness;
	}

	/** Whether this log has been read and verified, and never contradicted itself. */
	get isOpen(): boolean {
		return this.#state !== null && !this.#trust.isLost;
	}

	get isDistrusted(): boolean {
		return this.#trust.isLost;
	}

	get state(): VaultState {
		this.#trust.require();
		if (!this.#state) throw new Refusal('log-broken');
		return this.#state;
	}

	/** The keys of an epoch. @throws Refusal `no-keys-yet` or `key-withheld` when this person was not given them. */
	epoch(number: number): HeldEpoch {
		const held = this.#epochs.get(number);
		if (!held) throw new Refusal(this.#epochs.size > 0 ? 'key-withheld' : 'no-keys-yet');
		return held;
	}

	get genesis(): EntryHash {
		const [first] = this.#hashes;
		if (!first) throw new Refusal('log-broken');
		return first;
	}

	/** Whether this very head is part of the verified log. */
	contains(head: Head): boolean {
		return this.#hashes[head.seq] === head.hash;
	}

	sync(): Promise<void> {
		return this.#serial.run(() => this.#sync());
	}

	/** `draft` answers null when, after a re-base, there is nothing left to say. */
	append(
		draft: (state: VaultState, time: number) => Promise<VaultDraft | null>,
		now: () => number
	): Promise<void> {
		return this.#serial.run(() =>
			withRebase(
				async () => {
					const time = now();
					const next = await draft(this.state, time);
					if (!next) return;
					if (next.onlyInEpoch !== undefined && next.onlyInEpoch !== this.state.epoch)
						throw new Refusal('epoch-moved');
					const { parsed, held } = await this.#sign(next, time);
					const entry = readVaultEvent(parsed, next.body);
					const step = await foldVault(this.#log, this.state, entry, this.#firm);
					if (!step.verdict.applied) throw new Refusal('entry-rejected');
					await this.#source.append(parsed.bytes, next.capsule ?? null);
					this.#epochs = new Map(this.#epochs).set(parsed.header.epoch, held);
					await this.#take(entry);
					await this.#witness.saw(this.state.head);
				},
				() => this.#sync()
			)
		);
	}

	get #log(): { firm: FirmId; vault: VaultId } {
		return { firm: this.#firm.firm, vault: this.vault };
	}

	#sync(): Promise<void> {
		return this.#trust.during(() => this.#catchUp());
	}

	async #catchUp(): Promise<void> {
		const after = this.#state?.head.seq ?? null;
		const entries = await readAfter(this.#source, after);
		await this.#requireOneFirm(entries);
		await this.#learnEpochs(entries);
		for (const parsed of entries) await this.#take(await this.#open(parsed));
		if (!this.#witness.known().every((head) => this.contains(head)))
			throw new Refusal('log-rolled-back');
		await this.#witness.saw(this.state.head);
		this.#firm.learnDirectory(this.state.directory);
	}

	/**
	 * Every author quotes the firm log they were shown. One that is not in ours, even after asking again, means that the
	 * portal keeps two histories or withholds one from us: an honest portal takes no entry that quotes an unknown head.
	 */
	async #requireOneFirm(entries: ParsedEntry[]): Promise<void> {
		const foreign = () =>
			entries.some(({ header }) => header.firmHead && !this.#firm.at(header.firmHead));
		if (foreign()) await this.#firm.sync();
		if (foreign()) throw new Refusal('log-forked');
	}

	/** Folds ahead without bodies: a later epoch among these entries may be what opens an earlier one's. */
	async #learnEpochs(entries: ParsedEntry[]): Promise<void> {
		if (!entries.some(({ header }) => startsEpoch(header.kind))) return;
		let state = this.#state;
		for (const parsed of entries)
			({ state } = await foldVault(this.#log, state, readVaultEvent(parsed, null), this.#firm));
		if (state) this.#epochs = await learnEpochs(state, this.#reader(), this.#epochs);
	}

	async #open(parsed: ParsedEntry): Promise<LogEntry<VaultEvent>> {
		const held = this.#epochs.get(parsed.header.epoch);
		return readVaultEvent(
			parsed,
			held ? await openOrNull(() => openBody(parsed, held.seal)) : null
		);
	}

	async #take(entry: LogEntry<VaultEvent>): Promise<void> {
		const before = this.#state;
		const { state, verdict } = await foldVault(this.#log, before, entry, this.#firm);
		this.#state = state;
		this.#hashes.push(entry.parsed.hash);
		this.journal.push(describeVaultEvent(entry, verdict, before));
	}

	async #sign(draft: VaultDraft, time: number): Promise<{ parsed: ParsedEntry; held: HeldEpoch }> {
		const { identity } = this.#reader();
		if (!identity) throw new Refusal('locked');
		const state = this.state;
		const { number, held } = draft.newEpoch ?? {
			number: state.epoch,
			held: this.epoch(state.epoch)
		};
		const header = {
			...this.#log,
			seq: state.head.seq + 1,
			prev: state.head.hash,
			epoch: number,
			kind: draft.kind,
			author: { kind: 'user' as const, id: identity.userId },
			firmHead: this.#firm.state.head,
			time,
			payload: draft.payload,
			blobs: draft.blobs ?? []
		};
		const body = draft.body === null ? null : { key: held.seal, value: draft.body };
		return { parsed: await signEntry(header, identity.signing, body), held };
	}
}

const readVaultEvent = (parsed: ParsedEntry, body: Value | null) =>
	readEvent(vaultEvent, isVaultKind, parsed, body);

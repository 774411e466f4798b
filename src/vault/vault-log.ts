/**
 * One vault's log as this person has verified it, with the keys it leads to, and the way to add to it. An entry is
 * folded before it is sent, so this client never writes what others would reject.
 */
import type { EntryHash, FirmId, VaultId } from '../crypto/brands.ts';
import type { Value } from '../crypto/encoding.ts';
import { openBody, signEntry } from '../crypto/entry.ts';
import type { Head, ParsedEntry } from '../crypto/entry-header.ts';
import { isVaultKind } from '../contract/log.ts';
import { learnEpochs, type HeldEpoch, type HeldEpochs, type Reader } from './epoch-keys.ts';
import type { HeldTeams } from './team-keys.ts';
import { vaultEvent, type VaultEvent } from './events.ts';
import { logSighting, witnessed } from './evidence.ts';
import type { FirmLog } from './firm-log.ts';
import { foldVault, startsEpoch } from './fold-vault.ts';
import { describeVaultEvent, type Journal } from './history.ts';
import { readEvent, type LogEntry } from './log-entry.ts';
import { firstSight, standsBy, type Witness } from './heads.ts';
import { readAfter, withRebase, type LogSource } from './log-source.ts';
import { openOrNull } from './open-body.ts';
import type { KeptLog } from './kept-log.ts';
import type { LogMemory } from './kept-logs.ts';
import { Refusal, toProblem } from './problems.ts';
import { Serial } from './serial.ts';
import { Trust } from './trust.ts';
import { isForgery, isKnownKind, type Verdict } from './verdict.ts';
import { renewal } from './next-epoch.ts';
import { isReader, keysBehind } from './recipients.ts';
import type { VaultDraft } from './vault-draft.ts';
import type { VaultState } from './vault-state.ts';

/** A log this much longer than what was kept of it is kept again. */
const KEPT_EVERY = 128;
/** Bodies are opened side by side: most of the time goes into waiting for the platform's own threads. */
const OPENED_AT_ONCE = 64;

type Drafting = (state: VaultState, time: number) => Promise<VaultDraft | null>;

export class VaultLog {
	readonly vault: VaultId;
	#journal: Journal[] = [];
	readonly #firm: FirmLog;
	readonly #source: LogSource;
	readonly #reader: () => Reader;
	readonly #witness: Witness;
	readonly #serial = new Serial();
	/** What the last reading brought, for the record if it turns out to be a lie. */
	#shown: ParsedEntry[] = [];
	readonly #trust = new Trust(() => logSighting(this.#log, this.#witness.known(), this.#shown));
	#hashes: EntryHash[] = [];
	#state: VaultState | null = null;
	#hasUnknownKinds = false;
	/** Some entry was folded without a key that a reader may yet be given: it may count for more the next time. */
	#hadGaps = false;
	#epochs: HeldEpochs = new Map();
	readonly #memory: LogMemory | null;
	/** What was remembered has not been read on from yet: the portal may have gone back behind it. */
	#isUnproven = false;
	/** How many entries are in what was kept last. */
	#kept = 0;

	constructor(
		vault: VaultId,
		firm: FirmLog,
		source: LogSource,
		reader: () => Reader,
		witness = firstSight,
		memory: LogMemory | null = null
	) {
		this.#memory = memory;
		this.vault = vault;
		this.#firm = firm;
		this.#source = source;
		this.#reader = reader;
		this.#witness = witness;
	}

	/** Whether this log has been read and verified, and never contradicted itself. */
	get isOpen(): boolean {
		return this.#state !== null && !this.#isUnproven && !this.#trust.isLost;
	}

	/** Whether every entry was of a known kind, and folded with all keys: none can count for more the next time. */
	get isWhole(): boolean {
		return !this.#hasUnknownKinds && !this.#hadGaps;
	}

	/** The log that says who staff are. */
	get firm(): FirmLog {
		return this.#firm;
	}

	/** A line for each entry. */
	get journal(): readonly Journal[] {
		return this.#journal;
	}

	get isDistrusted(): boolean {
		return this.#trust.isLost;
	}

	/** @throws the Refusal that ended the trust in this log or in the firm's, which says who its readers are */
	requireTrust(): void {
		this.#trust.require();
		this.#firm.requireTrust();
	}

	get state(): VaultState {
		this.requireTrust();
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

	/** The keys of the teams this person is in; none for a client. */
	get heldTeams(): HeldTeams {
		return this.#reader().teams;
	}

	get heldEpochs(): HeldEpochs {
		return this.#epochs;
	}

	/** The keys of an epoch if this person was given them. */
	heldEpoch(number: number): HeldEpoch | null {
		return this.#epochs.get(number) ?? null;
	}

	/**
	 * `draft` answers null when, after a re-base, there is nothing left to say. Where the vault needs a new key first,
	 * because somebody left or because this person was not given the present one, that is written before.
	 */
	append(draft: Drafting, now: () => number): Promise<void> {
		return this.#write(async () => {
			await this.#renewIfNeeded(now());
			return this.#draftAndSend(draft, now());
		});
	}

	/** For a draft that itself starts an epoch. */
	startEpoch(draft: Drafting, now: () => number): Promise<void> {
		return this.#write(() => this.#draftAndSend(draft, now()));
	}

	/** As `renew`, after asking for news of the firm and of this log: what is encrypted next goes to that key at once. */
	async renewAsOfNow(now: () => number): Promise<void> {
		await this.#firm.sync();
		await this.sync();
		await this.renew(now);
	}

	/** Makes sure that the present key is one to encrypt to; answers whether a new one was needed. */
	async renew(now: () => number): Promise<boolean> {
		let renewed = false;
		await this.#write(async () => {
			renewed = await this.#renewIfNeeded(now());
		});
		return renewed;
	}

	/** The next entry, signed and folded but not sent. @throws Refusal `entry-rejected` when readers would not count it */
	async compose(draft: VaultDraft, time: number): Promise<ParsedEntry> {
		const parsed = await this.#sign(draft, time);
		const entry = readVaultEvent(parsed, draft.body);
		const step = await foldVault(this.#log, this.state, entry, this.#firm);
		if (!step.verdict.applied) throw new Refusal('entry-rejected');
		return parsed;
	}

	/** Somebody else's entry may be the firm's: what is written next is judged by the newest of both. */
	#write(attempt: () => Promise<void>): Promise<void> {
		const catchUp = async () => {
			await this.#firm.sync();
			await this.#sync();
		};
		return this.#serial.run(() => withRebase(attempt, catchUp));
	}

	async #draftAndSend(draft: Drafting, time: number): Promise<void> {
		const next = await draft(this.state, time);
		if (!next) return;
		if (next.onlyInEpoch !== undefined && next.onlyInEpoch !== this.state.epoch)
			throw new Refusal('epoch-moved');
		await this.#send(next, time);
	}

	async #send(draft: VaultDraft, time: number): Promise<void> {
		const parsed = await this.compose(draft, time);
		await this.#source.append(parsed.bytes, draft.capsule ?? null);
		const { newEpoch } = draft;
		if (newEpoch) this.#epochs = new Map(this.#epochs).set(newEpoch.number, newEpoch.held);
		await this.#take(readVaultEvent(parsed, draft.body));
		await this.#witness.saw(this.state.head, (known) => this.contains(known));
		this.#keep();
	}

	async #renewIfNeeded(time: number): Promise<boolean> {
		const { identity } = this.#reader();
		const { state } = this;
		const held = this.heldEpoch(state.epoch);
		if (!identity || (held && !keysBehind(state, this.#firm.state))) return false;
		if (!isReader(state, this.#firm.state, identity.userId))
			throw new Refusal(this.#epochs.size > 0 ? 'not-allowed' : 'no-keys-yet');
		await this.#send(await renewal(this.#firm, identity, state, held, time), time);
		return true;
	}

	get #log(): { firm: FirmId; vault: VaultId } {
		return { firm: this.#firm.firm, vault: this.vault };
	}

	#sync(): Promise<void> {
		return this.#trust.during(() => this.#catchUp());
	}

	async #catchUp(): Promise<void> {
		if (this.#state || !(await this.#recall())) await this.#readOn();
		else await this.#readOnFromMemory();
		this.#firm.learnDirectory(this.state.directory);
		this.#keep();
	}

	async #readOn(): Promise<void> {
		this.#shown = [];
		const asked = this.#witness.known();
		const entries = await readAfter(this.#source, this.#state?.head ?? null, this.#shown);
		await this.#requireOneFirm(entries);
		await this.#learnEpochs(entries);
		for (let at = 0; at < entries.length; at += OPENED_AT_ONCE) {
			const some = entries.slice(at, at + OPENED_AT_ONCE);
			const opened = await Promise.all(some.map((parsed) => this.#open(parsed)));
			for (const entry of opened) this.#judge(entry.parsed, await this.#take(entry));
		}
		const contains = (known: Head) => this.contains(known);
		if (!standsBy({ asked, learned: this.#witness.known() }, this.#state?.head, contains))
			throw new Refusal('log-rolled-back');
		await this.#witness.saw(this.state.head, contains);
	}

	/**
	 * What was kept saves time and decides nothing: where reading on from it ends in an alarm, the log is read from its first
	 * entry, and that is what is believed. Until it has been read on from, this log is not open.
	 */
	async #readOnFromMemory(): Promise<void> {
		this.#isUnproven = true;
		try {
			await this.#readOn();
		} catch (error) {
			this.#startOver();
			const isAlarming = error instanceof Refusal && toProblem(error).alarming;
			if (!isAlarming || this.#trust.isLost) throw error;
			await this.#memory?.forget();
			await this.#readOn();
		} finally {
			this.#isUnproven = false;
		}
	}

	/** Takes up what this browser verified before, if it fits all heads that were seen and nothing in it was withheld. */
	async #recall(): Promise<boolean> {
		const kept = await this.#memory?.recall();
		if (!kept || !this.#fitsKnownHeads(kept)) return false;
		const epochs = await learnEpochs(kept.state, this.#reader(), new Map());
		if (epochs.size !== kept.state.epoch || !this.#firm.at(kept.state.firmHead)) return false;
		this.#state = kept.state;
		this.#hashes = [...kept.hashes];
		this.#journal = [...kept.journal];
		this.#epochs = epochs;
		this.#kept = kept.hashes.length;
		return true;
	}

	#fitsKnownHeads({ state: { head, firm, vault }, hashes, journal }: KeptLog): boolean {
		const isThis = firm === this.#firm.firm && vault === this.vault;
		const isWhole = hashes.length === head.seq + 1 && journal.length === hashes.length;
		if (!isThis || !isWhole || hashes[head.seq] !== head.hash) return false;
		const known = this.#witness.known();
		return (
			known.some(({ seq }) => seq >= head.seq) &&
			known.every(({ seq, hash }) => seq > head.seq || hashes[seq] === hash)
		);
	}

	#startOver(): void {
		this.#state = null;
		this.#hashes = [];
		this.#journal = [];
		this.#epochs = new Map();
		this.#kept = 0;
		this.#hasUnknownKinds = false;
		this.#hadGaps = false;
	}

	/** Not after each entry: writing all again for one would cost more than reading a few the next time. */
	#keep(): void {
		const entries = this.#hashes.length;
		const isWorthIt = entries - this.#kept >= Math.max(KEPT_EVERY, entries / 16);
		if (!this.#state || !isWorthIt || this.#hasUnknownKinds || this.#hadGaps) return;
		this.#kept = entries;
		this.#memory?.keep({
			state: this.#state,
			hashes: this.#hashes.slice(),
			journal: this.#journal.slice()
		});
	}

	/**
	 * Every author quotes the firm log they were shown. One that is not in ours, even after asking again, means that the
	 * portal keeps two histories or withholds one from us: an honest portal takes no entry that quotes an unknown head.
	 */
	async #requireOneFirm(entries: ParsedEntry[]): Promise<void> {
		const foreign = () =>
			entries.filter(({ header }) => header.firmHead && !this.#firm.at(header.firmHead));
		if (foreign().length === 0) return;
		await this.#firm.sync();
		this.#shown = foreign();
		if (this.#shown.length === 0) return;
		const fork = new Refusal('log-forked');
		this.#trust.lose(fork);
		this.#firm.distrust(fork);
		throw fork;
	}

	/**
	 * Folds ahead without bodies: a later epoch among these entries may be what opens an earlier one's. What follows the
	 * last entry that can bring a key brings none.
	 */
	async #learnEpochs(entries: ParsedEntry[]): Promise<void> {
		if (!entries.some(({ header }) => startsEpoch(header.kind))) return;
		const last = entries.findLastIndex(({ header }) => bringsKeys(header.kind));
		let state = this.#state;
		for (const parsed of entries.slice(0, last + 1))
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

	/** Later versions may know kinds of entries that this one rejects, and with them authors it does not know. */
	#judge(parsed: ParsedEntry, verdict: Verdict): void {
		if (!isKnownKind(verdict)) this.#hasUnknownKinds = true;
		const known = this.#witness.known();
		if (this.#hasUnknownKinds || this.#firm.hasUnknownKinds || !isForgery(verdict)) return;
		if (known.some(({ seq }) => seq >= parsed.header.seq)) return;
		const forgery = logSighting(this.#log, known, [parsed]);
		this.#witness.forged(witnessed(new Refusal('entry-forged'), forgery));
	}

	async #take(entry: LogEntry<VaultEvent>): Promise<Verdict> {
		const before = this.#state;
		const { state, verdict } = await foldVault(this.#log, before, entry, this.#firm);
		this.#state = state;
		this.#hashes.push(entry.parsed.hash);
		const hasGaps = this.#hasGaps(state.epoch);
		this.#hadGaps ||= hasGaps;
		this.#journal.push(describeVaultEvent(entry, verdict, before, hasGaps));
		return verdict;
	}

	/** Whether an epoch up to this one was not given to this person. */
	#hasGaps(upTo: number): boolean {
		for (let epoch = 1; epoch <= upTo; epoch++) if (!this.#epochs.has(epoch)) return true;
		return false;
	}

	#sign(draft: VaultDraft, time: number): Promise<ParsedEntry> {
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
		return signEntry(header, identity.signing, body);
	}
}

/** An invitation wraps earlier epochs for whoever comes by it. */
const bringsKeys = (kind: string): boolean => startsEpoch(kind) || kind === 'member.invited';

const readVaultEvent = (parsed: ParsedEntry, body: Value | null) =>
	readEvent(vaultEvent, isVaultKind, parsed, body);

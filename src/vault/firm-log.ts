/**
 * One firm's log as this person has verified it, and the way to add to it. Keeps the state at every entry, so that
 * vault entries can be judged by the roster their author saw. Never shows a state it has not folded itself.
 */
import type { DirectoryKey, FirmId, Raw } from '../crypto/brands.ts';
import type { Value } from '../crypto/encoding.ts';
import { openBody, signEntry } from '../crypto/entry.ts';
import type { Head, ParsedEntry } from '../crypto/entry-header.ts';
import type { Identity } from '../crypto/identity.ts';
import { isFirmKind } from '../contract/log.ts';
import { firmEvent, type FirmEvent } from './events.ts';
import { logSighting, witnessed } from './evidence.ts';
import type { Directory, FirmState } from './firm-state.ts';
import { foldFirm } from './fold-firm.ts';
import type { FirmHistory } from './fold-vault.ts';
import { describeFirmEvent, type Journal } from './history.ts';
import { readEvent, type LogEntry } from './log-entry.ts';
import { firstSight, standsBy, type Witness } from './heads.ts';
import type { KeptFirm } from './kept-firm.ts';
import type { LogMemory } from './kept-logs.ts';
import { readAfter, withRebase, type LogSource } from './log-source.ts';
import { openOrNull } from './open-body.ts';
import { Refusal, toProblem } from './problems.ts';
import { Serial } from './serial.ts';
import { heldTeams, type HeldTeamEpoch, type HeldTeams } from './team-keys.ts';
import { Trust } from './trust.ts';
import { isForgery, isKnownKind, type Verdict } from './verdict.ts';

export interface FirmDraft {
	readonly kind: FirmEvent['kind'];
	readonly payload: Record<string, Value>;
	readonly body: Value | null;
	readonly capsule?: Raw;
	/** For an entry that starts an epoch of the default team: the keys its body is sealed under. */
	readonly newEpoch?: HeldTeamEpoch;
}

/** A log this much longer than what was kept of it is kept again. */
const KEPT_EVERY = 32;

/** How the teams' secrets are come by: with a person's own key, or the firm's escrow key. */
export type TeamHolder = (state: FirmState, known: HeldTeams) => Promise<HeldTeams>;

export class FirmLog implements FirmHistory {
	readonly firm: FirmId;
	readonly journal: Journal[] = [];
	teams: HeldTeams = new Map();
	hasUnknownKinds = false;
	readonly #source: LogSource;
	/** Null while joining: no wrap in the log can be for this person yet. */
	readonly #identity: Identity | null;
	/** What this person knew before anything was read. */
	readonly #given: Directory;
	readonly #directory: Map<number, DirectoryKey>;
	readonly #states: FirmState[] = [];
	readonly #memory: LogMemory<KeptFirm> | null;
	/** How many entries are in what was kept last. */
	#kept = 0;
	/** Some entry was folded without its body: with another key, it may count for more the next time. */
	#hadGaps = false;
	readonly #witness: Witness;
	readonly #holder: TeamHolder | null;
	readonly #serial = new Serial();
	/** What the last reading brought, for the record if it turns out to be a lie. */
	#shown: ParsedEntry[] = [];
	readonly #trust = new Trust(() =>
		logSighting({ firm: this.firm }, this.#witness.known(), this.#shown)
	);

	constructor(
		firm: FirmId,
		source: LogSource,
		identity: Identity | null,
		directory: Directory,
		witness = firstSight,
		holder: TeamHolder | null = identity && holderOf(identity),
		memory: LogMemory<KeptFirm> | null = null
	) {
		this.#memory = memory;
		this.#given = directory;
		this.firm = firm;
		this.#source = source;
		this.#identity = identity;
		this.#directory = new Map(directory);
		this.#witness = witness;
		this.#holder = holder;
	}

	get state(): FirmState {
		this.#trust.require();
		const state = this.#states.at(-1);
		if (!state) throw new Refusal('log-broken');
		return state;
	}

	get directory(): Directory {
		return this.#directory;
	}

	/**
	 * Keys to names learned elsewhere, such as from a vault's bodies: a client's word, so it replaces no known key and
	 * adds none for an epoch that the verified log does not have.
	 */
	learnDirectory(directory: Directory): void {
		const newest = this.state.teams.get(this.state.everyone)?.epoch ?? 0;
		for (const [epoch, key] of directory)
			if (epoch <= newest && !this.#directory.has(epoch)) this.#directory.set(epoch, key);
	}

	/** Ends the trust in this log, and with it every vault's: another log proved that the portal keeps two of it. */
	distrust(refusal: Refusal): void {
		this.#trust.lose(refusal);
	}

	/** @throws the Refusal that ended the trust in this log */
	requireTrust(): void {
		this.#trust.require();
	}

	at(head: Head): FirmState | null {
		const state = this.#states[head.seq];
		return state?.head.hash === head.hash ? state : null;
	}

	sync(): Promise<void> {
		return this.#serial.run(() => this.#sync());
	}

	/** `draft` answers null when, after a re-base, there is nothing left to say. */
	append(draft: (state: FirmState) => Promise<FirmDraft | null>, now: () => number): Promise<void> {
		return this.#serial.run(() =>
			withRebase(
				async () => {
					const next = await draft(this.state);
					if (!next) return;
					const parsed = await this.compose(next, now());
					await this.#source.append(parsed.bytes, next.capsule ?? null);
					await this.#learnTeams([parsed]);
					await this.#take(await this.#open(parsed));
					await this.#witness.saw(this.state.head, (known) => this.#contains(known));
					this.#keep();
				},
				() => this.#sync()
			)
		);
	}

	/** The next entry, signed and folded but not sent. @throws Refusal `entry-rejected` when readers would not count it */
	async compose(draft: FirmDraft, time: number): Promise<ParsedEntry> {
		const parsed = await this.#sign(draft, time);
		const entry = readFirmEvent(parsed, draft.body);
		const step = await foldFirm(this.firm, this.state, entry);
		if (!step.verdict.applied) throw new Refusal('entry-rejected');
		return parsed;
	}

	#sync(): Promise<void> {
		return this.#trust.during(() => this.#catchUp());
	}

	async #catchUp(): Promise<void> {
		if (this.#states.length > 0 || !(await this.#recall())) await this.#readOn();
		else await this.#readOnFromMemory();
		this.#keep();
	}

	async #readOn(): Promise<void> {
		this.#shown = [];
		const asked = this.#witness.known();
		const entries = await readAfter(this.#source, this.#states.at(-1)?.head ?? null, this.#shown);
		await this.#learnTeams(entries);
		for (const parsed of entries) this.#judge(parsed, await this.#take(await this.#open(parsed)));
		const contains = (known: Head) => this.#contains(known);
		if (!standsBy({ asked, learned: this.#witness.known() }, this.#states.at(-1)?.head, contains))
			throw new Refusal('log-rolled-back');
		await this.#witness.saw(this.state.head, contains);
	}

	#contains(head: Head): boolean {
		return this.at(head) !== null;
	}

	/**
	 * What was kept saves time and decides nothing: where reading on from it ends in an alarm, the log is read from its first
	 * entry, and that is what is believed.
	 */
	async #readOnFromMemory(): Promise<void> {
		try {
			await this.#readOn();
		} catch (error) {
			this.#startOver();
			const isAlarming = error instanceof Refusal && toProblem(error).alarming;
			if (!isAlarming || this.#trust.isLost) throw error;
			await this.#memory?.forget();
			await this.#readOn();
		}
	}

	/** Takes up what this browser verified before, if it fits all heads that were seen. */
	async #recall(): Promise<boolean> {
		const kept = await this.#memory?.recall();
		if (!kept || !this.#fitsKnownHeads(kept)) return false;
		this.#states.push(...kept.states);
		this.journal.push(...kept.journal);
		this.#kept = kept.states.length;
		await this.#holdTeams(this.#states.at(-1) ?? null);
		return true;
	}

	#fitsKnownHeads({ states, journal }: KeptFirm): boolean {
		const last = states.at(-1);
		if (last?.firm !== this.firm || journal.length !== states.length) return false;
		if (!states.every(({ head }, seq) => head.seq === seq)) return false;
		const known = this.#witness.known();
		return (
			known.some(({ seq }) => seq >= last.head.seq) &&
			known.every(({ seq, hash }) => seq > last.head.seq || states[seq]?.head.hash === hash)
		);
	}

	#startOver(): void {
		this.#states.length = 0;
		this.journal.length = 0;
		this.teams = new Map();
		this.#directory.clear();
		for (const [epoch, key] of this.#given) this.#directory.set(epoch, key);
		this.#kept = 0;
		this.hasUnknownKinds = false;
		this.#hadGaps = false;
	}

	/** Not after each entry: writing all again for one would cost more than reading a few the next time. */
	#keep(): void {
		const entries = this.#states.length;
		const isWorthIt = entries - this.#kept >= Math.max(KEPT_EVERY, entries / 16);
		if (!isWorthIt || this.hasUnknownKinds || this.#hadGaps) return;
		this.#kept = entries;
		this.#memory?.keep({ states: this.#states.slice(), journal: this.journal.slice() });
	}

	/** Folds ahead without bodies: the wraps among these entries open the names in the same entries. */
	async #learnTeams(entries: ParsedEntry[]): Promise<void> {
		const last = entries.findLastIndex(({ header }) => handsOverKeys(header.kind));
		if (!this.#holder || last < 0) return;
		let state = this.#states.at(-1) ?? null;
		for (const parsed of entries.slice(0, last + 1))
			({ state } = await foldFirm(this.firm, state, readFirmEvent(parsed, null)));
		await this.#holdTeams(state);
	}

	async #holdTeams(state: FirmState | null): Promise<void> {
		if (!this.#holder || !state) return;
		this.teams = await this.#holder(state, this.teams);
		const everyone = this.teams.get(state.everyone);
		if (!everyone) return;
		for (const { epoch, keys } of [everyone, ...everyone.earlier.values()])
			this.#directory.set(epoch, keys.directory);
	}

	async #open(parsed: ParsedEntry): Promise<LogEntry<FirmEvent>> {
		const key = this.#directory.get(parsed.header.epoch);
		const body = key ? await openOrNull(() => openBody(parsed, key)) : null;
		if (parsed.sealedBody !== null && body === null) this.#hadGaps = true;
		return readFirmEvent(parsed, body);
	}

	/** Later versions may know kinds of entries that this one rejects, and with them authors it does not know. */
	#judge(parsed: ParsedEntry, verdict: Verdict): void {
		if (!isKnownKind(verdict)) this.hasUnknownKinds = true;
		const known = this.#witness.known();
		if (this.hasUnknownKinds || !isForgery(verdict)) return;
		if (known.some(({ seq }) => seq >= parsed.header.seq)) return;
		const forgery = logSighting({ firm: this.firm }, known, [parsed]);
		this.#witness.forged(witnessed(new Refusal('entry-forged'), forgery));
	}

	async #take(entry: LogEntry<FirmEvent>): Promise<Verdict> {
		const before = this.#states.at(-1) ?? null;
		const { state, verdict } = await foldFirm(this.firm, before, entry);
		this.#states.push(state);
		this.journal.push(describeFirmEvent(entry, verdict, before));
		return verdict;
	}

	#sign({ kind, payload, body, newEpoch }: FirmDraft, time: number): Promise<ParsedEntry> {
		const identity = this.#identity;
		const state = this.state;
		const held = newEpoch ?? this.teams.get(state.everyone);
		const epoch = held?.epoch ?? state.teams.get(state.everyone)?.epoch;
		const sealed = body === null ? null : held && { key: held.keys.directory, value: body };
		if (!identity || epoch === undefined || sealed === undefined) throw new Refusal('no-keys-yet');
		return signEntry(
			{
				firm: this.firm,
				vault: null,
				seq: state.head.seq + 1,
				prev: state.head.hash,
				epoch,
				kind,
				author: { kind: 'user', id: identity.userId },
				firmHead: null,
				time,
				payload,
				blobs: []
			},
			identity.signing,
			sealed
		);
	}
}

const handsOverKeys = (kind: string) =>
	[
		'firm.genesis',
		'team.granted',
		'team.rotated',
		'staff.removed',
		'staff.rekeyed',
		'escrow.used'
	].includes(kind);

const holderOf =
	(identity: Identity): TeamHolder =>
	(state, known) =>
		heldTeams(state, identity, known);

const readFirmEvent = (parsed: ParsedEntry, body: Value | null) =>
	readEvent(firmEvent, isFirmKind, parsed, body);

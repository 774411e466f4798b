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
import type { Directory, FirmState } from './firm-state.ts';
import { foldFirm } from './fold-firm.ts';
import type { FirmHistory } from './fold-vault.ts';
import { describeFirmEvent, type Journal } from './history.ts';
import { readEvent, type LogEntry } from './log-entry.ts';
import { firstSight, type Witness } from './heads.ts';
import { readAfter, withRebase, type LogSource } from './log-source.ts';
import { openOrNull } from './open-body.ts';
import { Refusal } from './problems.ts';
import { Serial } from './serial.ts';
import { heldTeams, type HeldTeams } from './team-keys.ts';
import { Trust } from './trust.ts';

export interface FirmDraft {
	readonly kind: FirmEvent['kind'];
	readonly payload: Record<string, Value>;
	readonly body: Value | null;
	readonly capsule?: Raw;
}

export class FirmLog implements FirmHistory {
	readonly firm: FirmId;
	readonly journal: Journal[] = [];
	teams: HeldTeams = new Map();
	readonly #source: LogSource;
	/** Null while joining: no wrap in the log can be for this person yet. */
	readonly #identity: Identity | null;
	readonly #directory: Map<number, DirectoryKey>;
	readonly #states: FirmState[] = [];
	readonly #witness: Witness;
	readonly #serial = new Serial();
	readonly #trust = new Trust();

	constructor(
		firm: FirmId,
		source: LogSource,
		identity: Identity | null,
		directory: Directory,
		witness = firstSight
	) {
		this.firm = firm;
		this.#source = source;
		this.#identity = identity;
		this.#directory = new Map(directory);
		this.#witness = witness;
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

	at(head: Head): FirmState | null {
		const state = this.#states[head.seq];
		return state?.head.hash === head.hash ? state : null;
	}

	sync(): Promise<void> {
		return this.#serial.run(() => this.#sync());
	}

	append(draft: (state: FirmState) => Promise<FirmDraft>, now: () => number): Promise<void> {
		return this.#serial.run(() =>
			withRebase(
				async () => {
					const { capsule, ...next } = await draft(this.state);
					const parsed = await this.#sign(next, now());
					const entry = await this.#open(parsed);
					const step = await foldFirm(this.firm, this.state, entry);
					if (!step.verdict.applied) throw new Refusal('entry-rejected');
					await this.#source.append(parsed.bytes, capsule ?? null);
					await this.#take(entry);
					await this.#witness.saw(this.state.head);
				},
				() => this.#sync()
			)
		);
	}

	#sync(): Promise<void> {
		return this.#trust.during(() => this.#catchUp());
	}

	async #catchUp(): Promise<void> {
		const after = this.#states.at(-1)?.head.seq ?? null;
		const entries = await readAfter(this.#source, after);
		await this.#learnTeams(entries);
		for (const parsed of entries) await this.#take(await this.#open(parsed));
		if (!this.#witness.known().every((head) => this.at(head))) throw new Refusal('log-rolled-back');
		await this.#witness.saw(this.state.head);
	}

	/** Folds ahead without bodies: the wraps among these entries open the names in the same entries. */
	async #learnTeams(entries: ParsedEntry[]): Promise<void> {
		if (!this.#identity || !entries.some(({ header }) => handsOverKeys(header.kind))) return;
		let state = this.#states.at(-1) ?? null;
		for (const parsed of entries)
			({ state } = await foldFirm(this.firm, state, readFirmEvent(parsed, null)));
		if (!state) return;
		this.teams = await heldTeams(state, this.#identity, this.teams);
		const everyone = this.teams.get(state.everyone);
		if (everyone) this.#directory.set(everyone.epoch, everyone.keys.directory);
	}

	async #open(parsed: ParsedEntry): Promise<LogEntry<FirmEvent>> {
		const key = this.#directory.get(parsed.header.epoch);
		return readFirmEvent(parsed, key ? await openOrNull(() => openBody(parsed, key)) : null);
	}

	async #take(entry: LogEntry<FirmEvent>): Promise<void> {
		const before = this.#states.at(-1) ?? null;
		const { state, verdict } = await foldFirm(this.firm, before, entry);
		this.#states.push(state);
		this.journal.push(describeFirmEvent(entry, verdict, before));
	}

	#sign({ kind, payload, body }: Omit<FirmDraft, 'capsule'>, time: number): Promise<ParsedEntry> {
		const identity = this.#identity;
		const state = this.state;
		const everyone = this.teams.get(state.everyone);
		if (!identity || !everyone) throw new Refusal('no-keys-yet');
		return signEntry(
			{
				firm: this.firm,
				vault: null,
				seq: state.head.seq + 1,
				prev: state.head.hash,
				epoch: everyone.epoch,
				kind,
				author: { kind: 'user', id: identity.userId },
				firmHead: null,
				time,
				payload,
				blobs: []
			},
			identity.signing,
			body === null ? null : { key: everyone.keys.directory, value: body }
		);
	}
}

const handsOverKeys = (kind: string) => kind === 'firm.genesis' || kind === 'team.granted';

const readFirmEvent = (parsed: ParsedEntry, body: Value | null) =>
	readEvent(firmEvent, isFirmKind, parsed, body);

/**
 * What this browser knows of all vaults that somebody may read, without their opening each: read in the background, by the
 * same checks as when a vault is opened, newest activity first. What was read is kept, sealed, with the head it was read up to;
 * the list of clients says where heads are, and only vaults that moved are read again. It marks nothing as seen.
 */
import type { VaultId } from '../../../crypto/brands.ts';
import type { ListedClient } from '../../../vault/client-list.ts';
import { digestOf, type VaultDigest } from '../../../vault/digest.ts';
import type { DigestStore, KeptDigests } from '../../../vault/kept-digests.ts';
import { Refusal, toProblem } from '../../../vault/problems.ts';
import type { Session } from '../../../vault/session.ts';
import type { VaultLog } from '../../../vault/vault-log.ts';
import type { Findings, Reading, RequestsAcross } from '../../../vault/view.ts';
import { Searchable } from './searchable.ts';

/** No use going on with the next vault: all of them are tried again later. */
const STOPPING = [
	'offline',
	'locked',
	'not-signed-in',
	'internal',
	'too-many-requests',
	'too-slow'
];
const AGAIN_MS = 30_000;

/** Most of opening one is waiting for the platform's own threads. */
const RECALLED_AT_ONCE = 32;

interface Known {
	listed: ListedClient;
	digest: VaultDigest | null;
	/** With which keys it was read, where a key was missing: with others there may be more to read. */
	lacking: Session['firm']['teams'] | null;
	/** It could not be read up to this head. */
	failedAt: string | null;
	isRecalled: boolean;
}

interface Around {
	/** Resolves when nobody waits for anything. */
	readonly calm: () => Promise<void>;
	/** More is known. */
	readonly report: () => void;
	/** Hears of every vault that failed: in the background nobody else looks at one that lied. */
	readonly failed: (error: unknown) => void;
}

export class Knowledge {
	readonly #session: Session;
	readonly #kept: Promise<KeptDigests | null>;
	readonly #around: Around;
	readonly #known = new Map<VaultId, Known>();
	#searchable = new Searchable();
	#isListed = false;
	#running: Promise<void> | null = null;
	#again: ReturnType<typeof setTimeout> | null = null;
	#stopped = false;

	constructor(session: Session, store: DigestStore, around: Around) {
		this.#session = session;
		this.#around = around;
		this.#kept = session.keptDigests(store).catch(() => null);
	}

	/** Where the list of clients says that their logs are. */
	listed(clients: readonly ListedClient[], isAll: boolean): void {
		if (this.#stopped) return;
		for (const client of clients) this.#list(client);
		if (isAll) {
			this.#isListed = true;
			const there = new Set(clients.map(({ vault }) => vault));
			for (const vault of this.#known.keys()) if (!there.has(vault)) this.#forget(vault);
		}
		this.#around.report();
		this.wake();
	}

	/** Reads what is to be read; a second call joins the first. */
	wake(): void {
		if (this.#stopped || !this.#isListed) return;
		if (this.#again) clearTimeout(this.#again);
		this.#again = null;
		this.#running ??= this.#run()
			.catch(this.#around.failed)
			.finally(() => {
				this.#running = null;
			});
	}

	/** Nothing is read, known or kept any more. */
	stop(): void {
		this.#stopped = true;
		if (this.#again) clearTimeout(this.#again);
		this.#known.clear();
		this.#searchable = new Searchable();
	}

	/** Resolves when nothing is read just now. */
	async settled(): Promise<void> {
		while (this.#running) await this.#running;
	}

	search(text: string): Findings {
		return { groups: this.#searchable.search(text), reading: this.#reading };
	}

	requests(today: string): RequestsAcross {
		return { clients: this.#searchable.requests(today), reading: this.#reading };
	}

	versions(): ReadonlyMap<VaultId, number> {
		return this.#searchable.versions();
	}

	/** Null when everything is read. */
	get #reading(): Reading | null {
		let read = 0;
		for (const known of this.#known.values()) if (this.#isDone(known)) read++;
		const of = this.#known.size;
		return this.#isListed && read === of ? null : { read, of };
	}

	#list(listed: ListedClient): void {
		const known = this.#known.get(listed.vault);
		const fresh = { digest: null, lacking: null, failedAt: null, isRecalled: false };
		const next = { ...(known ?? fresh), listed };
		this.#known.set(listed.vault, next);
		this.#searchable.put(listed, next.digest);
	}

	#isDone({ listed: { vault, head }, digest, lacking, failedAt }: Known): boolean {
		if (failedAt === head.hash) return true;
		const mayLearnMore = lacking !== null && lacking !== this.#session.firm.teams;
		if (digest?.head.hash !== head.hash || mayLearnMore) return false;
		// Whatever the list says, what this person has seen is not left out.
		return !this.#session.heads.get(vault)?.some(({ seq }) => seq > head.seq);
	}

	async #run(): Promise<void> {
		const kept = await this.#kept;
		if (kept) await this.#recallAll(kept);
		this.#searchable.prepare();
		for (let next = this.#next(); next; next = this.#next()) {
			await this.#around.calm();
			if (this.#stopped) return;
			if (!(await this.#read(next, kept))) break;
			this.#around.report();
		}
		this.#searchable.prepare();
		if (!this.#stopped) await this.#session.keepHeads().catch(this.#around.failed);
	}

	async #recallAll(kept: KeptDigests): Promise<void> {
		const asked = [...this.#known.values()].filter(({ isRecalled }) => !isRecalled);
		if (asked.length === 0) return;
		newestFirst(asked);
		for (let at = 0; at < asked.length; at += RECALLED_AT_ONCE) {
			const some = asked.slice(at, at + RECALLED_AT_ONCE);
			await Promise.all(some.map(({ listed }) => this.#recall(kept, listed.vault)));
			if (this.#stopped) return;
			this.#around.report();
		}
		await kept.forgetOthers().catch(() => undefined);
	}

	async #recall(kept: KeptDigests, vault: VaultId): Promise<void> {
		const digest = await kept.recall(vault, this.#session.heads.get(vault) ?? []);
		const known = this.#known.get(vault);
		if (this.#stopped || !known) return;
		known.isRecalled = true;
		if (digest && !known.digest) this.#put(known, digest);
	}

	#next(): Known | null {
		let next: Known | null = null;
		for (const known of this.#known.values()) {
			const isNewer = next === null || known.listed.at > next.listed.at;
			if (isNewer && !this.#isDone(known)) next = known;
		}
		return next;
	}

	/** Answers whether to go on. */
	async #read({ listed }: Known, kept: KeptDigests | null): Promise<boolean> {
		const { vault, head } = listed;
		const { teams } = this.#session.firm;
		try {
			const take = async (log: VaultLog) => {
				const { isWhole } = log;
				const { digest, hasClosed } = await digestOf(log.state, log.heldTeams);
				return { digest, isWhole: isWhole && !hasClosed };
			};
			const { digest, isWhole } = await this.#session.passing(vault, take, { one: true });
			const known = this.#known.get(vault);
			if (!known || this.#stopped) return !this.#stopped;
			known.lacking = isWhole ? null : teams;
			// The list was asked before: what it says next will be of this head, or newer.
			if (digest.head.seq >= known.listed.head.seq)
				known.listed = { ...known.listed, head: digest.head };
			else known.failedAt = known.listed.head.hash;
			this.#put(known, digest);
			// Where nothing can be stored, it is read again the next time.
			await (isWhole ? kept?.keep(digest) : kept?.forget(vault))?.catch(() => undefined);
			return true;
		} catch (error) {
			return this.#failed(vault, head.hash, error);
		}
	}

	/** A log that lied, or that is not this person's to read any more, is not searched either. */
	#failed(vault: VaultId, head: string, error: unknown): boolean {
		if (this.#stopped) return false;
		const { code, alarming } = toProblem(error);
		if (STOPPING.includes(code)) {
			this.#again = setTimeout(() => {
				this.wake();
			}, AGAIN_MS);
			return false;
		}
		this.#around.failed(error);
		if (alarming && !this.#isFirmTrusted()) this.stop();
		const known = this.#known.get(vault);
		if (!known) return true;
		known.failedAt = head;
		if (alarming) {
			known.digest = null;
			this.#searchable.put(known.listed, null);
			this.#unkeep(vault);
		}
		if (error instanceof Refusal && error.code === 'not-found') this.#forget(vault);
		return true;
	}

	#isFirmTrusted(): boolean {
		try {
			this.#session.firm.requireTrust();
			return true;
		} catch {
			return false;
		}
	}

	#put(known: Known, digest: VaultDigest): void {
		known.digest = digest;
		this.#searchable.put(known.listed, digest);
	}

	#forget(vault: VaultId): void {
		this.#known.delete(vault);
		this.#searchable.remove(vault);
		this.#unkeep(vault);
	}

	#unkeep(vault: VaultId): void {
		void this.#kept.then((kept) => kept?.forget(vault)).catch(this.#around.failed);
	}
}

const newestFirst = (known: Known[]): Known[] => known.sort((a, b) => b.listed.at - a.listed.at);

/**
 * New keys for all vaults that are behind, one after another, after somebody left. Which those are is the server's hint;
 * whether one needs a new key, and for whom, each vault's own log says. Stopping loses nothing: what is done is in the
 * logs, and the next run asks what is left.
 */
import type { VaultId } from '../crypto/brands.ts';
import type { VaultRow } from '../contract/api.ts';
import type { Api } from './api.ts';
import { labelOf } from './client-list.ts';
import { everyRow } from './list-pages.ts';
import { toProblem } from './problems.ts';
import type { Session } from './session.ts';
import type { RotationView } from './view.ts';

/** Enough to keep busy while others wait for the network. */
const AT_ONCE = 4;
/** No use going on with the next vault. */
const STOPPING = [
	'offline',
	'no-answer',
	'locked',
	'not-signed-in',
	'no-keys-yet',
	'internal',
	'disk-full'
];

export class Rotation {
	readonly #api: Api;
	readonly #session: Session;
	readonly #now: () => number;
	readonly #report: (view: RotationView | null) => void;
	/** Hears of every vault that failed: in the background nobody else looks at one that lied. */
	readonly #onFailed: (error: unknown) => void;
	#view: RotationView | null = null;
	#running: Promise<void> | null = null;
	#stopped = false;

	constructor(
		api: Api,
		session: Session,
		now: () => number,
		report: (view: RotationView | null) => void,
		onFailed: (error: unknown) => void = () => undefined
	) {
		this.#api = api;
		this.#session = session;
		this.#now = now;
		this.#report = report;
		this.#onFailed = onFailed;
	}

	/** Null: nothing to do. */
	get view(): RotationView | null {
		return this.#view;
	}

	/** Goes through all vaults that are behind; a second call joins the first. */
	run(): Promise<void> {
		this.#stopped = false;
		this.#running ??= this.#go().finally(() => {
			this.#running = null;
		});
		return this.#running;
	}

	/** Ends after the vaults it is at. */
	pause(): void {
		this.#stopped = true;
	}

	async #go(): Promise<void> {
		await this.#session.firm.sync();
		const rows = await this.#behind();
		if (rows.length === 0) {
			const { view } = this;
			this.#set(view && { ...view, state: 'done', done: view.total, failed: [] });
			return;
		}
		this.#set({ state: 'running', total: rows.length, done: 0, failed: [] });
		const queue = rows.values();
		await Promise.all(Array.from({ length: AT_ONCE }, () => this.#work(queue)));
		const isDone = this.#view?.done === rows.length;
		this.#set(this.#view && { ...this.#view, state: isDone ? 'done' : 'waiting' });
	}

	async #work(queue: IterableIterator<VaultRow>): Promise<void> {
		for (const row of queue) {
			if (this.#stopped) return;
			try {
				await this.#renew(row.vault);
				this.#set(this.#view && { ...this.#view, done: this.#view.done + 1 });
			} catch (error) {
				await this.#failed(row, error);
			}
		}
	}

	#renew(vault: VaultId): Promise<unknown> {
		return this.#session.passing(vault, (log) => log.renew(this.#now));
	}

	async #failed(row: VaultRow, error: unknown): Promise<void> {
		const problem = toProblem(error);
		this.#onFailed(error);
		if (STOPPING.includes(problem.code)) this.#stopped = true;
		const name = await labelOf(row, this.#session.firm);
		const failure = { vault: row.vault, name, problem };
		this.#set(this.#view && { ...this.#view, failed: [...this.#view.failed, failure] });
	}

	async #behind(): Promise<readonly VaultRow[]> {
		const { firm } = this.#session.firm;
		const { rows } = await everyRow((after) => this.#api.vaultsBehind(firm, after));
		return rows;
	}

	#set(view: RotationView | null): void {
		this.#view = view;
		this.#report(view);
	}
}

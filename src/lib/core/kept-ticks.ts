/**
 * The worker takes the tick of what was sent away after a while. In a short list that moves the lines below under the finger
 * of who is about to press there, so it stays until every other line is over and gone, or somebody puts it away.
 */
import type { TransferNews, TransferView } from '../../vault/view.ts';

/** As many lines as are shown at once; of more, those on screen change places anyway. */
const SHORT = 20;

export class KeptTicks {
	/** Gone at the worker, and still shown. */
	readonly #kept = new Set<string>();
	readonly #putAway = new Set<string>();

	/** Somebody has seen these. Returns those that only the page still has. */
	putAway(ids: readonly string[]): string[] {
		for (const id of ids) this.#putAway.add(id);
		const kept = ids.filter((id) => this.#kept.has(id));
		for (const id of kept) this.#drop(id);
		return kept;
	}

	/** Which of the lines shown leave now. */
	leaving(shown: readonly TransferView[], { gone }: Pick<TransferNews, 'gone'>): string[] {
		const lines = new Map(shown.map((line) => [line.id, line]));
		for (const id of gone) if (isTick(lines.get(id)) && !this.#putAway.has(id)) this.#kept.add(id);
		const left = new Set([...this.#kept, ...gone]);
		const stays = shown.length <= SHORT && shown.some(({ id }) => !left.has(id));
		const leaving = [...left].filter((id) => !stays || !this.#kept.has(id));
		for (const id of leaving) this.#drop(id);
		return leaving;
	}

	#drop(id: string): void {
		this.#kept.delete(id);
		this.#putAway.delete(id);
	}
}

const isTick = (line: TransferView | undefined): boolean =>
	line?.state === 'done' && line.direction === 'up';

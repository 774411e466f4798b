/**
 * What the page is told of the queue: at most four times a second, and at once when all that is sent comes to rest or somebody
 * pressed something; only the rows that changed, and never more than a few hundred of them, those under way first. The figures
 * count all. It decides nothing about what runs.
 */
import type { QueueView, TransferNews, TransferState, TransferView } from '../../vault/view.ts';
import { Pace } from './pace.ts';

const REPORT_EVERY_MS = 250;
export const MOST_ROWS = 300;
/** Whose rows are shown first when there are too many. */
const RANKS: readonly (readonly TransferState[])[] = [
	['working', 'retrying'],
	['needs-file', 'failed'],
	['paused', 'waiting'],
	['done', 'cancelled']
];
const NOT_COUNTED: readonly TransferState[] = ['failed', 'cancelled'];
const UNDER_WAY: readonly TransferState[] = ['waiting', 'working', 'retrying'];

export const isUnderWay = ({ state }: TransferView): boolean => UNDER_WAY.includes(state);

export class TransferBoard {
	readonly #rows: () => Iterable<TransferView>;
	readonly #report: (news: TransferNews) => void;
	readonly #now: () => number;
	readonly #pace = new Pace();
	#shown = new Map<string, TransferView>();
	/** Files that arrived and whose rows are gone; they count until the queue has come to rest. */
	#arrived = { files: 0, bytes: 0 };
	#due: ReturnType<typeof setTimeout> | null = null;
	#isAtRest = true;
	#isLooking = false;

	constructor(
		rows: () => Iterable<TransferView>,
		now: () => number,
		report: (news: TransferNews) => void
	) {
		this.#rows = rows;
		this.#now = now;
		this.#report = report;
	}

	/** Something changed: the page hears of it soon, together with what changes until then. */
	soon(): void {
		this.#due ??= setTimeout(() => this.tell(), REPORT_EVERY_MS);
		if (this.#isLooking) return;
		this.#isLooking = true;
		// Once for all that change in the same moment: there may be thousands.
		queueMicrotask(() => {
			this.#isLooking = false;
			const isAtRest = !this.#isGoing();
			if (isAtRest && !this.#isAtRest) this.tell();
			this.#isAtRest = isAtRest;
		});
	}

	/** The row of a file that arrived goes; the file still counts. */
	arrived({ size }: TransferView): void {
		this.#arrived.files++;
		this.#arrived.bytes += size;
	}

	/** Everything as of now, for a page that has heard nothing. */
	all(): TransferNews {
		return { changed: this.#visible(), gone: [], queue: this.#figures() };
	}

	/** The speed of the line is not that of the last minute any more. */
	restart(): void {
		this.#pace.forget();
	}

	/** What was received the browser is still writing to the disk, and shows itself: drawing it would hold that up. */
	#isGoing(): boolean {
		for (const row of this.#rows()) if (row.direction === 'up' && isUnderWay(row)) return true;
		return false;
	}

	/** The page hears of it at once. */
	tell(): void {
		clearTimeout(this.#due ?? undefined);
		this.#due = null;
		this.#isAtRest = !this.#isGoing();
		const visible = this.#visible();
		const before = this.#shown;
		this.#shown = new Map(visible.map((row) => [row.id, row]));
		this.#report({
			changed: visible.filter((row) => before.get(row.id) !== row),
			gone: [...before.keys()].filter((id) => !this.#shown.has(id)),
			queue: this.#figures()
		});
	}

	#visible(): TransferView[] {
		const rows = [...this.#rows()];
		if (rows.length <= MOST_ROWS) return rows;
		const chosen = new Set<TransferView>();
		for (const states of RANKS)
			for (const row of rows) {
				if (chosen.size === MOST_ROWS) break;
				if (states.includes(row.state)) chosen.add(row);
			}
		return rows.filter((row) => chosen.has(row));
	}

	#figures(): QueueView {
		const rows = [...this.#rows()];
		if (rows.length === 0) this.#arrived = { files: 0, bytes: 0 };
		const counted = rows.filter(({ state }) => !NOT_COUNTED.includes(state));
		const sum = (of: (row: TransferView) => number) =>
			counted.reduce((total, row) => total + of(row), this.#arrived.bytes);
		const [bytes, bytesDone] = [sum(({ size }) => size), sum(({ done }) => done)];
		const has = (state: TransferState) => rows.some((row) => row.state === state);
		const under = rows.some(isUnderWay);
		const offline = rows.some(
			({ state, problem }) => state === 'retrying' && problem?.code === 'offline'
		);
		const now = this.#now();
		if (under && !offline) this.#pace.note(now, bytesDone);
		else this.#pace.forget();
		return {
			files: counted.length + this.#arrived.files,
			filesDone: counted.filter(({ state }) => state === 'done').length + this.#arrived.files,
			filesFailed: rows.filter(({ state }) => state === 'failed').length,
			bytes,
			bytesDone,
			bytesPerSecond: this.#pace.bytesPerSecond(now),
			secondsLeft: this.#pace.secondsLeft(now, bytes - bytesDone),
			paused: has('paused') && !under,
			offline
		};
	}
}

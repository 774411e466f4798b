/**
 * Which rows of a long list are near the screen, for a page that scrolls as a whole. Rows may differ in height: each is
 * measured when it is drawn. The row that has the focus stays drawn wherever the page is scrolled to.
 */
import {
	defaultRangeExtractor,
	measureElement,
	observeWindowOffset,
	observeWindowRect,
	type VirtualItem,
	Virtualizer,
	windowScroll
} from '@tanstack/virtual-core';

/** So many are drawn as they are: the browser's own search and printing then reach all of them. */
const FEW = 60;
const OVERSCAN = 8;

export interface Rows {
	readonly count: number;
	readonly keyOf: (index: number) => string;
	/** Pixels, until a row is measured. */
	readonly estimate: number;
}

export class RowWindow {
	/** Indexes of the rows to draw, in order. */
	drawn: readonly VirtualItem[] = $state.raw([]);
	#total = $state(0);
	#margin = 0;
	/** Which row has the focus, by its key: it may move. */
	#focused: string | null = null;
	#rows: Rows = { count: 0, keyOf: String, estimate: 1 };
	readonly #virtualizer = new Virtualizer<Window, HTMLElement>(this.#options());

	/** Room left for rows before the `at`th drawn one: those between it and the drawn one before. */
	before(at: number): number {
		const start = this.drawn[at]?.start ?? this.#total + this.#margin;
		return Math.max(0, start - (this.drawn[at - 1]?.end ?? this.#margin));
	}

	/** Listens while the list is on screen. */
	watch(list: HTMLElement): () => void {
		this.#place(list);
		const stop = this.#virtualizer._didMount();
		this.#virtualizer._willUpdate();
		this.#look();
		// What is above the list grows and shrinks.
		const moved = new ResizeObserver(() => {
			this.#place(list);
		});
		moved.observe(document.body);
		return () => {
			moved.disconnect();
			stop();
		};
	}

	show(rows: Rows): void {
		this.#rows = rows;
		this.#virtualizer.setOptions(this.#options());
		this.#look();
	}

	/** Those drawn now; the others are forgotten. */
	measure(rows: Iterable<HTMLElement>): void {
		for (const row of rows) this.#virtualizer.measureElement(row);
		this.#virtualizer.measureElement(null);
	}

	/** The row stays drawn from now on; null: none has to. */
	focusOn(key: string | null): void {
		if (key === this.#focused) return;
		this.#focused = key;
		this.#virtualizer.setOptions(this.#options());
		this.#look();
	}

	scrollTo(index: number): void {
		this.#virtualizer.scrollToIndex(index, { align: 'auto' });
		this.#look();
	}

	#place(list: HTMLElement): void {
		const margin = Math.round(list.getBoundingClientRect().top + scrollY);
		if (margin === this.#margin) return;
		this.#margin = margin;
		this.#virtualizer.setOptions(this.#options());
		this.#look();
	}

	#look(): void {
		this.drawn = this.#virtualizer.getVirtualItems();
		this.#total = this.#virtualizer.getTotalSize();
	}

	#options() {
		const { count, keyOf, estimate } = this.#rows;
		return {
			count,
			getItemKey: keyOf,
			estimateSize: () => estimate,
			getScrollElement: () => window,
			observeElementRect: observeWindowRect,
			observeElementOffset: observeWindowOffset,
			scrollToFn: windowScroll,
			measureElement,
			overscan: OVERSCAN,
			scrollMargin: this.#margin,
			rangeExtractor: (range: Parameters<typeof defaultRangeExtractor>[0]) =>
				this.#withFocused(count <= FEW ? everyIndex(count) : defaultRangeExtractor(range)),
			onChange: () => {
				this.#look();
			}
		};
	}

	#withFocused(indexes: number[]): number[] {
		const focused = this.#focused;
		if (focused === null) return indexes;
		const { count, keyOf } = this.#rows;
		const isThere = (index: number) => keyOf(index) === focused;
		if (indexes.some(isThere)) return indexes;
		const index = everyIndex(count).find(isThere);
		return index === undefined ? indexes : [...indexes, index].sort((a, b) => a - b);
	}
}

const everyIndex = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

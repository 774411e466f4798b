/** What a benchmark answers, and how it is shown: figures of several rounds as their median with the least and the most. */

/** One row, by the names of its columns. */
export type Row = Readonly<Record<string, string | number>>;

export interface Bench {
	readonly name: string;
	/** What is measured, in one sentence, for whoever reads the table. */
	readonly about: string;
	run(options: BenchOptions): Promise<Row[]>;
}

export interface BenchOptions {
	/** A fraction of the work, to see that everything runs. */
	readonly quick: boolean;
	/** How often each figure is taken, and the smallest and largest size; null: as the benchmark likes. */
	readonly rounds: number | null;
	readonly from: number | null;
	readonly upTo: number | null;
	/** A folder for what takes long to make, used again when it is there. */
	readonly firm: string | null;
	readonly say: (line: string) => void;
}

export const median = (figures: readonly number[]): number =>
	[...figures].sort((a, b) => a - b)[Math.floor(figures.length / 2)] ?? NaN;

/** `12.3 (11.9–14.0)` */
export function spread(figures: readonly number[], digits = 1): string {
	const [least, most] = [Math.min(...figures), Math.max(...figures)];
	const text = (figure: number) => figure.toFixed(digits);
	return `${text(median(figures))} (${text(least)}–${text(most)})`;
}

/** As Markdown, so that it can be pasted into a page. */
export function table(rows: readonly Row[]): string {
	const columns = Object.keys(rows[0] ?? {});
	const cells = rows.map((row) => columns.map((column) => String(row[column] ?? '')));
	const widths = columns.map((column, index) =>
		Math.max(column.length, ...cells.map((row) => row[index]?.length ?? 0))
	);
	const line = (row: readonly string[]) =>
		`| ${row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(' | ')} |`;
	return [line(columns), line(widths.map((width) => '-'.repeat(width))), ...cells.map(line)].join(
		'\n'
	);
}

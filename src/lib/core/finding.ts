/** Search as one types: every word must occur somewhere in the name, whatever its case or accents. */

const PLAIN = /^[\x20-\x7e]*$/u;

/** What two texts have alike that differ in case and accents only. */
export const comparable = (text: string): string =>
	PLAIN.test(text)
		? text.toLowerCase()
		: text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();

/** A row's name is made comparable once, not at every key pressed. */
const folded = new WeakMap<object, string>();

function foldedName(row: { readonly name: string }): string {
	const known = folded.get(row) ?? comparable(row.name);
	folded.set(row, known);
	return known;
}

/** The rows whose name has every word of `sought`, in the order they came. */
export function finding<T extends { readonly name: string }>(
	rows: readonly T[],
	sought: string
): readonly T[] {
	const words = comparable(sought).split(/\s+/).filter(Boolean);
	if (words.length === 0) return rows;
	return rows.filter((row) => words.every((word) => foldedName(row).includes(word)));
}

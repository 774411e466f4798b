/** Search as one types: every word must occur somewhere in the name, whatever its case or accents. */
import type { ClientRow } from '../../../vault/view.ts';

const fold = (text: string): string =>
	text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLocaleLowerCase();

export function matching(rows: readonly ClientRow[], sought: string): ClientRow[] {
	const words = fold(sought).split(/\s+/).filter(Boolean);
	const found = rows.filter(({ name }) => {
		const folded = fold(name);
		return words.every((word) => folded.includes(word));
	});
	return found.sort((a, b) => b.lastAt - a.lastAt || a.name.localeCompare(b.name));
}

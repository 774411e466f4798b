/** The best of what was found, in groups as people look for things: clients, files, requests, messages. */
import { comparable } from '../../core/finding.ts';
import type { VaultDigest } from '../../../vault/digest.ts';
import type { Finding, Findings } from '../../../vault/view.ts';

/** How many of each kind are shown: a word more finds the rest sooner than a longer list. */
const SHOWN = { client: 6, file: 8, request: 5, message: 5 } as const;
const KINDS = ['client', 'file', 'request', 'message'] as const;

/** `owner` and `item` say where it is; it is read out of there only when it is among the best. */
interface Hit {
	readonly owner: number;
	readonly item: number;
	/** How many of the words sought begin a word of it. */
	readonly begins: number;
	readonly at: number;
}

const isBetter = (a: Hit, b: Hit): boolean =>
	a.begins === b.begins ? a.at > b.at : a.begins > b.begins;

/** The best few of very many, in order: whole words' beginnings first, then the newest. */
export class Found {
	readonly #groups = new Map(KINDS.map((kind) => [kind, { total: 0, best: [] as Hit[] }]));

	note(kind: Finding['kind'], hit: Hit): void {
		const group = this.#groups.get(kind);
		if (!group) return;
		group.total++;
		const { best } = group;
		const last = best.at(-1);
		if (best.length === SHOWN[kind] && last && !isBetter(hit, last)) return;
		let at = best.length;
		for (let before = best[at - 1]; before && isBetter(hit, before); before = best[at - 1]) at--;
		best.splice(at, 0, hit);
		if (best.length > SHOWN[kind]) best.pop();
	}

	groups(finding: (kind: Finding['kind'], hit: Hit) => Finding | null): Findings['groups'] {
		return [...this.#groups].flatMap(([kind, { total, best }]) => {
			const findings = best.flatMap((hit) => finding(kind, hit) ?? []);
			return findings.length > 0 ? [{ kind, total, best: findings }] : [];
		});
	}
}

export const countOf = (bits: number): number => {
	let count = 0;
	for (let left = bits; left !== 0; left &= left - 1) count++;
	return count;
};

/** Of all that a vault's digest has, one after the other: files, items, messages. */
export const kindOf = (
	{ files, items }: Pick<VaultDigest, 'files' | 'items'>,
	item: number
): Finding['kind'] => {
	if (item < files.length) return 'file';
	return item < files.length + items.length ? 'request' : 'message';
};

export const timeOf = ({ files, items, messages }: VaultDigest, item: number): number =>
	(
		files[item] ??
		items[item - files.length] ??
		messages[item - files.length - items.length] ?? { at: 0 }
	).at;

export function findingOf(
	digest: VaultDigest,
	client: string,
	item: number,
	sought: readonly string[]
): Finding | null {
	const { vault, files, items, messages } = digest;
	const found = { vault, client, about: null, at: timeOf(digest, item) };
	const file = files[item];
	if (file) return { ...found, kind: 'file', id: file.file, text: file.name, also: file.also };
	const asked = items[item - files.length];
	if (asked)
		return { ...found, kind: 'request', id: asked.item, text: asked.title, also: asked.also };
	const message = messages[item - files.length - items.length];
	if (!message) return null;
	const { message: id, about, text } = message;
	return { ...found, kind: 'message', id, about, text: around(text, sought), also: '' };
}

const BEFORE = 30;
const SHOWN_OF_TEXT = 140;

/** The part of a longer text in which the first of the words sought stands. */
export function around(text: string, sought: readonly string[]): string {
	const line = text.replaceAll(/\s+/gu, ' ');
	const alike = comparable(line);
	// Where accents were taken off letters, places are no longer the same: nearly is near enough.
	const at = Math.max(
		0,
		Math.min(...sought.map((word) => alike.indexOf(word)).filter((n) => n >= 0), line.length)
	);
	const from = at === line.length || at <= BEFORE ? 0 : line.indexOf(' ', at - BEFORE) + 1;
	const part = line.slice(from, from + SHOWN_OF_TEXT).toWellFormed();
	return `${from > 0 ? '… ' : ''}${part}${from + SHOWN_OF_TEXT < line.length ? ' …' : ''}`;
}

/** The best of what was found, in groups as people look for things: clients, files, requests, messages, notes. */
import { comparable } from '../../core/finding.ts';
import type { VaultDigest } from '../../../vault/digest.ts';
import type { Finding, Findings } from '../../../vault/view.ts';

/** How many of each kind are shown: a word more finds the rest sooner than a longer list. */
const SHOWN = { client: 6, file: 8, request: 5, message: 5, note: 5 } as const;
/** In this order; an index knows them by their number here. */
export const KINDS = ['client', 'file', 'request', 'message', 'note'] as const;

interface Hit {
	/** By its number in the index it was found in; it is read only when it is among the best. */
	readonly text: number;
	/** How many of the words sought begin a word of it. */
	readonly begins: number;
	readonly at: number;
}

/** The best few of very many, in order: whole words' beginnings first, then the newest. */
export class Found {
	readonly #groups = KINDS.map((kind) => ({ kind, total: 0, best: [] as Hit[] }));

	/** `kind`: its number in KINDS. */
	note(kind: number, text: number, begins: number, at: number): void {
		const group = this.#groups[kind];
		if (!group) return;
		group.total++;
		const { best } = group;
		let place = best.length;
		for (let before = best[place - 1]; before; before = best[place - 1]) {
			const isBetter = begins === before.begins ? at > before.at : begins > before.begins;
			if (!isBetter) break;
			place--;
		}
		if (place >= SHOWN[group.kind]) return;
		best.splice(place, 0, { text, begins, at });
		if (best.length > SHOWN[group.kind]) best.pop();
	}

	groups(finding: (kind: Finding['kind'], text: number) => Finding | null): Findings['groups'] {
		return this.#groups.flatMap(({ kind, total, best }) => {
			const findings = best.flatMap(({ text }) => finding(kind, text) ?? []);
			return findings.length > 0 ? [{ kind, total, best: findings }] : [];
		});
	}
}

export const countOf = (bits: number): number => {
	let count = 0;
	for (let left = bits; left !== 0; left &= left - 1) count++;
	return count;
};

/** Which of a kind it is that was found, as it stands in the digest. */
export function findingOf(
	{ vault, files, items, messages }: VaultDigest,
	client: string,
	kind: Finding['kind'],
	item: number,
	sought: readonly string[]
): Finding | null {
	const found = { vault, client, kind, about: null, seq: null };
	const file = kind === 'file' ? files[item] : undefined;
	if (file) return { ...found, id: file.file, text: file.name, also: file.also, at: file.at };
	const asked = kind === 'request' ? items[item] : undefined;
	if (asked) return { ...found, id: asked.item, text: asked.title, also: asked.also, at: asked.at };
	const message = kind === 'message' || kind === 'note' ? messages[item] : undefined;
	if (!message) return null;
	const { message: id, seq, about, text, at } = message;
	return { ...found, id, about, seq, text: around(text, sought), also: '', at };
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

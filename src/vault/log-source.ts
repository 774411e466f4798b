/**
 * Reading a log from the server, page by page, and writing to it with compare-and-swap. Nothing read here is
 * believed: the caller folds it. Guarantees only that reading ends and that a lost race is tried again.
 */
import type { Raw } from '../crypto/brands.ts';
import type { Head } from '../crypto/entry-header.ts';
import { Refusal } from './problems.ts';

export interface LogPage {
	entries: Raw[];
	head: Head;
	more: boolean;
}

export interface LogSource {
	/** Entries after `after`, oldest first; null: from the genesis. */
	page(after: number | null): Promise<LogPage>;
	append(entry: Raw, capsule: Raw | null): Promise<void>;
}

const MAX_ATTEMPTS = 8;

/** All entries after `after`. @throws Refusal `log-broken` when a page claims more but brings nothing. */
export async function readAfter(source: LogSource, after: number | null): Promise<Raw[]> {
	const entries: Raw[] = [];
	let next = after;
	for (;;) {
		const page = await source.page(next);
		entries.push(...page.entries);
		if (!page.more) return entries;
		if (page.entries.length === 0) throw new Refusal('log-broken');
		next = (next ?? -1) + page.entries.length;
	}
}

/** Tries `attempt` again after `catchUp` for as long as somebody else got there first. */
export async function withRebase<T>(
	attempt: () => Promise<T>,
	catchUp: () => Promise<void>
): Promise<T> {
	for (let tries = 1; ; tries++) {
		try {
			return await attempt();
		} catch (error) {
			const lostRace = error instanceof Refusal && error.code === 'head-moved';
			if (!lostRace || tries === MAX_ATTEMPTS) throw error;
			await catchUp();
		}
	}
}

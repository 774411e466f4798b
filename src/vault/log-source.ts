/**
 * Reading a log from the server, page by page, and writing to it with compare-and-swap. Nothing read here is
 * believed: the caller folds it. Guarantees only that a server which repeats or withholds pages does not keep the
 * reader busy for ever, and that a lost race is tried again.
 */
import type { Raw } from '../crypto/brands.ts';
import type { Head, ParsedEntry } from '../crypto/entry-header.ts';
import { parseEntries } from './log-entry.ts';
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

/**
 * All entries after `after`. @throws Refusal `log-broken` for bytes that are no entry, an entry out of its place, and
 * a page that claims more but brings nothing.
 */
export async function readAfter(source: LogSource, after: number | null): Promise<ParsedEntry[]> {
	const entries: ParsedEntry[] = [];
	let last = after;
	for (;;) {
		const page = await source.page(last);
		for (const entry of await parseEntries(page.entries)) {
			if (entry.header.seq !== (last ?? -1) + 1) throw new Refusal('log-broken');
			last = entry.header.seq;
			entries.push(entry);
		}
		if (!page.more) return entries;
		if (page.entries.length === 0) throw new Refusal('log-broken');
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

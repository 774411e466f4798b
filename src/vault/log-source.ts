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
/** What is read at once is kept until it has been judged. An honest log stays far below. */
const MAX_READ_BYTES = 128 * 1024 * 1024;

/**
 * All entries after `known`, put into `entries` as they come. @throws Refusal `log-broken` for bytes that are no entry,
 * an entry out of its place, a page that claims more but brings nothing and a log that does not end; and
 * `log-rolled-back` when the portal says that its log ends before `known`.
 */
export async function readAfter(
	source: Pick<LogSource, 'page'>,
	known: Head | null,
	entries: ParsedEntry[] = [],
	limit = MAX_READ_BYTES
): Promise<ParsedEntry[]> {
	let last = known;
	let size = 0;
	for (;;) {
		const page = await source.page(last?.seq ?? null);
		for (const entry of await parseEntries(page.entries)) {
			entries.push(entry);
			size += entry.bytes.length;
			if (entry.header.seq !== (last?.seq ?? -1) + 1) throw new Refusal('log-broken');
			last = { seq: entry.header.seq, hash: entry.hash };
		}
		if (size > limit) throw new Refusal('log-broken');
		if (known) requireStanding(page.head, known);
		if (!page.more) return entries;
		if (page.entries.length === 0) throw new Refusal('log-broken');
	}
}

/**
 * A page states the log's head as of the same moment. If what was known is not in that log, something that was shown or
 * acknowledged was taken back: it is missed now, and not only at the next unlocking.
 */
function requireStanding(stated: Head, known: Head): void {
	const isGone = stated.seq < known.seq || (stated.seq === known.seq && stated.hash !== known.hash);
	if (isGone) throw new Refusal('log-rolled-back');
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
			if (!isLostRace(error) || tries === MAX_ATTEMPTS) throw error;
			await catchUp();
		}
	}
}

/** Somebody else wrote first: to this log, or to the firm's, so that this log needs a new key before anything else. */
const isLostRace = (error: unknown): boolean =>
	error instanceof Refusal && ['head-moved', 'firm-moved', 'keys-behind'].includes(error.code);

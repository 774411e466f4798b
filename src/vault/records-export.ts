/**
 * Records and heads as the portal gives them, for somebody to keep. Entries are copied as they were served: when a log
 * is no longer believed, the file is the evidence. A log that is believed must still hold what was verified here.
 */
import type { BodyKey } from '../crypto/entry.ts';
import { parseEntry, type Head, type ParsedEntry } from '../crypto/entry-header.ts';
import { CryptoError } from '../crypto/errors.ts';
import { openingOf } from '../crypto/opening.ts';
import type { Raw, VaultId } from '../crypto/brands.ts';
import type { Api } from './api.ts';
import type { FirmState } from './firm-state.ts';
import { headsText, keysOfAuthor } from './heads-file.ts';
import type { LogPage } from './log-source.ts';
import { Refusal, toProblem } from './problems.ts';
import { recordsText, type EntryToRecord } from './records.ts';
import type { Session } from './session.ts';
import type { VaultLog } from './vault-log.ts';

/** A file to save. */
export interface SavedFile {
	readonly name: string;
	readonly content: Blob;
}

export interface RecordsWish {
	/** One vault; null: all that this person can reach. */
	readonly vault: VaultId | null;
	/** Whether names are readable in the file. Documents never are. */
	readonly withNames: boolean;
	/** Milliseconds since 1970. */
	readonly now: number;
}

const TEXT = { type: 'text/plain' };

/** @throws Refusal `log-rolled-back` when the portal now serves another history than the one verified here. */
export async function exportRecords(
	api: Api,
	session: Session,
	{ vault, withNames, now }: RecordsWish
): Promise<SavedFile> {
	const firm = vault ? await session.firmOf(vault) : session.firm;
	const ids = vault ? [vault] : await reachableVaults(api, session);
	const vaults: { vault: VaultId; entries: EntryToRecord[] }[] = [];
	for (const id of ids) {
		const log = await believed(() => session.vault(id));
		const served = await serveAll((after) => api.vaultLog(id, after));
		if (log) await requireHead(served, log.state.head);
		const keyOf = (parsed: ParsedEntry) => (log ? sealKeyOf(log, parsed.header.epoch) : null);
		vaults.push({ vault: id, entries: await toRecord(served, withNames ? keyOf : null) });
	}
	// Last, so that every firm head which those entries quote is in it.
	const verified = await believed(async () => (await firm.sync(), firm.state));
	const served = await serveAll((after) => api.firmLog(firm.firm, after));
	if (verified) await requireHead(served, verified.head);
	const keyOf = (parsed: ParsedEntry) => firm.directory.get(parsed.header.epoch) ?? null;
	const entries = await toRecord(served, withNames ? keyOf : null);
	const text = recordsText({ firm: firm.firm, made: now, withNames }, entries, vaults);
	const name = `${withNames ? 'records-with-names' : 'records'}-${dateOf(now)}.txt`;
	return { name, content: new Blob([...text], TEXT) };
}

/** The newest verified entry of the firm's log, with its author's keys. */
export async function exportHeads(api: Api, session: Session, now: number): Promise<SavedFile> {
	const { firm } = session;
	await firm.sync();
	const { head } = firm.state;
	const served = await serveAll((after) => api.firmLog(firm.firm, after), head.seq + 1);
	const entry = await requireHead(served, head);
	const keys = keysOfAuthor(entry, stateBefore(session, entry));
	// Only a rejected entry can have an author whom nobody knows; it proves nothing, so the one to keep comes later.
	if (!keys) throw new Refusal('not-found');
	const text = headsText({ firm: firm.firm, taken: now, entry, keys });
	return { name: `heads-${dateOf(now)}.txt`, content: new Blob([text], TEXT) };
}

function stateBefore({ firm }: Session, { header }: ParsedEntry): FirmState {
	const before = header.prev && firm.at({ seq: header.seq - 1, hash: header.prev });
	return before ?? firm.state;
}

async function reachableVaults(api: Api, { role, firm, memberships }: Session): Promise<VaultId[]> {
	const own = memberships.find((one) => one.firm === firm.firm);
	if (role === 'client') return [...(own?.vaults ?? [])];
	const ids: VaultId[] = [];
	for (;;) {
		const last = ids.at(-1) ?? null;
		const page = await api.vaults(firm.firm, last);
		ids.push(...page.vaults.map(({ vault }) => vault));
		if (!page.more) return ids;
		if (ids.at(-1) === last || page.vaults.length === 0) throw new Refusal('bad-answer');
	}
}

/** Every entry as served, or the first `limit` of them. What they are is not asked here. */
export async function serveAll(
	page: (after: number | null) => Promise<LogPage>,
	limit = Infinity
): Promise<Raw[]> {
	const served: Raw[] = [];
	for (;;) {
		const { entries, more } = await page(served.length === 0 ? null : served.length - 1);
		served.push(...entries);
		if (!more || served.length >= limit) return served.slice(0, limit);
		if (entries.length === 0) throw new Refusal('log-broken');
	}
}

/** The log when it is believed; null when it was caught contradicting itself. Other failures go on. */
async function believed<T extends VaultLog | FirmState>(open: () => Promise<T>): Promise<T | null> {
	try {
		return await open();
	} catch (error) {
		if (error instanceof Refusal && toProblem(error).alarming) return null;
		throw error;
	}
}

/** @throws Refusal `log-rolled-back` when this head is not among what was served */
export async function requireHead(served: readonly Raw[], head: Head): Promise<ParsedEntry> {
	const bytes = served[head.seq];
	const entry = bytes && (await parsedOrNull(bytes));
	if (entry?.hash !== head.hash) throw new Refusal('log-rolled-back');
	return entry;
}

function toRecord(
	served: readonly Raw[],
	keyOf: ((parsed: ParsedEntry) => BodyKey | null) | null
): Promise<EntryToRecord[]> {
	return Promise.all(
		served.map(async (bytes) => {
			const parsed = keyOf && (await parsedOrNull(bytes));
			const key = parsed?.sealedBody ? keyOf?.(parsed) : null;
			return { bytes, opening: parsed && key ? await openingOrNull(parsed, key) : null };
		})
	);
}

async function parsedOrNull(bytes: Raw): Promise<ParsedEntry | null> {
	return orNull(() => parseEntry(bytes));
}

/** Null when the body does not open: then it was not readable here either. */
export const openingOrNull = (parsed: ParsedEntry, key: BodyKey) =>
	orNull(() => openingOf(parsed, key));

async function orNull<T>(work: () => Promise<T>): Promise<T | null> {
	try {
		return await work();
	} catch (error) {
		if (error instanceof CryptoError) return null;
		throw error;
	}
}

/** The seal key of an epoch, when this person holds it. */
function sealKeyOf(log: VaultLog, epoch: number): BodyKey | null {
	try {
		return log.epoch(epoch).seal;
	} catch (error) {
		if (error instanceof Refusal) return null;
		throw error;
	}
}

const dateOf = (time: number): string => new Date(time).toISOString().slice(0, 10);

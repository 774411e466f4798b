/**
 * Records judged with no server: both logs from genesis to head, by the same folds as the browser. Guarantees that an
 * entry is reported as counting only if the fold applied it; a log that breaks is believed up to the break and no
 * further. Pure. It cannot know what a log's newest entries are: for that, compare heads.
 */
import type { BlobId, FirmId, VaultId } from '../crypto/brands.ts';
import type { Value } from '../crypto/encoding.ts';
import { CryptoError } from '../crypto/errors.ts';
import { parseEntry, type Head, type ParsedEntry } from '../crypto/entry-header.ts';
import { openBodyWith } from '../crypto/opening.ts';
import { isFirmKind, isVaultKind } from '../contract/log.ts';
import { firmEvent, vaultEvent, type VaultEvent } from './events.ts';
import type { FirmState } from './firm-state.ts';
import { foldFirm } from './fold-firm.ts';
import { foldVault, type FirmHistory } from './fold-vault.ts';
import { describeFirmEvent, describeVaultEvent, type Journal } from './history.ts';
import { readEvent, type LogEntry } from './log-entry.ts';
import { openOrNull } from './open-body.ts';
import { Refusal } from './problems.ts';
import type { RecordedEntry, Records } from './records.ts';
import type { VaultState } from './vault-state.ts';
import type { Rejection, Verdict } from './verdict.ts';

/** Why a log is not believed from some entry on. */
export const faults = {
	empty: 'there is no entry',
	malformed: 'the entry is not well-formed, or was changed after it was signed',
	'unknown-suite':
		'the entry was made by a version of the protocol that this program does not know',
	'other-firm': 'the entry belongs to another firm',
	'other-log': 'the entry belongs to another log',
	'out-of-order':
		'the entry is not the one that comes next: one is missing, repeated or out of order',
	'chain-broken': 'the entry does not follow from the one before it: one of the two was exchanged',
	'wrong-opening': 'the opening beside the entry is not that of its sealed body',
	'wrong-genesis': 'the first entry does not found the firm, or was not signed by its recovery kit',
	'wrong-vault-genesis': 'the first entry does not open the vault as somebody of the firm may',
	'firm-entries-missing':
		'the entry quotes an entry of the firm’s log that is missing from these records',
	'firm-forked': 'the entry quotes another history of the firm than these records hold',
	'firm-not-sound': 'the firm’s own log could not be followed far enough to judge this one'
} as const;
export type FaultCode = keyof typeof faults;

export interface Fault {
	readonly code: FaultCode;
	/** The position in the log at which it breaks, and the line of the file. */
	readonly seq: number;
	readonly line: number | null;
}

/**
 * `applied`: it counts. `rejected`: its author had no right to it, so it does not. `sealed`: its author and signature
 * are right, but what it changes is in a body that these records do not open, so no more can be said of it.
 */
export type Standing = 'applied' | 'rejected' | 'sealed';

export interface CheckedEntry extends Journal {
	readonly head: Head;
	readonly standing: Standing;
	readonly reason: Rejection | null;
	readonly parsed: ParsedEntry;
}

export interface CheckedLog<S> {
	readonly entries: readonly CheckedEntry[];
	/** After the last entry that was believed; null when there is none. */
	readonly state: S | null;
	readonly fault: Fault | null;
}

export type CheckedFirm = CheckedLog<FirmState> & { readonly history: FirmHistory };
export type CheckedVault = CheckedLog<VaultState> & { readonly vault: VaultId };

export interface CheckedRecords {
	readonly firm: CheckedFirm;
	readonly vaults: readonly CheckedVault[];
}

export async function checkRecords(records: Records): Promise<CheckedRecords> {
	const firm = await checkFirmLog(records.firm, records.entries);
	const vaults: CheckedVault[] = [];
	for (const { vault, entries } of records.vaults)
		vaults.push({ vault, ...(await checkVaultLog({ firm: records.firm, vault }, entries, firm)) });
	return { firm, vaults };
}

interface Judged<S> {
	readonly state: S;
	readonly verdict: Verdict;
	readonly journal: Journal;
	readonly isSealed: boolean;
}
type Judge<S> = (
	state: S | null,
	parsed: ParsedEntry,
	body: Value | null
) => Promise<Judged<S> | FaultCode>;

async function checkFirmLog(
	firm: FirmId,
	recorded: readonly RecordedEntry[]
): Promise<CheckedFirm> {
	const states: FirmState[] = [];
	const checked = await checkLog<FirmState>(
		{ firm, vault: null },
		recorded,
		async (state, parsed, body) => {
			const entry = readEvent(firmEvent, isFirmKind, parsed, body);
			const step = await orFault('wrong-genesis', () => foldFirm(firm, state, entry));
			if (typeof step === 'string') return step;
			states.push(step.state);
			return {
				...step,
				journal: describeFirmEvent(entry, step.verdict, state),
				isSealed: isRejectedAs(step.verdict, 'unreadable')
			};
		}
	);
	const at = ({ seq, hash }: Head) => (states[seq]?.head.hash === hash ? states[seq] : null);
	return { ...checked, history: { at } };
}

function checkVaultLog(
	log: { firm: FirmId; vault: VaultId },
	recorded: readonly RecordedEntry[],
	firm: CheckedFirm
): Promise<CheckedLog<VaultState>> {
	const unread = new Set<BlobId>();
	const unreadMessages = new Set<number>();
	return checkLog<VaultState>(log, recorded, async (state, parsed, body) => {
		const foreign = quotesUnknown(parsed, firm);
		if (foreign) return foreign;
		const entry = readEvent(vaultEvent, isVaultKind, parsed, body);
		const step = await orFault('wrong-vault-genesis', () =>
			foldVault(log, state, entry, firm.history)
		);
		if (typeof step === 'string') return step;
		const isUnread = step.verdict.applied && addsFile(parsed.header.kind) && body === null;
		if (isUnread) for (const blob of parsed.header.blobs) unread.add(blob);
		const isUnreadable = isRejectedAs(step.verdict, 'unreadable');
		if (isUnreadable && entry.event?.kind === 'message.sent') unreadMessages.add(parsed.header.seq);
		return {
			...step,
			journal: describeVaultEvent(entry, step.verdict, state),
			isSealed:
				isUnread || isUnreadable || removes(unread, parsed) || takesBack(unreadMessages, entry)
		};
	});
}

async function checkLog<S>(
	log: { firm: FirmId; vault: VaultId | null },
	recorded: readonly RecordedEntry[],
	judge: Judge<S>
): Promise<CheckedLog<S>> {
	const entries: CheckedEntry[] = [];
	let state: S | null = null;
	const broken = (code: FaultCode, line: number | null) => ({
		entries,
		state,
		fault: { code, seq: entries.length, line }
	});
	if (recorded.length === 0) return broken('empty', null);
	for (const { bytes, opening, line } of recorded) {
		const parsed = await parsedOrFault(bytes);
		if (typeof parsed === 'string') return broken(parsed, line);
		const misplaced = misplacement(log, entries.at(-1)?.head ?? null, parsed);
		if (misplaced) return broken(misplaced, line);
		const body = opening && (await openOrNull(() => openBodyWith(parsed, opening)));
		if (opening && body === null) return broken('wrong-opening', line);
		const judged: Judged<S> | FaultCode = await judge(state, parsed, body);
		if (typeof judged === 'string') return broken(judged, line);
		state = judged.state;
		entries.push(checkedEntry(parsed, judged, body !== null));
	}
	return { entries, state, fault: null };
}

function checkedEntry<S>(
	parsed: ParsedEntry,
	{ verdict, journal, isSealed }: Judged<S>,
	isOpen: boolean
): CheckedEntry {
	const standing = isSealed && !isOpen ? 'sealed' : verdict.applied ? 'applied' : 'rejected';
	const isRejected = !verdict.applied && standing === 'rejected';
	return {
		...journal,
		rejected: isRejected ? journal.rejected : null,
		reason: isRejected ? verdict.reason : null,
		head: { seq: parsed.header.seq, hash: parsed.hash },
		standing,
		parsed
	};
}

async function parsedOrFault(
	bytes: RecordedEntry['bytes']
): Promise<ParsedEntry | 'malformed' | 'unknown-suite'> {
	try {
		return await parseEntry(bytes);
	} catch (error) {
		if (!(error instanceof CryptoError)) throw error;
		return error.code === 'unknown-suite' ? 'unknown-suite' : 'malformed';
	}
}

/** What the fold would call `log-broken`, said more precisely. */
function misplacement(
	log: { firm: FirmId; vault: VaultId | null },
	before: Head | null,
	{ header }: ParsedEntry
): FaultCode | null {
	if (header.firm !== log.firm) return 'other-firm';
	if (header.vault !== log.vault) return 'other-log';
	if (header.seq !== (before?.seq ?? -1) + 1) return 'out-of-order';
	return header.prev === (before?.hash ?? null) ? null : 'chain-broken';
}

/** An honest server takes no entry that quotes a firm head it does not have. */
function quotesUnknown({ header }: ParsedEntry, firm: CheckedFirm): FaultCode | null {
	const quoted = header.firmHead;
	if (!quoted || firm.history.at(quoted)) return null;
	if (quoted.seq < firm.entries.length) return 'firm-forked';
	return firm.fault ? 'firm-not-sound' : 'firm-entries-missing';
}

const isRejectedAs = (verdict: Verdict, reason: string): boolean =>
	!verdict.applied && verdict.reason === reason;

/** Whether this removes a file whose description is sealed: it is there, though the fold could not show it. */
const removes = (unread: Set<BlobId>, { header }: ParsedEntry): boolean =>
	header.kind === 'file.removed' && header.blobs.some((blob) => unread.delete(blob));

/** Likewise a message: that it counts for its author is in what is sealed. */
const takesBack = (unread: Set<number>, { event }: LogEntry<VaultEvent>): boolean =>
	event?.kind === 'message.removed' && unread.delete(event.payload.seq);

async function orFault<T>(code: FaultCode, work: () => Promise<T>): Promise<T | FaultCode> {
	try {
		return await work();
	} catch (error) {
		if (error instanceof Refusal) return code;
		throw error;
	}
}

const addsFile = (kind: string): boolean => kind === 'file.added' || kind === 'drop.accepted';

/**
 * A kept head against somebody's records: is it part of the firm's history as they were shown it, or of another one?
 * Calls something a fork only when the other entry was signed by somebody whom these records know, so that nobody can
 * invent one with keys of their own.
 */
import { isSignedBy } from '../crypto/entry.ts';
import type { ParsedEntry } from '../crypto/entry-header.ts';
import type { FirmState } from './firm-state.ts';
import { isSignedByNamed, type HeadsFile } from './heads-file.ts';
import type { CheckedFirm } from './records-check.ts';

export const headVerdicts = {
	contained: 'contained: these records continue the history of this head',
	fork: 'FORK: these records and this head hold different entries at the same place, both signed',
	ahead:
		'NOT CONTAINED: these records end before this head; they are older, or entries were withheld',
	'other-firm': 'OTHER FIRM: this head is of another firm than these records',
	unproven:
		'NOT PROVEN: the entry in the heads file is not signed by anybody whom these records know'
} as const;
export type HeadVerdict = keyof typeof headVerdicts;

export interface JudgedHead {
	readonly verdict: HeadVerdict;
	readonly kept: ParsedEntry;
	/** What the records hold at the same place. */
	readonly ours: ParsedEntry | null;
}

export async function judgeHead(heads: HeadsFile, firm: CheckedFirm): Promise<JudgedHead> {
	const { entry } = heads;
	const ours = firm.entries[entry.header.seq]?.parsed ?? null;
	return { verdict: await verdictOf(heads, firm, ours), kept: entry, ours };
}

async function verdictOf(
	heads: HeadsFile,
	{ state }: CheckedFirm,
	ours: ParsedEntry | null
): Promise<HeadVerdict> {
	const { firm, vault } = heads.entry.header;
	if (!state || heads.firm !== state.firm || firm !== state.firm) return 'other-firm';
	if (vault !== null || !(await isSignedByNamed(heads)) || !isKnown(heads, state))
		return 'unproven';
	if (!ours) return 'ahead';
	return ours.hash === heads.entry.hash ? 'contained' : 'fork';
}

function isKnown({ entry }: HeadsFile, state: FirmState): boolean {
	const { author } = entry.header;
	if (author.kind === 'root') return author.id === state.firm;
	if (author.kind === 'user') return state.staff.has(author.id) || state.former.has(author.id);
	const key = state.invitations.get(author.id)?.key;
	return key !== undefined && isSignedBy(entry, key);
}

/**
 * `tallyport verify-log`: from a records file to a verdict, with no server and no network. The checking itself is
 * src/vault/records-check.ts; here are the files, the trust anchor, and what makes the verdict bad.
 */
import { spokenFingerprint } from '../crypto/spoken.ts';
import { judgeHead, type JudgedHead } from '../vault/heads-check.ts';
import { keysOfAuthor, parseHeads, type HeadsFile } from '../vault/heads-file.ts';
import { checkRecords, type CheckedEntry, type CheckedRecords } from '../vault/records-check.ts';
import { parseRecords, type Records } from '../vault/records.ts';
import { RecordsFileError } from '../vault/records-lines.ts';
import { reportAsJson } from './records-json.ts';
import { reportAsText } from './records-text.ts';
import { isFirm, readable, Unreadable } from './reading.ts';

export interface VerifyLogOptions {
	readonly firm?: string;
	readonly heads?: string[];
	readonly summary?: boolean;
	readonly json?: boolean;
}

export interface Outlet {
	readonly stdout: { write(text: string): unknown };
	readonly stderr: { write(text: string): unknown };
}

export interface Report {
	readonly records: Records;
	readonly checked: CheckedRecords;
	readonly fingerprint: string;
	/** What was given with `--firm`: null when nothing was. */
	readonly isExpectedFirm: boolean | null;
	readonly heads: readonly (JudgedHead & { readonly file: string })[];
	readonly isSound: boolean;
}

export async function verifyLog(
	file: string,
	options: VerifyLogOptions,
	{ stdout, stderr }: Outlet
): Promise<0 | 1 | 2> {
	try {
		const report = await makeReport(file, options);
		const asText = () => reportAsText(report, { listEntries: !options.summary });
		stdout.write(options.json ? await reportAsJson(report) : await asText());
		return report.isSound ? 0 : 1;
	} catch (error) {
		if (!(error instanceof Unreadable)) throw error;
		stderr.write(`${error.message}\n`);
		return 2;
	}
}

async function makeReport(file: string, options: VerifyLogOptions): Promise<Report> {
	const records = await readable(file, async (bytes) => parseRecords(bytes));
	const fingerprint = await spokenFingerprint(records.firm);
	const checked = await checkRecords(records);
	const isExpectedFirm =
		options.firm === undefined ? null : isFirm(options.firm, records.firm, fingerprint);
	const heads: Report['heads'][number][] = [];
	for (const name of options.heads ?? []) {
		const kept = await readable(name, keptHead);
		heads.push({ ...(await judgeHead(kept, checked.firm)), file: name });
	}
	const logs = [checked.firm, ...checked.vaults];
	const isSound =
		logs.every(({ fault, entries }) => fault === null && !entries.some(isNobodys)) &&
		isExpectedFirm !== false &&
		heads.every(({ verdict }) => verdict === 'contained');
	return { records, checked, fingerprint, isExpectedFirm, heads, isSound };
}

/**
 * A rejected entry by somebody who is known shows what they tried. One that nobody signed was put there by whoever kept
 * the log.
 */
const isNobodys = ({ reason }: CheckedEntry): boolean =>
	reason === 'bad-signature' || reason === 'unknown-author';

/** From a heads file, or the newest entry of somebody else's records, once those were checked themselves. */
async function keptHead(bytes: Uint8Array): Promise<HeadsFile> {
	try {
		return await parseHeads(bytes);
	} catch (error) {
		if (!(error instanceof RecordsFileError && error.code === 'not-heads')) throw error;
	}
	const records = parseRecords(bytes);
	const { firm } = await checkRecords({ ...records, vaults: [] });
	const entry = firm.entries.at(-1)?.parsed;
	const before = entry?.header.prev
		? firm.history.at({ seq: entry.header.seq - 1, hash: entry.header.prev })
		: firm.state;
	const keys = entry && before && keysOfAuthor(entry, before);
	if (!entry || !keys || firm.fault)
		throw new Unreadable('The other records are not sound themselves.');
	return { firm: records.firm, taken: records.made, entry, keys };
}

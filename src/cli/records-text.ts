/** A report on records as a person reads it. Everything that came from the file passes through `plain`. */
import { encodeBase64url } from '../crypto/base64url.ts';
import type { ParsedEntry } from '../crypto/entry-header.ts';
import { headVerdicts } from '../vault/heads-check.ts';
import { faults, type CheckedEntry, type CheckedLog } from '../vault/records-check.ts';
import { inEnglish } from '../vault/told.ts';
import { nameOf, peopleOf, type Known, type LogPerson } from './log-people.ts';
import { plain } from './plain.ts';
import type { Report } from './verify-log.ts';

export async function reportAsText(
	report: Report,
	{ listEntries }: { listEntries: boolean }
): Promise<string> {
	const { checked, records } = report;
	const firm = checked.firm.state;
	const { withNames } = records;
	const lines = [...opening(report)];
	lines.push(
		'',
		'The firm’s log',
		...(await logLines(checked.firm, { firm, vault: null, withNames }, listEntries))
	);
	for (const log of checked.vaults) {
		const name = log.state?.name;
		lines.push('', name ? `Vault of ${plain(name)} (${log.vault})` : `Vault ${log.vault}`);
		lines.push(...(await logLines(log, { firm, vault: log.state, withNames }, listEntries)));
	}
	for (const head of report.heads) {
		lines.push('', `${plain(head.file)}: ${headVerdicts[head.verdict]}.`);
		if (head.verdict === 'fork' && head.ours)
			lines.push(
				...proof('In the heads file', head.kept),
				...proof('In these records', head.ours),
				FORK
			);
	}
	lines.push('', ...closing(report), '');
	return lines.join('\n');
}

const SEALED = 'name sealed';
const FORK =
	'  Keep both files. Either the portal showed two histories, or one of these authors signed what the portal never took.';

function* opening({ records, fingerprint, isExpectedFirm, checked }: Report) {
	const name = checked.firm.state?.name;
	yield `Firm       ${name ? `${plain(name)}, ` : ''}${records.firm}`;
	yield `           ${fingerprint}`;
	yield `           ${anchorInWords(isExpectedFirm)}`;
	yield `Made       ${time(records.made)} by the clock of whoever saved the file`;
	if (!records.withNames) yield 'Names      not in this file; people are known by their keys';
}

function anchorInWords(isExpectedFirm: boolean | null): string {
	if (isExpectedFirm === null)
		return 'Not compared: give --firm, or compare these digits with those the firm printed or read out.';
	return isExpectedFirm
		? 'This is the firm given with --firm.'
		: 'WRONG FIRM: this is not the firm given with --firm.';
}

function* closing({ isSound, checked }: Report) {
	const logs = [checked.firm, ...checked.vaults];
	const all = logs.flatMap(({ entries }) => entries);
	const count = (standing: string) => all.filter((entry) => entry.standing === standing).length;
	yield `${plural(all.length, 'entry', 'entries')} in ${plural(logs.length, 'log', 'logs')}: ${count('applied')} count, ${count('rejected')} rejected, ${count('sealed')} not judged because their contents are sealed.`;
	yield isSound
		? 'SOUND: every entry follows from the one before it and is judged by its author’s rights at that point.'
		: 'NOT SOUND: see above. Do not rely on these records; tell the firm by phone.';
}

async function logLines(
	log: CheckedLog<unknown>,
	known: Known,
	listEntries: boolean
): Promise<string[]> {
	const lines: string[] = [];
	const shown = listEntries
		? log.entries
		: log.entries.filter(({ standing }) => standing === 'rejected');
	if (listEntries) lines.push(...(await peopleOf(log.entries, known)).map(personLine));
	for (const entry of shown) lines.push(...entryLines(entry, known));
	const head = log.entries.at(-1)?.head;
	if (head) lines.push(`  Head     ${head.seq} ${head.hash}`);
	if (log.fault) {
		const { code, seq, line } = log.fault;
		const where = line === null ? '' : ` (line ${line} of the file)`;
		lines.push(`  BROKEN   at entry ${seq}${where}: ${faults[code]}. What follows was not judged.`);
	}
	return lines;
}

const personLine = ({ rank, id, name, fingerprint }: LogPerson): string =>
	`  ${rank.padEnd(8)}  [${id.slice(0, 8)}]  ${plain(name ?? SEALED)}  ${fingerprint ?? 'no fingerprint'}  ${id}`;

function entryLines(entry: CheckedEntry, known: Known): string[] {
	const { seq, at, author, kind, did, standing, rejected, joinedAs } = entry;
	const who = plain(joinedAs ?? nameOf(author, known) ?? SEALED);
	const what = standing === 'sealed' ? 'contents sealed' : plain(inEnglish(did));
	const line = `  ${String(seq).padStart(5)}  ${time(at)}  ${kind.padEnd(18)} ${who} [${author.id.slice(0, 8)}] ${what}`;
	return rejected ? [line, `         REJECTED: ${rejected}`] : [line];
}

function proof(title: string, { header, hash, signature }: ParsedEntry): string[] {
	return [
		`  ${title}: entry ${header.seq}, ${hash}`,
		`    ${header.kind} at ${time(header.time)} by ${header.author.kind} ${header.author.id}`,
		`    after ${header.prev ?? 'nothing'}`,
		`    signature ${encodeBase64url(signature)}`
	];
}

/** UTC. An author's clock may say anything, also what is no date. */
function time(ms: number): string {
	const date = new Date(ms);
	return Number.isNaN(date.getTime())
		? `${ms} ms`
		: date.toISOString().slice(0, 19).replace('T', ' ');
}

const plural = (count: number, one: string, many: string): string =>
	`${count} ${count === 1 ? one : many}`;

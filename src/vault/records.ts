/**
 * Records: the firm's log and any number of vault logs in one text file (protocol.md section 15), for
 * `tallyport verify-log` and whoever keeps them. Reading is strict, one text for each content, and believes nothing:
 * what the entries mean is for records-check.ts.
 */
import { decodeBase64url, encodeBase64url } from '../crypto/base64url.ts';
import type { FirmId, Raw, VaultId } from '../crypto/brands.ts';
import { parseFirmId, parseVaultId } from '../crypto/ids.ts';
import { openingFrom, type Opening } from '../crypto/opening.ts';
import { orFileError, readLines, type Line, RecordsFileError } from './records-lines.ts';

export interface RecordedEntry {
	readonly bytes: Raw;
	/** Opens the entry's sealed body. Null: its names stay sealed. */
	readonly opening: Opening | null;
	/** Where it stands in the file, counted from 1. */
	readonly line: number;
}

export interface RecordedVault {
	readonly vault: VaultId;
	readonly entries: readonly RecordedEntry[];
}

export interface Records {
	readonly firm: FirmId;
	/** When the file was made, by the clock of whoever made it. */
	readonly made: number;
	/** Whether the file may hold openings: such a file shows names, and is confidential. */
	readonly withNames: boolean;
	readonly entries: readonly RecordedEntry[];
	readonly vaults: readonly RecordedVault[];
}

const TITLES = { sealed: 'tallyport/1 records', named: 'tallyport/1 records with names' } as const;

export type EntryToRecord = Omit<RecordedEntry, 'line'>;

/** The file's lines, in pieces, so that a large one need not be one string. */
export function* recordsText(
	{ firm, made, withNames }: Pick<Records, 'firm' | 'made' | 'withNames'>,
	entries: readonly EntryToRecord[],
	vaults: Iterable<{ vault: VaultId; entries: readonly EntryToRecord[] }>
): Generator<string> {
	yield `${withNames ? TITLES.named : TITLES.sealed}\nfirm ${firm}\nmade ${made}\n`;
	yield entries.map(entryLine).join('');
	let lines = 3 + entries.length;
	for (const { vault, entries } of vaults) {
		yield `vault ${vault}\n${entries.map(entryLine).join('')}`;
		lines += 1 + entries.length;
	}
	yield `end ${lines}\n`;
}

const entryLine = ({ bytes, opening }: EntryToRecord): string =>
	`entry ${encodeBase64url(bytes)}${opening ? ` ${encodeBase64url(opening)}` : ''}\n`;

/** @throws RecordsFileError */
export function parseRecords(file: Uint8Array): Records {
	const lines = readLines(file, Object.values(TITLES));
	const [title, firm, made, ...rest] = lines;
	const withNames = title?.words.join(' ') === TITLES.named;
	const logs = parseLogs(rest, withNames);
	return {
		firm: orFileError(firm, () => parseFirmId(field(firm, 'firm'))),
		made: orFileError(made, () => parseCount(field(made, 'made'))),
		withNames,
		...logs
	};
}

function parseLogs(lines: readonly Line[], withNames: boolean) {
	const entries: RecordedEntry[] = [];
	const vaults: { vault: VaultId; entries: RecordedEntry[] }[] = [];
	for (const line of lines) {
		if (line.words[0] === 'vault') vaults.push(orFileError(line, () => newVault(line)));
		else (vaults.at(-1)?.entries ?? entries).push(orFileError(line, () => entry(line, withNames)));
	}
	if (new Set(vaults.map(({ vault }) => vault)).size < vaults.length)
		throw new RecordsFileError('vault-twice', null);
	return { entries, vaults };
}

const newVault = (line: Line) => ({
	vault: parseVaultId(field(line, 'vault')),
	entries: new Array<RecordedEntry>()
});

function entry({ words, number }: Line, withNames: boolean): RecordedEntry {
	const [word, bytes, opening, ...more] = words;
	if (word !== 'entry' || bytes === undefined || more.length > 0) throw new SyntaxError();
	if (opening !== undefined && !withNames) throw new SyntaxError();
	return {
		bytes: decodeBase64url(bytes),
		opening: opening === undefined ? null : openingFrom(decodeBase64url(opening)),
		line: number
	};
}

/** The one value of a line that has this word and one value. */
export function field(line: Line | undefined, word: string): string {
	const [first, value, ...more] = line?.words ?? [];
	if (first !== word || value === undefined || more.length > 0) throw new SyntaxError();
	return value;
}

/** A whole number as the one text that says it. */
export function parseCount(text: string): number {
	const count = Number(text);
	if (!Number.isSafeInteger(count) || count < 0 || String(count) !== text) throw new SyntaxError();
	return count;
}

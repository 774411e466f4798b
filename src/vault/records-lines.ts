/**
 * The lines of a records or heads file (protocol.md section 15): ASCII words, one space between them, every line ended
 * by one line feed, and a last line that counts the others. Nothing else is accepted, so that a file which was cut
 * short, wrapped by a mail program or edited is named as such before anything in it is looked at.
 */
import { CryptoError } from '../crypto/errors.ts';

export const fileFaults = {
	'not-records':
		'This is not a Tallyport records file, or one of a version this program does not know.',
	'not-heads':
		'This is not a Tallyport heads file, or one of a version this program does not know.',
	'cut-short':
		'The file is not complete: its last line is missing or counts other lines than there are.',
	'bad-line': 'A line of the file is not in the form the protocol requires.',
	'vault-twice': 'The file has the same vault twice.'
} as const;

export type FileFault = keyof typeof fileFaults;

export class RecordsFileError extends Error {
	readonly code: FileFault;
	/** Counted from 1; null when no one line is to blame. */
	readonly line: number | null;

	constructor(code: FileFault, line: number | null) {
		super(fileFaults[code]);
		this.name = 'RecordsFileError';
		this.code = code;
		this.line = line;
	}
}

export interface Line {
	readonly words: readonly string[];
	readonly number: number;
}

const LINE_FEED = 10;

/** All lines but the last, which is checked here. */
export function readLines(
	file: Uint8Array,
	titles: readonly string[],
	unlike: FileFault = 'not-records'
): Line[] {
	const lines = [...linesOf(file)];
	if (!titles.includes(lines[0]?.words.join(' ') ?? '')) throw new RecordsFileError(unlike, null);
	const last = lines.pop();
	const isWhole = file.at(-1) === LINE_FEED && last?.words.join(' ') === `end ${lines.length}`;
	if (!isWhole) throw new RecordsFileError('cut-short', null);
	return lines;
}

/** ASCII only, so that no two bytes look alike on a screen. */
const UNPRINTED = /[^ -~]/u;

function wordsOf(line: string): string[] {
	const words = line.split(' ');
	return UNPRINTED.test(line) || words.includes('') ? [] : words;
}

function* linesOf(file: Uint8Array): Generator<Line> {
	const text = new TextDecoder('latin1');
	for (let start = 0, number = 1; start < file.length; number++) {
		const found = file.indexOf(LINE_FEED, start);
		const end = found < 0 ? file.length : found;
		const line = text.decode(file.subarray(start, end));
		yield { words: wordsOf(line), number };
		start = end + 1;
	}
}

/** Runs `parse`; what it refuses is a bad line. */
export function orFileError<T>(line: Line | undefined, parse: () => T): T {
	try {
		return parse();
	} catch (error) {
		if (error instanceof CryptoError || error instanceof SyntaxError)
			throw new RecordsFileError('bad-line', line?.number ?? null);
		throw error;
	}
}

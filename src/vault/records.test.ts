import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { firmIdFrom, vaultIdFrom } from '../crypto/ids.ts';
import { openingFrom } from '../crypto/opening.ts';
import { randomBytes } from '../crypto/random.ts';
import { RecordsFileError } from './records-lines.ts';
import { parseRecords, recordsText, type EntryToRecord } from './records.ts';

const firm = firmIdFrom(randomBytes(32));
const [a, b] = [vaultIdFrom(randomBytes(16)), vaultIdFrom(randomBytes(16))];
const entryOf = (isNamed: boolean): EntryToRecord => ({
	bytes: randomBytes(40),
	opening: isNamed ? openingFrom(randomBytes(32)) : null
});
const textOf = (withNames: boolean): string =>
	[
		...recordsText(
			{ firm, made: 1_760_000_000_000, withNames },
			[entryOf(withNames), entryOf(false)],
			[
				{ vault: a, entries: [entryOf(withNames)] },
				{ vault: b, entries: [] }
			]
		)
	].join('');
const utf8 = (text: string) => new TextEncoder().encode(text);
const named = textOf(true);
const sealed = textOf(false);

function faultOf(text: string): [string, number | null] {
	try {
		parseRecords(utf8(text));
	} catch (error) {
		if (error instanceof RecordsFileError) return [error.code, error.line];
		throw error;
	}
	return ['accepted', null];
}

/** The file with some line changed. */
const withLine = (text: string, number: number, change: (line: string) => string): string =>
	text
		.split('\n')
		.map((line, i) => (i === number - 1 ? change(line) : line))
		.join('\n');

describe('a records file', () => {
	test('reads back as it was written, every log in its order', () => {
		const records = parseRecords(utf8(named));
		expect(records).toMatchObject({ firm, made: 1_760_000_000_000, withNames: true });
		expect(records.entries.map(({ line }) => line)).toEqual([4, 5]);
		expect(records.vaults.map(({ vault, entries }) => [vault, entries.length])).toEqual([
			[a, 1],
			[b, 0]
		]);
		expect([...recordsText(records, records.entries, records.vaults)].join('')).toBe(named);
	});

	test('says in its first line whether names can be read from it', () => {
		expect(named.split('\n')[0]).toBe('tallyport/1 records with names');
		expect(sealed.split('\n')[0]).toBe('tallyport/1 records');
		expect(parseRecords(utf8(sealed)).withNames).toBe(false);
	});

	test('holds no opening when it says it has no names', () => {
		const lying = withLine(named, 1, () => 'tallyport/1 records');
		expect(faultOf(lying)).toEqual(['bad-line', 4]);
	});

	test.each([
		['nothing', '', 'not-records'],
		['another title', withLine(named, 1, () => 'tallyport/2 records'), 'not-records'],
		['Windows line ends', named.replaceAll('\n', '\r\n'), 'not-records'],
		['half of it', named.slice(0, named.length / 2), 'cut-short'],
		['no last line', named.replace(/end \d+\n$/u, ''), 'cut-short'],
		['no last line feed', named.slice(0, -1), 'cut-short'],
		['a line lost', named.replace(/^entry .*\n/mu, ''), 'cut-short'],
		['something after the last line', `${named}\n`, 'cut-short'],
		['a vault twice', withLine(named, 8, () => `vault ${a}`), 'vault-twice']
	])('with %s is refused', (_, text, code) => {
		expect(faultOf(text)).toEqual([code, null]);
	});

	test.each([
		['an unknown word', 4, (line: string) => line.replace('entry', 'Entry')],
		['two spaces', 4, (line: string) => line.replace(' ', '  ')],
		['a space at its end', 4, (line: string) => `${line} `],
		['a third value', 4, (line: string) => `${line} AAAA`],
		['padding', 5, (line: string) => `${line}=`],
		['a character that is not ASCII', 5, (line: string) => `${line}é`],
		['a short opening', 4, (line: string) => line.slice(0, -4)],
		['no value', 4, () => 'entry'],
		['a firm that is no id', 2, () => 'firm AAAA'],
		['two firms', 2, (line: string) => `${line} ${firm}`],
		['a time that is no number', 3, () => 'made now'],
		['a time with a leading zero', 3, () => 'made 01'],
		['a time before 1970', 3, () => 'made -1'],
		['a vault that is no id', 6, () => 'vault AAAA'],
		['nothing in it', 5, () => '']
	] as const)('with %s in a line is refused, and the line is named', (_, number, change) => {
		expect(faultOf(withLine(named, number, change))).toEqual(['bad-line', number]);
	});

	test('that is any other text is refused, never misread', () => {
		const characters = [...named];
		const anywhere = fc.record({
			at: fc.nat(characters.length - 1),
			to: fc.constantFrom('\n', ' ', 'A', '-', '9', '\u0000', 'é')
		});
		fc.assert(
			fc.property(anywhere, ({ at, to }) => {
				const changed = characters.with(at, to).join('');
				if (faultOf(changed)[0] !== 'accepted') return;
				const records = parseRecords(utf8(changed));
				expect([...recordsText(records, records.entries, records.vaults)].join('')).toBe(changed);
			})
		);
	});
});

import { beforeAll, describe, expect, test } from 'vitest';
import { parseEntry, signEntry } from '../crypto/entry.ts';
import { entryHashFrom } from '../crypto/ids.ts';
import { identityFromSeed, type Identity } from '../crypto/identity.ts';
import { newIdentitySeed, newWordsEntropy, randomBytes } from '../crypto/random.ts';
import { kitKeys, type KitKeys } from '../crypto/recovery.ts';
import { headsText, isSignedByNamed, parseHeads, type HeadsFile } from './heads-file.ts';
import { RecordsFileError } from './records-lines.ts';

let kit: KitKeys;
let author: Identity;
let heads: HeadsFile;
let text: string;

const signedBy = (
	by: Parameters<typeof signEntry>[0]['author'],
	pair: Parameters<typeof signEntry>[1]
) =>
	signEntry(
		{
			firm: kit.firmId,
			vault: null,
			seq: 5,
			prev: entryHashFrom(randomBytes(32)),
			epoch: 1,
			kind: 'staff.uninvited',
			author: by,
			firmHead: null,
			time: 1_760_000_000_000,
			payload: {},
			blobs: []
		},
		pair,
		null
	);

beforeAll(async () => {
	kit = await kitKeys(newWordsEntropy());
	author = await identityFromSeed(newIdentitySeed());
	const entry = await signedBy({ kind: 'user', id: author.userId }, author.signing);
	const keys = { signing: author.bundle.signing, kem: author.bundle.kem };
	heads = { firm: kit.firmId, taken: 1_760_000_000_001, entry, keys };
	text = headsText(heads);
});

const read = (file: string) => parseHeads(new TextEncoder().encode(file));
const faultOf = (file: string) =>
	read(file).then(
		() => 'accepted',
		(error: unknown) => (error instanceof RecordsFileError ? [error.code, error.line] : error)
	);
const withLine = (number: number, change: (line: string) => string): string =>
	text
		.split('\n')
		.map((line, i) => (i === number - 1 ? change(line) : line))
		.join('\n');

describe('a heads file', () => {
	test('reads back as it was written', async () => {
		const again = await read(text);
		expect(again).toEqual(heads);
		expect(headsText(again)).toBe(text);
	});

	test('shows place and hash to people, and refuses to when they are not the entry’s', async () => {
		expect(text).toContain(`\nhead 5 ${heads.entry.hash}\n`);
		const other = entryHashFrom(randomBytes(32));
		expect(await faultOf(withLine(4, () => `head 5 ${other}`))).toEqual(['bad-line', 4]);
		expect(await faultOf(withLine(4, (line) => line.replace('5', '6')))).toEqual(['bad-line', 4]);
	});

	test.each([
		['no entry in it', 5, () => 'entry AAAA'],
		['a key of another length', 6, () => 'key AAAA'],
		['no key', 6, () => 'key'],
		['three keys', 6, (line: string) => `${line} AAAA`],
		['a firm that is no id', 2, () => 'firm AAAA'],
		['a time that is no number', 3, () => 'taken today']
	] as const)('with %s is refused, and the line is named', async (_, number, change) => {
		expect(await faultOf(withLine(number, change))).toEqual(['bad-line', number]);
	});

	test('with a line more, a line less or another title is refused', async () => {
		const longer = text.replace(/end 6\n$/u, 'key AAAA\nend 7\n');
		expect(await faultOf(longer)).toEqual(['bad-line', 7]);
		expect(await faultOf(text.replace(/^key .*\nend 6/mu, 'end 5'))).toEqual(['bad-line', null]);
		expect(await faultOf(text.slice(0, -10))).toEqual(['cut-short', null]);
		expect(await faultOf(withLine(1, () => 'tallyport/1 records'))).toEqual(['not-heads', null]);
	});
});

describe('who signed a head', () => {
	test('is the user whose id is the hash of the keys beside it', async () => {
		expect(await isSignedByNamed(heads)).toBe(true);
	});

	test('is the recovery kit, when the keys give the firm’s id', async () => {
		const entry = await signedBy({ kind: 'root', id: kit.firmId }, kit.root);
		const keys = { signing: kit.root.publicKey, kem: kit.escrow.publicKey };
		expect(await isSignedByNamed({ ...heads, entry, keys })).toBe(true);
		const other = await kitKeys(newWordsEntropy());
		expect(
			await isSignedByNamed({ ...heads, entry, keys: { ...keys, kem: other.escrow.publicKey } })
		).toBe(false);
	});

	test('is not somebody whose id another key gives', async () => {
		const other = await identityFromSeed(newIdentitySeed());
		const keys = { signing: heads.keys.signing, kem: other.bundle.kem };
		expect(await isSignedByNamed({ ...heads, keys })).toBe(false);
		expect(await isSignedByNamed({ ...heads, keys: { ...keys, kem: null } })).toBe(false);
	});

	test('is nobody when the signature was made by another key', async () => {
		const other = await identityFromSeed(newIdentitySeed());
		const entry = await signedBy({ kind: 'user', id: author.userId }, other.signing);
		expect(await isSignedByNamed({ ...heads, entry })).toBe(false);
	});

	test('is nobody when the entry was changed after signing', async () => {
		const bytes = heads.entry.bytes.slice();
		bytes[bytes.length - 2] = (bytes.at(-2) ?? 0) ^ 1;
		expect(await isSignedByNamed({ ...heads, entry: await parseEntry(bytes) })).toBe(false);
	});
});

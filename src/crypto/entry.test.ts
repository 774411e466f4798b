import { describe, expect, test } from 'vitest';
import type { Raw } from './brands.ts';
import { toHex } from './bytes.ts';
import { decode, encode, type Value } from './encoding.ts';
import { isSignedBy, openBody, parseEntry, signEntry, type EntryHeader } from './entry.ts';
import { encodeHeader } from './entry-header.ts';
import { epochKeys } from './epoch.ts';
import { identityFromSeed } from './identity.ts';
import { entryHashFrom, firmIdFrom, inviteIdFrom, newBlobId, newVaultId } from './ids.ts';
import { newEpochSecret, newIdentitySeed, randomBytes } from './random.ts';
import { verify } from './sodium.ts';
import { answersToFlips, answersToResizing, refusalOf } from './testing.ts';

const author = await identityFromSeed(newIdentitySeed());
const key = (await epochKeys(newEpochSecret())).seal;
const firm = firmIdFrom(randomBytes(32));
const draft: Omit<EntryHeader, 'bodyHash'> = {
	firm,
	vault: newVaultId(),
	seq: 5,
	prev: entryHashFrom(randomBytes(32)),
	epoch: 2,
	kind: 'file.added',
	author: { kind: 'user', id: author.userId },
	firmHead: { seq: 3, hash: entryHashFrom(randomBytes(32)) },
	time: 1_760_000_000_000,
	payload: { note: Uint8Array.of(1, 2, 3) },
	blobs: [newBlobId()]
};
const value = { name: 'W-2 2025.pdf', size: 12 };
const entry = await signEntry(draft, author.signing, { key, value });

test('a signed entry parses to what was signed, and its body opens', async () => {
	const parsed = await parseEntry(entry.bytes);
	expect(parsed).toEqual(entry);
	expect(parsed.header).toMatchObject(draft);
	expect(isSignedBy(parsed, author.signing.publicKey)).toBe(true);
	expect(await openBody(parsed, key)).toEqual(value);
});

test('an entry without a body parses, and has nothing to open', async () => {
	const bare = await signEntry({ ...draft, kind: 'member.uninvited' }, author.signing, null);
	const parsed = await parseEntry(bare.bytes);
	expect(parsed.sealedBody).toBeNull();
	expect(parsed.header.bodyHash).toBeNull();
	expect(await refusalOf(() => openBody(parsed, key))).toBe('malformed');
});

test('a genesis of the firm log by the root, and a join by an invite, round-trip', async () => {
	const genesis = { ...draft, vault: null, firmHead: null, seq: 0, prev: null };
	const root = { kind: 'root', id: firm } as const;
	const invite = { kind: 'invite', id: inviteIdFrom(randomBytes(16)) } as const;
	for (const by of [root, invite]) {
		const made = await signEntry({ ...genesis, author: by }, author.signing, null);
		expect((await parseEntry(made.bytes)).header.author).toEqual(by);
	}
});

test('another key did not sign it', async () => {
	const other = await identityFromSeed(newIdentitySeed());
	expect(isSignedBy(entry, other.signing.publicKey)).toBe(false);
});

test('every changed byte is malformed or unsigned', async () => {
	const answers = await answersToFlips(entry.bytes, async (bytes) => {
		const parsed = await parseEntry(bytes);
		if (!isSignedBy(parsed, author.signing.publicKey)) throw new Error('unsigned');
	});
	expect(answers).toEqual(new Set(['malformed', 'Error: unsigned']));
});

test('every other length is malformed', async () => {
	expect(await answersToResizing(entry.bytes, parseEntry)).toEqual(new Set(['malformed']));
});

test('the entry hash covers header and signature, and through the header the body', async () => {
	const [header, signature, body] = parts(entry.bytes);
	expect(entry.hash).toBe(await hashAs('tallyport/1 entry hash', header, signature));
	expect(entry.hash).not.toBe(await hashAs('tallyport/1 entry signature', header, signature));
	expect(toHex(entry.header.bodyHash ?? new Uint8Array())).toBe(toHex(await digest(body)));
});

test('a body moved to another entry of the same author is refused', async () => {
	const other = await signEntry(draft, author.signing, { key, value: { name: 'other' } });
	const [header, signature] = parts(entry.bytes);
	const [, , body] = parts(other.bytes);
	const mixed = encode([header, signature, body]);
	expect(await refusalOf(() => parseEntry(mixed))).toBe('malformed');
});

test.each(['body present, hash absent', 'hash present, body absent'])(
	'%s is malformed',
	async (which) => {
		const bare = await signEntry(draft, author.signing, null);
		const [header, signature] = parts(which.startsWith('body') ? bare.bytes : entry.bytes);
		const [, , body] = parts(entry.bytes);
		const mixed = encode([header, signature, which.startsWith('body') ? body : null]);
		expect(await refusalOf(() => parseEntry(mixed))).toBe('malformed');
	}
);

describe('a body opens in no other entry', () => {
	const { vault: _, ...rest } = entry.header;
	test.each<[string, EntryHeader]>([
		['firm', { ...entry.header, firm: firmIdFrom(randomBytes(32)) }],
		['vault', { ...entry.header, vault: newVaultId() }],
		['log', { ...rest, vault: null }],
		['epoch', { ...entry.header, epoch: 3 }],
		['position', { ...entry.header, seq: 6 }],
		['author', { ...entry.header, author: { kind: 'invite', id: inviteIdFrom(randomBytes(16)) } }],
		['kind', { ...entry.header, kind: 'file.changed' }]
	])('with another %s', async (_, header) => {
		expect(await refusalOf(() => openBody({ ...entry, header }, key))).toBe('open-failed');
	});
});

describe('a header is refused', () => {
	test.each<[string, (items: Value[]) => void]>([
		['with another mark', (h) => (h[0] = 'tallyport/1 entri')],
		['with a log of three', (h) => (h[2] = [...list(h[2]), null])],
		['with a firm id of 16 bytes', (h) => (h[2] = [new Uint8Array(16), list(h[2])[1] ?? null])],
		['with a negative-looking position', (h) => (h[3] = 'x')],
		['with position 0 and a previous hash', (h) => (h[3] = 0)],
		['with a position but no previous hash', (h) => (h[4] = null)],
		['with a text epoch', (h) => (h[5] = '2')],
		['with an empty kind', (h) => (h[6] = '')],
		['with a kind of other characters', (h) => (h[6] = 'file.Added')],
		['with a kind that starts with another character', (h) => (h[6] = '1file.added')],
		['with a kind that ends with another character', (h) => (h[6] = 'file.added1')],
		['with a kind of 33 characters', (h) => (h[6] = `file.${'a'.repeat(28)}`)],
		['with a kind that is a number', (h) => (h[6] = 6)],
		['with an author of another sort', (h) => (h[7] = ['staff', new Uint8Array(32)])],
		['with an author of another sort and a short id', (h) => (h[7] = ['link', new Uint8Array(16)])],
		['with a user id of 16 bytes', (h) => (h[7] = ['user', new Uint8Array(16)])],
		['with the root of another firm', (h) => (h[7] = ['root', new Uint8Array(32)])],
		['without a firm head in a vault log', (h) => (h[8] = null)],
		['with a firm head in the firm log', (h) => (h[2] = [list(h[2])[0] ?? null, null])],
		['with a firm head that is a map', (h) => (h[8] = {})],
		['with a time that is text', (h) => (h[9] = 'now')],
		['with a payload that is no map', (h) => (h[10] = encode([1]))],
		['with a payload that is not encoded', (h) => (h[10] = {})],
		['with a payload that is not canonical', (h) => (h[10] = Uint8Array.of(0xb8, 0))],
		['with a body hash of 31 bytes', (h) => (h[11] = new Uint8Array(31))],
		['with blobs that are no list', (h) => (h[12] = null)],
		['with a blob id of 32 bytes', (h) => (h[12] = [new Uint8Array(32)])],
		['with an element missing', (h) => h.pop()],
		['with an element more', (h) => h.push(null)]
	])('%s', async (_, change) => {
		const [header, signature, body] = parts(entry.bytes);
		const items = list(decode(header));
		change(items);
		const forged = encode([encode(items), signature, body]);
		expect(await refusalOf(() => parseEntry(forged))).toBe('malformed');
	});

	test('of another suite, as such', async () => {
		const [header, signature, body] = parts(entry.bytes);
		const forged = encode([encode(list(decode(header)).with(1, 2)), signature, body]);
		expect(await refusalOf(() => parseEntry(forged))).toBe('unknown-suite');
	});

	test('before it is signed, too', async () => {
		for (const wrong of [{ seq: 0 }, { kind: 'File' }, { firmHead: null }, { time: 1.5 }]) {
			const run = () => signEntry({ ...draft, ...wrong }, author.signing, null);
			expect(await refusalOf(run)).toBe('malformed');
		}
	});
});

test('a kind may have 32 characters', async () => {
	const kind = `file.${'a'.repeat(27)}`;
	const made = await signEntry({ ...draft, kind }, author.signing, null);
	expect((await parseEntry(made.bytes)).header.kind).toBe(kind);
});

test('an entry of more than 2 MiB is refused, when read and when made, and one of 2 MiB is not', async () => {
	const ofSize = async (size: number) => {
		const made = (big: number) => ({ ...draft, payload: { big: new Uint8Array(big) } });
		const { bytes } = await signEntry(made(1_000_000), author.signing, null);
		return made(1_000_000 + size - bytes.length);
	};
	const limit = 2 * 1024 * 1024;
	const largest = await signEntry(await ofSize(limit), author.signing, null);
	expect(largest.bytes.length).toBe(limit);
	expect((await parseEntry(largest.bytes)).hash).toBe(largest.hash);
	const larger = await ofSize(limit + 1);
	expect(await refusalOf(() => signEntry(larger, author.signing, null))).toBe('malformed');
	const headerBytes = encodeHeader({ ...larger, bodyHash: null });
	const tooLarge = encode([headerBytes, new Uint8Array(64), null]);
	expect(tooLarge.length).toBe(limit + 1);
	expect(await refusalOf(() => parseEntry(tooLarge))).toBe('malformed');
});

test('header and signature begin with their own marks', () => {
	const [header, signature] = parts(entry.bytes);
	expect(list(decode(header))[0]).toBe('tallyport/1 entry');
	const signed = encode(['tallyport/1 entry signature', header]);
	expect(verify(author.signing.publicKey, signed, signature)).toBe(true);
});

test('short names make bodies of one length', async () => {
	const short = await signEntry(draft, author.signing, { key, value: { name: 'a' } });
	const longer = await signEntry(draft, author.signing, { key, value: { name: 'a'.repeat(90) } });
	expect(short.bytes.length).toBe(longer.bytes.length);
});

function parts(bytes: Raw): [Raw, Raw, Raw] {
	const [header, signature, body] = list(decode(bytes));
	return [raw(header), raw(signature), body === null ? new Uint8Array(0) : raw(body)];
}

function raw(bytes: Value | undefined): Raw {
	if (!(bytes instanceof Uint8Array)) throw new TypeError();
	return new Uint8Array(bytes);
}

function list(items: Value | undefined): Value[] {
	if (!Array.isArray(items)) throw new TypeError();
	return items;
}

const digest = async (bytes: Raw): Promise<Raw> =>
	new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));

const hashAs = async (domain: string, header: Raw, signature: Raw) =>
	entryHashFrom(await digest(encode([domain, header, signature])));

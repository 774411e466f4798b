/**
 * A heads file (protocol.md section 15.3): the newest entry of a firm's log with the key that signed it, small enough
 * to hand to somebody who keeps it. Every entry stands for all before it, so whoever is shown another history later
 * can prove it. The file says who signed; whether that person belonged to the firm, only records can say.
 */
import { decodeBase64url, encodeBase64url } from '../crypto/base64url.ts';
import type { FirmId, Raw, SigningPublicKey } from '../crypto/brands.ts';
import { isSignedBy } from '../crypto/entry.ts';
import { parseEntry, type ParsedEntry } from '../crypto/entry-header.ts';
import { CryptoError } from '../crypto/errors.ts';
import { parseFirmId } from '../crypto/ids.ts';
import { userIdOf } from '../crypto/identity.ts';
import { firmIdOf } from '../crypto/recovery.ts';
import { parseKemPublicKey, parseSigningPublicKey } from '../crypto/sign.ts';
import type { FirmState } from './firm-state.ts';
import { field, parseCount } from './records.ts';
import { orFileError, readLines, RecordsFileError, type Line } from './records-lines.ts';

export interface HeadsFile {
	readonly firm: FirmId;
	/** When the file was made, by the clock of whoever made it. */
	readonly taken: number;
	readonly entry: ParsedEntry;
	readonly keys: AuthorKeys;
}

/** The author's signing key; with the second key their id can be computed again. None for somebody with a link. */
export interface AuthorKeys {
	readonly signing: SigningPublicKey;
	readonly kem: Raw | null;
}

const TITLE = 'tallyport/1 heads';

export function headsText({ firm, taken, entry, keys }: HeadsFile): string {
	const { signing, kem } = keys;
	return [
		TITLE,
		`firm ${firm}`,
		`taken ${taken}`,
		`head ${entry.header.seq} ${entry.hash}`,
		`entry ${encodeBase64url(entry.bytes)}`,
		`key ${encodeBase64url(signing)}${kem ? ` ${encodeBase64url(kem)}` : ''}`,
		'end 6\n'
	].join('\n');
}

/** @throws RecordsFileError */
export async function parseHeads(file: Uint8Array): Promise<HeadsFile> {
	const lines = readLines(file, [TITLE], 'not-heads');
	const [, firm, taken, head, entry, key, more] = lines;
	if (more) throw new RecordsFileError('bad-line', more.number);
	const bytes = orFileError(entry, () => decodeBase64url(field(entry, 'entry')));
	const parsed = await parsedEntry(bytes, entry);
	if (head?.words.join(' ') !== `head ${parsed.header.seq} ${parsed.hash}`)
		throw new RecordsFileError('bad-line', head?.number ?? null);
	return {
		firm: orFileError(firm, () => parseFirmId(field(firm, 'firm'))),
		taken: orFileError(taken, () => parseCount(field(taken, 'taken'))),
		entry: parsed,
		keys: orFileError(key, () => parseKeys(key))
	};
}

async function parsedEntry(bytes: Raw, line: Line | undefined): Promise<ParsedEntry> {
	try {
		return await parseEntry(bytes);
	} catch (error) {
		if (error instanceof CryptoError) throw new RecordsFileError('bad-line', line?.number ?? null);
		throw error;
	}
}

function parseKeys(line: Line | undefined): AuthorKeys {
	const [word, signing, kem, ...more] = line?.words ?? [];
	if (word !== 'key' || signing === undefined || more.length > 0) throw new SyntaxError();
	return {
		signing: parseSigningPublicKey(decodeBase64url(signing)),
		kem: kem === undefined ? null : parseKemPublicKey(decodeBase64url(kem))
	};
}

/** The keys of an entry's author, from the state that the entry was judged by; null when nobody is known there. */
export function keysOfAuthor(
	{ header: { author } }: ParsedEntry,
	before: FirmState
): AuthorKeys | null {
	switch (author.kind) {
		case 'root':
			return { signing: before.root, kem: before.escrow };
		case 'user': {
			const bundle = before.staff.get(author.id)?.bundle;
			return bundle ? { signing: bundle.signing, kem: bundle.kem } : null;
		}
		case 'invite': {
			const key = before.invitations.get(author.id)?.key;
			return key ? { signing: key, kem: null } : null;
		}
	}
}

/** Whether the keys are those the author's id was computed from, and made the signature. A link's key has no such id. */
export async function isSignedByNamed({ entry, keys }: HeadsFile): Promise<boolean> {
	if (!isSignedBy(entry, keys.signing)) return false;
	const { author } = entry.header;
	if (author.kind === 'invite') return keys.kem === null;
	if (keys.kem === null) return false;
	const kem = parseKemPublicKey(keys.kem);
	const id =
		author.kind === 'root' ? await firmIdOf(keys.signing, kem) : await userIdOf(keys.signing, kem);
	return id === author.id;
}

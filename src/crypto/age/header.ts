/**
 * The header of an age v1 file (C2SP age.md): written with one `mlkem768x25519` stanza, read strictly with any
 * number of stanzas. Nothing of a header is used before its MAC, except to find the file key. Format errors are
 * `malformed`; no stanza that fits the identity, or a wrong MAC, is `open-failed`.
 */
import type { FileKey, KemPublicKey, KemSeed, PayloadKey, Raw } from '../brands.ts';
import { concat, equalConstantTime, utf8 } from '../bytes.ts';
import { CryptoError } from '../errors.ts';
import { hkdf, hmac } from '../hkdf.ts';
import { openBase, sealBase } from '../hpke.ts';
import { fileKeyFrom, KEM_CIPHERTEXT_BYTES, payloadKeyFrom } from '../keys.ts';
import { decodeBase64, encodeBase64 } from './base64.ts';
import {
	MAC_BYTES,
	PAYLOAD_NONCE_BYTES,
	STANZA_BODY_BYTES,
	STANZA_TYPE,
	VERSION_LINE
} from './sizes.ts';

export interface Stanza {
	/** The first is the recipient's type. */
	args: string[];
	body: Raw;
}

export interface AgeHeader {
	stanzas: Stanza[];
	mac: Raw;
	/** From the version line to `---`: what the MAC covers. */
	covered: Raw;
	/** Length of the whole header; the 16-byte payload nonce follows. */
	size: number;
}

const INFO = utf8('age-encryption.org/mlkem768x25519');
const EMPTY = new Uint8Array(0);
const BODY_LINE = 64;
const NEWLINE = 10;

export async function writeHeader(to: KemPublicKey, fileKey: FileKey): Promise<Raw> {
	const wrapped = await sealBase(to, INFO, fileKey);
	const enc = wrapped.slice(0, KEM_CIPHERTEXT_BYTES);
	const body = wrapped.slice(KEM_CIPHERTEXT_BYTES);
	const stanza = `-> ${STANZA_TYPE} ${encodeBase64(enc)}\n${encodeBase64(body)}\n`;
	const covered = utf8(`${VERSION_LINE}\n${stanza}---`);
	const mac = await headerMac(fileKey, covered);
	return concat(covered, utf8(` ${encodeBase64(mac)}\n`));
}

/** Reads the header at the start of a file; what follows it is not looked at. */
export function parseHeader(file: Raw): AgeHeader {
	const lines = new Lines(file);
	if (lines.next() !== VERSION_LINE) throw new CryptoError('malformed');
	const stanzas: Stanza[] = [];
	for (let line = lines.next(); ; line = lines.next()) {
		if (line.startsWith('-> ')) stanzas.push(parseStanza(line, lines));
		else {
			if (!line.startsWith('--- ') || stanzas.length === 0) throw new CryptoError('malformed');
			const mac = decodeBase64(line.slice(4));
			if (mac.length !== MAC_BYTES) throw new CryptoError('malformed');
			const coveredEnd = lines.position - 1 - line.length + 3;
			return { stanzas, mac, covered: file.slice(0, coveredEnd), size: lines.position };
		}
	}
}

/** The file key that one of the stanzas holds for this identity, after the header's MAC agreed with it. */
export async function openHeader(seed: KemSeed, header: AgeHeader): Promise<FileKey> {
	const hybrid = header.stanzas.filter((stanza) => stanza.args[0] === STANZA_TYPE).map(hybridWrap);
	for (const wrapped of hybrid) {
		const fileKey = await unwrapFileKey(seed, wrapped);
		if (fileKey === null) continue;
		await requireMac(fileKey, header);
		return fileKey;
	}
	throw new CryptoError('open-failed');
}

export async function requireMac(fileKey: FileKey, header: AgeHeader): Promise<void> {
	if (!equalConstantTime(await headerMac(fileKey, header.covered), header.mac))
		throw new CryptoError('open-failed');
}

/** `nonce` is the 16 bytes after the header. */
export async function payloadKey(fileKey: FileKey, nonce: Raw): Promise<PayloadKey> {
	if (nonce.length !== PAYLOAD_NONCE_BYTES) throw new CryptoError('malformed');
	return payloadKeyFrom(await hkdf(fileKey, nonce, utf8('payload'), 32));
}

const headerMac = async (fileKey: FileKey, covered: Raw): Promise<Raw> =>
	hmac(await hkdf(fileKey, EMPTY, utf8('header'), 32), covered);

/** Checks the body's length before anything is decrypted: a file key is 16 bytes, and nothing else. */
function hybridWrap(stanza: Stanza): Raw {
	const [, share, ...others] = stanza.args;
	if (share === undefined || others.length > 0) throw new CryptoError('malformed');
	const enc = decodeBase64(share);
	if (enc.length !== KEM_CIPHERTEXT_BYTES || stanza.body.length !== STANZA_BODY_BYTES)
		throw new CryptoError('malformed');
	return concat(enc, stanza.body);
}

async function unwrapFileKey(seed: KemSeed, wrapped: Raw): Promise<FileKey | null> {
	try {
		return fileKeyFrom(await openBase(seed, INFO, wrapped));
	} catch {
		return null;
	}
}

function parseStanza(line: string, lines: Lines): Stanza {
	const args = line.slice(3).split(' ');
	const isVisible = (word: string) => /^[\x21-\x7e]+$/.test(word);
	if (!args.every(isVisible)) throw new CryptoError('malformed');
	return { args, body: parseBody(lines) };
}

/** Lines of exactly 64 characters, ended by one that is shorter, perhaps empty. */
function parseBody(lines: Lines): Raw {
	const decoded: Raw[] = [];
	for (;;) {
		const line = lines.next();
		if (line.length > BODY_LINE) throw new CryptoError('malformed');
		decoded.push(decodeBase64(line));
		if (line.length < BODY_LINE) return concat(...decoded);
	}
}

/** Lines of ASCII, each ended by a line feed. Other bytes are refused where they would be used. */
class Lines {
	readonly #bytes: Raw;
	position = 0;

	constructor(bytes: Raw) {
		this.#bytes = bytes;
	}

	next(): string {
		const end = this.#bytes.indexOf(NEWLINE, this.position);
		if (end === -1) throw new CryptoError('malformed');
		const line = this.#bytes.subarray(this.position, end);
		this.position = end + 1;
		return String.fromCharCode(...line);
	}
}

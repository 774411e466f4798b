/** Files and options as people give them to the command: what cannot be read is said in one sentence, and nothing is checked. */
import { readFile } from 'node:fs/promises';
import type { Raw } from '../crypto/brands.ts';
import { CryptoError } from '../crypto/errors.ts';
import { parseFirmId } from '../crypto/ids.ts';
import { RecordsFileError } from '../vault/records-lines.ts';
import { plain } from './plain.ts';

export class Unreadable extends Error {}

/** The id as text, or the fingerprint however its digits are grouped. */
export function isFirm(expected: string, id: string, fingerprint: string): boolean {
	const text = expected.trim();
	if (/^[\d\s-]+$/u.test(text)) {
		const digits = text.replaceAll(/\D/gu, '');
		if (digits.length === 40) return digits === fingerprint.replaceAll(' ', '');
		throw new Unreadable('A firm’s fingerprint has forty digits.');
	}
	try {
		return parseFirmId(text) === id;
	} catch (error) {
		if (!(error instanceof CryptoError)) throw error;
		throw new Unreadable(
			'--firm is neither a firm’s id (43 characters) nor its fingerprint (40 digits).'
		);
	}
}

/** @throws Unreadable */
export async function readable<T>(file: string, parse: (bytes: Raw) => Promise<T>): Promise<T> {
	let bytes: Raw;
	try {
		bytes = await readFile(file);
	} catch {
		throw new Unreadable(`${plain(file)} cannot be read.`);
	}
	try {
		return await parse(bytes);
	} catch (error) {
		if (error instanceof Unreadable) throw new Unreadable(`${plain(file)}: ${error.message}`);
		if (!(error instanceof RecordsFileError)) throw error;
		const line = error.line === null ? '' : `, line ${error.line}`;
		throw new Unreadable(`${plain(file)}${line}: ${error.message}`);
	}
}

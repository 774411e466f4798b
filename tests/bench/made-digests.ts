/** A made-up firm for measuring searches: what is known of its clients, and what somebody types. Runs in Node and in browsers. */
import { encodeBase64url } from '../../src/crypto/base64url.ts';
import type { EntryHash } from '../../src/crypto/brands.ts';
import {
	fileOfBlob,
	newBlobId,
	newItemId,
	newMessageId,
	newVaultId
} from '../../src/crypto/ids.ts';
import { randomBytes } from '../../src/crypto/random.ts';
import type { VaultDigest } from '../../src/vault/digest.ts';

const surnames = ['Okafor', 'Nguyen', 'Lindqvist', 'O’Brien', 'García', 'Müller', 'Sato', 'Haddad'];
const kinds = ['W-2', '1099-INT', 'Bank statement', 'Engagement letter', 'Form 8879', 'Receipt'];
const words = ['please', 'statement', 'interest', 'autumn', 'mortgage', 'return', 'signed', 'late'];

/** The same in every run. */
let seed = 1;
const upto = (most: number): number => {
	seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fff_ffff;
	return (seed >>> 8) % most;
};
const oneOf = (all: readonly string[]): string => all[upto(all.length)] ?? '';
/** A word that seldom comes twice: ids of banks, names of places. */
const rare = (): string => upto(2_000_000).toString(36);

/** A client of forty files, fourteen requests and six messages. The same in every run, but for ids. */
export function madeDigest(one: number): VaultDigest {
	const at = 1_700_000_000_000 + one;
	return {
		vault: newVaultId(),
		head: { seq: 60, hash: encodeBase64url(randomBytes(32)) as EntryHash },
		name: `${oneOf(surnames)}, ${oneOf(words)} ${rare()}`,
		files: Array.from({ length: 40 }, () => ({
			file: fileOfBlob(newBlobId()),
			name: `${oneOf(kinds)} ${oneOf(surnames)} ${String(2015 + upto(10))} ${rare()}.pdf`,
			also: `Tax year ${String(2015 + upto(10))}`,
			at
		})),
		versions: 0,
		items: Array.from({ length: 14 }, () => ({
			item: newItemId(),
			title: `${oneOf(kinds)}: ${oneOf(words)} ${oneOf(words)}`,
			also: 'Your 2025 tax return · From your bank, as it came by post',
			status: 'wanted' as const,
			due: '2026-03-15',
			at
		})),
		messages: Array.from({ length: 6 }, () => ({
			message: newMessageId(),
			isNote: false,
			seq: 1,
			about: { kind: 'vault' as const, id: null },
			text: Array.from({ length: 30 }, () => (upto(4) === 0 ? rare() : oneOf(words))).join(' '),
			at
		}))
	};
}

export const textsOf = ({ name, files, items, messages }: VaultDigest): string[] => [
	name ?? '',
	...files.map((file) => `${file.name} ${file.also}`),
	...items.map((item) => `${item.title} ${item.also}`),
	...messages.map(({ text }) => text)
];

/** Typed letter by letter, as people do. */
export const TYPED = [
	'okafor',
	'müller 2021',
	'bank statement',
	'1099-int garcia 2019',
	'mortgage signed late',
	'zzzz'
];

/** What stands in the field after each letter. */
export const STEPS = TYPED.flatMap((text) => Array.from(text, (_, at) => text.slice(0, at + 1)));

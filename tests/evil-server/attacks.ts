/**
 * What a server that lies can try, item by item: what it needs for it, who published it, and how it must end. Tests name
 * an attack by its id (evil.ts); attacks.test.ts requires that each has one in every variant it names, and that
 * docs/attacks.md says the same.
 */
import type { ApiErrorCode } from '../../src/contract/errors.ts';
import type { RefusalCode } from '../../src/vault/problems.ts';
import { approvalAttacks } from './attacks-on-approvals.ts';
import { fileAttacks } from './attacks-on-files.ts';
import { keyAttacks } from './attacks-on-keys.ts';
import { logAttacks } from './attacks-on-logs.ts';
import { pageAttacks } from './attacks-on-the-page.ts';
import type { Publication } from './publications.ts';

export type Variant = 'fast' | 'browser';

/** How an attack may end; a code is what the person is shown. */
export type Ending =
	| RefusalCode
	| ApiErrorCode
	/** The lie is shown in the history as rejected and changes nothing. */
	| 'rejected'
	/** What the server changed is not believed, used or shown. */
	| 'no effect'
	/** Nothing false is shown, but the person is not told either; the page says when it comes to light. */
	| 'not prevented';

export interface Attack {
	/** Two digits for the item of the list, one letter for the variant of it. */
	readonly id: string;
	readonly name: string;
	/** What the server must have or be able to do. */
	readonly needs: string;
	readonly published: Publication;
	readonly ends: readonly Ending[];
	readonly runs: readonly Variant[];
	/** For an attack that succeeded when it was first tried: what was changed. */
	readonly changed?: string;
}

export const items = [
	'Substituted public keys',
	'Private bundles, wraps and unlock methods overwritten or swapped',
	'Mutated bundles as a decryption oracle',
	'Files or folders injected',
	'One bit flipped in a chunk',
	'Chunks moved, dropped, doubled, cut, appended, spliced',
	'Names, folders, sizes, times, authors changed',
	'Two fields of the same type swapped',
	'Downgrades, missing and extra fields',
	'A policy that asks for one more recipient',
	'A ghost recipient of a new key',
	'A link’s secret outside the fragment',
	'Ghost members and devices',
	'Rollback, fork, omission, freeze',
	'Ciphertexts with two keys',
	'Different files under one entry',
	'A signed file replayed elsewhere',
	'The same file sent twice',
	'Hostile names and documents',
	'PRF output in a request',
	'Another rpId',
	'Another PRF salt',
	'Credential lists from the server',
	'Low-order and non-canonical values',
	'Oversized answers',
	'From one file or vault to another',
	'Replayed, delayed and reordered answers',
	'Links used twice, raced for, or withdrawn',
	'Approvals moved, replayed or forged'
] as const;

export const attacks = [
	...keyAttacks,
	...fileAttacks,
	...logAttacks,
	...pageAttacks,
	...approvalAttacks
] as const;

export type AttackId = (typeof attacks)[number]['id'];

export const inOrder: readonly Attack[] = [...attacks].sort((a, b) => (a.id < b.id ? -1 : 1));

export function attackOf(id: AttackId): Attack {
	const found = inOrder.find((attack) => attack.id === id);
	if (!found) throw new Error(`No attack ${id}`);
	return found;
}

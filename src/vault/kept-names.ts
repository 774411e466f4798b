/**
 * Names of clients that this browser has opened, so that none is opened anew at each sign-in. Each belongs to the very label
 * it was opened from: another label, or one from another sender or epoch, is opened as if nothing had been kept.
 */
import { z } from 'zod';
import type { Raw, UserId, VaultId } from '../crypto/brands.ts';
import { isObject, tagged, untagged } from './kept-text.ts';

export interface OpenedName {
	readonly label: Raw;
	readonly sender: UserId;
	readonly epoch: number;
	readonly name: string;
}

export type KeptNames = ReadonlyMap<VaultId, OpenedName>;

/** Raised when names are kept in another shape. */
export const KEPT_NAMES_FORMAT = 1;

export const encodeKeptNames = (names: KeptNames): Raw =>
	new TextEncoder().encode(JSON.stringify({ names }, tagged));

const stored = z.map(
	z.custom<VaultId>((value) => typeof value === 'string'),
	z.custom<OpenedName>(
		(value) =>
			isObject(value) &&
			'label' in value &&
			value.label instanceof Uint8Array &&
			'name' in value &&
			typeof value.name === 'string'
	)
);

/** @throws for what `encodeKeptNames` did not write. */
export function parseKeptNames(bytes: Raw): KeptNames {
	const read = z.object({ names: z.unknown() }).parse(JSON.parse(new TextDecoder().decode(bytes)));
	return stored.parse(untagged(read.names));
}

/**
 * A firm's verified log as this browser remembers it: the state at every entry, since entries of vaults are judged by the
 * roster their author saw, written as what each changed. Like a kept log (kept-log.ts) it is only ever read from under this
 * device's own seal, and whether it may be used is for the log that recalls it.
 */
import { z } from 'zod';
import type { Raw } from '../crypto/brands.ts';
import type { FirmState } from './firm-state.ts';
import type { Journal } from './history.ts';
import { changed, changeOf } from './kept-changes.ts';
import { isMap, isObject, tagged, untagged } from './kept-text.ts';

/** Raised whenever a fold judges any entry differently, or the state has another shape: older records are then not read. */
export const KEPT_FIRM_FORMAT = 5;

export interface KeptFirm {
	/** At every entry, from the first. */
	readonly states: readonly FirmState[];
	readonly journal: readonly Journal[];
}

/** More is not kept: reading it would cost more than it saves. */
const MAX_KEPT_BYTES = 32 * 1024 * 1024;

/** Null when it is too large to keep. */
export function encodeKeptFirm({ states, journal }: KeptFirm): Raw | null {
	const steps = states.map((state, index) => changeOf(states[index - 1], state));
	const bytes = new TextEncoder().encode(JSON.stringify({ steps, journal }, tagged));
	return bytes.length > MAX_KEPT_BYTES ? null : bytes;
}

/** Sealed by this device itself, in this very format: that it is of the right shape is all there is to ask. */
const stored = z.strictObject({
	states: z.array(
		z.custom<FirmState>(
			(value) =>
				isObject(value) &&
				'head' in value &&
				'staff' in value &&
				isMap(value.staff) &&
				'teams' in value &&
				isMap(value.teams)
		)
	),
	journal: z.array(z.custom<Journal>((value) => isObject(value) && 'seq' in value))
});

/** @throws for what `encodeKeptFirm` did not write. */
export function parseKeptFirm(bytes: Raw): KeptFirm {
	const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
	const { steps, journal } = z
		.object({ steps: z.array(z.unknown()), journal: z.unknown() })
		.parse(JSON.parse(text));
	const states: unknown[] = [];
	for (const step of steps) states.push(changed(states.at(-1), untagged(step)));
	return stored.parse({ states, journal });
}

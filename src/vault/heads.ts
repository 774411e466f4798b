/**
 * The log heads a person has seen. Every one of them must be in any log shown later: not only the highest, because two
 * devices that were shown two histories hold heads of both.
 */
import type { FirmId, VaultId } from '../crypto/brands.ts';
import type { Head } from '../crypto/entry-header.ts';
import type { Refusal } from './problems.ts';

/** A log is named by its firm id or its vault id. */
export type LogId = FirmId | VaultId;
export type Heads = ReadonlyMap<LogId, readonly Head[]>;

/** What one log is measured against, and who hears of its new head once it has been verified. */
export interface Witness {
	known(): readonly Head[];
	/** Takes the place of the known heads that it follows, which `contains` tells; no other is forgotten. */
	saw(head: Head, contains: (known: Head) => boolean): Promise<void>;
	/** An entry beyond what was known that an honest portal would not have taken. It was left out. */
	forged(refusal: Refusal): void;
}

/** For a log that nobody has seen before. */
export const firstSight: Witness = {
	known: () => [],
	saw: () => Promise.resolve(),
	forged: () => undefined
};

/** Every head of both. */
export function unionHeads(a: Heads, b: Heads): Heads {
	const union = new Map(a);
	for (const [log, heads] of b) {
		const known = union.get(log) ?? [];
		const isNew = ({ seq, hash }: Head) =>
			!known.some((one) => one.seq === seq && one.hash === hash);
		union.set(log, [...known, ...heads.filter(isNew)]);
	}
	return union;
}

/**
 * Whether a log that was read up to `head` holds all that it must: every head known before it was asked for, and of those
 * learned meanwhile, perhaps from another device, every one that is not newer than the answer.
 */
export const standsBy = (
	{ asked, learned }: Record<'asked' | 'learned', readonly Head[]>,
	head: Head | undefined,
	contains: (known: Head) => boolean
): boolean =>
	asked.every(contains) &&
	learned.every((one) => one.seq > (head?.seq ?? Infinity) || contains(one));

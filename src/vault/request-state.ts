/** What the firm asks of a client, as the vault's log says it at one entry. Plain immutable data. */
import type { ChecklistId, FileId, ItemId, UserId } from '../crypto/brands.ts';
import type { VaultAuthor } from './vault-state.ts';

export interface Checklist {
	readonly checklist: ChecklistId;
	readonly title: string;
	readonly year: number | null;
	/** In order. */
	readonly items: readonly ItemId[];
	readonly listedAt: number;
	readonly listedBy: UserId;
	/** The entry that last said what is on it: what somebody edits is what they saw. */
	readonly changed: number;
}

/** 'waived': it does not apply. */
export type ItemStatus = 'wanted' | 'received' | 'accepted' | 'returned' | 'waived';

/** The last thing somebody said of an item; it holds while the status agrees. */
export interface Decision {
	readonly what: 'accepted' | 'returned' | 'waived' | 'reopened';
	readonly by: UserId;
	readonly side: VaultAuthor['side'];
	readonly at: number;
	/** The reason of a return, the note of what does not apply. */
	readonly words: string;
}

export interface RequestItem {
	readonly item: ItemId;
	readonly checklist: ChecklistId;
	readonly title: string;
	readonly hint: string;
	readonly several: boolean;
	/** A calendar day: `2026-03-15`. */
	readonly due: string | null;
	readonly status: ItemStatus;
	/** The files that are its answer now, in the order they came. */
	readonly answers: readonly FileId[];
	readonly decision: Decision | null;
}

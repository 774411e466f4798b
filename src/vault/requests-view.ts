/** What a firm asks for, as a screen shows it, and in figures for lists of many vaults. Pure. */
import type { FirmState } from './firm-state.ts';
import { nameOf } from './people.ts';
import type { ItemStatus, RequestItem } from './request-state.ts';
import type { UserId } from '../crypto/brands.ts';
import type { VaultState } from './vault-state.ts';
import { versionsInPlace } from './versions.ts';
import type { ChecklistView, ItemView } from './view.ts';

/** The newest list first. */
export const requestsView = (state: VaultState, firm: FirmState, me: UserId): ChecklistView[] =>
	[...state.checklists.values()].reverse().map(({ checklist, title, year, changed, items }) => ({
		checklist,
		title,
		year,
		changed,
		items: items.flatMap((id) => {
			const item = state.items.get(id);
			return item ? [itemView(item, state, firm, me)] : [];
		})
	}));

const itemView = (
	{ item, title, hint, several, due, status, answers, decision }: RequestItem,
	state: VaultState,
	firm: FirmState,
	me: UserId
): ItemView => ({
	item,
	title,
	hint,
	several,
	due,
	status,
	answers: [...answers],
	versions: versionsInPlace(state, answers),
	decision: decision && {
		what: decision.what,
		side: decision.side,
		at: decision.at,
		words: decision.words,
		name: nameOf(decision.by, firm, state),
		isMe: decision.by === me
	}
});

export interface RequestFigures {
	readonly by: Readonly<Record<ItemStatus, number>>;
	/** Of what waits for the client: how much should have come before today, and the next day something is due. */
	readonly overdue: number;
	readonly nextDue: string | null;
}

/** `today`: the reader's calendar day, `2026-03-15`. */
export function requestFigures(
	items: Iterable<Pick<RequestItem, 'status' | 'due'>>,
	today: string
): RequestFigures {
	const by = { wanted: 0, received: 0, accepted: 0, returned: 0, waived: 0 };
	let overdue = 0;
	let nextDue: string | null = null;
	for (const { status, due } of items) {
		by[status]++;
		if (due === null || (status !== 'wanted' && status !== 'returned')) continue;
		if (due < today) overdue++;
		if (nextDue === null || due < nextDue) nextDue = due;
	}
	return { by, overdue, nextDue };
}

/** What was asked for and answered, in the words of the history. */
import type { ItemId } from '../crypto/brands.ts';
import type { VaultEvent } from './events.ts';
import { filesIn } from './filing-history.ts';
import { isRequestEvent } from './fold-requests.ts';
import type { VaultState } from './vault-state.ts';

const UNREADABLE = 'something that cannot be read';

/** Null for events of other kinds. */
export function didToRequests(event: VaultEvent, before: VaultState | null): string | null {
	if (!isRequestEvent(event)) return null;
	const titleOf = (id: ItemId) => before?.items.get(id)?.title ?? 'a request that is gone';
	switch (event.kind) {
		case 'request.listed':
			return event.body
				? `asked for documents: ${event.body.title} (${String(event.body.items.length)})`
				: `asked for ${UNREADABLE}`;
		case 'request.edited':
			return `changed the checklist ${event.body?.title ?? UNREADABLE}`;
		case 'request.removed': {
			const title = event.body && before?.checklists.get(event.body.checklist)?.title;
			return `removed the checklist ${title ?? UNREADABLE}`;
		}
		case 'request.answered':
			return event.body
				? `gave ${filesIn(event.body.files, before)} for ${titleOf(event.body.item)}`
				: `answered ${UNREADABLE}`;
		case 'request.accepted':
			return `accepted ${event.body ? titleOf(event.body.item) : UNREADABLE}`;
		case 'request.returned':
			return event.body
				? `sent back ${titleOf(event.body.item)}: ${event.body.reason}`
				: `sent back ${UNREADABLE}`;
		case 'request.waived': {
			if (!event.body) return `said that ${UNREADABLE} does not apply`;
			const { item, note } = event.body;
			return `said that ${titleOf(item)} does not apply${note ? `: ${note}` : ''}`;
		}
		case 'request.reopened':
			return `opened ${event.body ? titleOf(event.body.item) : UNREADABLE} again`;
	}
}

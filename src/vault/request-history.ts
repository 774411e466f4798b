/** What was asked for and answered, in the words of the history. */
import type { ItemId } from '../crypto/brands.ts';
import type { VaultEvent } from './events.ts';
import { filesIn } from './filing-history.ts';
import { isRequestEvent } from './fold-requests.ts';
import { told, UNREADABLE, type Told } from './told.ts';
import type { VaultState } from './vault-state.ts';

/** Null for events of other kinds. */
export function didToRequests(event: VaultEvent, before: VaultState | null): Told | null {
	if (!isRequestEvent(event)) return null;
	const titleOf = (id: ItemId) => before?.items.get(id)?.title ?? told('a request that is gone');
	switch (event.kind) {
		case 'request.listed':
			return event.body
				? told('asked for documents: {title} ({count})', {
						title: event.body.title,
						count: String(event.body.items.length)
					})
				: told('asked for {what}', { what: UNREADABLE });
		case 'request.edited':
			return told('changed the checklist {title}', { title: event.body?.title ?? UNREADABLE });
		case 'request.removed': {
			const title = event.body && before?.checklists.get(event.body.checklist)?.title;
			return told('removed the checklist {title}', { title: title ?? UNREADABLE });
		}
		case 'request.answered':
			return event.body
				? told('gave {files} for {request}', {
						files: filesIn(event.body.files, before),
						request: titleOf(event.body.item)
					})
				: told('answered {what}', { what: UNREADABLE });
		case 'request.accepted':
			return told('accepted {request}', {
				request: event.body ? titleOf(event.body.item) : UNREADABLE
			});
		case 'request.returned':
			return event.body
				? told('sent back {request}: {reason}', {
						request: titleOf(event.body.item),
						reason: event.body.reason
					})
				: told('sent back {request}', { request: UNREADABLE });
		case 'request.waived': {
			const request = event.body ? titleOf(event.body.item) : UNREADABLE;
			return event.body?.note
				? told('said that {request} does not apply: {note}', { request, note: event.body.note })
				: told('said that {request} does not apply', { request });
		}
		case 'request.reopened':
			return told('opened {request} again', {
				request: event.body ? titleOf(event.body.item) : UNREADABLE
			});
	}
}

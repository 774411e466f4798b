/**
 * The part of a vault's fold that concerns document requests (protocol.md section 10.1). Pure; the author has been verified
 * by the caller. A decision counts only for the documents it names and only while nobody else has decided, so of two people
 * who judge at once the first is heard and the second rejected by every reader alike.
 */
import type { BlobId, ChecklistId, FileId, ItemId } from '../crypto/brands.ts';
import type { ParsedEntry } from '../crypto/entry-header.ts';
import type { ChecklistBody, ItemBody } from '../contract/requests.ts';
import type { EventOf, VaultEvent } from './events.ts';
import { withEntry, withoutKey } from './persistent-map.ts';
import type { Decision, ItemStatus, RequestItem } from './request-state.ts';
import type { VaultAuthor, VaultState } from './vault-state.ts';
import type { Outcome } from './verdict.ts';
import { firstOf, versionsInPlace } from './versions.ts';

export type RequestEvent = Extract<VaultEvent, { kind: `request.${string}` }>;

export const isRequestEvent = (event: VaultEvent): event is RequestEvent =>
	event.kind.startsWith('request.');

type Decided = EventOf<
	VaultEvent,
	'request.accepted' | 'request.returned' | 'request.waived' | 'request.reopened'
>;

export function foldRequests(
	state: VaultState,
	author: VaultAuthor,
	parsed: ParsedEntry,
	event: RequestEvent
): Outcome<VaultState> {
	switch (event.kind) {
		case 'request.listed':
		case 'request.edited':
		case 'request.removed':
			return author.side === 'staff' ? onChecklist(state, author, parsed, event) : 'not-allowed';
		case 'request.answered':
			return event.body ? answered(state, event.body) : 'unreadable';
		case 'request.accepted':
		case 'request.returned':
			return author.side === 'staff' ? decided(state, author, parsed, event) : 'not-allowed';
		case 'request.waived':
		case 'request.reopened':
			return decided(state, author, parsed, event);
	}
}

function onChecklist(
	state: VaultState,
	author: VaultAuthor,
	parsed: ParsedEntry,
	event: EventOf<VaultEvent, 'request.listed' | 'request.edited' | 'request.removed'>
): Outcome<VaultState> {
	if (!event.body) return 'unreadable';
	const known = state.checklists.get(event.body.checklist);
	if (event.kind === 'request.listed')
		return known ? 'already-exists' : listed(state, author, parsed, event.body);
	if (!known) return 'no-such-object';
	if (event.kind === 'request.removed')
		return {
			...state,
			checklists: withoutKey(state.checklists, known.checklist),
			items: without(state.items, known.items)
		};
	const { checklist, title, year, items } = event.body;
	if (isElsewhere(state, checklist, items)) return 'already-exists';
	const kept = new Set(items.map(({ item }) => item));
	const gone = known.items.filter((item) => !kept.has(item));
	const order = items.map(({ item }) => item);
	const changed = { ...known, title, year, items: order, changed: parsed.header.seq };
	return {
		...state,
		checklists: withEntry(state.checklists, checklist, changed),
		items: withItems(without(state.items, gone), checklist, items)
	};
}

function listed(
	state: VaultState,
	{ userId }: VaultAuthor,
	{ header }: ParsedEntry,
	{ checklist, title, year, items }: ChecklistBody
): Outcome<VaultState> {
	if (isElsewhere(state, checklist, items)) return 'already-exists';
	const list = {
		checklist,
		title,
		year,
		items: items.map(({ item }) => item),
		listedAt: header.time,
		listedBy: userId,
		changed: header.seq
	};
	return {
		...state,
		checklists: withEntry(state.checklists, checklist, list),
		items: withItems(state.items, checklist, items)
	};
}

/** An item is on one list only: nothing said of it can be moved to another. */
const isElsewhere = (
	{ items }: VaultState,
	checklist: ChecklistId,
	wanted: readonly ItemBody[]
): boolean => wanted.some(({ item }) => (items.get(item)?.checklist ?? checklist) !== checklist);

const without = (items: VaultState['items'], gone: readonly ItemId[]): VaultState['items'] =>
	gone.reduce((left, item) => withoutKey(left, item), items);

/** What was sent for an item, and what was said of it, stays when its words change. */
const withItems = (
	items: VaultState['items'],
	checklist: ChecklistId,
	wanted: readonly ItemBody[]
): VaultState['items'] =>
	wanted.reduce((all, body) => {
		const { answers, status, decision } = all.get(body.item) ?? fresh;
		return withEntry(all, body.item, { ...body, checklist, answers, status, decision });
	}, items);

const fresh: Pick<RequestItem, 'answers' | 'status' | 'decision'> = {
	answers: [],
	status: 'wanted',
	decision: null
};

function answered(
	state: VaultState,
	{ item, files }: { item: ItemId; files: readonly FileId[] }
): Outcome<VaultState> {
	const before = state.items.get(item);
	if (!before || !files.every((file) => state.files.has(file))) return 'no-such-object';
	const after = files.reduce((next, file) => withAnswer(next, item, file), state);
	return after.items.get(item) === before ? 'already-exists' : after;
}

/**
 * A file that came for an item, which is received again, whatever was said of it before. One that is gone is no reason to
 * lose the file. Where one file is wanted, the newest is the answer.
 */
export function withAnswer(state: VaultState, id: ItemId, file: FileId): VaultState {
	const item = state.items.get(id);
	if (!item || item.answers.includes(file)) return state;
	const answers = item.several ? [...item.answers, file] : [file];
	return withItem(state, { ...item, answers, status: 'received' });
}

/** Another version of it is in place: whatever was said of the items that it answers was said of what was there before. */
export function withNewAnswer(state: VaultState, file: FileId): VaultState {
	let next = state;
	for (const item of state.items.values())
		if (item.answers.includes(file)) next = withItem(next, { ...item, status: 'received' });
	return next;
}

/** The file was removed: an item that it alone answered is wanted again, unless somebody said otherwise. */
export function withoutAnswer(state: VaultState, file: FileId): VaultState {
	let next = state;
	for (const item of state.items.values()) {
		if (!item.answers.includes(file)) continue;
		const answers = item.answers.filter((one) => one !== file);
		const isWanted = answers.length === 0 && ['received', 'accepted'].includes(item.status);
		next = withItem(next, { ...item, answers, status: isWanted ? 'wanted' : item.status });
	}
	return next;
}

const withItem = (state: VaultState, item: RequestItem): VaultState => ({
	...state,
	items: withEntry(state.items, item.item, item)
});

/** Whatever was decided is opened again before anything else is said of it. */
const decidable: Record<Decision['what'], readonly ItemStatus[]> = {
	accepted: ['wanted', 'received'],
	returned: ['received'],
	waived: ['wanted', 'returned'],
	reopened: ['accepted', 'returned', 'waived']
};

function decided(
	state: VaultState,
	{ userId, side }: VaultAuthor,
	{ header }: ParsedEntry,
	event: Decided
): Outcome<VaultState> {
	if (!event.body) return 'unreadable';
	const item = state.items.get(event.body.item);
	if (!item) return 'no-such-object';
	const what = whatOf(event.kind);
	// A member takes back what a member said, and nothing that staff decided.
	const isTheirs = item.status === 'waived' && item.decision?.side === 'client';
	if (what === 'reopened' && side === 'client' && !isTheirs) return 'not-allowed';
	if (!decidable[what].includes(item.status)) return 'not-as-it-was';
	if ('answers' in event.body && !isOfWhatIsThere(state, item, event.body)) return 'not-as-it-was';
	const words = wordsOf(event.body);
	const status = what === 'reopened' ? statusOf(item) : what;
	return withItem(state, {
		...item,
		status,
		decision: { what, by: userId, side, at: header.time, words }
	});
}

const whatOf = (kind: Decided['kind']): Decision['what'] => {
	switch (kind) {
		case 'request.accepted':
			return 'accepted';
		case 'request.returned':
			return 'returned';
		case 'request.waived':
			return 'waived';
		case 'request.reopened':
			return 'reopened';
	}
};

const wordsOf = (body: NonNullable<Decided['body']>): string => {
	if ('reason' in body) return body.reason;
	return 'note' in body ? body.note : '';
};

const statusOf = ({ answers }: RequestItem): ItemStatus =>
	answers.length > 0 ? 'received' : 'wanted';

/** The very documents, in the very versions, that answer it now. */
function isOfWhatIsThere(
	state: VaultState,
	item: RequestItem,
	{ answers, seen }: { answers: readonly FileId[]; seen?: readonly BlobId[] | undefined }
): boolean {
	if (!isSame(answers, item.answers)) return false;
	return isSame(seen ?? answers.map(firstOf), versionsInPlace(state, item.answers));
}

const isSame = (named: readonly string[], there: readonly string[]): boolean =>
	named.length === there.length && named.every((one, index) => one === there[index]);

/**
 * The firm's own checklist templates, as its log says them (protocol.md section 9.1). Made by anybody on the staff who holds the
 * team's key, changed and removed by whoever made it and by administrators. A change names the entry it takes the place of: of
 * two made at once the first counts. Pure.
 */
import { MAX_TEMPLATES } from '../contract/firm-templates.ts';
import type { UserId } from '../crypto/brands.ts';
import type { ParsedEntry } from '../crypto/entry-header.ts';
import type { EventOf, FirmEvent } from './events.ts';
import { isNow } from './approvals.ts';
import { isAdmin, type FirmState, type FirmTemplate } from './firm-state.ts';
import { withEntry, withoutKey } from './persistent-map.ts';
import type { Outcome } from './verdict.ts';

type TemplateEvent = EventOf<FirmEvent, 'template.kept' | 'template.removed'>;

export const isTemplateEvent = (event: FirmEvent): event is TemplateEvent =>
	event.kind === 'template.kept' || event.kind === 'template.removed';

export function foldTemplate(
	state: FirmState,
	author: UserId,
	parsed: ParsedEntry,
	event: TemplateEvent
): Outcome<FirmState> {
	if (!state.teams.get(state.everyone)?.members.has(author)) return 'not-allowed';
	if (!event.body) return 'unreadable';
	return event.kind === 'template.kept'
		? kept(state, author, parsed, event.body)
		: removed(state, author, event.body);
}

/** The same person under new keys too. */
export const isTheirs = (
	{ author }: Pick<FirmTemplate, 'author'>,
	person: UserId,
	state: Pick<FirmState, 'former' | 'staff'>
): boolean => {
	const staff = state.staff.get(person);
	return staff !== undefined && (isAdmin(staff.role) || isNow(author, person, state, state));
};

/**
 * A change of a template that this reader does not know makes it: they were not given the key to what it was, or it was removed
 * at that moment.
 */
function kept(
	state: FirmState,
	by: UserId,
	{ header: { seq, epoch, time: at } }: ParsedEntry,
	{ author, over, sealed, template }: NonNullable<EventOf<FirmEvent, 'template.kept'>['body']>
): Outcome<FirmState> {
	const known = state.templates.get(template);
	if (known && over === null) return 'already-exists';
	if (known && over !== known.seq) return 'not-as-it-was';
	if (known && !known.isEverybodys && !isTheirs(known, by, state)) return 'not-allowed';
	// Nobody makes one in another's name, nor takes one over.
	const whose = known?.author ?? (over === null ? by : (author ?? by));
	if (author !== undefined && author !== whose) return 'not-allowed';
	if (!known && state.templates.size >= MAX_TEMPLATES) return 'too-many';
	const isEverybodys = author === undefined && (known?.isEverybodys ?? true);
	const next = { template, seq, epoch, by, at, sealed, author: whose, isEverybodys };
	return { ...state, templates: withEntry(state.templates, template, next) };
}

function removed(
	state: FirmState,
	by: UserId,
	{ over, template }: NonNullable<EventOf<FirmEvent, 'template.removed'>['body']>
): Outcome<FirmState> {
	const known = state.templates.get(template);
	if (!known) return 'no-such-object';
	if (known.seq !== over) return 'not-as-it-was';
	if (!known.isEverybodys && !isTheirs(known, by, state)) return 'not-allowed';
	return { ...state, templates: withoutKey(state.templates, template) };
}

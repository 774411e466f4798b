/**
 * What people say about document requests, as entries to be written. Each is made for the state it is to follow: where
 * somebody else was faster, it is refused with what they did, and nothing is overwritten. Pure but for new ids.
 */
import type { BlobId, ChecklistId, FileId, ItemId, UserId } from '../crypto/brands.ts';
import type { Value } from '../crypto/encoding.ts';
import { idBytes, newItemId } from '../crypto/ids.ts';
import { isDay, MAX_ITEMS } from '../contract/requests.ts';
import { typedName, typedWords } from './names.ts';
import { Refusal } from './problems.ts';
import type { Decision, RequestItem } from './request-state.ts';
import type { VaultDraft } from './vault-draft.ts';
import type { VaultState } from './vault-state.ts';
import { firstOf, versionsInPlace } from './versions.ts';
import type { ChecklistDraft, ItemDraft, TemplateItem } from './view.ts';

/** A checklist's words, cleaned and bounded. */
export interface Wording {
	readonly title: string;
	readonly year: number | null;
	readonly items: { [field: string]: Value }[];
}

/** @throws Refusal `name-…`, `title-empty`, `text-too-long`, `checklist-empty`, `too-many-items`, `day-not-valid` or `year-not-valid` */
export function wordingOf({ title, year, items }: ChecklistDraft): Wording {
	requireList(year, items);
	return { title: typedName(title), year, items: items.map(lineOf) };
}

/** @throws Refusal `checklist-empty`, `too-many-items` or `year-not-valid` */
export function requireList(year: number | null, items: readonly unknown[]): void {
	if (items.length === 0) throw new Refusal('checklist-empty');
	if (items.length > MAX_ITEMS) throw new Refusal('too-many-items');
	if (year !== null && (!Number.isInteger(year) || year < 1900 || year > 9998))
		throw new Refusal('year-not-valid');
}

function lineOf({ item, due, ...asked }: ItemDraft): { [field: string]: Value } {
	if (due !== null && !isDay(due)) throw new Refusal('day-not-valid');
	return { due, item: idBytes(item ?? newItemId()), ...typedItem(asked) };
}

/** @throws Refusal `name-…`, `title-empty` or `text-too-long` */
export const typedItem = ({ title, hint, several }: TemplateItem) => ({
	hint: typedWords(hint),
	several,
	title: typedTitle(title)
});

function typedTitle(title: string): string {
	if (title.trim() === '') throw new Refusal('title-empty');
	return typedName(title);
}

const say = (kind: VaultDraft['kind'], body: { [field: string]: Value }): VaultDraft => ({
	kind,
	payload: {},
	body
});

export const listing = (checklist: ChecklistId, wording: Wording): VaultDraft =>
	say('request.listed', { checklist: idBytes(checklist), ...wording });

/** `seen`: what the list said when somebody began to change it. @throws Refusal `checklist-changed` or `request-gone` */
export function editing(
	{ checklists }: VaultState,
	checklist: ChecklistId,
	seen: number,
	wording: Wording
): VaultDraft {
	const known = checklists.get(checklist);
	if (!known) throw new Refusal('request-gone');
	if (known.changed !== seen) throw new Refusal('checklist-changed');
	return say('request.edited', { checklist: idBytes(checklist), ...wording });
}

export const removing = ({ checklists }: VaultState, checklist: ChecklistId): VaultDraft | null =>
	checklists.has(checklist) ? say('request.removed', { checklist: idBytes(checklist) }) : null;

/** Null when they are its answer already. @throws Refusal `request-gone` or `file-gone` */
export function answering(
	state: VaultState,
	id: ItemId,
	files: readonly FileId[]
): VaultDraft | null {
	const { answers } = itemOf(state, id);
	if (!files.every((file) => state.files.has(file))) throw new Refusal('file-gone');
	const wanted = files.filter((file) => !answers.includes(file));
	if (wanted.length === 0) return null;
	return say('request.answered', { files: wanted.map(idBytes), item: idBytes(id) });
}

/** Who judges, and what they looked at. */
export interface Judging {
	readonly me: UserId;
	readonly item: ItemId;
	readonly answers: readonly FileId[];
	/** In these versions; left out: the first of each. */
	readonly seen?: readonly BlobId[] | undefined;
}

/** @throws Refusal as `undecided` says */
export function accepting(state: VaultState, judging: Judging): VaultDraft | null {
	const item = undecided(state, judging, 'accepted');
	return (
		item &&
		say('request.accepted', {
			answers: item.answers.map(idBytes),
			item: idBytes(item.item),
			...seenIn(state, item)
		})
	);
}

/** @throws Refusal `reason-empty`, `text-too-long`, or as `undecided` says */
export function returning(state: VaultState, judging: Judging, reason: string): VaultDraft | null {
	const words = typedWords(reason);
	if (words === '') throw new Refusal('reason-empty');
	const item = undecided(state, judging, 'returned');
	if (item?.answers.length === 0) throw new Refusal('answers-changed');
	return (
		item &&
		say('request.returned', {
			answers: item.answers.map(idBytes),
			item: idBytes(item.item),
			reason: words,
			...seenIn(state, item)
		})
	);
}

/** @throws Refusal `request-gone`, `accepted-meanwhile` or `answers-changed` */
export function waiving(
	state: VaultState,
	{ me, item: id }: Pick<Judging, 'me' | 'item'>,
	note: string
): VaultDraft | null {
	const words = typedWords(note);
	const { status, decision } = itemOf(state, id);
	if (status === 'received') throw new Refusal('answers-changed');
	if (status === 'accepted') throw decidedBy('accepted-meanwhile', decision);
	if (status !== 'waived') return say('request.waived', { item: idBytes(id), note: words });
	if (decision?.by === me) return null;
	throw decidedBy('waived-meanwhile', decision);
}

/** Null when it is open already. @throws Refusal `request-gone` or `not-allowed` */
export function reopening(
	state: VaultState,
	id: ItemId,
	side: 'staff' | 'client'
): VaultDraft | null {
	const { status, decision } = itemOf(state, id);
	if (status === 'wanted' || status === 'received') return null;
	const isTheirs = status === 'waived' && decision?.side === 'client';
	if (side === 'client' && !isTheirs) throw new Refusal('not-allowed');
	return say('request.reopened', { item: idBytes(id) });
}

/**
 * The item, if nobody has decided and its documents are those that were looked at; null when this very decision is
 * recorded already.
 * @throws Refusal `request-gone`, `accepted-meanwhile`, `returned-meanwhile`, `waived-meanwhile` or `answers-changed`
 */
function undecided(
	state: VaultState,
	{ me, item: id, answers, seen = answers.map(firstOf) }: Judging,
	what: Decision['what']
): RequestItem | null {
	const item = itemOf(state, id);
	const { status, decision } = item;
	if (status !== 'wanted' && status !== 'received') {
		if (status === what && decision?.by === me) return null;
		throw decidedBy(`${status}-meanwhile`, decision);
	}
	const isSame =
		isList(answers, item.answers) && isList(seen, versionsInPlace(state, item.answers));
	if (!isSame) throw new Refusal('answers-changed');
	return item;
}

const isList = (seen: readonly string[], there: readonly string[]): boolean =>
	seen.length === there.length && seen.every((one, index) => one === there[index]);

/** Said only where some answer is not what it was at first. */
function seenIn(state: VaultState, { answers }: RequestItem): { seen?: Value } {
	const versions = versionsInPlace(state, answers);
	return isList(versions, answers.map(firstOf)) ? {} : { seen: versions.map(idBytes) };
}

function itemOf({ items }: VaultState, id: ItemId): RequestItem {
	const item = items.get(id);
	if (!item) throw new Refusal('request-gone');
	return item;
}

/** Whoever tells the person puts a name to it. */
export class DecidedMeanwhile extends Refusal {
	readonly by: UserId | null;
	constructor(
		code: 'accepted-meanwhile' | 'returned-meanwhile' | 'waived-meanwhile',
		decision: Decision | null
	) {
		super(code);
		this.by = decision?.by ?? null;
	}
}

const decidedBy = (...what: ConstructorParameters<typeof DecidedMeanwhile>) =>
	new DecidedMeanwhile(...what);

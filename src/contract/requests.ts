/**
 * Document requests in a vault's log (protocol.md sections 10 and 10.1). Everything that was typed is in sealed bodies:
 * the public payloads are empty. Here only forms and sizes are bounded; text is cleaned where it is typed.
 */
import { z } from 'zod';
import { checklistIdFrom, fileIdFrom, itemIdFrom } from '../crypto/ids.ts';
import { seenVersions } from './filing.ts';
import { id } from './sized.ts';

/** Of one checklist: with every text as long as allowed, it still fits an entry. */
export const MAX_ITEMS = 500;
/** Of the documents that one entry names. */
export const MAX_FILES = 500;

const checklist = id(checklistIdFrom);
const item = id(itemIdFrom);
const files = z.array(id(fileIdFrom)).max(MAX_FILES);

const title = z.string().max(255);
/** Hints, reasons and notes. */
const words = z.string().max(1000);
const year = z.int().min(1900).max(9998).nullable();

/** A calendar day, the same day wherever it is read: `2026-03-15`. */
export function isDay(text: string): boolean {
	if (!/^\d{4}-\d\d-\d\d$/u.test(text)) return false;
	const time = Date.parse(`${text}T00:00:00Z`);
	return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
const day = z.string().refine(isDay);

const items = z
	.array(z.strictObject({ due: day.nullable(), hint: words, item, several: z.boolean(), title }))
	.max(MAX_ITEMS)
	.refine((list) => new Set(list.map((one) => one.item)).size === list.length);

/** Lines of a list on their own; null for what is none. */
export const parseItems = (value: unknown): z.output<typeof items> | null =>
	items.safeParse(value).data ?? null;

/** A checklist as it is to be, items in order. */
const whole = z.strictObject({ checklist, items, title, year });
export type ChecklistBody = z.output<typeof whole>;
export type ItemBody = ChecklistBody['items'][number];

const nothing = z.strictObject({});

export const requestPayloads = {
	'request.listed': nothing,
	'request.edited': nothing,
	'request.removed': nothing,
	'request.answered': nothing,
	'request.accepted': nothing,
	'request.returned': nothing,
	'request.waived': nothing,
	'request.reopened': nothing
} as const;

export const requestBodies = {
	'request.listed': whole,
	'request.edited': whole,
	'request.removed': z.strictObject({ checklist }),
	'request.answered': z.strictObject({ files: files.min(1), item }),
	/** `answers`: the documents that were looked at, so that none is judged unseen. Without `seen`: the first version of each. */
	'request.accepted': z.strictObject({ answers: files, item, seen: seenVersions.optional() }),
	'request.returned': z.strictObject({
		answers: files.min(1),
		item,
		reason: words.min(1),
		seen: seenVersions.optional()
	}),
	'request.waived': z.strictObject({ item, note: words }),
	'request.reopened': z.strictObject({ item })
} as const;

import { describe, expect, test } from 'vitest';
import {
	blobIdFrom,
	checklistIdFrom,
	fileOfBlob,
	itemIdFrom,
	userIdFrom
} from '../../crypto/ids.ts';
import { randomBytes } from '../../crypto/random.ts';
import type { ChecklistView, FileView, ItemView } from '../../vault/view.ts';
import { nextToCheck, reviewQueue, toCheck } from './review-queue.ts';

function file(name: string): FileView {
	const blob = blobIdFrom(randomBytes(16));
	return {
		file: fileOfBlob(blob),
		blob,
		name,
		type: 'application/pdf',
		size: 1,
		folder: null,
		addedAt: 0,
		addedBy: { id: userIdFrom(randomBytes(32)), name: 'Ana', side: 'client', isMe: false },
		viewedByOther: null,
		lastViewedByOther: null,
		opened: [],
		isNews: true,
		mayChange: true,
		mayRemove: true,
		tags: [],
		versions: [],
		restored: null,
		crossed: false,
		opensAs: 'pdf'
	};
}

const [w2, page1, page2, gone, old] = ['w2', 'page 1', 'page 2', 'gone', 'old'].map(file);
const files = [w2, page1, page2, old].flatMap((one) => one ?? []);
const item = (
	title: string,
	status: ItemView['status'],
	...answers: (FileView | undefined)[]
): ItemView => ({
	item: itemIdFrom(randomBytes(16)),
	title,
	hint: '',
	several: true,
	due: null,
	status,
	answers: answers.flatMap((one) => one?.file ?? []),
	versions: answers.flatMap((one) => one?.blob ?? []),
	decision: null
});
const first = item('W-2', 'received', w2);
const second = item('Bank', 'received', page1, gone, page2);
const decided = item('1098', 'accepted', old);
const lists: ChecklistView[] = [
	{
		checklist: checklistIdFrom(randomBytes(16)),
		title: '2025',
		year: 2025,
		changed: 1,
		items: [first, item('1099', 'wanted'), decided, second]
	}
];
const names = (at: ItemView | null = null) =>
	reviewQueue(lists, files, at?.item ?? null).map((one) => one.file.name);

describe('checking', () => {
	test('goes through what came, document after document, as far as it is here', () => {
		expect(toCheck(lists)).toEqual([first, second]);
		expect(names()).toEqual(['w2', 'page 1', 'page 2']);
	});

	test('keeps what is on screen although somebody else decided it', () => {
		expect(names(decided)).toEqual(['w2', 'old', 'page 1', 'page 2']);
	});

	test('goes on with the next item, from the start after the last, until nothing is left', () => {
		const queue = reviewQueue(lists, files, null);
		expect(nextToCheck(queue, first.item)?.file.name).toBe('page 1');
		expect(nextToCheck(queue, second.item)?.file.name).toBe('w2');
		expect(nextToCheck(queue.slice(0, 1), first.item)).toBeNull();
	});
});

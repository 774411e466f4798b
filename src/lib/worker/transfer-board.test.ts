/** What the page hears of the queue, and when. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { TransferNews, TransferView } from '../../vault/view.ts';
import { TransferBoard } from './transfer-board.ts';

const EVERY_MS = 250;
const rows = new Map<string, TransferView>();
let heard: TransferNews[] = [];
let board: TransferBoard;

beforeEach(() => {
	vi.useFakeTimers();
	rows.clear();
	heard = [];
	board = new TransferBoard(
		() => rows.values(),
		() => Date.now(),
		(news) => heard.push(news)
	);
});
afterEach(() => {
	vi.useRealTimers();
});

async function becomes(
	id: string,
	state: TransferView['state'],
	{ done = 0, direction = 'up' }: Partial<Pick<TransferView, 'done' | 'direction'>> = {}
): Promise<void> {
	rows.set(id, { id, state, direction, done, size: 10, problem: null } as TransferView);
	board.soon();
	await Promise.resolve();
}
const last = () => heard.at(-1)?.changed.map(({ id, state }) => `${id} ${state}`);

test('what changes within a quarter of a second is told together', async () => {
	await becomes('a', 'waiting');
	await becomes('a', 'working');
	await becomes('b', 'working');
	expect(heard).toEqual([]);
	vi.advanceTimersByTime(EVERY_MS);
	expect(last()).toEqual(['a working', 'b working']);
	vi.advanceTimersByTime(10 * EVERY_MS);
	expect(heard.length).toBe(1);
});

test('that the last file arrived is told at once, and once', async () => {
	await becomes('a', 'working');
	await becomes('b', 'working');
	await becomes('a', 'done', { done: 10 });
	expect(heard).toEqual([]);
	await becomes('b', 'done', { done: 10 });
	expect(last()).toEqual(['a done', 'b done']);
	expect(heard.at(-1)?.queue.filesDone).toBe(2);
	vi.advanceTimersByTime(10 * EVERY_MS);
	expect(heard.length).toBe(1);
});

test.each(['failed', 'paused', 'cancelled'] as const)(
	'that the only one is %s is told at once',
	async (end) => {
		await becomes('a', 'working');
		vi.advanceTimersByTime(EVERY_MS);
		await becomes('a', end);
		expect(last()).toEqual([`a ${end}`]);
	}
);

test('that something was received is told soon: the browser has it, and says so itself', async () => {
	const direction = 'down';
	await becomes('a', 'working', { direction });
	await becomes('a', 'done', { done: 10, direction });
	expect(heard).toEqual([]);
	vi.advanceTimersByTime(EVERY_MS);
	expect(last()).toEqual(['a done']);
});

test('that all is sent is told at once, whatever is being received', async () => {
	await becomes('a', 'working', { direction: 'down' });
	await becomes('b', 'working');
	await becomes('b', 'done', { done: 10 });
	expect(last()).toEqual(['a working', 'b done']);
});

test('what somebody pressed is told at once, whatever else goes on, and once', async () => {
	await becomes('a', 'working');
	await becomes('b', 'working', { direction: 'down' });
	vi.advanceTimersByTime(EVERY_MS);
	await becomes('b', 'paused', { direction: 'down' });
	board.tell();
	expect(last()).toEqual(['b paused']);
	vi.advanceTimersByTime(10 * EVERY_MS);
	expect(heard.length).toBe(2);
});

test('what somebody pressed and what came to rest by it is told once', async () => {
	await becomes('a', 'working');
	const paused = becomes('a', 'paused');
	board.tell();
	await paused;
	expect(heard.length).toBe(1);
	expect(last()).toEqual(['a paused']);
});

test('a queue at rest that changes again and again is not told more than four times a second', async () => {
	for (let index = 0; index < 100; index++) await becomes(String(index), 'done', { done: 10 });
	expect(heard.length).toBe(0);
	vi.advanceTimersByTime(EVERY_MS);
	expect(heard.length).toBe(1);
});

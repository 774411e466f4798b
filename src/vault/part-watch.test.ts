/** What becomes of a part whose connection died, and of one that is only slow. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { putWatched, type Seen } from './part-watch.ts';
import { Refusal } from './problems.ts';

const HOUR_MS = 60 * 60_000;

beforeEach(() => {
	vi.useFakeTimers();
});
afterEach(() => {
	vi.useRealTimers();
});

/** A part that is on its way until it is given up, or somebody says that it arrived; the portal says `seen`, and then the last again. */
function sending(...seen: (Seen | Refusal)[]) {
	const stop = new AbortController();
	const sent = Promise.withResolvers<undefined>();
	const asked: number[] = [];
	const from = Date.now();
	const put = async (signal: AbortSignal) => {
		signal.addEventListener('abort', () => sent.reject(new Refusal('cancelled')));
		await sent.promise;
	};
	const look = () => {
		const said = seen[Math.min(asked.push(Date.now() - from), seen.length) - 1];
		return said instanceof Refusal ? Promise.reject(said) : Promise.resolve(said ?? 'missing');
	};
	const outcome = putWatched(put, look, stop.signal).then(
		() => 'taken',
		(error: unknown) => (error instanceof Refusal ? error.code : String(error))
	);
	let state = 'under way';
	void outcome.then((what) => (state = what));
	const after = async (ms: number) => {
		await vi.advanceTimersByTimeAsync(ms);
		return state;
	};
	return { after, asked, stop, arrives: () => sent.resolve(undefined) };
}

test('nobody is asked about a part that arrives quickly', async () => {
	const { after, asked, arrives } = sending();
	await after(9_000);
	arrives();
	expect(await after(1)).toBe('taken');
	await after(HOUR_MS);
	expect(asked).toEqual([]);
});

test('one that comes, however slowly, is waited for', async () => {
	const { after, arrives } = sending('coming');
	expect(await after(HOUR_MS)).toBe('under way');
	arrives();
	expect(await after(1)).toBe('taken');
});

test('one that came and comes no more is given up within three minutes, and can be sent again', async () => {
	const { after, asked } = sending('coming', 'coming', 'missing');
	expect(await after(140_000)).toBe('under way');
	expect(await after(10_000)).toBe('no-answer');
	await after(HOUR_MS);
	expect(asked).toEqual([10_000, 55_000, 100_000, 145_000]);
});

test('missed once, it may just have arrived', async () => {
	const { after } = sending('coming', 'missing', 'coming', 'missing', 'taken');
	expect(await after(HOUR_MS)).toBe('taken');
});

test('one that was taken is not waited for, though the answer was lost', async () => {
	const { after } = sending('missing', 'taken');
	expect(await after(55_000)).toBe('taken');
});

test('one that was never seen to come is with a proxy, and waited for', async () => {
	const { after, stop } = sending('missing');
	expect(await after(HOUR_MS)).toBe('under way');
	stop.abort();
	expect(await after(1)).toBe('cancelled');
});

test('a portal that does not answer says nothing about a part', async () => {
	const { after, arrives } = sending('coming', new Refusal('offline'));
	expect(await after(HOUR_MS)).toBe('under way');
	arrives();
	expect(await after(1)).toBe('taken');
});

test('whoever stops waits for no answer, and nobody is asked any more', async () => {
	const { after, asked, stop } = sending('coming');
	await after(20_000);
	stop.abort();
	expect(await after(1)).toBe('cancelled');
	await after(HOUR_MS);
	expect(asked).toEqual([10_000]);
});

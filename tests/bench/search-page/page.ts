/** The page beside search.worker.ts: it asks, and takes the time from a message to its answer. */
import type { Asked } from './search.worker.ts';

type Job = Asked['job'];

const worker = new Worker('/search.worker.js', { type: 'module' });
const waiting = new Map<number, PromiseWithResolvers<unknown>>();
let next = 0;

worker.onmessage = ({ data }: MessageEvent<{ id: number; result?: unknown; error?: string }>) => {
	const asked = waiting.get(data.id);
	waiting.delete(data.id);
	if (data.error === undefined) asked?.resolve(data.result);
	else asked?.reject(new Error(data.error));
};

/** In milliseconds, from the message to the answer. */
async function timed(job: Job, given: unknown): Promise<{ ms: number; result: unknown }> {
	const asked = Promise.withResolvers<unknown>();
	const started = performance.now();
	const message: Asked = { id: next++, job, given };
	waiting.set(message.id, asked);
	worker.postMessage(message);
	const result = await asked.promise;
	return { ms: performance.now() - started, result };
}

/** Each text in each way, by turns. */
async function searches(steps: readonly string[], ways: readonly Job[], rounds: number) {
	const times = Object.fromEntries(ways.map((way) => [way, [] as number[]]));
	for (let round = 0; round < rounds; round++)
		for (const text of steps) for (const way of ways) times[way]?.push((await timed(way, text)).ms);
	return times;
}

/** Goes on by itself: whoever drives the browser looks at the outcome now and then. */
function begin(work: () => Promise<unknown>): void {
	bench.outcome = null;
	work().then(
		(value) => (bench.outcome = { value }),
		(error: unknown) => (bench.outcome = { error: String(error) })
	);
}

const bench: { outcome: unknown; timed: typeof timed; searches: typeof searches } = {
	outcome: null,
	timed,
	searches
};
Object.assign(window, { bench, begin });

/**
 * The page beside search.worker.ts. It asks the bench what to do, takes the time of each job from the message to its answer
 * while nothing inspects it, and tells the bench what it took once all is done.
 */
import { STEPS } from '../made-digests.ts';
import type { Answered, Asked, Jobs, Place } from './search.worker.ts';

/** Making and storing all of it, or, in another page, opening it and searching it. */
export type Task = { act: 'fill'; clients: number } | { act: 'search'; places: readonly Place[] };

/** Milliseconds: as the page sees them, and as the worker does. */
export interface Took {
	readonly page: number;
	readonly worker: number;
}

export interface Filled {
	readonly places: readonly Place[];
	readonly texts: number;
	readonly build: Took;
	readonly keep: Took;
}

export interface Searched {
	readonly open: Took;
	readonly first: Took;
	readonly index: readonly Took[];
	readonly linear: readonly Took[];
}

/** How often all that is typed is typed: of 75 searches the 99th percentile would be the longest. */
const PASSES = 3;

const worker = new Worker('/search.worker.js', { type: 'module' });
const waiting = new Map<number, PromiseWithResolvers<Answered>>();
const listening = Promise.withResolvers<undefined>();
let next = 0;

worker.onmessage = ({ data }: MessageEvent<Answered | 'listening'>) => {
	if (data === 'listening') listening.resolve(undefined);
	else waiting.get(data.id)?.resolve(data);
};
worker.onerror = ({ message }) => {
	listening.reject(new Error(message || 'the worker did not start'));
};

async function ask<J extends keyof Jobs>(
	job: J,
	given: Parameters<Jobs[J]>[0] | null = null
): Promise<{ took: Took; result: Awaited<ReturnType<Jobs[J]>> }> {
	await listening.promise;
	const answer = Promise.withResolvers<Answered>();
	const started = performance.now();
	const message: Asked = { id: next++, job, given };
	waiting.set(message.id, answer);
	worker.postMessage(message);
	const { error, result, ms = NaN } = await answer.promise;
	const page = performance.now() - started;
	waiting.delete(message.id);
	if (error !== undefined) throw new Error(`${job}: ${error}`);
	return { took: { page, worker: ms }, result: result as Awaited<ReturnType<Jobs[J]>> };
}

async function fill(clients: number): Promise<Filled> {
	const { result: places } = await ask('make', clients);
	const { took: build, result: texts } = await ask('build');
	const { took: keep } = await ask('keep');
	return { places, texts, build, keep };
}

async function search(places: readonly Place[]): Promise<Searched> {
	const { took: open } = await ask('open', places);
	const { took: first } = await ask('index', STEPS[0]);
	await fetch('/at-rest');
	await ask('gather');
	const index: Took[] = [];
	const linear: Took[] = [];
	for (let pass = 0; pass < PASSES; pass++)
		for (const text of STEPS) {
			index.push((await ask('index', text)).took);
			linear.push((await ask('linear', text)).took);
		}
	return { open, first, index, linear };
}

async function outcome(): Promise<{ value: Filled | Searched } | { error: string }> {
	try {
		const task = (await (await fetch('/task')).json()) as Task;
		return { value: await (task.act === 'fill' ? fill(task.clients) : search(task.places)) };
	} catch (error) {
		return { error: String(error) };
	}
}

await fetch('/outcome', { method: 'POST', body: JSON.stringify(await outcome()) });

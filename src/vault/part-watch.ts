/**
 * Sending a part whose connection may die unnoticed. A browser does not say how much of a body has left, so a line that is dead
 * looks like one that is slow; but the portal knows whether anything of the part still comes.
 */
import { orCancelled, pause } from './patience.ts';
import { Refusal } from './problems.ts';

/** A part of a quick line has arrived by then. */
const FIRST_MS = 10_000;
/** The portal gives up a body of which nothing came for a minute. */
const THEN_MS = 45_000;
/** Between its last byte and its entry in the database, a part is neither coming nor taken. */
const MISSED = 2;

/** What the portal has of a part. */
export type Seen = 'taken' | 'coming' | 'missing';

/**
 * Resolves when the part was taken, also where the answer that said so was lost. What the portal says only ends the waiting: the
 * same bytes are sent again, or nothing.
 * @param look asks the portal; what it throws says nothing about this part
 * @throws Refusal `no-answer` when nothing of the part comes any more, or what `put` throws
 */
export async function putWatched(
	put: (signal: AbortSignal) => Promise<void>,
	look: () => Promise<Seen>,
	signal: AbortSignal
): Promise<void> {
	const giveUp = new AbortController();
	const over = new AbortController();
	const watching = watch(look, over.signal).then((seen) => {
		if (!over.signal.aborted) giveUp.abort(seen);
	});
	try {
		await put(AbortSignal.any([signal, giveUp.signal]));
	} catch (error) {
		if (signal.aborted || !giveUp.signal.aborted) throw error;
		if (giveUp.signal.reason === 'missing') throw new Refusal('no-answer');
	} finally {
		over.abort();
		await watching;
	}
}

/**
 * Until the part is taken, or came and was then missed too often, or nobody wants to know any more. One that was never seen
 * coming may be with a proxy, which gathers all of it before the portal hears of it.
 */
async function watch(look: () => Promise<Seen>, over: AbortSignal): Promise<Seen> {
	let missed: number | null = null;
	for (let ms = FIRST_MS; missed === null || missed < MISSED; ms = THEN_MS) {
		await pause(ms, over);
		if (over.aborted) return 'coming';
		const seen = await orCancelled(look(), over).catch(() => null);
		if (seen === 'taken') return seen;
		if (seen === 'coming') missed = 0;
		else if (seen === 'missing' && missed !== null) missed++;
	}
	return 'missing';
}

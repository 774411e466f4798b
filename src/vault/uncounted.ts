/**
 * Memory that the garbage collector does not count. A browser keeps its own copies of what is fetched, sent and read from
 * files until small objects of ours are collected, and those alone give it no reason to collect: without this they add up to
 * the size of the file (docs/performance.md).
 */

/** Enough for a collection every few parts, which takes milliseconds. */
const HINT_BYTES = 64 * 1024 * 1024;
/** What dies young is collected by itself, without the rest: these have to grow old first. */
const KEPT = 2;
const kept: ArrayBuffer[] = [];
/** Of small files many together make one hint: a collection for each would cost more than the files. */
const WORTH_A_HINT = 4 * 1024 * 1024;
let since = 0;

/** To be called once a part of so many bytes is done. What is allocated here is never touched, so it takes addresses and no memory. */
export function noteUncounted(bytes: number): void {
	since += bytes;
	if (since < WORTH_A_HINT) return;
	since = 0;
	try {
		kept.push(new ArrayBuffer(HINT_BYTES));
		if (kept.length > KEPT) kept.shift();
	} catch {
		// No room for it means that the collector is under pressure already.
	}
}

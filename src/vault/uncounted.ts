/**
 * Memory that the garbage collector does not count. A browser keeps its own copies of what is fetched, sent and read from
 * files until small objects of ours are collected, and those alone give it no reason to collect. Measured with parts of
 * 8 MiB: 480 MiB at the peak without this, 303 with (docs/performance.md).
 */

/** Enough for a collection every few parts, which takes milliseconds. */
const HINT_BYTES = 32 * 1024 * 1024;

/** To be called once a part is done. What is allocated here is never touched, so it takes addresses and no memory. */
export function noteUncounted(): void {
	try {
		new ArrayBuffer(HINT_BYTES);
	} catch {
		// No room for it means that the collector is under pressure already.
	}
}

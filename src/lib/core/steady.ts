/**
 * Figures that are guesses, held still: a new one is shown only when it says something else, so that words on the screen
 * do not flicker between two neighbours. Pure; the figure shown last is passed in.
 */

/** Differences smaller than both of these are noise. */
const SECONDS = 8;
const SHARE_OF_TIME = 0.2;
const SHARE_OF_SPEED = 0.15;

export function steadyTime(shown: number | null, latest: number | null): number | null {
	if (shown === null || latest === null) return latest;
	const noise = Math.max(SECONDS, shown * SHARE_OF_TIME);
	return Math.abs(latest - shown) < noise ? shown : latest;
}

export function steadySpeed(shown: number | null, latest: number | null): number | null {
	if (shown === null || latest === null) return latest;
	return Math.abs(latest - shown) < shown * SHARE_OF_SPEED ? shown : latest;
}

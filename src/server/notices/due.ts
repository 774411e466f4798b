/**
 * When what waits for somebody is told. Pure: the clock is passed in. A burst makes one mail, because "at once" waits until
 * it has been quiet for a while, but not for ever; digests go once an hour, or once a day at the person's own hour.
 */
import type { MailPreferences } from '../../contract/notices.ts';

const QUARTER_MS = 15 * 60 * 1000;
const HOUR_MS = 4 * QUARTER_MS;
/** Two days hold every hour of the day, also where a clock is put forward. */
const QUARTERS_AHEAD = 2 * 24 * 4 + 8;
/** A burst that goes on is told after this many waits all the same. */
const MOST_WAITS = 3;

export interface Waiting {
	/** When the first thing came that is not told yet. */
	readonly since: number;
	readonly now: number;
	readonly waitMs: number;
}

export function dueAt(
	{ frequency, hour, zone }: Pick<MailPreferences, 'frequency' | 'hour' | 'zone'>,
	{ since, now, waitMs }: Waiting
): number {
	switch (frequency) {
		case 'hourly':
			return since + HOUR_MS;
		case 'daily':
			return nextAtHour(since, hour, zone);
		case 'at-once':
		case 'off':
			return Math.min(now + waitMs, since + MOST_WAITS * waitMs);
	}
}

/**
 * The first quarter of an hour after `after` at which the clock in `zone` has come to that hour of a day. On a day on which
 * that hour is skipped, the moment right after it. Every zone is a whole number of quarters away from UTC.
 */
export function nextAtHour(after: number, hour: number, zone: string): number {
	const clock = clockOf(zone);
	const first = Math.floor(after / QUARTER_MS) * QUARTER_MS;
	let before = clock(first);
	for (let quarter = 1; quarter <= QUARTERS_AHEAD; quarter++) {
		const at = first + quarter * QUARTER_MS;
		const here = clock(at);
		const isNew = before.hour < hour || before.day !== here.day;
		if (here.hour >= hour && isNew) return at;
		before = here;
	}
	return after + 24 * HOUR_MS;
}

function clockOf(zone: string): (time: number) => { day: string; hour: number } {
	const format = new Intl.DateTimeFormat('en', {
		timeZone: zone,
		hourCycle: 'h23',
		day: 'numeric',
		hour: 'numeric'
	});
	return (time) => {
		const parts = format.formatToParts(time);
		const part = (type: 'day' | 'hour') => parts.find((one) => one.type === type)?.value ?? '';
		return { day: part('day'), hour: Number(part('hour')) };
	};
}

const FIRST_RETRY_MS = 15 * 1000;

/** How long to wait after the `tries`th failure in a row: twice as long each time, up to `most`. */
export function retryAfter(tries: number, most: number): number {
	return Math.min(FIRST_RETRY_MS * 2 ** Math.min(tries - 1, 20), most);
}

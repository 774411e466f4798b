/** The time of the story that the demo tells: it begins weeks ago and ends now. The portal's clock goes with it. */

export interface Clock {
	readonly now: () => number;
	/** Forward only. */
	moveTo(at: number): Promise<void>;
}

export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;

/** So many days before `end`, at this hour of the day where this machine stands. */
export function daysBefore(end: number, days: number, hour: number): number {
	const day = new Date(end - days * DAY);
	day.setHours(Math.floor(hour), Math.round((hour % 1) * 60), 0, 0);
	return Math.min(day.getTime(), end - MINUTE);
}

/** A calendar day as requests have it. */
export function dayOf(time: number): string {
	const day = new Date(time);
	const two = (part: number) => String(part).padStart(2, '0');
	return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

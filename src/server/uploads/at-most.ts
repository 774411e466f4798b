/**
 * Runs the work of one name only so many times at once; what is over that is refused, not queued, because waiting would
 * hold the connection and what it has sent. In memory, like the limits of rate-limits.ts.
 */
import { refuse } from '../http/refusal.ts';

export type AtMost = <T>(name: string, work: () => Promise<T>) => Promise<T>;

export function atMost(most: number): AtMost {
	const running = new Map<string, number>();
	return async (name, work) => {
		const count = running.get(name) ?? 0;
		// The body that was not read is still on its way: the connection can carry nothing else.
		if (count >= most) refuse('too-many-parts', { 'Retry-After': '1', Connection: 'close' });
		running.set(name, count + 1);
		try {
			return await work();
		} finally {
			const left = (running.get(name) ?? 1) - 1;
			if (left === 0) running.delete(name);
			else running.set(name, left);
		}
	};
}

/**
 * Limits on the doors that are open to anybody, per network address and minute, in memory. They make guessing
 * slow; nothing secret depends on them, since every secret here has 128 bits or more.
 */
import type { Context } from 'hono';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { nodeRequest } from './octets.ts';
import { refuse } from './refusal.ts';

export const defaultLimits = {
	ceremonies: 900,
	setup: 60,
	signIn: 300,
	recovery: 60,
	join: 120,
	mail: 60,
	mailOff: 300,
	/** Also each part of a file: 8 MiB at most. */
	drop: 1800
} as const;
export type LimitName = keyof typeof defaultLimits;
/** How many requests one address may make in a minute. */
export type RateLimits = Readonly<Record<LimitName, number>>;

export type RateLimiter = (name: LimitName, http: Context) => Promise<void>;

export function rateLimiter(limits: RateLimits, behindProxy: boolean): RateLimiter {
	const perMinute = (points: number) => new RateLimiterMemory({ points, duration: 60 });
	const limiters: Record<LimitName, RateLimiterMemory> = {
		ceremonies: perMinute(limits.ceremonies),
		setup: perMinute(limits.setup),
		signIn: perMinute(limits.signIn),
		recovery: perMinute(limits.recovery),
		join: perMinute(limits.join),
		mail: perMinute(limits.mail),
		mailOff: perMinute(limits.mailOff),
		drop: perMinute(limits.drop)
	};
	return async (name, http) => {
		try {
			await limiters[name].consume(addressOf(http, behindProxy));
		} catch (failure) {
			if (!(failure instanceof RateLimiterRes)) throw failure;
			const seconds = Math.ceil(failure.msBeforeNext / 1000);
			refuse('too-many-requests', { 'Retry-After': String(seconds) });
		}
	};
}

/** Only the last hop of X-Forwarded-For was written by our own proxy; the rest is whatever the caller said. */
function addressOf(http: Context, behindProxy: boolean): string {
	const direct = nodeRequest(http)?.socket.remoteAddress ?? 'unknown';
	if (!behindProxy) return direct;
	return http.req.header('x-forwarded-for')?.split(',').at(-1)?.trim() ?? direct;
}

/**
 * One line a request: method, the route's pattern, status, milliseconds. Never the path itself (it holds ids),
 * the query, the address or a header; never the words of an error, which may quote what was sent.
 */
import type { Logger } from 'pino';
import { systemCode } from './refusal.ts';

export interface Handled {
	readonly method: string;
	readonly route: string;
	readonly status: number;
	readonly ms: number;
}

export function logRequest(log: Logger, handled: Handled): void {
	log.info(handled, 'request');
}

/** For the person who must find a defect: the kind of error and where it was, without its message. */
export function logFailure(log: Logger, failure: unknown, where: string): void {
	const error = failure instanceof Error ? failure : null;
	const frames = error?.stack?.split('\n').filter((line) => /^\s+at /.test(line)) ?? [];
	log.error(
		{
			where,
			name: error?.name ?? typeof failure,
			code: systemCode(failure),
			frames: frames.slice(0, 8)
		},
		'failure'
	);
}

/** `?after=<seq>`: absent or -1 asks from the start. */
import type { Context } from 'hono';
import { z } from 'zod';
import { refuse } from '../http/refusal.ts';

const after = z
	.string()
	.regex(/^(-1|0|[1-9]\d{0,14})$/)
	.transform(Number);

export function readAfter(http: Context): number {
	const given = http.req.query('after');
	if (given === undefined) return -1;
	const parsed = after.safeParse(given);
	return parsed.success ? parsed.data : refuse('malformed-request');
}

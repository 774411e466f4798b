/** One part as it comes over the wire: its place, what the sender says it hashes to, and its bytes, a few at once for each sender. */
import type { Context } from 'hono';
import { z } from 'zod';
import { MAX_PART_BYTES, type partResponse } from '../../contract/api.ts';
import * as wire from '../../contract/wire.ts';
import { requestOctets, requireAnnouncedLength } from '../http/octets.ts';
import { refuse } from '../http/refusal.ts';
import { pathParam } from '../http/route.ts';
import type { Services } from '../services.ts';
import { atMost } from './at-most.ts';
import { receivePart, type Incoming } from './receive-part.ts';

const position = z
	.string()
	.regex(/^(0|[1-9]\d{0,5})$/)
	.transform(Number);
const partHash = wire.bytes({ exact: 32 });
/** Each holds a connection, a file and half a MiB. A client sends a few at once; slow ones must leave room for others. */
export const PARTS_AT_ONCE = 32;

/** Senders are counted by name: a kind of sender has a counter of its own. */
export function partTaker() {
	const bodiesOf = atMost(PARTS_AT_ONCE);
	return async (
		{ services, http }: { readonly services: Services; readonly http: Context },
		of: Incoming,
		sender: string
	): Promise<Response> => {
		const index = pathParam(http, 'index', position);
		const hash = partHash.safeParse(http.req.header('x-part-sha256'));
		if (!hash.success) return refuse('malformed-request');
		requireAnnouncedLength(http, MAX_PART_BYTES);
		const bytes = requestOctets(http);
		const request = { of, position: index, hash: hash.data, bytes };
		const size = await bodiesOf(sender, () => receivePart(services, request));
		return http.json({ index, size } satisfies z.input<typeof partResponse>);
	};
}

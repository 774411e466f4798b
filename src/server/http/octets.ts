/**
 * Request bodies, read no further than their limit. A refused body is left for the server to drain and the
 * connection to close: nothing here destroys the socket before the refusal has been sent.
 */
import type { IncomingMessage } from 'node:http';
import type { Context } from 'hono';
import { z } from 'zod';
import type { Octets } from '../blobs/blob-store.ts';
import { refuse } from './refusal.ts';

/** The node server hands its own request along; a test that calls the app directly has none. */
const bindings = z.object({
	incoming: z.custom<IncomingMessage>((value) => typeof value === 'object' && value !== null)
});

export function nodeRequest(http: Context): IncomingMessage | null {
	const found = bindings.safeParse(http.env);
	return found.success ? found.data.incoming : null;
}

export function requestOctets(http: Context): Octets {
	// Leaving a `for await` early would destroy the socket, and the refusal with it.
	const incoming = nodeRequest(http);
	if (incoming !== null) return { [Symbol.asyncIterator]: () => chunksOf(incoming) };
	return http.req.raw.body ?? noOctets();
}

async function* noOctets(): AsyncGenerator<Uint8Array> {}

async function* chunksOf(incoming: IncomingMessage): AsyncGenerator<Uint8Array> {
	const chunks: AsyncIterable<unknown> = {
		[Symbol.asyncIterator]: () => incoming.iterator({ destroyOnReturn: false })
	};
	for await (const chunk of chunks) {
		if (chunk instanceof Uint8Array) yield chunk;
	}
}

/** A length announced over the limit is refused before a byte is read. */
export function requireAnnouncedLength(http: Context, limit: number): void {
	if (Number(http.req.header('content-length') ?? 0) > limit) refuse('too-large');
}

export async function readJson(http: Context, limit: number): Promise<unknown> {
	requireAnnouncedLength(http, limit);
	const chunks: Uint8Array[] = [];
	let size = 0;
	for await (const chunk of requestOctets(http)) {
		size += chunk.length;
		if (size > limit) refuse('too-large');
		chunks.push(chunk);
	}
	try {
		return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)));
	} catch {
		return refuse('malformed-request');
	}
}

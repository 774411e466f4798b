/**
 * Answers with bytes written to the socket itself, as fast as the other end takes them and no faster: through a web
 * stream a GiB costs more than twice the processor time. A reader who leaves stops the source; a source that fails cuts
 * the connection, so that what was sent is not taken for the whole. Neither says why.
 */
import { ServerResponse } from 'node:http';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { z } from 'zod';
import type { Sink } from '../blobs/blob-store.ts';
import { logFailure } from './request-log.ts';
import type { Door } from './route.ts';

export interface RawAnswer {
	readonly status: 200 | 206;
	readonly headers: Readonly<Record<string, string>>;
	/** Hands every byte to the sink and resolves when the last was taken. */
	send(sink: Sink): Promise<void>;
}

const bindings = z.object({ outgoing: z.instanceof(ServerResponse) });

export function answerRaw(door: Door, answer: RawAnswer): Response {
	const found = bindings.safeParse(door.http.env);
	if (!found.success) return answerAsStream(door, answer);
	const { outgoing } = found.data;
	outgoing.writeHead(answer.status, { ...door.headers, ...answer.headers });
	void sendTo(outgoing, door, answer);
	const already = Object.fromEntries(RESPONSE_ALREADY_SENT.headers);
	return new Response(null, { status: answer.status, headers: already });
}

async function sendTo(outgoing: ServerResponse, door: Door, answer: RawAnswer): Promise<void> {
	try {
		if (door.http.req.method !== 'HEAD') await answer.send((piece) => written(outgoing, piece));
		outgoing.end();
	} catch (failure) {
		if (!outgoing.destroyed) logFailure(door.services.log, failure, 'blob');
		outgoing.destroy();
	}
}

/** Resolves once the piece is with the system, and may be overwritten. */
const written = (outgoing: ServerResponse, piece: Uint8Array): Promise<void> =>
	new Promise((resolve, reject) => {
		outgoing.write(piece, (failure) => {
			if (failure) reject(failure);
			else resolve();
		});
	});

/** For callers without a socket. */
function answerAsStream({ http, services }: Door, answer: RawAnswer): Response {
	const { readable, writable } = new TransformStream<Uint8Array<ArrayBuffer>>();
	const writer = writable.getWriter();
	answer
		.send((piece) => writer.write(Uint8Array.from(piece)))
		.then(() => writer.close())
		.catch((failure: unknown) => {
			logFailure(services.log, failure, 'blob');
			void writer.abort(new Error('The blob ended early.'));
		});
	return http.body(readable, answer.status, answer.headers);
}

/**
 * Request bodies, read no further than their limit and for as long as they move: slowly is welcome, standing still is
 * not. A refused body is left for the server to drain and the connection to close: nothing here destroys the socket
 * before the refusal has been sent.
 */
import type { IncomingMessage } from 'node:http';
import type { Context } from 'hono';
import { z } from 'zod';
import type { Batches } from '../blobs/blob-store.ts';
import { refuse, Refusal } from './refusal.ts';

/** A body of which nothing came for this long is given up. */
export const IDLE_MS = 60_000;
/** However it trickles, JSON is not waited for longer. */
const JSON_MS = 60 * 60 * 1000;
/** Handed on together: waking the receiver for every 64 KiB costs more than hashing them. */
const BATCH_BYTES = 512 * 1024;
/** What a slow sender has sent is handed on after this long, however little, so that it is not kept in memory. */
const TICK_MS = 1000;

/** The node server hands its own request along; a test that calls the app directly has none. */
const bindings = z.object({
	incoming: z.custom<IncomingMessage>((value) => typeof value === 'object' && value !== null)
});

export function nodeRequest(http: Context): IncomingMessage | null {
	const found = bindings.safeParse(http.env);
	return found.success ? found.data.incoming : null;
}

/** From Node's own request: through a web stream the same bytes cost the processor a fifth more. */
export async function* requestOctets(http: Context, idleMs = IDLE_MS): Batches {
	for await (const batch of bodyOf(http, idleMs)) {
		yield batch;
		for (const chunk of batch) giveBack(chunk);
	}
}

/**
 * Frees the memory of a chunk that is done with. Left to the collector, memory outside its heap makes it look through
 * the whole heap every few parts, which took half of the processor time of an upload.
 */
function giveBack({ buffer, byteLength }: Uint8Array): void {
	if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
}

function bodyOf(http: Context, idleMs: number): Batches {
	const incoming = nodeRequest(http);
	return incoming === null ? ofStream(http.req.raw.body) : batchesOf(incoming, idleMs);
}

async function* ofStream(body: ReadableStream<Uint8Array> | null): AsyncGenerator<Uint8Array[]> {
	for await (const chunk of body ?? []) yield [chunk];
}

async function* batchesOf(
	incoming: IncomingMessage,
	idleMs: number
): AsyncGenerator<readonly Uint8Array[]> {
	const arriving = new Arriving(incoming, idleMs);
	try {
		for (;;) {
			const batch = await arriving.next();
			if (batch === null) return;
			yield batch;
		}
	} finally {
		arriving.stop();
	}
}

/** Gathers what comes until it is a batch's worth, a second has passed, or it ends. */
class Arriving {
	readonly #incoming: IncomingMessage;
	readonly #timer: NodeJS.Timeout;
	#waiting: Uint8Array[] = [];
	#size = 0;
	#isOver = false;
	#failure: Error | null = null;
	#lastAt = performance.now();
	#wake: (() => void) | null = null;

	constructor(incoming: IncomingMessage, idleMs: number) {
		this.#incoming = incoming;
		incoming.on('data', this.#take);
		incoming.on('end', this.#end);
		incoming.on('error', this.#fail);
		incoming.on('close', this.#closed);
		this.#timer = setInterval(() => this.#tick(idleMs), Math.min(TICK_MS, idleMs));
		// Already over: a small body may have been read before anybody asked.
		if (incoming.readableEnded) this.#isOver = true;
		else if (incoming.destroyed) this.#closed();
	}

	/** Null at the end. Until it is asked for again, no more than a batch is taken in. */
	async next(): Promise<readonly Uint8Array[] | null> {
		this.#lastAt = performance.now();
		if (this.#size < BATCH_BYTES && !this.#isOver && this.#failure === null) {
			this.#incoming.resume();
			await new Promise<void>((resolve) => (this.#wake = resolve));
		}
		if (this.#failure !== null) throw this.#failure;
		if (this.#waiting.length === 0) return null;
		const batch = this.#waiting;
		this.#waiting = [];
		this.#size = 0;
		if (!this.#isOver) this.#incoming.resume();
		return batch;
	}

	stop(): void {
		clearInterval(this.#timer);
		this.#incoming.off('data', this.#take);
		this.#incoming.off('end', this.#end);
		this.#incoming.off('close', this.#closed);
		this.#incoming.pause();
	}

	readonly #take = (chunk: unknown): void => {
		if (!(chunk instanceof Uint8Array)) return;
		this.#waiting.push(chunk);
		this.#size += chunk.length;
		this.#lastAt = performance.now();
		if (this.#size < BATCH_BYTES) return;
		this.#incoming.pause();
		this.#awake();
	};

	readonly #end = (): void => {
		this.#isOver = true;
		this.#awake();
	};

	readonly #fail = (failure: Error): void => {
		this.#failure ??= failure;
		this.#awake();
	};

	readonly #closed = (): void => {
		if (!this.#isOver) this.#fail(Object.assign(new Error('aborted'), { code: 'ECONNRESET' }));
	};

	#tick(idleMs: number): void {
		if (this.#wake === null) return;
		if (this.#size > 0) this.#awake();
		else if (performance.now() - this.#lastAt >= idleMs)
			this.#fail(new Refusal('too-slow', { Connection: 'close' }));
	}

	#awake(): void {
		const wake = this.#wake;
		this.#wake = null;
		wake?.();
	}
}

/** A length announced over the limit is refused before a byte is read. */
export function requireAnnouncedLength(http: Context, limit: number): void {
	if (Number(http.req.header('content-length') ?? 0) > limit) refuse('too-large');
}

export async function readJson(http: Context, limit: number): Promise<unknown> {
	requireAnnouncedLength(http, limit);
	const until = performance.now() + JSON_MS;
	const chunks: Uint8Array[] = [];
	let size = 0;
	for await (const batch of bodyOf(http, IDLE_MS)) {
		for (const chunk of batch) size += chunk.length;
		if (size > limit) refuse('too-large');
		if (performance.now() > until) refuse('too-slow', { Connection: 'close' });
		chunks.push(...batch);
	}
	try {
		return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)));
	} catch {
		return refuse('malformed-request');
	}
}

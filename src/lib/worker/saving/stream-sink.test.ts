import { MessageChannel } from 'node:worker_threads';
import { afterEach, expect, test, vi } from 'vitest';
import type { Refusal } from '../../../vault/problems.ts';
import { streamSink, type Line } from './stream-sink.ts';

const asLine = (port: unknown): Line => port as Line;

/** The two ends that a sink talks to: the service worker and the page. */
function opened() {
	const [bytes, pulses] = [new MessageChannel(), new MessageChannel()];
	const said: unknown[] = [];
	const pulsed: unknown[] = [];
	const gone: string[] = [];
	bytes.port1.on('message', (message) => said.push(message));
	pulses.port1.on('message', (message) => pulsed.push(message));
	const sink = streamSink(asLine(bytes.port2), asLine(pulses.port2), ({ code }: Refusal) => {
		gone.push(code);
	});
	return { sink, worker: bytes.port1, page: pulses.port1, said, pulsed, gone };
}

afterEach(() => {
	vi.useRealTimers();
});

/** Not the clock of the tests: messages take real time. */
const { setTimeout: later } = globalThis;
const moments = () => new Promise((resolve) => later(resolve, 20));

test('a piece waits until it is asked for', async () => {
	const { sink, worker, said } = opened();
	let written = false;
	const writing = sink.write(new Uint8Array([1])).then(() => (written = true));
	await moments();
	expect([written, said]).toEqual([false, []]);
	worker.postMessage('more');
	await writing;
	await expect.poll(() => said).toEqual([new Uint8Array([1])]);
	await sink.abort();
});

test('what is large goes in pieces, all of it, and leaves the memory it was in', async () => {
	const { sink, worker, said } = opened();
	const bytes = new Uint8Array(1_200_000).map((_, at) => at % 251);
	worker.postMessage('more');
	await sink.write(bytes);
	expect([sink.copies, bytes.length]).toEqual([true, 1_200_000]);
	const arrived = () => Buffer.concat(said.filter((one) => one instanceof Uint8Array));
	await expect.poll(() => arrived().equals(bytes)).toBe(true);
	await sink.abort();
});

test('giving up refuses the piece that waits and tells the service worker', async () => {
	const { sink, said, gone } = opened();
	const writing = expect(sink.write(new Uint8Array([1]))).rejects.toMatchObject({
		code: 'cancelled'
	});
	await sink.abort();
	await writing;
	await sink.abort();
	await expect.poll(() => said).toEqual(['abort']);
	expect(gone).toEqual([]);
});

test('a download that the browser ends, cancelled there or for want of room, ends the transfer, also between two pieces', async () => {
	const { sink, worker, gone } = opened();
	worker.postMessage('cancelled');
	await expect.poll(() => gone).toEqual(['browser-ended']);
	await expect(sink.write(new Uint8Array([1]))).rejects.toMatchObject({ code: 'browser-ended' });
	await expect(sink.close()).rejects.toMatchObject({ code: 'browser-ended' });
});

test('a service worker that lost the download is noticed by the page, and the transfer fails', async () => {
	const { sink, page, gone } = opened();
	page.postMessage('lost');
	await expect.poll(() => gone).toEqual(['not-saved']);
	await expect(sink.write(new Uint8Array([1]))).rejects.toMatchObject({ code: 'not-saved' });
});

test('it is not complete until the service worker has ended the stream', async () => {
	const { sink, worker, said } = opened();
	let isClosed = false;
	const closing = sink.close().then(() => (isClosed = true));
	await expect.poll(() => said).toEqual(['end']);
	expect(isClosed).toBe(false);
	worker.postMessage('saved');
	await closing;
});

test('pulses go out while it is open, and an address nobody opens is given up', async () => {
	vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'clearTimeout', 'clearInterval'] });
	const { pulsed, gone } = opened();
	vi.advanceTimersByTime(25_000);
	await expect.poll(() => pulsed).toEqual(['pulse', 'pulse']);
	vi.advanceTimersByTime(5_000);
	expect(gone).toEqual(['not-saved']);
	vi.advanceTimersByTime(60_000);
	await moments();
	expect(pulsed.length).toBeLessThanOrEqual(3);
});

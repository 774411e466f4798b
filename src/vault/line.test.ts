import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { refusalOf } from '../../tests/vault/world.ts';
import { newBlobId, newVaultId } from '../crypto/ids.ts';
import { connectApi } from './api.ts';
import { Arriving } from './body.ts';
import { Line } from './line.ts';
import { Refusal } from './problems.ts';

/** A portal that answers as it is told, and a page that waits a fifth of a second, or as long as it is told. */
async function portal(answer: RequestListener, idleMs = 200) {
	const server = createServer(answer).listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('no address');
	const origin = `http://127.0.0.1:${String(address.port)}`;
	const api = connectApi((path, init) => fetch(`${origin}${path}`, init), {
		idleMs,
		bytesPerSecond: 1e9
	});
	return {
		api,
		[Symbol.dispose]() {
			server.closeAllConnections();
			server.close();
		}
	};
}

const at = { vault: newVaultId(), blob: newBlobId() };
const part = { bytes: new Uint8Array(100_000), hash: new Uint8Array(32) };
const going = new AbortController().signal;

describe('a portal that takes a request and says nothing', () => {
	test('is given up, whatever it was asked', async () => {
		using silent = await portal(() => undefined);
		const { api } = silent;
		expect(await refusalOf(() => api.status())).toBe('no-answer');
		expect(await refusalOf(() => api.putPart({ ...at, index: 0 }, part, going))).toBe('no-answer');
		expect(await refusalOf(() => api.blobRange(at, { start: 0, end: 9 }, going))).toBe('no-answer');
	});

	test('is given up in the middle of its answer too, also of a refusal', async () => {
		for (const status of [200, 500]) {
			using halting = await portal((_, response) => {
				response.writeHead(status, { 'content-type': 'application/json' });
				response.write('{"need');
			});
			expect(await refusalOf(() => halting.api.status())).toBe('no-answer');
		}
	});

	test('does not make a cancelled request into another failure', async () => {
		using silent = await portal(() => undefined);
		const stop = new AbortController();
		const asked = refusalOf(() => silent.api.putPart({ ...at, index: 0 }, part, stop.signal));
		stop.abort();
		expect(await asked).toBe('cancelled');
	});
});

test('bytes that come one by one are waited for; when they stop, what came is not asked for again', async () => {
	const asked: (string | undefined)[] = [];
	using slow = await portal((request, response) => {
		asked.push(request.headers.range);
		response.writeHead(206);
		if (asked.length > 1) {
			response.end('cd');
			return;
		}
		let sent = 0;
		// Each within what is waited for, both together beyond it.
		const drip = setInterval(() => {
			response.write('ab'.at(sent++) ?? '');
			if (sent === 2) clearInterval(drip);
		}, 800);
	}, 1500);
	const arriving = new Arriving(4);
	const fetched = () => slow.api.blobRange(at, { start: 0, end: 4 }, going, arriving);
	expect(await refusalOf(fetched)).toBe('no-answer');
	expect(Buffer.from(await fetched()).toString()).toBe('abcd');
	expect(asked).toEqual(['bytes=0-3', 'bytes=2-3']);
});

describe('how long is waited', () => {
	const MB = 1_000_000;
	const gone = () => Promise.reject(new Refusal('offline'));
	const never = (signal: AbortSignal) =>
		new Promise<never>((_, reject) => {
			signal.addEventListener('abort', () => reject(new Refusal('cancelled')));
		});
	/** In seconds, until it is given up. */
	const waited = async (line: Line, bytes: number): Promise<number> => {
		const begun = Date.now();
		let ended = 0;
		const over = refusalOf(() => line.exchange(bytes, null, never)).then((code) => {
			ended = Date.now();
			return code;
		});
		while (ended === 0) await vi.advanceTimersByTimeAsync(1000);
		expect(await over).toBe('no-answer');
		return (ended - begun) / 1000;
	};

	beforeEach(() => {
		vi.useFakeTimers();
	});
	afterEach(() => {
		vi.useRealTimers();
	});

	test('is a minute, and for a body as long as a very slow line would take for all that are sent', async () => {
		expect(await waited(new Line(), 0)).toBe(60);
		expect(await waited(new Line(), 200)).toBe(60);
		expect(await waited(new Line(), 8 * MB)).toBe(60 + 250);
		const line = new Line();
		const other = refusalOf(() => line.exchange(8 * MB, null, never));
		expect(await waited(line, 8 * MB)).toBe(60 + 500);
		expect(await other).toBe('no-answer');
	});

	test('is twice as long after a body was given up: the line may be slower still', async () => {
		const line = new Line();
		const seconds: number[] = [];
		for (let time = 0; time < 8; time++) seconds.push(Math.floor((await waited(line, MB)) - 60));
		expect(seconds).toEqual([31, 62, 125, 250, 500, 1000, 2000, 2000]);
	});

	test('is no longer for bodies that were given up together', async () => {
		const line = new Line();
		await Promise.all([waited(line, MB), waited(line, MB), waited(line, MB)]);
		expect(Math.floor(await waited(line, MB))).toBe(60 + 62);
	});

	test('is not reckoned for what may still be queued in the browser behind others', async () => {
		const line = new Line();
		const bodies = Array.from({ length: 5 }, () =>
			refusalOf(() => line.exchange(8 * MB, null, never))
		);
		// With the first of the bodies given up, nothing stands in its way any more.
		expect(await waited(line, 0)).toBe(6 * 60);
		await vi.advanceTimersByTimeAsync(2_000_000);
		expect(await Promise.all(bodies)).toEqual(Array.from({ length: 5 }, () => 'no-answer'));
	});

	describe('while a portal is asked for a sign of life', () => {
		const silent = () => new Promise<never>(() => undefined);

		test('is some minutes where none comes, however large the bodies, and longer each time', async () => {
			const line = new Line(undefined, silent);
			const other = refusalOf(() => line.exchange(8 * MB, null, never));
			expect(await waited(line, 8 * MB)).toBe(30 + 180);
			expect(await other).toBe('no-answer');
			expect(await waited(line, 32 * MB)).toBe(30 + 360);
			// The line is not thought slower for it.
			expect(await waited(line, 8 * MB)).toBe(60 + 250);
		});

		test.each([
			['it answers', () => Promise.resolve()],
			['its answer is a failure', () => Promise.reject(new Error('gone'))]
		])('is as long as a slow line takes where %s', async (_, ask) => {
			let asked = 0;
			const line = new Line(undefined, () => {
				asked++;
				return ask();
			});
			expect(await waited(line, 16 * MB)).toBe(60 + 500);
			expect(asked).toBe(18);
			expect(vi.getTimerCount()).toBe(0);
		});

		test('is not cut short where so much is on its way that the question may wait behind it', async () => {
			const line = new Line(undefined, silent);
			const bodies = Array.from({ length: 5 }, () =>
				refusalOf(() => line.exchange(8 * MB, null, never))
			);
			await vi.advanceTimersByTimeAsync(300_000);
			const other = waited(line, 8 * MB);
			await vi.advanceTimersByTimeAsync(4_000_000);
			expect(await other).toBeGreaterThan(30 + 180);
			expect(await Promise.all(bodies)).toEqual(Array.from({ length: 5 }, () => 'no-answer'));
		});

		test('counts from what was heard last', async () => {
			const line = new Line(undefined, silent);
			const body = waited(line, 32 * MB);
			const beside = Promise.withResolvers<undefined>();
			void line.exchange(0, null, async (_, moved) => {
				await beside.promise;
				moved();
			});
			await vi.advanceTimersByTimeAsync(50_000);
			beside.resolve(undefined);
			expect(Math.abs((await body) - (50 + 30 + 180))).toBeLessThan(5);
		});

		test('takes nothing of an answer that never ends', async () => {
			let [taken, cancelled] = [0, false];
			const endless = () =>
				new ReadableStream<Uint8Array>(
					{
						pull: (pieces) => {
							taken++;
							pieces.enqueue(new Uint8Array(MB));
						},
						cancel: () => void (cancelled = true)
					},
					{ highWaterMark: 0 }
				);
			const api = connectApi((path, { signal }) =>
				path.endsWith('/status')
					? Promise.resolve(new Response(endless()))
					: new Promise((_, reject) => {
							signal?.addEventListener('abort', () => reject(new Error('aborted')));
						})
			);
			const stop = new AbortController();
			const asked = refusalOf(() => api.putPart({ ...at, index: 0 }, part, stop.signal));
			await vi.advanceTimersByTimeAsync(31_000);
			expect([taken, cancelled]).toEqual([0, true]);
			stop.abort();
			expect(await asked).toBe('cancelled');
		});

		test('asks nothing where nothing is sent', async () => {
			let asked = 0;
			const line = new Line(undefined, () => Promise.resolve(asked++));
			expect(await waited(line, 0)).toBe(60);
			expect(asked).toBe(0);
		});
	});

	test('is nothing where the line is known to be gone', async () => {
		const line = new Line();
		expect(await refusalOf(() => line.exchange(0, null, gone))).toBe('offline');
		expect(vi.getTimerCount()).toBe(0);
	});
});

import { expect, test } from 'vitest';
import { refusalOf } from '../../tests/vault/world.ts';
import { Arriving } from './body.ts';

const going = new AbortController().signal;
const still = () => undefined;
const bytes = new Uint8Array(3_000_000).map((_, at) => at % 251);

/** As a browser gives it whose bodies cannot be read into memory of one's own. */
const plainStream = (...pieces: Uint8Array<ArrayBuffer>[]) =>
	new Response(
		new ReadableStream({
			start(controller) {
				for (const piece of pieces) controller.enqueue(piece);
				controller.close();
			}
		})
	);

test.each([
	['in one go', () => new Response(bytes)],
	['in pieces of a plain stream', () => plainStream(bytes.slice(0, 10), bytes.slice(10))]
])('a body that comes %s is put together in the memory that was given', async (_, answer) => {
	const memory = new ArrayBuffer(bytes.length + 100);
	new Uint8Array(memory).fill(7);
	const arriving = new Arriving(bytes.length, memory);
	expect(await arriving.add(answer(), going, still)).toBe(true);
	const taken = arriving.take();
	expect(taken.buffer).toBe(memory);
	expect(Buffer.compare(taken, bytes)).toBe(0);
});

test('memory that is too small is not used', async () => {
	const arriving = new Arriving(bytes.length, new ArrayBuffer(bytes.length - 1));
	expect(await arriving.add(new Response(bytes), going, still)).toBe(true);
	expect(Buffer.compare(arriving.take(), bytes)).toBe(0);
});

test('nothing of what the memory held before is taken for what arrived', async () => {
	const arriving = new Arriving(bytes.length, new ArrayBuffer(bytes.length));
	expect(await arriving.add(new Response(bytes.slice(0, -1)), going, still)).toBe(false);
	expect(arriving.length).toBe(bytes.length - 1);
	expect(await arriving.add(new Response(bytes.slice(-1)), going, still)).toBe(true);
	expect(Buffer.compare(arriving.take(), bytes)).toBe(0);
});

test.each([
	['longer', () => new Response(new Uint8Array(bytes.length + 1))],
	['longer, of a plain stream', () => plainStream(bytes, new Uint8Array(1))],
	['empty', () => new Response(null)]
])('a body that is %s is not all of it', async (_, answer) => {
	const arriving = new Arriving(bytes.length);
	expect(await arriving.add(answer(), going, still)).toBe(false);
});

test('a body that breaks off leaves what had come', async () => {
	let asked = 0;
	const breaking = new Response(
		new ReadableStream({
			pull(controller) {
				if (asked++ === 0) controller.enqueue(bytes.slice(0, 5));
				else controller.error(new Error('the line is gone'));
			}
		})
	);
	const arriving = new Arriving(bytes.length);
	expect(await refusalOf(() => arriving.add(breaking, going, still))).toBe('offline');
	expect(arriving.length).toBe(5);
	expect(await arriving.add(new Response(bytes.slice(5)), going, still)).toBe(true);
	expect(Buffer.compare(arriving.take(), bytes)).toBe(0);
});

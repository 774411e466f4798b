import { expect, test } from 'vitest';
import { Serial } from './serial.ts';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test('work runs one at a time, in the order given', async () => {
	const serial = new Serial();
	const seen: string[] = [];
	const work = (name: string, ms: number) =>
		serial.run(async () => {
			seen.push(`${name} starts`);
			await pause(ms);
			seen.push(`${name} ends`);
			return name;
		});
	expect(await Promise.all([work('slow', 20), work('quick', 0)])).toEqual(['slow', 'quick']);
	expect(seen).toEqual(['slow starts', 'slow ends', 'quick starts', 'quick ends']);
});

test('a failure reaches its own caller only, and the next work still runs', async () => {
	const serial = new Serial();
	const failed = serial.run(() => Promise.reject(new Error('no')));
	const next = serial.run(() => Promise.resolve('yes'));
	await expect(failed).rejects.toThrow('no');
	expect(await next).toBe('yes');
});

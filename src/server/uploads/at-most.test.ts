import { expect, test } from 'vitest';
import { Refusal } from '../http/refusal.ts';
import { atMost } from './at-most.ts';

const waiting = () => {
	const { promise, resolve } = Promise.withResolvers<string>();
	return { work: () => promise, resolve };
};

test('what is over the limit of a name is refused at once, other names are not', async () => {
	const limited = atMost(2);
	const [a, b] = [waiting(), waiting()];
	const first = limited('ana', a.work);
	const second = limited('ana', b.work);
	await expect(limited('ana', () => Promise.resolve('third'))).rejects.toThrow(Refusal);
	expect(await limited('ben', () => Promise.resolve('other'))).toBe('other');
	a.resolve('a');
	expect(await first).toBe('a');
	expect(await limited('ana', () => Promise.resolve('third'))).toBe('third');
	b.resolve('b');
	await second;
});

test('work that fails makes room as well', async () => {
	const limited = atMost(1);
	await expect(limited('ana', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
	expect(await limited('ana', () => Promise.resolve('yes'))).toBe('yes');
});

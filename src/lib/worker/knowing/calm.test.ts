import { expect, test } from 'vitest';
import { Calm } from './calm.ts';

test('what goes on in the background waits until nobody waits for anything', async () => {
	let isBusy = true;
	const calm = new Calm(() => isBusy);
	const answer = Promise.withResolvers<string>();
	const call = calm.during(() => answer.promise);
	let isCalm = false;
	const coming = calm.comes().then(() => (isCalm = true));
	isBusy = false;
	await new Promise((resolve) => setTimeout(resolve, 300));
	expect(isCalm).toBe(false);
	answer.resolve('done');
	expect(await call).toBe('done');
	expect(isCalm).toBe(false);
	await coming;
	expect(isCalm).toBe(true);
});

test('a call that fails is over too, and fails as it would', async () => {
	const calm = new Calm(() => false);
	await expect(calm.during(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
	await calm.comes();
});

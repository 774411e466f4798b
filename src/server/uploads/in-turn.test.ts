import { expect, test } from 'vitest';
import { inTurn } from './in-turn.ts';

const later = () => new Promise((resolve) => setTimeout(resolve, 5));

test('work of one name runs one after another, also after a failure', async () => {
	const seen: string[] = [];
	const work = (name: string, fails = false) =>
		inTurn('a', async () => {
			seen.push(`${name} begins`);
			await later();
			seen.push(`${name} ends`);
			if (fails) throw new Error(name);
		});
	const done = await Promise.allSettled([work('one', true), work('two'), work('three')]);
	expect(done.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
	expect(seen).toEqual(
		['one', 'two', 'three'].flatMap((name) => [`${name} begins`, `${name} ends`])
	);
});

test('work of different names runs side by side', async () => {
	const seen: string[] = [];
	const work = (name: string) =>
		inTurn(name, async () => {
			seen.push(name);
			await later();
			seen.push(name);
		});
	await Promise.all([work('a'), work('b')]);
	expect(seen).toEqual(['a', 'b', 'a', 'b']);
});

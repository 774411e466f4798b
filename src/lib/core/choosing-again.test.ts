import { describe, expect, it } from 'vitest';
import { matchAgain } from './choosing-again.ts';
import { row } from './queue-testing.ts';

const file = (name: string, size = 3) => new File(['x'.repeat(size)], name);
const needs = (id: string, name: string, size = 3) => row(id, { state: 'needs-file', name, size });

describe('files chosen again', () => {
	it('find the transfers that wait for them by name and size', () => {
		const a = file('a.pdf');
		const waiting = [needs('1', 'b.pdf'), needs('2', 'a.pdf')];
		expect(matchAgain(waiting, [a])).toEqual({ pairs: [{ id: '2', file: a }], strangers: [] });
	});

	it('are strangers when their size is another or nothing waits for them', () => {
		const waiting = [needs('1', 'a.pdf'), row('2', { name: 'c.pdf', size: 3, state: 'paused' })];
		expect(matchAgain(waiting, [file('a.pdf', 4), file('c.pdf')])).toEqual({
			pairs: [],
			strangers: ['a.pdf', 'c.pdf']
		});
	});

	it('are known under the name that carries their folders', () => {
		expect(matchAgain([needs('1', '2023 - a.pdf')], [file('a.pdf')]).pairs).toHaveLength(1);
	});

	it('go to one transfer each when two have one name', () => {
		const twice = [needs('1', 'a.pdf'), needs('2', 'a.pdf')];
		const { pairs } = matchAgain(twice, [file('a.pdf'), file('a.pdf')]);
		expect(pairs.map(({ id }) => id)).toEqual(['1', '2']);
	});
});

import { describe, expect, it } from 'vitest';
import { figuresAfter, rowsAfter } from './queue-news.ts';
import { figures, row } from './queue-testing.ts';

describe('rows after news', () => {
	it('are those that changed, those that did not, and none that is gone, in the order of adding', () => {
		const shown = [row('2'), row('9'), row('10')];
		const changed = [row('11'), row('9', { state: 'done' })];
		const rows = rowsAfter(shown, { changed, gone: ['2'] });
		expect(rows.map(({ id, state }) => `${id} ${state}`)).toEqual([
			'9 done',
			'10 waiting',
			'11 waiting'
		]);
	});

	it('are the same ones when only figures changed', () => {
		const shown = [row('1')];
		expect(rowsAfter(shown, { changed: [], gone: [] })).toBe(shown);
	});

	it('keep the time left that is shown while a new guess says nothing else', () => {
		const shown = [row('1', { secondsLeft: 100 }), row('2', { secondsLeft: 100 })];
		const changed = [row('1', { secondsLeft: 95 }), row('2', { secondsLeft: 50 })];
		const left = rowsAfter(shown, { changed, gone: [] }).map(({ secondsLeft }) => secondsLeft);
		expect(left).toEqual([100, 50]);
	});
});

describe('figures after news', () => {
	it('are new where they are counted and held still where they are guessed', () => {
		const shown = figures({ bytesDone: 1, secondsLeft: 100, bytesPerSecond: 24e6 });
		const latest = figures({ bytesDone: 2, secondsLeft: 99, bytesPerSecond: 25e6 });
		expect(figuresAfter(shown, latest)).toMatchObject({
			bytesDone: 2,
			secondsLeft: 100,
			bytesPerSecond: 24e6
		});
	});
});

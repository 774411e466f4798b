import { describe, expect, it } from 'vitest';
import { KeptTicks } from './kept-ticks.ts';
import { row, rows } from './queue-testing.ts';

const sent = (id: string) => row(id, { state: 'done' });

describe('the tick of what was sent', () => {
	it('stays while another line is there, and goes with the last', () => {
		const ticks = new KeptTicks();
		const shown = [sent('1'), row('2')];
		expect(ticks.leaving(shown, { gone: ['1'] })).toEqual([]);
		expect(ticks.leaving([sent('1'), sent('2')], { gone: [] })).toEqual([]);
		expect(ticks.leaving([sent('1'), sent('2')], { gone: ['2'] })).toEqual(['1', '2']);
	});

	it('goes when somebody puts it away, before the worker has or afterwards', () => {
		const ticks = new KeptTicks();
		const shown = [sent('1'), sent('2'), row('3')];
		expect(ticks.leaving(shown, { gone: ['1'] })).toEqual([]);
		expect(ticks.putAway(['1', '2'])).toEqual(['1']);
		expect(ticks.leaving(shown.slice(1), { gone: ['2'] })).toEqual(['2']);
	});

	it('is not kept in a long list, nor is what was cancelled or saved', () => {
		const ticks = new KeptTicks();
		expect(ticks.leaving([sent('1'), ...rows(20)], { gone: ['1'] })).toEqual(['1']);
		const others = [
			row('1', { state: 'cancelled' }),
			row('2', { state: 'done', direction: 'down' }),
			row('3')
		];
		expect(ticks.leaving(others, { gone: ['1', '2'] })).toEqual(['1', '2']);
	});
});

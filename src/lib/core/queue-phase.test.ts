import { describe, expect, it } from 'vitest';
import { retriesTogether } from './queue-phase.ts';
import { empty, figures, row, rows } from './queue-testing.ts';

describe('trying again from the line about all files', () => {
	const failed = { state: 'failed', problem: empty } as const;

	it('is not offered for one file that failed alone: its own line offers it', () => {
		const some = [row('a', { ...failed, resumable: true }), row('b', { state: 'done' })];
		expect(retriesTogether(some, figures({ filesFailed: 1 }))).toBe(false);
	});

	it('is not offered for one among others that cannot be tried again, nor for those', () => {
		const useless = rows(2, failed);
		expect(retriesTogether(useless, figures({ filesFailed: 2 }))).toBe(false);
		const some = [row('a', { ...failed, resumable: true }), ...useless];
		expect(retriesTogether(some, figures({ filesFailed: 3 }))).toBe(false);
	});

	it('is offered for two', () => {
		const both = rows(2, { ...failed, resumable: true });
		expect(retriesTogether(both, figures({ filesFailed: 2 }))).toBe(true);
	});

	it('is offered for one where there are failures without a line', () => {
		const one = [row('a', { ...failed, resumable: true })];
		expect(retriesTogether(one, figures({ filesFailed: 400 }))).toBe(true);
	});
});

import { describe, expect, it } from 'vitest';
import { fillBoxes, wordsIn } from './words.ts';

describe('recovery words, pasted', () => {
	it('come out the same from a list, a line and a printed sheet', () => {
		const expected = ['abandon', 'zoo', 'ripple'];
		for (const text of [
			'abandon zoo ripple',
			'1. Abandon\n2. ZOO\r\n3. ripple\n',
			'abandon,zoo;ripple'
		])
			expect(wordsIn(text)).toEqual(expected);
	});

	it('fill the boxes from where they were pasted and never beyond the last', () => {
		expect(fillBoxes(['a', '', ''], 1, ['b', 'c', 'd'])).toEqual(['a', 'b', 'c']);
	});

	it('leave the boxes before and after as they were', () => {
		expect(fillBoxes(['a', 'x', 'z'], 1, ['b'])).toEqual(['a', 'b', 'z']);
	});
});

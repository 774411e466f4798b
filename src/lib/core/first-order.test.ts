import { expect, it } from 'vitest';
import { FirstOrder } from './first-order.ts';

const shown = (order: FirstOrder<string>, letters: string) =>
	order.arrange([...letters], (letter) => letter).join('');

it('things stay where they were first shown, also when one of them was away meanwhile', () => {
	const order = new FirstOrder<string>();
	expect(shown(order, 'cab')).toBe('cab');
	expect(shown(order, 'abc')).toBe('cab');
	expect(shown(order, 'ba')).toBe('ab');
	expect(shown(order, 'bca')).toBe('cab');
});

it('what comes later stands last', () => {
	const order = new FirstOrder<string>();
	shown(order, 'ba');
	expect(shown(order, 'dabc')).toBe('badc');
});

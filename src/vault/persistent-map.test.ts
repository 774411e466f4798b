import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { persistent, withEntry, withoutKey } from './persistent-map.ts';

const steps = fc.array(
	fc.record({ key: fc.integer({ min: 0, max: 40 }), value: fc.option(fc.string(), { nil: null }) }),
	{ maxLength: 300 }
);

describe('a persistent map', () => {
	test('holds what a copied Map holds, in the same order, after any steps', () => {
		fc.assert(
			fc.property(steps, (all) => {
				const copied = new Map<number, string>();
				let shared: ReadonlyMap<number, string> = persistent();
				for (const { key, value } of all) {
					if (value === null) copied.delete(key);
					else copied.set(key, value);
					shared = value === null ? withoutKey(shared, key) : withEntry(shared, key, value);
				}
				expect([...shared]).toEqual([...copied]);
				expect([...shared.keys()]).toEqual([...copied.keys()]);
				expect([...shared.values()]).toEqual([...copied.values()]);
				expect(shared.size).toBe(copied.size);
				for (let key = 0; key <= 40; key++) {
					expect(shared.get(key)).toBe(copied.get(key));
					expect(shared.has(key)).toBe(copied.has(key));
				}
			})
		);
	});

	test('stays what it was when another is made from it', () => {
		const before = persistent([
			['a', 1],
			['b', 2]
		]);
		const after = withoutKey(withEntry(withEntry(before, 'c', 3), 'a', 4), 'b');
		expect([...before]).toEqual([
			['a', 1],
			['b', 2]
		]);
		expect([...after]).toEqual([
			['a', 4],
			['c', 3]
		]);
	});

	test('is made from a plain map, which it leaves alone', () => {
		const plain = new Map([['a', 1]]);
		expect([...withEntry(plain, 'b', 2).keys()]).toEqual(['a', 'b']);
		expect(withoutKey(plain, 'a').size).toBe(0);
		expect(plain.size).toBe(1);
	});

	test('tells each entry in turn', () => {
		const told: unknown[] = [];
		const map = persistent([['a', 1]]);
		map.forEach((value, key, whole) => told.push(value, key, whole === map));
		expect(told).toEqual([1, 'a', true]);
	});
});

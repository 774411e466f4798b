import { expect, test } from 'vitest';
import { choicesOf, otherYears, shownYears, wishOf } from './stage-choices.ts';

const names = ['Waiting', 'none', 'Filed'];

test('the year before this one is at hand until a year has a stage', () => {
	expect(shownYears([], [], 2026)).toEqual([2025]);
	expect(shownYears([{ year: 2026 }, { year: 2024 }], [], 2026)).toEqual([2026, 2024]);
});

test('the newest three years are shown, with those that were asked for', () => {
	const stages = [2026, 2025, 2024, 2023].map((year) => ({ year }));
	expect(shownYears(stages, [2019, 2025], 2026)).toEqual([2026, 2025, 2024, 2019]);
});

test('other years can be added, the next one too', () => {
	expect(otherYears([2025], 2026)).toEqual([2027, 2026, 2024, 2023, 2022, 2021, 2020]);
});

test('a stage is chosen by its place, whatever it is called', () => {
	const { choices, value } = choicesOf({ name: 'none' }, names);
	expect(value).toBe('1');
	expect(choices.map(({ label }) => label)).toEqual(['Waiting', 'none', 'Filed', 'No stage']);
	expect(choices.map((one) => wishOf(one.value, names))).toEqual([...names, null]);
});

test('a year without a stage says so', () => {
	const { choices, value } = choicesOf(undefined, names);
	expect(choices.find((one) => one.value === value)?.label).toBe('No stage yet');
});

test('a stage that the firm renamed since stays as it was told, and choosing it asks for nothing', () => {
	const { choices, value } = choicesOf({ name: 'Being prepared' }, names);
	expect(choices[0]).toMatchObject({ value, label: 'Being prepared' });
	expect(wishOf(value, names)).toBeUndefined();
});

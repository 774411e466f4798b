/** The catalogues as a whole: complete, with the same values in the same places, translated, and used. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { spanish } from './es/index.ts';
import type { Catalogue } from './say.ts';

const catalogues: Record<string, Catalogue> = { es: spanish };

/** Alike in both languages. */
const SAME = new Set(['Color']);

const placesOf = (sentence: string): string[] =>
	[...sentence.matchAll(/\{(\w+)\}/gu)].map(([, name = '']) => name).sort();

describe.each(Object.entries(catalogues))('the sentences in %s', (language, catalogue) => {
	const entries = Object.entries(catalogue);

	it('have places for the same values as the English ones', () => {
		const unlike = entries.filter(([english, said]) =>
			typeof said === 'string'
				? String(placesOf(said)) !== String(placesOf(english))
				: Object.values(said).some((one) =>
						placesOf(one).some((place) => !placesOf(`{n}${english}`).includes(place))
					)
		);
		expect(unlike).toEqual([]);
	});

	it('are not the English ones', () => {
		const same = entries.filter(([english, said]) => english === said && !SAME.has(english));
		expect(same).toEqual([]);
	});

	it('have a form for one and for any other number where they count', () => {
		const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
		const needed = pluralCategories.filter((category) => category !== 'many');
		for (const [english, said] of entries)
			if (typeof said === 'object')
				expect(Object.keys(said).sort(), english).toEqual(needed.sort());
	});

	it('stand in one file each', () => {
		const folder = `src/lib/words/${language}`;
		const parts = readdirSync(folder).filter((name) => name !== 'index.ts');
		const lines = parts.flatMap((name) => readFileSync(`${folder}/${name}`, 'utf8').split('\n'));
		const keys = lines.flatMap((line) => /^\t('(?:[^'\\]|\\.)*'|\w+):/u.exec(line)?.[1] ?? []);
		expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
		expect(keys).toHaveLength(entries.length);
	});
});

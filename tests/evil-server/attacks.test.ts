import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { inOrder, items, type Variant } from './attacks.ts';
import { document } from './document.ts';

const FOLDER = 'tests/evil-server';

/** The ids that the tests of a variant name. */
const named = (ending: '.test.ts' | '.spec.ts'): string[] =>
	readdirSync(FOLDER)
		.filter((name) => name.endsWith(ending))
		.flatMap((name) =>
			[...readFileSync(`${FOLDER}/${name}`, 'utf8').matchAll(/\battack\(\s*'(\d\d[a-z])'/gu)].map(
				([, id = '']) => id
			)
		)
		.sort();

const listed = (variant: Variant): string[] =>
	inOrder.filter(({ runs }) => runs.includes(variant)).map(({ id }) => id);

describe('the table of attacks', () => {
	test('names each attack once', () => {
		const ids = inOrder.map(({ id }) => id);
		expect(ids).toEqual([...new Set(ids)]);
		for (const id of ids) expect(id).toMatch(/^\d\d[a-z]$/u);
	});

	test('has at least one attack for every item', () => {
		const covered = new Set(inOrder.map(({ id }) => Number(id.slice(0, 2))));
		expect(items.map((_, index) => index + 1).filter((item) => !covered.has(item))).toEqual([]);
	});

	test('lists exactly the attacks that the fast tests run', () => {
		expect(listed('fast')).toEqual(named('.test.ts'));
	});

	test('lists exactly the attacks that the browser tests run', () => {
		expect(listed('browser')).toEqual(named('.spec.ts'));
	});

	test('is what docs/attacks.md says', async () => {
		// Written anew by `vitest --update`.
		await expect(document()).toMatchFileSnapshot('../../docs/attacks.md');
	});
});

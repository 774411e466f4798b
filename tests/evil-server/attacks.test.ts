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

/** As a page’s headings are linked to. */
const anchorOf = (heading: string): string =>
	heading
		.toLowerCase()
		.replaceAll(/[^\p{L}\p{N}\- ]/gu, '')
		.replaceAll(' ', '-');

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

	test('has every attack that SECURITY.md names beside a published one, under its item', () => {
		const security = readFileSync('SECURITY.md', 'utf8');
		const links = [...security.matchAll(/\[(\d\d[a-z])\]\[a(\d+)\]/gu)];
		expect(links.length).toBeGreaterThan(24);
		const ids: readonly string[] = inOrder.map(({ id }) => id);
		const dead = links.filter(
			([, id = '', item]) => !ids.includes(id) || Number(id.slice(0, 2)) !== Number(item)
		);
		expect(dead.map(([link]) => link)).toEqual([]);
		const headings = [...document().matchAll(/^### (.*)$/gmu)].map(([, text = '']) =>
			anchorOf(text)
		);
		const targets = [...security.matchAll(/^\[a\d+\]: docs\/attacks\.md#(\S+)$/gmu)];
		expect(new Set(links.map(([, , item]) => item)).size).toBe(targets.length);
		expect(targets.map(([, to = '']) => to).filter((to) => !headings.includes(to))).toEqual([]);
	});

	test('is what docs/attacks.md says', async () => {
		// Written anew by `vitest --update`.
		await expect(document()).toMatchFileSnapshot('../../docs/attacks.md');
	});
});

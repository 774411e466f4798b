import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';

const page = readFileSync('SECURITY.md', 'utf8');
const section = (title: string): string =>
	page.split(/^## /mu).find((part) => part.startsWith(`${title}\n`)) ?? '';
const rows = (title: string): string[][] =>
	section(title)
		.split('\n')
		.filter((line) => line.startsWith('| '))
		.slice(1)
		.map((line) =>
			line
				.slice(1, -1)
				.split('|')
				.map((cell) => cell.trim())
		);

const lockfile = z
	.object({ packages: z.record(z.string(), z.object({ version: z.string().optional() })) })
	.parse(JSON.parse(readFileSync('package-lock.json', 'utf8')));

describe('the algorithms in SECURITY.md', () => {
	const stated = rows('Algorithms').flatMap(([, , , by = '']) =>
		[...by.matchAll(/`([^`]+)` (\d[\w.]+)/gu)].map(([, name = '', version = '']) => ({
			name,
			version
		}))
	);

	test('are made by the library versions of the lockfile', () => {
		expect(stated.length).toBeGreaterThan(6);
		for (const { name, version } of stated)
			expect([name, lockfile.packages[`node_modules/${name}`]?.version]).toEqual([name, version]);
	});

	test('name every library that src/crypto imports, and the passkey library', () => {
		const imported = [
			'libsodium-wrappers',
			'cborg',
			'@scure/bip39',
			'@scure/base',
			'@simplewebauthn/server'
		];
		expect(stated.map(({ name }) => name)).toEqual(expect.arrayContaining(imported));
	});
});

describe('the life of each key in SECURITY.md', () => {
	test('has every kind of secret that the code knows, and no other', () => {
		const code = readFileSync('src/crypto/brands.ts', 'utf8');
		const secrets = code.slice(code.indexOf('// Secrets'), code.indexOf('// Public values'));
		const kinds = [...secrets.matchAll(/Bytes<'(\w+)'>/gu)].map(([, kind = '']) => kind);
		expect(kinds.length).toBeGreaterThan(10);
		const named = rows('The life of each key').flatMap(([key = '']) =>
			[...key.matchAll(/`(\w+)`/gu)].map(([, kind = '']) => kind)
		);
		expect([...new Set(named)].sort()).toEqual([...kinds, 'Opening'].sort());
	});
});

describe('the published attacks in SECURITY.md', () => {
	/** The items of docs/attacks.md. */
	const oneTo28 = Array.from({ length: 28 }, (_, i) => i + 1);
	const attacks = rows('Published attacks on others, and this design');

	test.each(['2024/1616', '2022/959', '2023/329', '2024/546', '2026/058'])(
		'include those of eprint %s',
		(paper) => {
			expect(attacks.filter(([, , publication = '']) => publication.includes(paper))).not.toEqual(
				[]
			);
		}
	);

	test.each(
		attacks.map(([attack = '', , , why = '', file = '', items = '']) => ({
			attack,
			why,
			file,
			items
		}))
	)('“$attack” says why it fails here, and names a test that exists', ({ why, file, items }) => {
		expect(why.length).toBeGreaterThan(20);
		expect(file).toMatch(/\.(test|spec)\.ts$/u);
		expect(existsSync(file)).toBe(true);
		for (const item of items.split(', ')) expect(Number(item)).toBeOneOf(oneTo28);
	});
});

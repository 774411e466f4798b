/** docs/evidence.md lists every file of public vectors with its counts: this test counts again. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { cases, total } from '../deep/cases.ts';
import { folder } from './vectors.ts';

const root = resolve(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/evidence.md'), 'utf8');
const rows = page
	.split('\n')
	.filter((line) => line.startsWith('| '))
	.map((line) => line.split('|').map((cell) => cell.trim().replaceAll('`', '')));
const cellsOf = (name: string) => rows.find(([, first]) => first === name)?.slice(2) ?? [];

const files = existsSync(folder)
	? readdirSync(folder).filter((name) => name.endsWith('.json'))
	: [];
const groups = z.object({
	testGroups: z.array(z.object({ tests: z.array(z.object({ result: z.string() })) }))
});

describe.skipIf(files.length === 0)('the table of public vectors', () => {
	test.each(files)('counts %s as it is', (name) => {
		const content: unknown = JSON.parse(readFileSync(join(folder, name), 'utf8'));
		const tests = Array.isArray(content)
			? content.map(() => ({ result: 'valid' }))
			: groups.parse(content).testGroups.flatMap((group) => group.tests);
		const counted = ['valid', 'invalid', 'acceptable'].map(
			(result) => tests.filter((t) => t.result === result).length
		);
		expect(cellsOf(name).slice(0, 4)).toEqual([tests.length, ...counted].map(String));
	});

	test('names a test that reads each file', () => {
		for (const name of files) {
			const path = cellsOf(name)[4] ?? '';
			expect(readFileSync(join(root, path), 'utf8')).toContain(name);
		}
	});
});

test('the table of random cases says how many a deep run has', () => {
	const written = (n: number) => n.toLocaleString('en');
	for (const [comparison, n] of Object.entries(cases))
		expect([comparison, cellsOf(comparison)[0]]).toEqual([comparison, written(n)]);
	expect(page).toContain(`**${written(total)} cases**`);
});

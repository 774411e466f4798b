/** Mutation testing leaves nothing of src/crypto out, and what docs/mutants.md explains is code that exists. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { groups } from '../../scripts/mutants.js';
import { judge, readExplanations, rowOf } from '../../scripts/survivors.js';

const root = resolve(import.meta.dirname, '../..');
const explanations = readExplanations(readFileSync(join(root, 'docs/mutants.md'), 'utf8'));
const oneLine = (code: string) => code.replaceAll(/\s+/g, ' ');

test('every file of src/crypto that runs and every fold is mutated, and the files and tests exist', () => {
	const mutated = Object.values(groups).flatMap(({ mutate }) => mutate);
	const sources = readdirSync(join(root, 'src/crypto'), { recursive: true, encoding: 'utf8' })
		.filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
		.filter((name) => !['brands.ts', 'testing.ts'].includes(name))
		.map((name) => `src/crypto/${name}`);
	expect(mutated.filter((file) => file.startsWith('src/crypto/')).toSorted()).toEqual(
		sources.toSorted()
	);
	const folds = readdirSync(join(root, 'src/vault'))
		.filter((name) => /^fold-[a-z]+\.ts$/u.test(name))
		.map((name) => `src/vault/${name}`);
	expect(folds.filter((file) => !mutated.includes(file))).toEqual([]);
	for (const { mutate, tests } of Object.values(groups))
		for (const file of [...mutate, ...tests])
			expect([file, existsSync(join(root, file))]).toEqual([file, true]);
});

test('every explained mutant is of code that is still there', () => {
	for (const { file, code } of explanations)
		expect(oneLine(readFileSync(join(root, file), 'utf8')), file).toContain(code);
});

const report = (status: string) => ({
	files: {
		'src/a.ts': {
			source: 'const a = 1;\nif (a | b) go();\n',
			mutants: [
				{
					status,
					replacement: 'a',
					location: { start: { line: 2, column: 5 }, end: { line: 2, column: 10 } }
				}
			]
		}
	}
});

test('a survivor is unexplained until a row has its very code and replacement', () => {
	const row = rowOf('if (a | b) go();', 'if (a) go();');
	const explained = (page: string) => judge(report('Survived'), readExplanations(page)).unexplained;
	expect(explained(`## \`src/a.ts\`\n${row}`)).toEqual([]);
	expect(explained(`## \`src/b.ts\`\n${row}`).length).toBe(1);
	expect(explained(`## \`src/a.ts\`\n${row.replace('if (a)', 'if (b)')}`)).toEqual([
		{ file: 'src/a.ts', line: 2, code: 'if (a | b) go();', became: 'if (a) go();' }
	]);
	expect(explained('## `src/a.ts`\n| `if (a \\| b) go();` | … | any |')).toEqual([]);
});

test('a mutant that is killed, hangs or cannot be set up counts as noticed', () => {
	for (const status of ['Killed', 'Timeout', 'RuntimeError']) {
		const { scores, unexplained } = judge(report(status), []);
		expect(scores).toEqual([{ file: 'src/a.ts', total: 1, noticed: 1, explained: 0 }]);
		expect(unexplained).toEqual([]);
	}
	expect(judge(report('NoCoverage'), []).unexplained.length).toBe(1);
});

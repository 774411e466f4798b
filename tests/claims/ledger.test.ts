import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const ROW = /^\| (C\d\d) \| (.+) \| (\S+) \| (\S+) \|$/gmu;
const rows = [...readFileSync('SECURITY.md', 'utf8').matchAll(ROW)].map(
	([, id = '', claim = '', code = '', file = '']) => ({ id, claim, code, file })
);

/** The claims a test file names, as the first word of a test's title. */
const claimedIn = (file: string): string[] =>
	[...readFileSync(file, 'utf8').matchAll(/\btest\(\s*['"`](C\d\d) /gu)].map(([, id = '']) => id);

const testFiles = readdirSync('tests', { recursive: true, encoding: 'utf8' })
	.filter((name) => /\.(test|spec)\.ts$/u.test(name))
	.map((name) => `tests/${name}`);

describe('the claims ledger', () => {
	test('numbers each claim once, in order', () => {
		expect(rows.length).toBeGreaterThanOrEqual(25);
		const ids = rows.map(({ id }) => id);
		expect(ids).toEqual([...new Set(ids)].sort());
	});

	test.each(rows)('$id names code that exists', ({ code }) => {
		expect(existsSync(code)).toBe(true);
	});

	test.each(rows)('$id has a test in the file it names', ({ id, file }) => {
		expect(existsSync(file)).toBe(true);
		expect(claimedIn(file)).toContain(id);
	});

	test('knows every claim that a test names', () => {
		const ids = rows.map(({ id }) => id);
		const named = testFiles.flatMap(claimedIn);
		expect(named.filter((id) => !ids.includes(id))).toEqual([]);
	});
});

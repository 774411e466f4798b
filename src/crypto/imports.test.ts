import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';

const root = import.meta.dirname;
const sources = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
	(name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && name !== 'testing.ts'
);

/** What a file imports when it runs; types are erased. */
function importsOf(name: string): string[] {
	const text = readFileSync(join(root, name), 'utf8').replaceAll(
		/(import|export) type [^;]*;/g,
		''
	);
	return [...text.matchAll(/(?:from|import) '([^']+)'/g)].map(([, path]) =>
		path?.startsWith('.') ? relative(root, join(root, dirname(name), path)) : (path ?? '')
	);
}

function reachableFrom(name: string, seen = new Set<string>()): Set<string> {
	if (seen.has(name)) return seen;
	seen.add(name);
	if (sources.includes(name)) for (const next of importsOf(name)) reachableFrom(next, seen);
	return seen;
}

test('only sodium.ts imports libsodium', () => {
	const importers = sources.filter((name) => importsOf(name).includes('libsodium-wrappers'));
	expect(importers).toEqual(['sodium.ts']);
});

test('this folder imports nothing of ours from outside, and only four libraries', () => {
	const outside = sources.flatMap(importsOf).filter((path) => !sources.includes(path));
	expect([...new Set(outside)].sort()).toEqual([
		'@scure/base',
		'@scure/bip39',
		'@scure/bip39/wordlists/english.js',
		'cborg',
		'libsodium-wrappers'
	]);
});

test.each([
	'age/plan.ts',
	'base64url.ts',
	'brands.ts',
	'bytes.ts',
	'encoding.ts',
	'entry-header.ts',
	'errors.ts',
	'hash.ts',
	'ids.ts',
	'keys.ts',
	'random.ts'
])('%s reaches no cipher, so the server may import it', (name) => {
	expect(sources).toContain(name);
	const reached = reachableFrom(name);
	for (const cipher of ['libsodium-wrappers', 'sodium.ts', 'seal.ts', 'hkdf.ts', 'hpke.ts'])
		expect(reached).not.toContain(cipher);
});

/** docs/protocol.md against the code, where a table can be compared; tests/protocol-only reads a real dump by it. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { firmBodies, firmPayloads, vaultBodies, vaultPayloads } from '../../src/contract/log.ts';

const page = readFileSync('docs/protocol.md', 'utf8');
const section = (number: number): string =>
	page.split(/^## /mu).find((part) => part.startsWith(`${number}. `)) ?? '';

/** The names in `{a, b: [{c}], d or null}`, without those inside. */
function fieldsIn(map: string): string[] {
	let inner = map.slice(1, -1);
	for (let before = ''; before !== inner;) {
		before = inner;
		inner = inner.replaceAll(/\{[^{}]*\}|\[[^[\]]*\]|\([^()]*\)/gu, '');
	}
	return inner.split(',').flatMap((item) => /^\s*(\w+)/u.exec(item)?.[1] ?? []);
}

/** The first map in a cell, such as `{a, b}`; null for "none". */
function mapIn(cell: string): string[] | null {
	const [, map] = /`(\{[^`]*\})`/u.exec(cell) ?? [];
	return map === undefined ? null : fieldsIn(map).sort();
}

/** Rows of the table of kinds: | `kind` | author | payload | body |. */
const kindsIn = (number: number) =>
	new Map(
		[
			...section(number).matchAll(/^\| `([a-z]+\.[a-z-]+)` \| ([^|]*) \| ([^|]*) \| ([^|]*) \|$/gmu)
		].map(([, kind = '', , payload = '', body = '']) => [
			kind,
			{ payload: mapIn(payload), body: body.trim() === 'none' ? null : mapIn(body) }
		])
	);

function namesOf(schema: unknown): string[] | null {
	if (schema === null) return null;
	if (!(schema instanceof z.ZodObject)) throw new Error('A schema that this test cannot read');
	return Object.keys(schema.shape).sort();
}

const inCode = (payloads: Record<string, unknown>, bodies: Record<string, unknown>) =>
	new Map(
		Object.entries(payloads).map(([kind, payload]) => [
			kind,
			{ payload: namesOf(payload), body: namesOf(bodies[kind]) }
		])
	);

describe('docs/protocol.md has', () => {
	test('every kind of the firm log with its fields, and no other', () => {
		expect(kindsIn(9)).toEqual(inCode(firmPayloads, firmBodies));
	});

	test('every kind of a vault log with its fields, and no other', () => {
		expect(kindsIn(10)).toEqual(inCode(vaultPayloads, vaultBodies));
	});

	test('every purpose that a context may have, and no other', () => {
		const code = readFileSync('src/crypto/context.ts', 'utf8');
		const purposes = [...code.matchAll(/^\t'?([a-z-]+)'?: \{ needs: /gmu)].map(
			([, name = '']) => name
		);
		expect(purposes.length).toBeGreaterThan(30);
		const listed = [...section(14).matchAll(/`([a-z-]+)`/gu)].map(([, name = '']) => name);
		expect(listed.sort()).toEqual(purposes.sort());
	});
});

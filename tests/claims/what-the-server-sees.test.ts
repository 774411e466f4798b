import { readdirSync, readFileSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { assertion, registration } from '../../src/contract/api.ts';
import { firmPayloads, vaultPayloads } from '../../src/contract/log.ts';
import { parseEntry } from '../../src/crypto/entry-header.ts';
import { migrate } from '../../src/server/db/migrate.ts';
import { World } from '../vault/world.ts';

const page = readFileSync('SECURITY.md', 'utf8');
const section = /^## What the server sees$(.*?)^## /msu.exec(page)?.[1] ?? '';
/** The names in the first column, such as `users.id`. */
const listed = [...section.matchAll(/^\| (`[^|]*) \|/gmu)].flatMap(([, cell = '']) =>
	[...cell.matchAll(/`([^`]+)`/gu)].map(([, name = '']) => name)
);
const under = (...groups: string[]) =>
	listed.filter((name) => groups.includes(name.split('.')[0] ?? '')).sort();

/** Every column that the migrations really make. */
function columns(): { table: string; name: string }[] {
	const sqlite = new Sqlite(':memory:');
	migrate(sqlite);
	const rows = sqlite
		.prepare(
			`SELECT t.name AS 'table', c.name AS name FROM sqlite_schema t, pragma_table_info(t.name) c
			 WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'`
		)
		.all();
	sqlite.close();
	return z.array(z.object({ table: z.string(), name: z.string() })).parse(rows);
}

/** The names of all fields of a schema, at any depth. */
function fieldsOf(schema: unknown): string[] {
	if (schema instanceof z.ZodObject)
		return Object.entries(schema.shape).flatMap(([name, field]) => [name, ...fieldsOf(field)]);
	if (schema instanceof z.ZodArray) return fieldsOf(schema.element);
	if (schema instanceof z.ZodNullable || schema instanceof z.ZodOptional)
		return fieldsOf(schema.unwrap());
	if (schema instanceof z.ZodUnion) return schema.options.flatMap(fieldsOf);
	if (schema instanceof z.ZodPipe) return fieldsOf(schema.in);
	return [];
}

const once = (names: string[]) => [...new Set(names)].sort();

/** The request headers that the server's code asks for. */
function headersRead(): string[] {
	const files = readdirSync('src/server', { recursive: true, encoding: 'utf8' });
	const code = files
		.filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
		.map((name) => readFileSync(`src/server/${name}`, 'utf8'))
		.join('\n');
	const named = [...code.matchAll(/req\.header\(\s*'([^']+)'/gu)].map(([, name = '']) => name);
	expect(code.match(/req\.header\(/gu)).toHaveLength(named.length);
	expect(code).not.toMatch(/req\.raw\.headers|request\.headers|headers\.get\(/u);
	return /getCookie\(/u.test(code) ? [...named, 'cookie'] : named;
}

describe('C54 SECURITY.md says what the server sees', () => {
	test('C54 of every column of its database, and of no column that is gone', () => {
		const all = columns();
		expect(all.length).toBeGreaterThan(80);
		const tables = once(all.map(({ table }) => table));
		expect(under(...tables)).toEqual(all.map(({ table, name }) => `${table}.${name}`).sort());
	});

	test('of every field of an entry’s header', async () => {
		const world = await World.found();
		const [genesis] = (await world.portal.firmLog.page(null)).entries;
		const { header } = await parseEntry(genesis!);
		expect(under('header')).toEqual(
			Object.keys(header)
				.map((name) => `header.${name}`)
				.sort()
		);
	});

	test('of every field of an entry’s public payload', () => {
		const fields = Object.values({ ...firmPayloads, ...vaultPayloads }).flatMap(fieldsOf);
		expect(under('payload')).toEqual(once(fields).map((name) => `payload.${name}`));
	});

	test('of every field of a passkey’s answer', () => {
		const fields = [registration, assertion].flatMap(fieldsOf);
		expect(fields).toContain('clientExtensionResults');
		expect(under('webauthn')).toEqual(once(fields).map((name) => `webauthn.${name}`));
	});

	test('of every request header that it reads, and of what comes with any request', () => {
		const always = ['address', 'path', 'time'];
		expect(under('request')).toEqual(
			once([...headersRead(), ...always]).map((name) => `request.${name}`)
		);
	});

	test('once for each, and of nothing else', () => {
		expect(once(listed)).toEqual([...listed].sort());
		const tables = once(columns().map(({ table }) => table));
		const known = ['header', 'payload', 'webauthn', 'request', ...tables];
		expect(listed.filter((name) => !known.includes(name.split('.')[0] ?? ''))).toEqual([]);
	});
});

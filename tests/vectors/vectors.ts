/**
 * Public test vectors, read from a folder beside the project or from TALLYPORT_VECTORS. Where it is absent the
 * suites skip themselves and say so: the vectors are data of others and not part of this project.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Raw } from '../../src/crypto/brands.ts';
import { z } from 'zod';

const root = resolve(import.meta.dirname, '../..');
export const folder = resolve(root, process.env['TALLYPORT_VECTORS'] ?? '../shared/vectors');

export const hex = z
	.string()
	.regex(/^([0-9a-f]{2})*$/)
	.transform((text): Raw => new Uint8Array(Buffer.from(text, 'hex')));

/** The file's contents, or null where the vectors are not here. */
export function vectorsFrom<T extends z.ZodType>(name: string, schema: T): z.output<T> | null {
	const path = join(folder, name);
	if (!existsSync(path)) {
		console.log(`Skipped: the test vectors of ${name} are not here (set TALLYPORT_VECTORS).`);
		return null;
	}
	return schema.parse(JSON.parse(readFileSync(path, 'utf8')));
}

/** Wycheproof's frame: groups of tests that are valid or not. */
export const wycheproof = <G extends z.ZodRawShape, T extends z.ZodRawShape>(group: G, test: T) =>
	z.object({
		testGroups: z.array(
			z.object({
				...group,
				tests: z.array(
					z.object({ tcId: z.number(), result: z.enum(['valid', 'invalid', 'acceptable']), ...test })
				)
			})
		)
	});

/** The manifest one trusts: of a build made on this computer, or a file obtained from somebody one trusts. */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { CannotVerifyError } from './cannot-verify.ts';

const headerTable = z.record(z.string(), z.string());
const manifestSchema = z.object({
	format: z.literal('tallyport-site/1'),
	api: z.string().nullable(),
	headers: z.object({
		pages: headerTable,
		viewer: headerTable,
		save: headerTable,
		overTls: headerTable
	}),
	assets: z
		.record(z.string().regex(/^[\w@.-]+(?:\/[\w@.-]+)*$/), z.string().regex(/^[0-9a-f]{64}$/))
		.refine((assets) => Object.hasOwn(assets, 'index.html'))
});
export type Manifest = z.output<typeof manifestSchema>;

export async function readTrustedManifest(
	place: string
): Promise<{ manifest: Manifest; bytes: Buffer; fingerprint: string }> {
	const bytes = await read(place);
	const parsed = manifestSchema.safeParse(parseJson(bytes));
	if (!parsed.success) throw new CannotVerifyError(`${place} is not the manifest of a build.`);
	const fingerprint = createHash('sha256').update(bytes).digest('hex');
	return { manifest: parsed.data, bytes, fingerprint };
}

async function read(place: string): Promise<Buffer> {
	try {
		const isFolder = (await stat(place)).isDirectory();
		return await readFile(isFolder ? path.join(place, 'asset-manifest.json') : place);
	} catch {
		throw new CannotVerifyError(
			`There is no build at ${place}. Make one with "npm run build", or name a manifest file.`
		);
	}
}

function parseJson(bytes: Buffer): unknown {
	try {
		return JSON.parse(bytes.toString('utf8'));
	} catch {
		return null;
	}
}

/**
 * The pages: a table of the build's files made once at the start, so a request can name a file that was built
 * and nothing else on the disk. Any other address a person opens gets the app, which finds its own way.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import type { Context } from 'hono';

interface StaticFile {
	readonly file: string;
	readonly type: string;
	readonly etag: string;
	readonly cache: string;
	/** Worth compressing; most fonts and pictures are compressed already. */
	readonly isCompressible: boolean;
}

const types: Readonly<Record<string, string>> = {
	'.css': 'text/css; charset=utf-8',
	'.html': 'text/html; charset=utf-8',
	'.ico': 'image/x-icon',
	'.js': 'text/javascript; charset=utf-8',
	'.json': 'application/json',
	'.mjs': 'text/javascript; charset=utf-8',
	'.png': 'image/png',
	'.svg': 'image/svg+xml',
	'.ttf': 'font/ttf',
	'.txt': 'text/plain; charset=utf-8',
	'.wasm': 'application/wasm',
	'.webmanifest': 'application/manifest+json',
	'.woff2': 'font/woff2'
};

export type PageServer = (http: Context) => Promise<Response | null>;

export function pageServer(folder: string): PageServer {
	const files = listFiles(folder);
	const app = files.get('/index.html');
	return async (http) => {
		const wanted = http.req.path;
		const found = files.get(wanted) ?? files.get(`${wanted.replace(/\/$/, '')}/index.html`);
		if (found !== undefined) return answer(http, found);
		const isPage = (http.req.header('accept') ?? '').includes('text/html');
		return app !== undefined && isPage ? answer(http, app) : null;
	};
}

async function answer(http: Context, found: StaticFile): Promise<Response> {
	const small = found.isCompressible && /\bbr\b/.test(http.req.header('accept-encoding') ?? '');
	const etag = small ? found.etag.replace(/"$/, '-br"') : found.etag;
	const headers = {
		...{ ETag: etag, 'Cache-Control': found.cache },
		...(found.isCompressible && { Vary: 'Accept-Encoding' }),
		...(small && { 'Content-Encoding': 'br' })
	};
	if (http.req.header('if-none-match') === etag) return http.body(null, 304, headers);
	const bytes = small ? await compressed(found.file) : await readFile(found.file);
	return http.body(new Uint8Array(bytes), 200, { ...headers, 'Content-Type': found.type });
}

const compress = promisify(brotliCompress);
/** Once for each file, when it is first wanted: a build has a handful. The same for everybody, so its size tells nothing. */
const compressedFiles = new Map<string, Promise<Buffer>>();

function compressed(file: string): Promise<Buffer> {
	const known = compressedFiles.get(file);
	if (known) return known;
	const params = { [constants.BROTLI_PARAM_QUALITY]: 9 };
	const made = readFile(file).then((bytes) => compress(bytes, { params }));
	compressedFiles.set(file, made);
	made.catch(() => compressedFiles.delete(file));
	return made;
}

function listFiles(folder: string): ReadonlyMap<string, StaticFile> {
	const files = new Map<string, StaticFile>();
	for (const entry of entriesOf(folder)) {
		// For a host that serves the pages elsewhere: docs/hosting.md.
		if (entry.name === '_headers') continue;
		const file = path.join(entry.parentPath, entry.name);
		const address = `/${path.relative(folder, file).split(path.sep).join('/')}`;
		files.set(address, {
			file,
			type: types[path.extname(file)] ?? 'application/octet-stream',
			isCompressible: /\.(?:css|html|js|json|svg|ttf|webmanifest)$/.test(file),
			etag: `"${createHash('sha256').update(readFileSync(file)).digest('base64url')}"`,
			cache: address.startsWith('/_app/immutable/')
				? 'public, max-age=31536000, immutable'
				: 'no-cache'
		});
	}
	return files;
}

/** A portal without its pages still answers the API, as in development. */
function entriesOf(folder: string) {
	try {
		return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((e) => e.isFile());
	} catch {
		return [];
	}
}

/**
 * What the server is measured against: Node’s own http and a folder, and nothing of a portal around
 * them. `node bare-bytes.ts <port> <folder>`. PUT /<name> stores a body as the portal stores a part (hashed, written,
 * synced, renamed, folder synced); GET /<name> streams it.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import path from 'node:path';

const [port = '0', folder = '.'] = process.argv.slice(2);
const WRITE_AT = 1024 * 1024;

async function store(request: IncomingMessage, name: string): Promise<string> {
	const staged = path.join(folder, `${name}.staged`);
	const handle = await open(staged, 'w');
	const hash = createHash('sha256');
	let waiting: Uint8Array[] = [];
	let size = 0;
	const flush = async () => {
		const batch = waiting;
		waiting = [];
		size = 0;
		await handle.writev(batch);
	};
	await new Promise<void>((resolve, reject) => {
		request.on('data', (chunk: Uint8Array) => {
			hash.update(chunk);
			waiting.push(chunk);
			size += chunk.length;
			if (size < WRITE_AT) return;
			request.pause();
			void flush().then(() => request.resume(), reject);
		});
		request.on('end', () => {
			resolve();
		});
		request.on('error', reject);
	});
	if (size > 0) await flush();
	await handle.sync();
	await handle.close();
	await rename(staged, path.join(folder, name));
	const home = await open(folder, 'r');
	await home.sync();
	await home.close();
	return hash.digest('base64url');
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
	const name = (request.url ?? '/').slice(1);
	if (request.method === 'PUT') {
		response.end(await store(request, name));
		return;
	}
	const file = path.join(folder, name);
	response.writeHead(200, { 'content-length': (await stat(file)).size });
	createReadStream(file, { highWaterMark: 256 * 1024 }).pipe(response);
}

await mkdir(folder, { recursive: true });
createServer((request, response) => void answer(request, response)).listen(
	Number(port),
	'127.0.0.1',
	() => console.log('listening')
);

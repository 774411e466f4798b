/**
 * What the encrypted portal is measured against, added to the real server from outside: loaded before it with `--import`,
 * it answers addresses below /bench/ and leaves every other request alone. A plain page of the same origin, a file taken
 * in one PUT, and a file sent as any web server would.
 */
import { EventEmitter } from 'node:events';
import { createReadStream, createWriteStream, readFileSync, rmSync, statSync } from 'node:fs';
import { Server, type IncomingMessage, type ServerResponse } from 'node:http';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';

const folder = process.env['TALLYPORT_BENCH_FOLDER'] ?? '';
const script = (name: string) => readFileSync(path.join(import.meta.dirname, name));
const page = '<!doctype html><title>Plain</title><script src="/bench/plain-page.js"></script>';
const headers = {
	'Cross-Origin-Opener-Policy': 'same-origin',
	'Cross-Origin-Embedder-Policy': 'require-corp',
	'Cross-Origin-Resource-Policy': 'same-origin',
	'Cache-Control': 'no-store'
};

Server.prototype.emit = function (this: Server, event: string, ...given: unknown[]): boolean {
	const [asked, answer] = given;
	if (event === 'request' && isAsked(asked) && asked.url?.startsWith('/bench/')) {
		void answerPlainly(asked, answer as ServerResponse);
		return true;
	}
	return EventEmitter.prototype.emit.call(this, event, ...given);
};

const isAsked = (given: unknown): given is IncomingMessage =>
	typeof given === 'object' && given !== null && 'url' in given;

async function answerPlainly(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
	const name = path.basename(asked.url ?? '');
	for (const [header, value] of Object.entries(headers)) answer.setHeader(header, value);
	if (asked.method === 'PUT') {
		await pipeline(asked, createWriteStream(path.join(folder, 'taken'), { flush: true }));
		rmSync(path.join(folder, 'taken'));
		answer.writeHead(204).end();
	} else if (name.endsWith('.js')) {
		answer.setHeader('Content-Type', 'text/javascript');
		answer.end(script(name));
	} else if (asked.url?.startsWith('/bench/native/')) {
		const file = path.join(folder, name);
		answer.setHeader('Content-Disposition', `attachment; filename="native"`);
		answer.setHeader('Content-Length', statSync(file).size);
		await pipeline(createReadStream(file, { highWaterMark: 256 * 1024 }), answer);
	} else {
		answer.setHeader('Content-Type', 'text/html').end(page);
	}
}

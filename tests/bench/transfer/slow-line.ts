/**
 * A line that carries only so many bits a second each way, between a browser and a portal, in a process of its own:
 * `slow-line.ts <port> <port of the portal> <bits a second>`. All connections share it.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { Transform } from 'node:stream';

/** How far ahead of its rate the line may run: as much as a router's buffer. */
const AHEAD_MS = 4;

class Line {
	readonly #bytesPerMs: number;
	#freeAt = 0;

	constructor(bitsPerSecond: number) {
		this.#bytesPerMs = bitsPerSecond / 8000;
	}

	/** One end of a connection's way through the line. */
	way(): Transform {
		return new Transform({
			readableHighWaterMark: 16 * 1024,
			writableHighWaterMark: 16 * 1024,
			transform: (chunk: Buffer, _, done) => {
				const now = performance.now();
				this.#freeAt = Math.max(this.#freeAt, now) + chunk.length / this.#bytesPerMs;
				const wait = this.#freeAt - now - AHEAD_MS;
				if (wait < 1) done(null, chunk);
				else setTimeout(done, wait, null, chunk);
			}
		});
	}
}

function carry(port: number, portal: number, bitsPerSecond: number): void {
	const [up, down] = [new Line(bitsPerSecond), new Line(bitsPerSecond)];
	createServer({ noDelay: true }, (browser) => {
		const server = connect({ port: portal, host: 'localhost', noDelay: true });
		for (const end of [browser, server]) {
			end.on('error', () => {
				browser.destroy();
				server.destroy();
			});
		}
		browser.pipe(up.way()).pipe(server);
		server.pipe(down.way()).pipe(browser);
	}).listen(port, 'localhost', () => process.send?.('open'));
}

/** Starts one. The portal must know the line's address as its own. */
export async function openLine(
	port: number,
	portal: number,
	bitsPerSecond: number
): Promise<ChildProcess> {
	const line = spawn(
		process.execPath,
		[import.meta.filename, ...[port, portal, bitsPerSecond].map(String)],
		{ stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }
	);
	await once(line, 'message');
	return line;
}

if (process.argv[1] === import.meta.filename) {
	const [port = 0, portal = 0, bitsPerSecond = 0] = process.argv.slice(2).map(Number);
	carry(port, portal, bitsPerSecond);
}

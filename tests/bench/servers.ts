/** The real server and the bare ones in processes of their own, what they cost the processor, and how they are asked. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { freePort } from '../server/free-port.ts';
import { startServer } from '../server/process.ts';

export interface Server {
	readonly child: ChildProcess;
	readonly port: number;
	readonly output: () => string;
}

/** `program` is a file beside this one, which listens at its first argument and then says so. */
export async function startBare(program: string, ...more: string[]): Promise<Server> {
	const port = await freePort();
	const file = new URL(program, import.meta.url).pathname;
	const child = spawn(process.execPath, [file, String(port), ...more], {
		stdio: ['ignore', 'pipe', 'inherit']
	});
	await once(child.stdout, 'data');
	return { child, port, output: () => '' };
}

export async function startPortal(
	folder: string,
	env: Record<string, string> = {}
): Promise<Server> {
	const port = await freePort();
	const silent = { TALLYPORT_DATA: folder, TALLYPORT_LOG: 'error' };
	const running = await startServer({ PORT: String(port), ...silent, ...env });
	return { child: running.child, port, output: running.output };
}

export async function stop({ child }: Server): Promise<void> {
	child.kill('SIGKILL');
	if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

const TICKS_PER_SECOND = 100;

/** User and system seconds, from Linux's own count. */
export function processorOf({ child }: Server): number {
	const fields = readFileSync(`/proc/${String(child.pid)}/stat`, 'utf8')
		.split(') ')[1]
		?.split(' ');
	return (Number(fields?.[11]) + Number(fields?.[12])) / TICKS_PER_SECOND;
}

export interface Asked {
	readonly method: 'PUT' | 'GET' | 'POST';
	readonly path: string;
	readonly headers?: Record<string, string>;
}

const agent = new Agent({ keepAlive: true });

/** Sends and throws away what comes; how many bytes came. Anything but success is an error. */
export function ask({ port }: Server, asked: Asked, body?: Buffer | string): Promise<number> {
	return new Promise((resolve, reject) => {
		const sent = request({ ...asked, port, host: '127.0.0.1', agent }, (response) => {
			let size = 0;
			response.on('data', (chunk: Buffer) => (size += chunk.length));
			response.on('error', reject);
			response.on('end', () => {
				if (response.statusCode === 200 || response.statusCode === 206) resolve(size);
				else reject(new Error(`status ${String(response.statusCode)}`));
			});
		});
		sent.on('error', reject);
		sent.end(body);
	});
}

/** `count` pieces of work, `atOnce` of them side by side. */
export async function each(
	count: number,
	atOnce: number,
	work: (index: number) => Promise<unknown>
): Promise<void> {
	const indexes = Array.from({ length: count }, (_, index) => index).values();
	const line = async () => {
		for (const index of indexes) await work(index);
	};
	await Promise.all(Array.from({ length: atOnce }, line));
}

/** The real server in a process of its own, on the demo's folder and port, and nothing else from the caller's settings. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Clock } from './clock.ts';
import { DemoError } from './folder.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const storyClock = new URL('story-clock.js', import.meta.url).href;

export interface Where {
	readonly folder: string;
	readonly port: number;
	readonly origin: string;
}

export interface Server {
	/** Empty once there is a firm. */
	readonly setupToken: string;
	readonly child: ChildProcess;
	/** Resolves when it is gone, however that came about. */
	readonly ended: Promise<unknown>;
	stop(): Promise<void>;
}

export async function requireFreePort(port: number): Promise<void> {
	const probe = createServer();
	const [outcome] = await Promise.race([
		once(probe.listen(port, '127.0.0.1'), 'listening').then(() => [null]),
		once(probe, 'error')
	]);
	if (outcome)
		throw new DemoError(
			`Port ${port} is in use, perhaps by a demo that still runs. Stop that one first, or choose another port: PORT=${port + 1} npm run demo`
		);
	probe.close();
	await once(probe, 'close');
}

/** @throws DemoError when it does not start; it has said why itself */
export async function startServer(
	where: Where,
	{ inStory }: { inStory: boolean }
): Promise<Server> {
	const clock = inStory ? ['--import', storyClock] : [];
	const child = spawn(
		process.execPath,
		['--disable-warning=ExperimentalWarning', ...clock, path.join(root, 'src/server/main.ts')],
		{
			cwd: root,
			env: environment(where),
			stdio: ['ignore', 'pipe', 'inherit', ...(inStory ? ['ipc' as const] : [])]
		}
	);
	const ended = once(child, 'exit');
	// However this program ends, also while the server is starting, nothing is left running.
	process.once('exit', () => child.kill('SIGTERM'));
	const greeting = await said(child, inStory ? /\/setup#([\w-]{43})/u : /Tallyport is at (\S+)/u);
	return {
		setupToken: inStory ? greeting : '',
		child,
		ended,
		async stop() {
			child.kill('SIGTERM');
			await ended;
		}
	};
}

const environment = ({ folder, port, origin }: Where): NodeJS.ProcessEnv => ({
	PATH: process.env['PATH'],
	HOME: process.env['HOME'],
	NODE_ENV: 'production',
	HOST: '127.0.0.1',
	PORT: String(port),
	TALLYPORT_ORIGIN: origin,
	TALLYPORT_DATA: folder,
	TALLYPORT_LOG: process.env['TALLYPORT_LOG'] ?? 'warn'
});

/** What it says once it listens; whatever it prints later is for people. */
function said(child: ChildProcess, what: RegExp): Promise<string> {
	return new Promise((resolve, reject) => {
		let output = '';
		const collect = (text: string) => {
			output += text;
			const found = what.exec(output)?.[1];
			if (found === undefined) return;
			child.stdout?.off('data', collect).pipe(process.stdout, { end: false });
			resolve(found);
		};
		child.stdout?.setEncoding('utf8').on('data', collect);
		child.once('exit', () => {
			reject(new DemoError('The server of the demo did not start.'));
		});
	});
}

/** Sets the server's clock and this one's alike. */
export function storyClockOf({ child, ended }: Server): Clock {
	let shift = 0;
	const gone = ended.then(() => {
		throw new DemoError('The server of the demo ended before its story did.');
	});
	gone.catch(() => undefined);
	return {
		now: () => Date.now() + shift,
		async moveTo(at) {
			shift = at - Date.now();
			const heard = once(child, 'message');
			child.send(at);
			await Promise.race([heard, gone]);
		}
	};
}

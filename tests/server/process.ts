/** The real program in a process of its own, for what only a process can show: starting, stopping and being killed. */
import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const program = (name: string) =>
	fileURLToPath(new URL(`../../src/server/${name}.ts`, import.meta.url));

export interface Running {
	readonly child: ChildProcess;
	readonly output: () => string;
	/** The exit code, or the signal that ended it, once all it printed is in `output`. */
	readonly ended: Promise<number | string | null>;
}

/** Nothing of this process's settings reaches the program, but what spares it compiling its sources anew. */
const { NODE_COMPILE_CACHE } = process.env;
const compileCache = NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE };

export function runServer(env: Record<string, string>, name = 'main'): Running {
	const child = spawn(process.execPath, [program(name)], {
		env: { PATH: process.env.PATH, ...compileCache, ...env },
		stdio: ['ignore', 'pipe', 'pipe']
	});
	let text = '';
	for (const stream of [child.stdout, child.stderr]) {
		stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
	}
	// Not its exit: what it printed may still be on its way then.
	const ended = new Promise<number | string | null>((resolve) => {
		child.on('close', (code, signal) => resolve(code ?? signal));
	});
	return { child, output: () => text, ended };
}

/** Resolves once the server answers; throws its output if it ends instead. */
export async function startServer(env: Record<string, string>): Promise<Running> {
	const running = runServer(env);
	for (;;) {
		if (running.child.exitCode !== null) throw new Error(running.output());
		const answer = await fetch(`http://127.0.0.1:${env.PORT}/api/status`).catch(() => null);
		if (answer?.ok) return running;
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
}

export const setupTokenIn = (output: string): string => /\/setup#([\w-]+)/.exec(output)?.[1] ?? '';
export const setupTokenOf = (running: Running): string => setupTokenIn(running.output());

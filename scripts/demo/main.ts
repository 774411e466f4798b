/**
 * `npm run demo`: a portal with a firm, its clients and some weeks of their work, all made up, made through the client's own
 * code against the real server. Prints links for visitors and lets them in, until it is stopped. The next run begins anew.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { ready } from '../../src/crypto/sodium.ts';
import { OTHERS } from './cast.ts';
import { fill } from './fill.ts';
import { DemoError, emptyDemo, noteDemo, readDemo } from './folder.ts';
import { invitations, letIn } from './host.ts';
import { Person, type Reach } from './person.ts';
import { requireFreePort, startServer, storyClockOf, type Server, type Where } from './server.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Ends with this program. */
const running: { server: Server | null; isStopping: boolean } = {
	server: null,
	isStopping: false
};
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
	process.on(signal, () => void stop());

try {
	await run();
} catch (error) {
	// What was cut off by being stopped is no failure.
	if (!running.isStopping) {
		process.stderr.write(`${explained(error)}\n`);
		process.exitCode = 1;
		await running.server?.stop();
		process.exit();
	}
}

async function run(): Promise<void> {
	const { values } = parseArgs({
		options: {
			keep: { type: 'boolean', default: false },
			clients: { type: 'string', default: String(OTHERS.length) },
			folder: { type: 'string', default: path.join(root, 'data', 'demo') }
		}
	});
	const port = Number(process.env['PORT'] ?? 8780);
	if (!Number.isInteger(port) || port < 1 || port > 65_535)
		throw new DemoError('PORT must be a number from 1 to 65535, such as PORT=8780.');
	const origin = `http://localhost:${port}`;
	const where = { folder: path.resolve(values.folder), port, origin };
	const { host, filled } = values.keep
		? await goOn(where)
		: await beginAnew(where, Number(values.clients));
	say(await invitations(where, host, filled));
	await Promise.race([letIn(host, () => running.isStopping, say), running.server?.ended]);
	if (!running.isStopping)
		throw new DemoError('The server of the demo ended, and so does the demo.');
}

async function beginAnew(where: Where, clients: number) {
	await requireNoneRuns(where);
	emptyDemo(where.folder, where.origin);
	say('Filling the demo (about half a minute) …');
	const began = performance.now();
	const server = await startServer(where, { inStory: true });
	running.server = server;
	const clock = storyClockOf(server);
	const reach = { ...reachOf(where), now: clock.now };
	const { setupToken } = server;
	const { host, ...filled } = await fill({ reach, clock, setupToken, clients, say });
	noteDemo(where.folder, where.origin, filled);
	await server.stop();
	running.server = await startServer(where, { inStory: false });
	say(`Filled in ${((performance.now() - began) / 1000).toFixed(1)} s`);
	return { host, filled };
}

async function goOn(where: Where) {
	await requireNoneRuns(where);
	const note = readDemo(where.folder);
	if (!note?.filled)
		throw new DemoError('There is no finished demo to go on with. Make one: npm run demo');
	if (note.origin !== where.origin)
		throw new DemoError(
			`That demo was made for ${note.origin}, and passkeys belong to an address. Use the same PORT, or begin anew: npm run demo`
		);
	running.server = await startServer(where, { inStory: false });
	await ready;
	const host = new Person(reachOf(where));
	await host.core.recover(note.filled.words.join(' '));
	return { host, filled: note.filled };
}

/** Nothing is taken from under a demo that runs. */
async function requireNoneRuns({ folder, port }: Where): Promise<void> {
	await requireFreePort(port);
	const note = readDemo(folder);
	const answer = note && (await fetch(`${note.origin}/api/status`).catch(() => null));
	if (answer)
		throw new DemoError(`A demo in ${folder} still runs at ${note.origin}. Stop it first.`);
}

function reachOf({ port, origin }: Where): Reach {
	const at = `http://127.0.0.1:${port}`;
	return { origin, fetch: (to, init) => fetch(`${at}${to}`, init), now: Date.now };
}

async function stop(): Promise<void> {
	// A second Ctrl-C means now.
	if (running.isStopping) process.exit(130);
	running.isStopping = true;
	await running.server?.stop();
	process.exit(0);
}

function explained(error: unknown): string {
	if (error instanceof DemoError) return error.message;
	if (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE'))
		return `${error.message}\nUse: npm run demo [-- --keep] [-- --clients=NUMBER] [-- --folder=FOLDER]`;
	return error instanceof Error ? (error.stack ?? error.message) : 'The demo failed.';
}

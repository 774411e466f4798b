/** The program itself, with its server, small: filled, stopped, gone on with. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Person, fragmentOf } from '../claims/people.ts';
import { freePort } from '../server/free-port.ts';

const main = fileURLToPath(new URL('../../scripts/demo/main.ts', import.meta.url));
let parent: string;
let folder: string;
let port: string;
const started: ChildProcess[] = [];
beforeEach(async () => {
	parent = mkdtempSync(path.join(tmpdir(), 'tallyport-demo-'));
	folder = path.join(parent, 'demo');
	port = String(await freePort());
});
afterEach(async () => {
	for (const child of started.splice(0)) {
		if (child.exitCode !== null) continue;
		child.kill('SIGTERM');
		await once(child, 'exit');
	}
	rmSync(parent, { recursive: true });
});

/** Until it has printed its links, or ended. */
async function demo(...more: string[]) {
	const child = spawn(process.execPath, [main, '--clients=0', `--folder=${folder}`, ...more], {
		env: { PATH: process.env.PATH, PORT: port, TALLYPORT_LOG: 'debug' },
		stdio: ['ignore', 'pipe', 'pipe']
	});
	started.push(child);
	let output = '';
	// Not its exit: what it printed may still be on its way then.
	const ended = once(child, 'close');
	const printed = new Promise<void>((resolve) => {
		for (const stream of [child.stdout, child.stderr])
			stream.setEncoding('utf8').on('data', (text: string) => {
				output += text;
				if (output.includes('prints new links.')) resolve();
			});
	});
	await Promise.race([printed, ended]);
	const links: string[] = output.match(/http\S+#[\w-]{43}/gu) ?? [];
	return {
		links,
		output: () => output,
		code: () => child.exitCode,
		async stop(): Promise<unknown> {
			child.kill('SIGINT');
			return (await ended)[0];
		}
	};
}

test('it fills a portal, refuses to run twice, goes on with what is there, and keeps links out of the log', async () => {
	const first = await demo();
	expect(first.links.map((link) => new URL(link).pathname)).toEqual(['/join', '/join', '/drop']);
	const again = await demo();
	expect(again.output()).toContain('in use, perhaps by a demo that still runs');
	expect(again.code()).toBe(1);
	expect(await first.stop()).toBe(0);

	const later = await demo('--keep');
	expect(later.links).toHaveLength(3);
	expect(later.links.filter((link) => first.links.includes(link))).toEqual([]);
	const client = new Person({
		fetch: (address, init) => fetch(`http://127.0.0.1:${port}${address}`, init),
		services: { now: Date.now }
	});
	const secret = fragmentOf(later.links[1] ?? '');
	expect(await client.core.openLink(secret)).toMatchObject({
		kind: 'client',
		name: 'Chidi Okafor',
		inviterName: 'Priya Raman'
	});
	const logged = later
		.output()
		.split('\n')
		.filter((line) => line.startsWith('{'));
	expect(logged.length).toBeGreaterThan(0);
	expect(logged.filter((line) => line.includes(secret))).toEqual([]);
	expect(await later.stop()).toBe(0);
}, 120_000);

test('a port that is none is refused with a sentence', async () => {
	port = 'eighty';
	const none = await demo();
	expect(none.output()).toContain('PORT must be a number');
	expect(none.code()).toBe(1);
});

test('there is nothing to go on with before a demo was made', async () => {
	const none = await demo('--keep');
	expect(none.output()).toContain('There is no finished demo to go on with');
	expect(none.code()).toBe(1);
});

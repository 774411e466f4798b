/**
 * The same over a slower line: browser and server in a network namespace of their own, whose loopback the kernel holds to so
 * many bits a second, both ways together. Needs Linux with `unshare` (util-linux), `ip` and `tc` (iproute2).
 */
import { spawn } from 'node:child_process';
import type { Row } from '../table.ts';
import { rowsOf } from './rounds.ts';
import { Bed } from './run-portal.ts';

/** A burst is what the line may run ahead of its rate; a packet on the loopback has up to 64 KiB. */
const HOLD =
	'ip link set lo up && tc qdisc add dev lo root tbf rate "$0"mbit burst 256kb latency 100ms && exec "$@"';

export async function overLine(
	megabits: number,
	size: number,
	rounds: number | null
): Promise<Row[]> {
	const program = [process.execPath, import.meta.filename, String(size), String(rounds ?? '')];
	const isRoot = process.getuid?.() === 0;
	const child = spawn(
		'unshare',
		[
			'--net',
			...(isRoot ? [] : ['--map-root-user']),
			'sh',
			'-c',
			HOLD,
			String(megabits),
			...program
		],
		{ stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }
	);
	const rows = Promise.withResolvers<Row[]>();
	child.once('message', (message) => {
		rows.resolve(message as Row[]);
	});
	child.once('error', rows.reject);
	child.once('exit', (code) => {
		rows.reject(new Error(`the measurement over a line ended with ${String(code)}`));
	});
	const measured = await rows.promise;
	return measured.map((row) => ({ ...row, '': `${String(row[''])}, ${String(megabits)} Mbit/s` }));
}

async function measure(size: number, rounds: number | null): Promise<void> {
	await using bed = await Bed.make();
	const say = (line: string) => {
		console.error(`  ${line}`);
	};
	const rows = await rowsOf(bed, size, { quick: false, rounds, say });
	process.send?.(rows);
}

if (process.argv[1] === import.meta.filename) {
	const [size, rounds] = process.argv.slice(2).map(Number);
	await measure(size ?? NaN, rounds || null);
	process.disconnect();
}

/**
 * Files through the real portal page, encrypted, against the same bytes without encryption from the same browser to the
 * same server: parts from a plain page, one PUT of the whole file, a plain service-worker stream, the browser's own
 * download. Rounds are interleaved; the ratio is of each round. Also what starting costs, and memory.
 */
import { writeFileSync } from 'node:fs';
import { spread, type Bench, type Row } from '../table.ts';
import { overLine } from './line.ts';
import { resultsOf } from './results.ts';
import { rowsOf } from './rounds.ts';
import { Bed } from './run-portal.ts';

const SIZES = [10, 100, 256, 1024, 4096];
/** Megabits a second of a slower line, and how much is sent over it. */
const LINES = [
	[1000, 1024],
	[100, 100]
] as const;

export const transfer: Bench = {
	name: 'transfer',
	about:
		'Encrypted uploads and downloads in Chromium, against plain parts (or a plain service-worker stream) and one plain PUT (or the browser’s own download). MiB/s; processor seconds a GiB; peak memory of the largest process, MiB.',
	async run(options) {
		const rows: Row[] = [];
		const [from, upTo] = [options.from ?? 0, options.upTo ?? Infinity];
		const sizes = (options.quick ? [10, 100] : SIZES).filter((one) => one >= from && one <= upTo);
		for (const size of sizes) {
			await using bed = await Bed.make();
			if (rows.length === 0) options.say(await starting(bed));
			rows.push(...(await rowsOf(bed, size, options)));
		}
		for (const [megabits, size] of LINES) {
			if (size < from || size > upTo || options.quick) continue;
			rows.push(...(await overLine(megabits, size, options.rounds)));
		}
		writeFileSync(...resultsOf('transfer', rows));
		return rows;
	}
};

async function starting(bed: Bed): Promise<string> {
	const times: number[] = [];
	let bytes = 0;
	for (let round = 0; round < 5; round++) {
		const started = await bed.started();
		times.push(started.ms);
		({ bytes } = started);
	}
	return `from page load to ready to encrypt: ${spread(times, 0)} ms; script and wasm: ${String(Math.round(bytes / 1024))} KiB`;
}

/** Rounds of one file: encrypted through the portal's page, and the same bytes without encryption in three ways. */
import { rmSync } from 'node:fs';
import { median, spread, type BenchOptions, type Row } from '../table.ts';
import type { Role, Usage } from './processes.ts';
import { sha256Of, type Bed } from './run-portal.ts';

/** As many parts at once as the portal sends (src/lib/worker/sealing.ts) and asks for (src/vault/download.ts). */
const AT_ONCE = { up: 3, down: 2 };

type Way = 'encrypted' | 'parts' | 'whole';
type Rounds = Record<Way, Usage[]>;

export type Rounding = Pick<BenchOptions, 'quick' | 'rounds' | 'say'>;

/** Interleaved rounds of one size, both ways. */
export async function rowsOf(bed: Bed, size: number, options: Rounding): Promise<Row[]> {
	let file = await bed.file(size);
	const rounds = options.rounds ?? (options.quick ? 1 : size < 100 ? 7 : 3);
	const up: Rounds = { encrypted: [], parts: [], whole: [] };
	const down: Rounds = { encrypted: [], parts: [], whole: [] };
	for (let round = 0; round < rounds; round++) {
		// The portal asks whether a name that is there already is a new version.
		file = bed.renamed(file, `books-${String(size)}-${String(round)}.bin`);
		await bed.openPortal();
		up.encrypted.push(await encryptedUp(bed, file));
		await bed.rest();
		down.encrypted.push(await encryptedDown(bed, file));
		await bed.openPlainPage();
		await bed.browser.chooseFile(file.path);
		await bed.plainly(`prepare(${JSON.stringify(bed.vault())})`);
		up.parts.push(await bed.measured(() => bed.plainly(`putParts(${String(AT_ONCE.up)})`)));
		await bed.plainly('forget()');
		up.whole.push(await bed.measured(() => bed.plainly('putFile()')));
		await bed.rest();
		const { vault, blob, stored } = bed.lastBlob();
		const address = `/api/vaults/${vault}/blobs/${blob}?stored=${String(stored)}`;
		down.parts.push(
			await downTo(bed, `save(${JSON.stringify(address)}, ${String(AT_ONCE.down)})`, stored)
		);
		const native = JSON.stringify(`/bench/native/${encodeURIComponent(file.name)}`);
		down.whole.push(await downTo(bed, `saveNatively(${native})`, file.size));
		options.say(
			`${String(size)} MiB: ` +
				[up, down]
					.map((way) => Object.values(way).map((usages) => speed(size, usages.at(-1)).toFixed(0)))
					.join(' | ')
		);
	}
	return [rowOf('up', size, up), rowOf('down', size, down)];
}

type Made = Awaited<ReturnType<Bed['file']>>;

function encryptedUp(bed: Bed, file: Made): Promise<Usage> {
	const ready = `document.body.textContent.includes(${JSON.stringify(`${file.name}: Sent, encrypted`)})`;
	return bed.measured(async () => {
		await bed.browser.chooseFile(file.path);
		await bed.until(async () => (await bed.browser.evaluate(ready)) === true);
	});
}

async function encryptedDown(bed: Bed, file: Made): Promise<Usage> {
	let saved = '';
	const usage = await bed.measured(async () => {
		await bed.browser.press(file.name);
		saved = await bed.saved(file.size);
	});
	if ((await sha256Of(saved)) !== file.sha256)
		throw new Error('what was saved is not what was sent');
	rmSync(saved);
	return usage;
}

async function downTo(bed: Bed, call: string, size: number): Promise<Usage> {
	let saved = '';
	const usage = await bed.measured(async () => {
		await bed.browser.evaluate(`plain.${call}`);
		saved = await bed.saved(size);
	});
	rmSync(saved);
	return usage;
}

const speed = (size: number, usage: Usage | undefined): number => size / (usage?.seconds ?? NaN);

function rowOf(direction: string, size: number, rounds: Rounds): Row {
	const speeds = (way: Way) =>
		spread(
			rounds[way].map((usage) => speed(size, usage)),
			0
		);
	const ratios = (against: Way) =>
		spread(
			rounds.encrypted.map(
				(usage, round) => (rounds[against][round]?.seconds ?? NaN) / usage.seconds
			),
			2
		);
	const processor = (way: Way) =>
		(['renderer', 'browser', 'network', 'server'] as const)
			.map((role) => median(rounds[way].map((usage) => usage.processor[role])) * (1024 / size))
			.map((seconds) => seconds.toFixed(2))
			.join(' / ');
	// Of the first round: later the same processes still hold what the plain transfers left in them.
	const memory = (role: Role) => (rounds.encrypted[0]?.memory[role] ?? NaN).toFixed(0);
	return {
		'': `${direction} ${size < 1024 ? `${String(size)} MiB` : `${String(size / 1024)} GiB`}`,
		encrypted: speeds('encrypted'),
		'plain parts / stream': speeds('parts'),
		'whole / native': speeds('whole'),
		'ratio to plain': ratios('parts'),
		'ratio to whole': ratios('whole'),
		'CPU encrypted (renderer / browser / network / server)': processor('encrypted'),
		'CPU plain': processor('parts'),
		'memory of renderer / browser / server': [
			memory('renderer'),
			memory('browser'),
			memory('server')
		].join(' / ')
	};
}

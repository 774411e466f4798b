/**
 * The demo's data folder. It is wiped at each run, so nothing is ever deleted in a folder that holds anything but a demo: its
 * note must lie in it, and beside that note nothing that a portal does not make.
 */
import { lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { vaultId } from '../../src/contract/wire.ts';

export class DemoError extends Error {}

const NOTE = 'demo.json';
const MADE: readonly string[] = [
	NOTE,
	'blobs',
	'tallyport.sqlite',
	'tallyport.sqlite-shm',
	'tallyport.sqlite-wal'
];

/** What a later run needs to go on. The words open nothing but the demo. */
const filled = z.object({ words: z.array(z.string()), shown: vaultId, dropsTo: vaultId });
const note = z.object({
	about: z.literal('A demo of Tallyport: made-up people. "npm run demo" deletes this folder.'),
	origin: z.string(),
	/** Null until it is filled. */
	filled: filled.nullable()
});
const ABOUT = note.shape.about.value;
export type DemoNote = z.output<typeof note>;
export type FilledNote = z.output<typeof filled>;

/** Null when there is nothing yet. @throws DemoError when the folder is not a demo's */
export function readDemo(folder: string): DemoNote | null {
	if (!lstatSync(folder, { throwIfNoEntry: false })) return null;
	if (!lstatSync(folder).isDirectory())
		throw new DemoError(`${folder} is not a folder. Move it away; the demo keeps its data there.`);
	const names = readdirSync(folder);
	if (names.length === 0) return null;
	const parsed = names.includes(NOTE) ? parse(path.join(folder, NOTE)) : null;
	if (!parsed || names.some((name) => !MADE.includes(name)))
		throw new DemoError(
			`${folder} holds something that is not a demo, so nothing in it was touched. Move it away, or name another folder: npm run demo -- --folder=FOLDER`
		);
	return parsed;
}

function parse(file: string): DemoNote | null {
	try {
		const parsed = note.safeParse(JSON.parse(readFileSync(file, 'utf8')));
		return parsed.success ? parsed.data : null;
	} catch {
		return null;
	}
}

/** Empty but for its note. @throws DemoError as `readDemo` */
export function emptyDemo(folder: string, origin: string): void {
	readDemo(folder);
	// The note goes last: what is interrupted here is still known for a demo.
	for (const name of [...MADE].reverse())
		rmSync(path.join(folder, name), { recursive: true, force: true });
	mkdirSync(folder, { recursive: true, mode: 0o700 });
	noteDemo(folder, origin, null);
}

export function noteDemo(folder: string, origin: string, now: FilledNote | null): void {
	const content: DemoNote = { about: ABOUT, origin, filled: now };
	writeFileSync(path.join(folder, NOTE), `${JSON.stringify(content, null, '\t')}\n`, {
		mode: 0o600
	});
}

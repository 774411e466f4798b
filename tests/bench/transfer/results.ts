/** The small file that is kept of a measurement for each release: the table, the machine, the versions and the date. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import path from 'node:path';
import { findChromium } from '../../../scripts/browsers.js';
import { table, type Row } from '../table.ts';

/** The path and the content. */
export function resultsOf(bench: string, rows: readonly Row[]): [string, string] {
	const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
	const chromium = execFileSync(findChromium() ?? 'chromium', ['--version'], { stdio: 'pipe' });
	const facts = [
		`${String(cpus().length)} × ${cpus()[0]?.model ?? 'unknown'}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB`,
		`Tallyport ${version}, Node ${process.version}, ${chromium.toString().trim()}`,
		new Date().toISOString().slice(0, 10)
	];
	const file = path.join(import.meta.dirname, '../results', `${version}-${bench}.md`);
	return [file, `${facts.join('; ')}\n\n${table(rows)}\n`];
}

/**
 * `npm run bench`: measures what has a figure in the documentation, and prints it. Not part of `npm test`: a figure is
 * worth something only on a machine that does nothing else. `-- rotation` runs only the benchmarks named, `--quick` a
 * fraction of each, to see that they run; `--rounds=1`, `--from=2000` and `--up-to=500` make them shorter.
 */
import { lists } from './lists.ts';
import { listsInBrowser } from './lists-in-browser.ts';
import { load } from './load.ts';
import { resume } from './resume.ts';
import { rotation } from './rotation.ts';
import { search } from './search.ts';
import { searchInBrowser } from './search-in-browser.ts';
import { searchOnScreen } from './search-on-screen.ts';
import { serverBytes } from './server-bytes.ts';
import { serverLists } from './server-lists.ts';
import { table, type Bench } from './table.ts';
import { transfer } from './transfer/transfer.ts';

const benches: readonly Bench[] = [
	rotation,
	lists,
	listsInBrowser,
	load,
	resume,
	search,
	searchInBrowser,
	searchOnScreen,
	serverBytes,
	serverLists,
	transfer
];
const names = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const quick = process.argv.includes('--quick');
const [rounds, from, upTo] = [numberGiven('rounds'), numberGiven('from'), numberGiven('up-to')];
const firm = given('firm');
const unknown = names.find((name) => !benches.some((bench) => bench.name === name));
if (unknown !== undefined) {
	console.error(`There is no benchmark "${unknown}".`);
	process.exit(2);
}

const say = (line: string) => {
	console.error(`  ${line}`);
};
for (const bench of benches) {
	if (names.length > 0 && !names.includes(bench.name)) continue;
	console.error(bench.name);
	const rows = await bench.run({ quick, rounds, from, upTo, firm, say });
	console.log(`\n${bench.about}\n\n${table(rows)}\n`);
}

function numberGiven(name: string): number | null {
	const text = given(name);
	return text === null ? null : Number(text);
}

function given(name: string): string | null {
	return process.argv.find((word) => word.startsWith(`--${name}=`))?.split('=')[1] ?? null;
}

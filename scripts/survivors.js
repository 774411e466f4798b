/**
 * Stryker's report against docs/mutants.md. There, each file with survivors has a heading with its path and a table
 * `| code | became | why no test can tell |`. A row explains the mutants which turn exactly those lines of code into
 * exactly those others, or into any others where the second cell is `…`.
 */

/** @typedef {{ file: string, code: string, became: string }} Explanation */
/** @typedef {{ file: string, line: number, code: string, became: string }} Survivor */
/** @typedef {{ status: string, replacement?: string, location: { start: Place, end: Place } }} Mutant */
/** @typedef {{ line: number, column: number }} Place */
/** @typedef {{ files: Record<string, { source: string, mutants: Mutant[] }> }} Report */
/** @typedef {{ file: string, total: number, noticed: number, explained: number }} Score */

const ANY = '…';

/** @type {(text: string) => Explanation[]} */
export function readExplanations(text) {
	const explanations = [];
	let file = '';
	for (const line of text.split('\n')) {
		const heading = /^#+ `(src\/[^`]+)`/.exec(line);
		if (heading) file = heading[1] ?? '';
		const cells = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
		if (cells.length < 5 || !cells[1]?.startsWith('`')) continue;
		const [code = '', became = ''] = cells.slice(1).map(fromCell);
		explanations.push({ file, code, became });
	}
	return explanations;
}

/** @type {(code: string, became: string) => string} */
export const rowOf = (code, became) => `| ${toCell(code)} | ${toCell(became)} | why |`;

const oneLine = (/** @type {string} */ code) => code.replaceAll(/\s+/g, ' ').trim();
/** Two backticks, because code may have one. */
const toCell = (/** @type {string} */ code) => `\`\` ${code.replaceAll('|', '\\|')} \`\``;
const fromCell = (/** @type {string} */ cell) =>
	oneLine(cell.replace(/^(`+) ?(.*?) ?\1$/, '$2').replaceAll('\\|', '|'));

/** @type {(report: Report, explanations: Explanation[]) => { scores: Score[], unexplained: Survivor[] }} */
export function judge({ files }, explanations) {
	const scores = [];
	const unexplained = [];
	for (const [file, { source, mutants }] of Object.entries(files)) {
		const survivors = mutants
			.filter(({ status }) => status === 'Survived' || status === 'NoCoverage')
			.map((mutant) => survivorOf(file, source.split('\n'), mutant));
		const open = survivors.filter((survivor) => !explanations.some((e) => explains(e, survivor)));
		unexplained.push(...open);
		// A mutant with which a test file cannot even be set up counts as an error to Stryker: it was noticed.
		const noticed = mutants.length - survivors.length;
		const explained = survivors.length - open.length;
		scores.push({ file, total: mutants.length, noticed, explained });
	}
	return { scores, unexplained };
}

/** @type {(explanation: Explanation, survivor: Survivor) => boolean} */
const explains = ({ file, code, became }, survivor) =>
	file === survivor.file &&
	code === survivor.code &&
	(became === ANY || became === survivor.became);

/** The lines that the mutant touches, before and after. @type {(file: string, source: string[], mutant: Mutant) => Survivor} */
function survivorOf(file, source, { location: { start, end }, replacement = '' }) {
	const before = (source[start.line - 1] ?? '').slice(0, start.column - 1);
	const after = (source[end.line - 1] ?? '').slice(end.column - 1);
	return {
		file,
		line: start.line,
		code: oneLine(source.slice(start.line - 1, end.line).join('\n')),
		became: oneLine(before + replacement + after)
	};
}

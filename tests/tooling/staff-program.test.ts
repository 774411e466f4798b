/** The build holds two scripts, of which the first names the second by its hash; whatever else a bundler makes is refused. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { writeHashes } from '../../scripts/staff-program.js';

const chunk = (name: string, code: string, imports: string[] = []) => ({
	type: 'chunk' as const,
	name,
	fileName: `${name}.1.js`,
	code,
	imports,
	dynamicImports: [] as string[],
	viteMetadata: { importedCss: new Set([`${name}.1.css`]) }
});

const places =
	'"staff.1.js","integrity-of-the-staff-script","address-of-the-staff-stylesheet","integrity-of-the-staff-stylesheet"';

const asBuilt = () => ({
	program: chunk('bundle', `run(${places})`),
	staff: chunk('staff', 'show()', ['bundle.1.js']),
	style: { type: 'asset' as const, fileName: 'staff.1.css', source: 'p {}' }
});

const build = ({ program, staff, style }: ReturnType<typeof asBuilt>, ...more: (typeof staff)[]) =>
	Object.fromEntries([program, staff, style, ...more].map((file) => [file.fileName, file]));

const integrityOf = (text: string) =>
	`sha256-${createHash('sha256').update(text).digest('base64')}`;

describe('the program for staff', () => {
	test('is named by the first program, with the hash of its script and of its stylesheet', () => {
		const files = asBuilt();
		writeHashes(build(files));
		expect(files.program.code).toBe(
			`run("staff.1.js","${integrityOf('show()')}","/staff.1.css","${integrityOf('p {}')}")`
		);
	});

	test.each<[string, (files: ReturnType<typeof asBuilt>) => unknown, string]>([
		[
			'a script that imports something later',
			({ staff }) => (staff.code += ';import("./x.js")'),
			'later'
		],
		[
			'a script that the bundler would load later',
			({ program }) => program.dynamicImports.push('x.js'),
			'later'
		],
		['a first program that imports', ({ program }) => program.imports.push('x.js'), 'nothing else'],
		[
			'a second that imports more than the first',
			({ staff }) => staff.imports.push('x.js'),
			'nothing else'
		],
		['a second that imports nothing', ({ staff }) => (staff.imports = []), 'nothing else'],
		[
			'a first program that names another',
			({ program }) => (program.code = program.code.replace('staff.1.js', 'staff.2.js')),
			'does not name'
		],
		[
			'a stylesheet that is not there',
			({ staff }) => staff.viteMetadata.importedCss.clear(),
			'one stylesheet'
		],
		[
			'two stylesheets',
			({ staff }) => staff.viteMetadata.importedCss.add('more.css'),
			'one stylesheet'
		],
		[
			'no place for the hash',
			({ program }) => (program.code = program.code.replace('integrity-of-the-staff-script', '')),
			'Expected one integrity-of-the-staff-script'
		]
	])('refuses %s', (_, change, sentence) => {
		const files = asBuilt();
		change(files);
		expect(() => {
			writeHashes(build(files));
		}).toThrow(sentence);
	});

	test('refuses a third script, and a missing one', () => {
		const files = asBuilt();
		expect(() => {
			writeHashes(build(files, chunk('more', '')));
		}).toThrow('Expected two scripts');
		const { staff: _, ...rest } = files;
		expect(() => {
			writeHashes(Object.fromEntries(Object.values(rest).map((file) => [file.fileName, file])));
		}).toThrow('Expected two scripts');
	});
});

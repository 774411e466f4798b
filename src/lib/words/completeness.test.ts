/** What comes from elsewhere as English, and is looked up when it is said: every such sentence has its place in Spanish. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { apiErrors } from '../../contract/errors.ts';
import { Refusal } from '../../vault/refusal.ts';
import { toProblem } from '../../vault/problems.ts';
import { inEnglish, told } from '../../vault/told.ts';
import { rejections } from '../../vault/verdict.ts';
import { passkeyProblem } from '../core/passkey-problems.ts';
import { scanProblem } from '../core/scan/scan-problems.ts';
import { personalPurpose } from '../screens/recovery/purposes.ts';
import { spanish } from './es/index.ts';
import { sayTold, speak } from './say.ts';

const isKnown = (sentence: string): boolean => Object.hasOwn(spanish, sentence);

/** The keys of an object that a file writes out, such as its table of sentences. */
const quoted = (file: string): string[] =>
	[...readFileSync(file, 'utf8').matchAll(/'((?:[^'\\\n]|\\.)*)'/gu)].map(([, text = '']) => text);

it('every refusal of the portal and of the client’s own rules has its sentence', () => {
	const codes = quoted('src/vault/problems.ts').filter((text) => /^[a-z-]+$/u.test(text));
	const own = codes.flatMap((code) => {
		const { message } = toProblem(Object.assign(new Refusal('unexpected'), { code }));
		return message;
	});
	const api = Object.values(apiErrors).map(([, message]) => message);
	expect(new Set(own).size).toBeGreaterThan(90);
	expect([...own, ...api].filter((sentence) => !isKnown(sentence))).toEqual([]);
});

it('every way a passkey or a scan fails has its sentence', () => {
	const codes = ['src/lib/core/passkey-problems.ts', 'src/lib/core/scan/scan-problems.ts'].map(
		(file) => quoted(file).filter((text) => text.includes(' '))
	);
	expect(codes.map((sentences) => sentences.length > 3)).toEqual([true, true]);
	expect(codes.flat().filter((sentence) => !isKnown(sentence))).toEqual([]);
	expect(isKnown(passkeyProblem('passkey-failed').message)).toBe(true);
	expect(isKnown(scanProblem('scan-failed').message)).toBe(true);
	expect(isKnown(personalPurpose)).toBe(true);
});

it('every line of the history has its sentence, and every reason why one does not count', () => {
	const sources = readdirSync('src/vault')
		.filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
		.map((name) => readFileSync(`src/vault/${name}`, 'utf8'));
	const deeds = sources.flatMap((source) =>
		[...source.matchAll(/\btold\(\s*'((?:[^'\\]|\\.)*)'/gu)].map(([, text = '']) => text)
	);
	expect(deeds.length).toBeGreaterThan(60);
	const sentences = [
		...deeds,
		...Object.values(rejections),
		'owner',
		'admin',
		'preparer',
		'The recovery kit',
		'Somebody with a link',
		'The firm’s printed recovery kit'
	];
	expect(sentences.filter((sentence) => !isKnown(sentence))).toEqual([]);
});

it('a line of the history is said in Spanish around the names in it, which stay as they are', () => {
	const line = told('added {file} for {request}', {
		file: told('a new version of {file}', { file: 'a file that is gone' }),
		request: '{file}'
	});
	expect(inEnglish(line)).toBe('added a new version of a file that is gone for {file}');
	speak(() => ({ language: 'es', locale: 'es', catalogue: spanish }));
	expect(sayTold(line)).toBe('añadió una versión nueva de a file that is gone para {file}');
	speak(() => ({ language: 'en', locale: undefined, catalogue: {} }));
	expect(sayTold(line)).toBe(inEnglish(line));
});

it('nothing is translated that nobody says', () => {
	const sources = ['src/lib', 'src/vault', 'src/contract', 'src/routes'].flatMap((folder) =>
		readdirSync(folder, { recursive: true, encoding: 'utf8' })
			.filter((path) => /\.(?:ts|svelte)$/u.test(path) && !path.includes('words/es'))
			.filter((path) => !path.endsWith('.test.ts'))
			.map((path) => readFileSync(`${folder}/${path}`, 'utf8'))
	);
	// Where a sentence goes on in the next line of the source, its beginning has to do.
	const all = sources
		.join('\n')
		.replaceAll(/'\s*\+\s*'/gu, '')
		.replaceAll("\\'", "'");
	const evil = ' Nothing was opened or sent. Please tell the firm by phone before going on.';
	const unsaid = Object.keys(spanish).filter(
		(sentence) => !all.includes(sentence.replace(evil, '')) && sentence !== 'Language'
	);
	expect(unsaid).toEqual([]);
});

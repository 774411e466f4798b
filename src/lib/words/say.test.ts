import { afterEach, describe, expect, it } from 'vitest';
import { formatBytes, formatDate, formatWhen } from '../ui/text/format.ts';
import { spanish } from './es/index.ts';
import { localeFor, preferred } from './languages.ts';
import { listed, piecesOf, say, sayCount, sayKnown, speak } from './say.ts';

const english = () => ({ language: 'en', locale: undefined, catalogue: {} });

afterEach(() => speak(english));

describe('whose language is spoken', () => {
	it('is what the person chose, before what their browser asks for', () => {
		expect(preferred('en', ['es-MX'])).toBe('en');
		expect(preferred('es', ['en-GB'])).toBe('es');
	});
	it('is the first of the browser’s that there is, else English', () => {
		expect(preferred(null, ['fr-CA', 'es-US', 'en'])).toBe('es');
		expect(preferred(null, ['fr', 'de'])).toBe('en');
		expect(preferred(null, [])).toBe('en');
	});
	it('is never one that does not exist, whatever was kept', () => {
		expect(preferred('constructor', ['es'])).toBe('es');
	});
	it('writes dates and numbers as where the reader lives', () => {
		expect(localeFor('es', ['en-US', 'es-MX'])).toBe('es-MX');
		expect(localeFor('es', ['en-US'])).toBe('es');
	});
});

describe('English', () => {
	it('is what stands in the code', () => {
		expect(say('Hello {name}.', { name: 'Ana' })).toBe('Hello Ana.');
		expect(sayCount(1, '{n} file', '{n} files')).toBe('1 file');
		expect(sayCount(2, '{n} file', '{n} files')).toBe('2 files');
	});
	it('does not say what tells two sentences apart', () => {
		expect(say('Working##notices')).toBe('Working');
		expect(sayCount(3, '{n} new', '{n} new##waiting')).toBe('3 new');
	});
	it('has no comma before the last of a list', () => {
		expect(listed([])).toBe('');
		expect(listed(['Maria', 'Chidi', 'Ana'])).toBe('Maria, Chidi and Ana');
	});
});

describe('Spanish', () => {
	const inSpain = () => speak(() => ({ language: 'es', locale: 'es-ES', catalogue: spanish }));

	it('says sentences, numbers, sizes, dates and lists', () => {
		inSpain();
		expect(say('Hello {name}.', { name: 'Ana' })).toBe('Hola, Ana.');
		expect(sayCount(1, '{n} file', '{n} files')).toBe('1 archivo');
		expect(sayCount(12_345, '{n} file', '{n} files')).toBe('12.345 archivos');
		expect(sayCount(1_000_000, '{n} file', '{n} files')).toBe('1.000.000 archivos');
		expect(formatBytes(1_240_000)).toBe('1,2 MB');
		expect(formatDate(Date.UTC(2025, 10, 22, 12))).toBe('22 de noviembre de 2025');
		expect(formatWhen(Date.now())).toBe('Ahora mismo');
		expect(listed(['Maria', 'Chidi', 'Inés'])).toBe('Maria, Chidi e Inés');
	});
	it('leaves a sentence that it does not have as it is', () => {
		inSpain();
		expect(sayKnown('Something quite new.')).toBe('Something quite new.');
		expect(sayKnown('constructor')).toBe('constructor');
	});
	it('never reads places out of a value', () => {
		inSpain();
		expect(say('Hello {name}.', { name: '{name} {firm}' })).toBe('Hola, {name} {firm}.');
	});
});

it('a sentence is taken apart at its places', () => {
	expect(piecesOf('Ask {who} for it').map(({ text, place }) => place ?? text)).toEqual([
		'Ask ',
		'who',
		' for it'
	]);
});

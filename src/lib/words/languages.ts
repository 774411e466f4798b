/**
 * The languages there are, and which one a person reads: what they chose here, else the first of their browser's that
 * there is, else English. One more language: docs/languages.md.
 */
import type { Language } from '../../contract/language.ts';

export type { Language };
export const languages: Readonly<Record<Language, string>> = { en: 'English', es: 'Español' };

export const isLanguage = (code: string): code is Language => Object.hasOwn(languages, code);

const languageOf = (tag: string): string => tag.toLowerCase().split('-')[0] ?? '';

/** @param tags what the browser asks for, the dearest first, such as ["es-MX", "en"] */
export function preferred(chosen: string | null, tags: readonly string[]): Language {
	if (chosen !== null && isLanguage(chosen)) return chosen;
	return tags.map(languageOf).find(isLanguage) ?? 'en';
}

/** How dates and numbers are written: as where the person lives, if their browser says so in this language. */
export const localeFor = (language: Language, tags: readonly string[]): string =>
	tags.find((tag) => languageOf(tag) === language) ?? language;

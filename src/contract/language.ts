/** The languages in which the portal speaks, and writes to people; what each is called: src/lib/words/languages.ts. */
export const LANGUAGES = ['en', 'es'] as const;
export type Language = (typeof LANGUAGES)[number];

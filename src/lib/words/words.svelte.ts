/**
 * The language of this page: chosen, fetched and followed by everything that `say` says. English is in the code; any other
 * is a file of its own, which is used only when it has the hash that the build wrote here, as scripts are. When it cannot
 * be had, English is spoken.
 */
import { keepLanguage, keptLanguage } from './kept-language.ts';
import { localeFor, preferred, type Language } from './languages.ts';
import { speak, type Catalogue, type Speech } from './say.ts';

/** Written by the build: scripts/language-files.js. */
declare const __LANGUAGE_FILES__: Readonly<
	Partial<Record<Language, { readonly address: string; readonly integrity: string }>>
>;

class Words {
	#spoken: Speech & { readonly language: Language } = $state.raw({
		language: 'en',
		locale: undefined,
		catalogue: {}
	});
	/** Nothing is shown before, so that nobody sees a language they do not read flash by. */
	isReady = $state(false);
	/** A language was asked for that did not arrive. */
	isMissing = $state(false);

	get language(): Language {
		return this.#spoken.language;
	}

	async start(): Promise<void> {
		speak(() => this.#spoken);
		await this.#turnTo(preferred(keptLanguage(), navigator.languages));
		this.isReady = true;
	}

	async choose(language: Language): Promise<void> {
		keepLanguage(language);
		await this.#turnTo(language);
	}

	async #turnTo(language: Language): Promise<void> {
		const catalogue = await fetched(language);
		this.isMissing = catalogue === null;
		const spoken = catalogue === null ? 'en' : language;
		this.#spoken = {
			language: spoken,
			locale: localeFor(spoken, navigator.languages),
			catalogue: catalogue ?? {}
		};
		document.documentElement.lang = spoken;
	}
}

/** Null when it did not arrive, or is not the one whose hash is known. */
async function fetched(language: Language): Promise<Catalogue | null> {
	const file = __LANGUAGE_FILES__[language];
	if (!file) return {};
	try {
		// Bytes with this hash are what the build wrote.
		const { address, integrity } = file;
		return (await (await fetch(address, { integrity })).json()) as Catalogue;
	} catch {
		return null;
	}
}

export const words = new Words();

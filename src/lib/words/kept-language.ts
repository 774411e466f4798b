/**
 * The language somebody chose, kept in this browser alone. In the page's own storage, not in the worker's,
 * because the first words are written before the worker runs. A browser that keeps nothing keeps none.
 */
const NAME = 'tallyport-language';

export function keptLanguage(): string | null {
	try {
		return localStorage.getItem(NAME);
	} catch {
		return null;
	}
}

export function keepLanguage(code: string): void {
	try {
		localStorage.setItem(NAME, code);
	} catch {
		// The choice holds until the page is closed.
	}
}

/**
 * What somebody did, as a sentence with places and what belongs in them. Nothing here knows in which language it is read:
 * a page says the sentence in its reader's, and everybody else reads it as it stands. Names are values, never sentences.
 */
export interface Told {
	/** A plain sentence without its subject, such as "added {file}". */
	readonly sentence: string;
	readonly values: Values;
}

type Values = Readonly<Record<string, string | Told>>;

export const told = (sentence: string, values: Values = {}): Told => ({ sentence, values });

export const UNREADABLE = told('something that cannot be read');

export const inEnglish = ({ sentence, values }: Told): string =>
	sentence.replaceAll(/\{(\w+)\}/gu, (open, place: string) => {
		const value = values[place];
		if (value === undefined) return open;
		return typeof value === 'string' ? value : inEnglish(value);
	});

/**
 * Names in logs are whatever their authors typed. Characters that move a terminal's cursor, colour it or turn the
 * direction of writing are shown as their code points, so that no name can rewrite the report it stands in.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029]/gu;
/** Emoji and Persian names are joined by these. */
const JOINERS = ['\u200c', '\u200d', '\ufe0f'];

export const plain = (text: string): string =>
	text.replaceAll(UNPRINTABLE, (character) =>
		JOINERS.includes(character) ? character : `\\u{${character.codePointAt(0)?.toString(16) ?? ''}}`
	);

/** JSON leaves the upper control characters as they are; inside its texts they may be escaped. */
export const escapedJson = (json: string): string =>
	json.replaceAll(/[\u007f-\u009f\u2028\u2029]|\p{Cf}/gu, (character) =>
		Array.from({ length: character.length }, (_, i) => escapedUnit(character.charCodeAt(i))).join(
			''
		)
	);

const escapedUnit = (unit: number): string => `\\u${unit.toString(16).padStart(4, '0')}`;

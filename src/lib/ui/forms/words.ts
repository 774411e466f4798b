/** How typed or pasted recovery words fall into numbered boxes. Pure; knows nothing of the list they come from. */

/** What a person may paste: words in any case, with numbers, commas or line breaks between them. */
export function wordsIn(text: string): string[] {
	return text
		.normalize('NFKD')
		.toLowerCase()
		.split(/[^a-z]+/u)
		.filter((word) => word !== '');
}

/** `words` written into `boxes` from `start` on; what does not fit is left out. */
export function fillBoxes(
	boxes: readonly string[],
	start: number,
	words: readonly string[]
): string[] {
	return boxes.map((box, index) => words[index - start] ?? box);
}

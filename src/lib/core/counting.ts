/** Small numbers as words, the way a letter writes them. */
const words = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

export const inWords = (count: number): string => words[count] ?? String(count);

/** How far two colours are apart for who reads: WCAG 2.2, relative luminance and contrast ratio. Colours are `#rrggbb`. */
export function contrast(one: string, other: string): number {
	const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
	return (light + 0.05) / (dark + 0.05);
}

/** Enough for text of any size. */
const LEGIBLE = 4.5;
const STEPS = 64;

const ENDS = { darker: '#000000', lighter: '#ffffff' };

/** That colour, or the nearest darker or lighter shade of it that is legible with each of `others`; in the end black or white. */
export function legible(colour: string, others: readonly string[], way: keyof typeof ENDS): string {
	const end = ENDS[way];
	for (let step = 0; step < STEPS; step++) {
		const shade = mixed(colour, end, step / STEPS);
		if (others.every((other) => contrast(shade, other) >= LEGIBLE)) return shade;
	}
	return end;
}

function mixed(from: string, to: string, share: number): string {
	const ends = partsOf(to);
	const parts = partsOf(from).map((part, at) => part + ((ends[at] ?? 0) - part) * share);
	return `#${parts.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;
}

function luminance(colour: string): number {
	const [r = 0, g = 0, b = 0] = partsOf(colour).map((part) => {
		const share = part / 255;
		return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
	});
	return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

const partsOf = (colour: string): number[] =>
	[1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));

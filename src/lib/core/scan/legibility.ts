/**
 * Whether a photographed page can be read: too dark, too faint, blurred. A guess that warns and never refuses, made from
 * the brightness of pixels alone. Pure.
 *
 * Blur is found by the variance of the Laplacian, in proportion to that of the gradient: for an edge that was blurred by s
 * pixels the one is 1 / 2s² of the other, whatever the contrast, the light and how much is written. Both are taken tile by
 * tile, only where something is written, and without what noise adds, which the emptiest tiles show.
 */
export type Warning = 'dark' | 'faint' | 'blurred';

/** Brightness of each pixel, 0 to 255, row by row. */
export interface Brightness {
	readonly width: number;
	readonly height: number;
	readonly values: Uint8ClampedArray | Uint8Array;
}

/** The longer side of what is measured: ten-point print of a letter is about 14 pixels high on it. */
export const MEASURED = 1200;

/**
 * The figures were found with drawn pages (a dense letter, a short one, a form with lines, a receipt, large print, script), each
 * in four lights with grain and as a JPEG, blurred by 0 to 4 pixels. Paper by a window lies above 180, by a lamp in the
 * evening above 110; below 80 one turns up the screen to read.
 */
const DARK_PAPER = 80;
/** Between paper and ink. Pencil on white paper has about 60; an empty page none. */
const FAINT = 32;
/** Those pages measured 0.19 to 0.41 sharp, up to 0.61 with 1.5 pixels of blur, from 0.61 (mostly 0.7) with 2 and from 0.73 with 3. */
const BLURRED = 0.66;
const TILE = 24;
/** A tile in which brightness varies by a smaller share of the paper's has nothing written on it. */
const WRITTEN = 0.04;
/** With fewer written tiles there is nothing to judge. */
const ENOUGH = 6;

export function warningsOf(page: Brightness): Warning[] {
	const [ink, paper] = extremes(page);
	const warnings: Warning[] = [];
	if (paper < DARK_PAPER) warnings.push('dark');
	else if (paper - ink < FAINT) warnings.push('faint');
	const blur = blurOf(page);
	if (blur !== null && blur > BLURRED) warnings.push('blurred');
	return warnings;
}

/** The brightness below which two pixels in a thousand lie, and above which one in four lies: ink, and paper. */
function extremes({ values }: Brightness): [number, number] {
	const counts = new Uint32Array(256);
	for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
	const below = (share: number): number => {
		let seen = 0;
		for (let value = 0; value < 256; value++) {
			seen += counts[value] ?? 0;
			if (seen >= values.length * share) return value;
		}
		return 255;
	};
	return [below(0.002), below(0.75)];
}

/** By how many pixels (of a page of half the size) edges are blurred, in the middle of all written tiles; null where hardly anything is written. */
export function blurOf(whole: Brightness): number | null {
	const page = halved(whole);
	const tiles = tilesOf(page).sort((a, b) => a.variance - b.variance);
	const [, paper] = extremes(page);
	const noise = mean(tiles.slice(0, Math.ceil(tiles.length / 10)));
	const blurs = tiles
		.filter(({ variance }) => variance - noise.variance > (WRITTEN * paper) ** 2)
		.map(({ gradient, laplacian }) =>
			Math.sqrt(
				Math.max(0, gradient - noise.gradient) / (2 * Math.max(1, laplacian - noise.laplacian))
			)
		)
		.sort((a, b) => a - b);
	return blurs.length < ENOUGH ? null : (blurs[Math.floor(blurs.length / 2)] ?? null);
}

/** Four pixels become one: grain and the traces of compression are halved, blur that matters stays. */
function halved({ width, height, values }: Brightness): Brightness {
	const half = { width: width >> 1, height: height >> 1 };
	const means = new Uint8Array(half.width * half.height);
	for (let y = 0; y < half.height; y++)
		for (let x = 0; x < half.width; x++) {
			const at = 2 * y * width + 2 * x;
			const below = at + width;
			means[y * half.width + x] =
				((values[at] ?? 0) +
					(values[at + 1] ?? 0) +
					(values[below] ?? 0) +
					(values[below + 1] ?? 0)) /
				4;
		}
	return { ...half, values: means };
}

interface Tile {
	readonly variance: number;
	/** Mean squares. */
	readonly gradient: number;
	readonly laplacian: number;
}

function tilesOf(page: Brightness): Tile[] {
	const tiles: Tile[] = [];
	for (let top = 1; top + TILE < page.height; top += TILE)
		for (let left = 1; left + TILE < page.width; left += TILE) tiles.push(tileAt(page, left, top));
	return tiles;
}

function tileAt({ width, values }: Brightness, left: number, top: number): Tile {
	let [sum, squares, gradient, laplacian] = [0, 0, 0, 0];
	for (let y = top; y < top + TILE; y++)
		for (let x = left; x < left + TILE; x++) {
			const at = y * width + x;
			const value = values[at] ?? 0;
			const [west, east] = [values[at - 1] ?? 0, values[at + 1] ?? 0];
			const [north, south] = [values[at - width] ?? 0, values[at + width] ?? 0];
			sum += value;
			squares += value * value;
			gradient += ((east - west) ** 2 + (south - north) ** 2) / 4;
			laplacian += (west + east + north + south - 4 * value) ** 2;
		}
	const count = TILE * TILE;
	const variance = squares / count - (sum / count) ** 2;
	return { variance, gradient: gradient / count, laplacian: laplacian / count };
}

function mean(tiles: readonly Tile[]): Tile {
	const of = (figure: keyof Tile) =>
		tiles.reduce((sum, tile) => sum + tile[figure], 0) / Math.max(1, tiles.length);
	return { variance: of('variance'), gradient: of('gradient'), laplacian: of('laplacian') };
}

type Pixels = Pick<ImageData, 'width' | 'height' | 'data'>;

/** From the pixels of a canvas, by the weights of Rec. 601. */
export function brightnessOf({ width, height, data }: Pixels): Brightness {
	const values = new Uint8Array(width * height);
	for (let pixel = 0; pixel < values.length; pixel++) {
		const at = 4 * pixel;
		values[pixel] =
			0.299 * (data[at] ?? 0) + 0.587 * (data[at + 1] ?? 0) + 0.114 * (data[at + 2] ?? 0);
	}
	return { width, height, values };
}

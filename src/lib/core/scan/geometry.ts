/**
 * Where a page lies in its photo: turned by quarters, then cut. A cut is told in shares of the turned photo, so that it
 * holds for the photo, for its preview and for the thumbnail alike. Pure.
 */
export type Turn = 0 | 1 | 2 | 3;

/** Shares from 0 to 1, from the left and from the top. */
export interface Cut {
	readonly left: number;
	readonly top: number;
	readonly right: number;
	readonly bottom: number;
}
export type Edge = keyof Cut;

export interface Size {
	readonly width: number;
	readonly height: number;
}

export const WHOLE: Cut = { left: 0, top: 0, right: 1, bottom: 1 };
/** No side of a cut is shorter. */
export const LEAST = 0.05;

/** A quarter to the right. */
export const turnedOn = (turn: Turn): Turn => TURNS[(turn + 1) % 4] ?? 0;
const TURNS: readonly Turn[] = [0, 1, 2, 3];

/** The same piece of paper, after the photo was turned by a quarter to the right. */
export const cutTurnedOn = ({ left, top, right, bottom }: Cut): Cut => ({
	left: 1 - bottom,
	top: left,
	right: 1 - top,
	bottom: right
});

export const turnedSize = ({ width, height }: Size, turn: Turn): Size =>
	turn % 2 === 0 ? { width, height } : { width: height, height: width };

/** One edge moved to where somebody wants it, never past the opposite one. */
export function edgeMoved(cut: Cut, edge: Edge, to: number): Cut {
	const [from, until] = {
		left: [0, cut.right - LEAST],
		top: [0, cut.bottom - LEAST],
		right: [cut.left + LEAST, 1],
		bottom: [cut.top + LEAST, 1]
	}[edge] as [number, number];
	return { ...cut, [edge]: Math.min(until, Math.max(from, to)) };
}

/** How large the page becomes when its longer side may have `most` pixels: never larger than it was. */
export function drawnSize(
	photo: Size,
	turn: Turn,
	cut: Cut,
	most: number
): Size & { scale: number } {
	const turned = turnedSize(photo, turn);
	const width = turned.width * (cut.right - cut.left);
	const height = turned.height * (cut.bottom - cut.top);
	const scale = Math.min(1, most / Math.max(width, height));
	return {
		width: Math.max(1, Math.round(width * scale)),
		height: Math.max(1, Math.round(height * scale)),
		scale
	};
}

/**
 * The six numbers that `setTransform` takes, so that drawing the whole photo at 0, 0 puts the cut piece of it, turned,
 * onto a canvas of `drawnSize`.
 */
export function matrixFor(
	{ width, height }: Size,
	turn: Turn,
	cut: Cut,
	scale: number
): [number, number, number, number, number, number] {
	const turned = turnedSize({ width, height }, turn);
	const x = -cut.left * turned.width * scale;
	const y = -cut.top * turned.height * scale;
	switch (turn) {
		case 0:
			return [scale, 0, 0, scale, x, y];
		case 1:
			return [0, scale, -scale, 0, x + height * scale, y];
		case 2:
			return [-scale, 0, 0, -scale, x + width * scale, y + height * scale];
		case 3:
			return [0, -scale, scale, 0, x, y + width * scale];
	}
}

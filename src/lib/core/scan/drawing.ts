/**
 * From a photo to a page, on the device. Dimensions are looked at before anything is decoded, one picture is decoded at a
 * time, and what leaves here was drawn anew, so nothing that a file carried besides its picture comes along.
 */
import { drawnSize, matrixFor, type Cut, type Size, type Turn } from './geometry.ts';
import { scanProblem } from './scan-problems.ts';

/** What the largest phones make, doubled. Decoded it is 400 MB, for a moment. */
const MOST_PIXELS = 100_000_000;
/** A page's longer side: about 205 dots to the inch on a sheet of A4. */
export const PAGE_SIDE = 2400;

export interface Look {
	readonly turn: Turn;
	readonly cut: Cut;
}

/** Opens a photo, the right way up, and lets go of it when `work` is done. Rejects with a `Problem`. */
export async function withPhoto<T>(
	file: Blob,
	work: (photo: HTMLImageElement) => T | Promise<T>
): Promise<T> {
	// A drawing may be small and still take forever to draw.
	if (file.type === 'image/svg+xml') throw scanProblem('scan-not-an-image');
	const address = URL.createObjectURL(file);
	const photo = new Image();
	try {
		await loaded(photo, address);
		if (photo.naturalWidth * photo.naturalHeight > MOST_PIXELS) throw scanProblem('scan-too-large');
		if (photo.naturalWidth * photo.naturalHeight === 0) throw scanProblem('scan-not-an-image');
		if (!(await isDecoded(photo))) throw scanProblem('scan-not-an-image');
		return await work(photo);
	} finally {
		photo.removeAttribute('src');
		URL.revokeObjectURL(address);
	}
}

const isDecoded = (photo: HTMLImageElement): Promise<boolean> =>
	photo.decode().then(
		() => true,
		() => false
	);

/** Its size is known, and nothing is decoded yet. */
function loaded(photo: HTMLImageElement, address: string): Promise<void> {
	const { promise, resolve, reject } = Promise.withResolvers<undefined>();
	photo.onload = () => {
		resolve(undefined);
	};
	photo.onerror = () => {
		reject(scanProblem('scan-not-an-image'));
	};
	photo.src = address;
	return promise;
}

export const sizeOf = (photo: HTMLImageElement): Size => ({
	width: photo.naturalWidth,
	height: photo.naturalHeight
});

/** On white, because a picture may have holes and a JPEG has none. */
export function drawn(photo: HTMLImageElement, { turn, cut }: Look, most: number): Canvas {
	const { width, height, scale } = drawnSize(sizeOf(photo), turn, cut, most);
	const canvas = document.createElement('canvas');
	canvas.width = width;
	canvas.height = height;
	const context = canvas.getContext('2d', { willReadFrequently: true });
	if (!context) throw scanProblem('scan-failed');
	context.fillStyle = '#fff';
	context.fillRect(0, 0, width, height);
	context.imageSmoothingQuality = 'high';
	context.setTransform(...matrixFor(sizeOf(photo), turn, cut, scale));
	context.drawImage(photo, 0, 0);
	return { canvas, context };
}

export interface Canvas {
	readonly canvas: HTMLCanvasElement;
	readonly context: CanvasRenderingContext2D;
}

/** Gives the canvas's memory back as well: some phones keep it otherwise. */
export async function jpegOf({ canvas }: Canvas, quality: number): Promise<Blob> {
	const blob = await new Promise<Blob | null>((resolve) => {
		canvas.toBlob(resolve, 'image/jpeg', quality);
	});
	canvas.width = canvas.height = 0;
	if (blob?.type !== 'image/jpeg') throw scanProblem('scan-failed');
	return blob;
}

/** Shows a picture. The browser decodes it inside the opaque origin; SVG is not among the types let in. */
import type { Zoom } from './zoom.ts';

export async function showImage(
	place: HTMLElement,
	type: string,
	bytes: ArrayBuffer,
	zoom: Zoom,
	signal: AbortSignal
): Promise<{ kind: 'shown'; pages: number }> {
	const url = URL.createObjectURL(new Blob([bytes], { type }));
	signal.addEventListener('abort', () => URL.revokeObjectURL(url));
	const image = new Image();
	image.alt = 'The document, a picture';
	image.src = url;
	await image.decode();
	signal.throwIfAborted();
	const size = () => {
		// Small pictures are not blown up to fill the frame, only zoomed.
		const fitted = Math.min(1, zoom.fitWidth / image.naturalWidth) * image.naturalWidth;
		image.style.width = `${fitted * zoom.factor}px`;
	};
	zoom.onChange(size);
	size();
	place.append(image);
	return { kind: 'shown', pages: 1 };
}

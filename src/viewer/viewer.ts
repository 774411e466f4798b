/**
 * The document viewer. It runs in an iframe with an opaque origin and no network, so that a hostile
 * document which breaks the renderer finds nothing to read, nothing to store and nowhere to send.
 * It takes decrypted bytes from the page that framed it, shows them, and says only how that went, or
 * which piece of a large document it needs next: it never sends any part of a document, and follows no
 * link in one.
 */
import './no-calls.ts';
import { showImage } from './image.ts';
import { showPdf } from './pdf.ts';
import { Ranges, type Piece } from './ranges.ts';
import { Zoom } from './zoom.ts';

/** What the app sends. `bytes` should be transferred, not copied. */
interface Show {
	kind: 'show';
	type: string;
	bytes: ArrayBuffer;
}

/** A PDF too large to be sent at once: the viewer asks for its pieces. */
interface ShowPieces {
	kind: 'show-pieces';
	size: number;
}

/** What the viewer answers. `reason` is for the words the app shows; the document stays here. */
type Answer =
	| { kind: 'ready' }
	| { kind: 'escape' }
	| { kind: 'want'; start: number; end: number }
	| { kind: 'shown'; pages: number }
	| { kind: 'failed'; reason: 'locked' | 'damaged' | 'unknown-type' };

const imageTypes = [
	'image/png',
	'image/jpeg',
	'image/gif',
	'image/webp',
	'image/avif',
	'image/bmp'
];

let current = new AbortController();

function answer(message: Answer): void {
	// The opaque origin cannot know its parent's, and there is nothing confidential in an answer.
	parent.postMessage(message, '*');
}

/** The page made the frame, so its word is trusted; only its form is looked at. */
function kindOf(message: unknown): unknown {
	return typeof message === 'object' && message !== null && 'kind' in message && message.kind;
}
const isShow = (message: unknown): message is Show => kindOf(message) === 'show';
const isShowPieces = (message: unknown): message is ShowPieces => kindOf(message) === 'show-pieces';
const isPiece = (message: unknown): message is Piece => kindOf(message) === 'piece';

/** What is shown now, if it comes in pieces. */
let pieces: Ranges | null = null;

function show({ type, bytes }: Show): Promise<Answer> {
	return onAFreshPlace(async (place, zoom, signal) => {
		if (type === 'application/pdf')
			return showPdf(place, { data: new Uint8Array(bytes) }, zoom, signal);
		if (imageTypes.includes(type)) return showImage(place, type, bytes, zoom, signal);
		return { kind: 'failed', reason: 'unknown-type' };
	});
}

function showPieces({ size }: ShowPieces): Promise<Answer> {
	return onAFreshPlace((place, zoom, signal) => {
		const range = new Ranges(size, ({ start, end }) => answer({ kind: 'want', start, end }));
		pieces = range;
		return showPdf(place, { range }, zoom, signal);
	});
}

async function onAFreshPlace(
	draw: (place: HTMLElement, zoom: Zoom, signal: AbortSignal) => Promise<Answer>
): Promise<Answer> {
	current.abort();
	current = new AbortController();
	pieces = null;
	const place = document.createElement('main');
	document.querySelector('main')?.replaceWith(place);
	try {
		return await draw(place, new Zoom(place, current.signal), current.signal);
	} catch (error) {
		const locked = error instanceof Error && error.name === 'PasswordException';
		return { kind: 'failed', reason: locked ? 'locked' : 'damaged' };
	}
}

// Keys pressed here do not reach the app, and Escape is how one leaves a dialog.
addEventListener('keydown', (event) => {
	if (event.key === 'Escape') answer({ kind: 'escape' });
});
addEventListener('message', ({ source, data }: MessageEvent<unknown>) => {
	if (source !== parent) return;
	if (isShow(data)) void show(data).then(answer);
	else if (isShowPieces(data)) void showPieces(data).then(answer);
	else if (isPiece(data)) pieces?.hear(data);
});
answer({ kind: 'ready' });

/**
 * The document viewer. It runs in an iframe with an opaque origin and no network, so that a hostile
 * document which breaks the renderer finds nothing to read, nothing to store and nowhere to send.
 * It takes decrypted bytes from the page that framed it, shows them, and says only how that went:
 * it never sends any part of a document, and follows no link in one.
 */
import './no-calls.ts';
import { showImage } from './image.ts';
import { showPdf } from './pdf.ts';
import { Zoom } from './zoom.ts';

/** What the app sends. `bytes` should be transferred, not copied. */
interface Show {
	kind: 'show';
	type: string;
	bytes: ArrayBuffer;
}

/** What the viewer answers. `reason` is for the words the app shows; the document stays here. */
type Answer =
	| { kind: 'ready' }
	| { kind: 'escape' }
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

function isShow(message: unknown): message is Show {
	return (
		typeof message === 'object' &&
		message !== null &&
		'kind' in message &&
		message.kind === 'show' &&
		'type' in message &&
		typeof message.type === 'string' &&
		'bytes' in message &&
		message.bytes instanceof ArrayBuffer
	);
}

async function show({ type, bytes }: Show): Promise<Answer> {
	current.abort();
	current = new AbortController();
	const { signal } = current;
	const place = document.createElement('main');
	document.querySelector('main')?.replaceWith(place);
	const zoom = new Zoom(place, signal);
	try {
		if (type === 'application/pdf') return await showPdf(place, bytes, zoom, signal);
		if (imageTypes.includes(type)) return await showImage(place, type, bytes, zoom, signal);
	} catch (error) {
		const locked = error instanceof Error && error.name === 'PasswordException';
		return { kind: 'failed', reason: locked ? 'locked' : 'damaged' };
	}
	return { kind: 'failed', reason: 'unknown-type' };
}

// Keys pressed here do not reach the app, and Escape is how one leaves a dialog.
addEventListener('keydown', (event) => {
	if (event.key === 'Escape') answer({ kind: 'escape' });
});
addEventListener('message', (event) => {
	if (event.source !== parent || !isShow(event.data)) return;
	void show(event.data).then(answer);
});
answer({ kind: 'ready' });

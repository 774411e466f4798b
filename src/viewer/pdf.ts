/**
 * Shows a PDF, rendering pages as they come near the view and dropping them when they are far from it.
 * pdf.js parses on this thread: an opaque origin cannot start a worker from a file, and the frame is
 * already a separate process from the app's. Scripts, forms and links in a document do nothing: only the
 * page pictures and an invisible text layer (for selecting and for screen readers) are made.
 */
// Importing the worker's code puts it on globalThis, where pdf.js looks before it would start a Worker.
import 'pdfjs-dist/build/pdf.worker.mjs';
import {
	getDocument,
	TextLayer,
	type PDFDataRangeTransport,
	type PDFDocumentProxy,
	type PDFPageProxy
} from 'pdfjs-dist';
import type { Zoom } from './zoom.ts';

/** Keeps one canvas below what phones allocate, however far one zooms in. */
const maxCanvasPixels = 4096 * 4096;
const PIECE_BYTES = 256 * 1024;

export async function showPdf(
	place: HTMLElement,
	source: { data: Uint8Array<ArrayBuffer> } | { range: PDFDataRangeTransport },
	zoom: Zoom,
	signal: AbortSignal
): Promise<{ kind: 'shown'; pages: number }> {
	const task = getDocument({
		...source,
		// Of a document that comes in pieces, only what is looked at.
		disableAutoFetch: true,
		disableStream: true,
		rangeChunkSize: PIECE_BYTES,
		// The frame has no network, so everything comes from the machine or from the viewer's own folder.
		useSystemFonts: true,
		useWorkerFetch: false,
		// Fax and JPEG 2000 images: the decoders in plain JavaScript, which are part of this script.
		useWasm: false,
		enableXfa: false,
		verbosity: 0
	});
	signal.addEventListener('abort', () => void task.destroy());
	const pdf = await task.promise;
	const first = await pdf.getPage(1);
	signal.throwIfAborted();
	const pages = Array.from({ length: pdf.numPages }, (_, index) => new Page(pdf, index + 1, zoom));
	for (const page of pages) page.reserve(first);
	place.replaceChildren(...pages.map((page) => page.element));
	zoom.onChange(() => pages.forEach((page) => page.resize()));
	followView(pages, signal);
	await pages[0]?.draw();
	return { kind: 'shown', pages: pages.length };
}

function followView(pages: Page[], signal: AbortSignal): void {
	const pageOf = new Map<Element, Page>(pages.map((page) => [page.element, page]));
	const observer = new IntersectionObserver(
		(changes) => {
			for (const { target, isIntersecting } of changes) {
				const page = pageOf.get(target);
				if (isIntersecting) void page?.draw();
				else page?.drop();
			}
		},
		{ rootMargin: '100% 0px' }
	);
	for (const page of pages) observer.observe(page.element);
	signal.addEventListener('abort', () => observer.disconnect());
}

class Page {
	readonly element = document.createElement('section');
	readonly #pdf: PDFDocumentProxy;
	readonly #number: number;
	readonly #zoom: Zoom;
	#size = { width: 1, height: 1 };
	/** Counts draws and drops, so that a draw which was overtaken leaves nothing behind. */
	#turn = 0;
	#drawnAt = 0;

	constructor(pdf: PDFDocumentProxy, number: number, zoom: Zoom) {
		this.#pdf = pdf;
		this.#number = number;
		this.#zoom = zoom;
		this.element.className = 'page';
		this.element.ariaLabel = `Page ${number} of ${pdf.numPages}`;
	}

	/** Takes up room before the page itself is known; most pages of a document are alike. */
	reserve(page: PDFPageProxy): void {
		this.#size = page.getViewport({ scale: 1 });
		this.#layOut();
	}

	resize(): void {
		this.#layOut();
		if (this.#drawnAt !== 0) void this.draw();
	}

	async draw(): Promise<void> {
		if (this.#drawnAt === this.#width) return;
		this.#drawnAt = this.#width;
		const turn = ++this.#turn;
		const page = await this.#pdf.getPage(this.#number);
		if (turn !== this.#turn) return;
		this.reserve(page);
		const canvas = document.createElement('canvas');
		const scale = this.#width / this.#size.width;
		const viewport = page.getViewport({ scale: scale * this.#sharpness() });
		canvas.width = Math.floor(viewport.width);
		canvas.height = Math.floor(viewport.height);
		await page.render({ canvas, viewport }).promise;
		if (turn !== this.#turn) return;
		const text = document.createElement('div');
		text.className = 'text';
		this.element.replaceChildren(canvas, text);
		this.element.style.setProperty('--total-scale-factor', `${scale}`);
		const layer = new TextLayer({
			textContentSource: page.streamTextContent(),
			container: text,
			viewport: page.getViewport({ scale })
		});
		await layer.render();
	}

	drop(): void {
		if (this.#drawnAt === 0) return;
		this.#drawnAt = 0;
		this.#turn += 1;
		this.element.replaceChildren();
	}

	get #width(): number {
		return Math.floor(this.#zoom.fitWidth * this.#zoom.factor);
	}

	#layOut(): void {
		const { style } = this.element;
		style.width = `${this.#width}px`;
		style.height = `${Math.round((this.#width * this.#size.height) / this.#size.width)}px`;
	}

	/** Canvas pixels per CSS pixel. */
	#sharpness(): number {
		const cssPixels = this.#width * ((this.#width * this.#size.height) / this.#size.width);
		return Math.min(devicePixelRatio, Math.sqrt(maxCanvasPixels / cssPixels));
	}
}

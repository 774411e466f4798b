/**
 * A large document that the page hands over piece by piece. The viewer can only name a range of the one document it was
 * shown; what it gets, and whether, is the page's decision. One request at a time, and none larger than a mebibyte.
 */
import { PDFDataRangeTransport } from 'pdfjs-dist';

const MOST = 1024 * 1024;

/** What the page sends for a range. */
export interface Piece {
	kind: 'piece';
	start: number;
	bytes: ArrayBuffer;
}

export class Ranges extends PDFDataRangeTransport {
	readonly #ask: (range: { start: number; end: number }) => void;
	#turn: Promise<unknown> = Promise.resolve();
	#waiting: { start: number; resolve: (bytes: ArrayBuffer) => void } | null = null;

	constructor(size: number, ask: (range: { start: number; end: number }) => void) {
		super(size, null);
		this.#ask = ask;
	}

	/** Called by pdf.js; larger than the page would answer. */
	override requestDataRange(begin: number, end: number): void {
		this.#turn = this.#turn.then(async () => {
			const whole = new Uint8Array(end - begin);
			for (let start = begin; start < end; start += MOST) {
				const piece = await this.#piece(start, Math.min(start + MOST, end));
				whole.set(new Uint8Array(piece), start - begin);
			}
			this.onDataRange(begin, whole);
		});
	}

	hear({ start, bytes }: Piece): void {
		if (this.#waiting?.start === start) this.#waiting.resolve(bytes);
	}

	#piece(start: number, end: number): Promise<ArrayBuffer> {
		const { promise, resolve } = Promise.withResolvers<ArrayBuffer>();
		this.#waiting = { start, resolve };
		this.#ask({ start, end });
		return promise;
	}
}

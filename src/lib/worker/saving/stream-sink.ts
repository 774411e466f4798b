/**
 * A download that the browser itself shows and writes, fed through the service worker (static/save/worker.js). What was
 * written at once is sent when more is asked for. Only `close` ends the stream; anything else breaks it, and then the browser marks
 * the download as failed.
 */
import type { Raw } from '../../../crypto/brands.ts';
import { Refusal } from '../../../vault/problems.ts';
import type { Sink } from '../../../vault/sink.ts';

/** The part of MessagePort used here. */
export interface Line {
	postMessage(message: unknown, transfer?: Transferable[]): void;
	onmessage: ((event: MessageEvent<unknown>) => void) | null;
	close(): void;
}

/** Small enough for memory that the browser has just used for another piece (docs/performance.md). */
const PIECE_BYTES = 512 * 1024;
/** A service worker without work is ended after half a minute. */
const PULSE_MS = 10_000;
/** The browser opens the download's address at once, or something is in its way. */
const OPENED_WITHIN_MS = 30_000;

/**
 * @param port to the service worker: it says 'more', 'cancelled' or 'saved'
 * @param page to the page, which passes each pulse on, and says 'lost' when the service worker does not know the download
 * @param onGone the browser or the service worker gave up, maybe while nothing is being written
 */
export function streamSink(port: Line, page: Line, onGone: (refusal: Refusal) => void): Sink {
	let wanted = 0;
	let over: Refusal | null = null;
	let turn = Promise.withResolvers<undefined>();
	const saved = Promise.withResolvers<undefined>();
	const pulse = setInterval(() => {
		page.postMessage('pulse');
	}, PULSE_MS);
	const unopened = setTimeout(() => {
		lost(new Refusal('not-saved'));
	}, OPENED_WITHIN_MS);
	const wake = () => {
		turn.resolve(undefined);
		turn = Promise.withResolvers();
	};
	const end = (refusal: Refusal) => {
		if (over) return;
		over = refusal;
		clearInterval(pulse);
		clearTimeout(unopened);
		saved.resolve(undefined);
		wake();
	};
	const lost = (refusal: Refusal) => {
		if (over) return;
		end(refusal);
		onGone(refusal);
	};
	port.onmessage = ({ data }) => {
		// It does not say whether somebody wished it, or the disk is full.
		if (data === 'cancelled') lost(new Refusal('browser-ended'));
		else if (data === 'saved') saved.resolve(undefined);
		else if (data === 'more') {
			clearTimeout(unopened);
			wanted += 1;
			wake();
		}
	};
	page.onmessage = ({ data }) => {
		if (data === 'lost') lost(new Refusal('not-saved'));
	};
	const isOver = () => over !== null;
	const requireOpen = () => {
		if (over) throw over;
	};
	const shut = () => {
		port.close();
		page.close();
	};
	return {
		copies: true,
		async write(bytes: Raw) {
			while (wanted === 0 && !isOver()) await turn.promise;
			requireOpen();
			wanted -= 1;
			for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
				const piece = bytes.slice(at, at + PIECE_BYTES);
				port.postMessage(piece, [piece.buffer]);
			}
		},
		async close() {
			requireOpen();
			port.postMessage('end');
			await saved.promise;
			requireOpen();
			end(new Refusal('cancelled'));
			shut();
		},
		abort() {
			if (!over) port.postMessage('abort');
			end(new Refusal('cancelled'));
			// The message goes before the line is closed.
			shut();
			return Promise.resolve();
		}
	};
}

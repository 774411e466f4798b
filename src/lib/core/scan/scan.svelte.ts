/**
 * Pages on their way to become one PDF. Of each there is the photo as the browser holds it, a preview and a thumbnail;
 * a whole picture is in memory only while it is worked on, one at a time. Nothing is sent from here.
 */
import type { Paper } from '../../../vault/scan-pdf.ts';
import { drawn, jpegOf, PAGE_SIDE, withPhoto, type Canvas, type Look } from './drawing.ts';
import { cutTurnedOn, turnedOn, WHOLE, type Cut } from './geometry.ts';
import { brightnessOf, MEASURED, warningsOf, type Warning } from './legibility.ts';
import { scanProblem } from './scan-problems.ts';

export const MOST_PAGES = 60;
const THUMBNAIL_SIDE = 480;
const WHOLE_LOOK: Look = { turn: 0, cut: WHOLE };

export interface ScanPage extends Look {
	readonly id: number;
	readonly photo: File;
	/** The whole photo, small and not turned. */
	readonly preview: Blob;
	/** The address of a picture of the page as it is now. */
	readonly thumbnail: string;
	readonly warnings: readonly Warning[];
}

export class Scan {
	pages: readonly ScanPage[] = $state.raw([]);
	/** How many photos are being looked at. */
	opening = $state(0);
	#next = 1;
	#last: Promise<unknown> = Promise.resolve();

	/** In the order given. Rejects with the problem of the first that is no page; the others are taken. */
	async add(photos: readonly File[]): Promise<void> {
		const room = MOST_PAGES - this.pages.length - this.opening;
		const taken = photos.slice(0, Math.max(0, room));
		this.opening += taken.length;
		const results = await Promise.allSettled(taken.map((photo) => this.#take(photo)));
		const failed = results.find(({ status }) => status === 'rejected');
		if (failed?.status === 'rejected') throw failed.reason;
		if (taken.length < photos.length) throw scanProblem('scan-too-many');
	}

	async #take(photo: File): Promise<void> {
		try {
			const page = await this.#inTurn(() =>
				withPhoto(photo, (image) => this.#pageOf(photo, image))
			);
			this.pages = [...this.pages, page];
		} finally {
			this.opening -= 1;
		}
	}

	async #pageOf(photo: File, image: HTMLImageElement): Promise<ScanPage> {
		const whole = drawn(image, WHOLE_LOOK, MEASURED);
		const warnings = warningsIn(whole);
		const preview = await jpegOf(whole, 0.8);
		const thumbnail = await jpegOf(drawn(image, WHOLE_LOOK, THUMBNAIL_SIDE), 0.7);
		const id = this.#next++;
		return {
			...WHOLE_LOOK,
			...{ id, photo, preview, warnings },
			thumbnail: URL.createObjectURL(thumbnail)
		};
	}

	/** A quarter to the right. */
	turn({ id }: ScanPage): Promise<void> {
		return this.#look(id, ({ turn, cut }) => ({ turn: turnedOn(turn), cut: cutTurnedOn(cut) }));
	}

	cut({ id }: ScanPage, cut: Cut): Promise<void> {
		return this.#look(id, ({ turn }) => ({ turn, cut }));
	}

	/** The look is the new one at once; its picture follows. What was cut off no longer counts, so it is judged again. */
	async #look(id: number, change: (page: ScanPage) => Look): Promise<void> {
		this.#change(id, change);
		await this.#inTurn(async () => {
			const page = this.pages.find((one) => one.id === id);
			if (!page) return;
			const [warnings, thumbnail] = await withPhoto(page.preview, async (image) => [
				warningsIn(drawn(image, page, MEASURED)),
				await jpegOf(drawn(image, page, THUMBNAIL_SIDE), 0.7)
			]);
			URL.revokeObjectURL(page.thumbnail);
			this.#change(id, () => ({ warnings, thumbnail: URL.createObjectURL(thumbnail) }));
		});
	}

	#change(id: number, change: (page: ScanPage) => Partial<ScanPage>): void {
		this.pages = this.pages.map((one) => (one.id === id ? { ...one, ...change(one) } : one));
	}

	/** `to`: the place among all pages, from 0. */
	move({ id }: ScanPage, to: number): void {
		const page = this.pages.find((one) => one.id === id);
		if (!page || to < 0 || to >= this.pages.length) return;
		const others = this.pages.filter((one) => one !== page);
		this.pages = [...others.slice(0, to), page, ...others.slice(to)];
	}

	remove({ id, thumbnail }: ScanPage): void {
		URL.revokeObjectURL(thumbnail);
		this.pages = this.pages.filter((one) => one.id !== id);
	}

	clear(): void {
		for (const page of this.pages) this.remove(page);
	}

	/** The pages as they will be sent, drawn from the photos one after the other. */
	async finish(make: (pages: Blob[]) => Promise<Blob>, name: string): Promise<File> {
		const pages: Blob[] = [];
		for (const page of this.pages)
			pages.push(
				await this.#inTurn(() =>
					withPhoto(page.photo, (image) => jpegOf(drawn(image, page, PAGE_SIDE), 0.82))
				)
			);
		return new File([await make(pages)], name, { type: 'application/pdf' });
	}

	#inTurn<T>(work: () => Promise<T>): Promise<T> {
		const result = this.#last.then(work, work);
		this.#last = result.catch(() => undefined);
		return result;
	}
}

function warningsIn({ canvas, context }: Canvas): Warning[] {
	return warningsOf(brightnessOf(context.getImageData(0, 0, canvas.width, canvas.height)));
}

/** Where letters are printed on Letter paper, by the reader's own region. */
const LETTER_REGIONS = 'US CA MX PH CL CO CR GT NI PA SV VE PR DO'.split(' ');
export function paperOf(locale: string): Paper {
	const { region } = new Intl.Locale(locale).maximize();
	return region !== undefined && LETTER_REGIONS.includes(region) ? 'letter' : 'a4';
}

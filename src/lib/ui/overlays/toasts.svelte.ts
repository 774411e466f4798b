/**
 * Short confirmations at the edge of the page. Bad news stays until it is dismissed; good news leaves by itself.
 * A toast is never the only place where an error is told.
 */
export type ToastTone = 'ok' | 'info' | 'danger';

export interface Toast {
	id: number;
	tone: ToastTone;
	text: string;
	action: { label: string; run: () => void } | undefined;
}

const STAYS = 6000;
/** Time to find and press its button, which stands somewhere else too (WCAG 2.2.1, twenty seconds). */
const STAYS_TO_ACT = 20_000;
const MOST = 3;

class Toasts {
	shown: Toast[] = $state([]);
	#next = 1;
	#timers = new Map<number, ReturnType<typeof setTimeout>>();

	show(text: string, tone: ToastTone = 'ok', action?: Toast['action']): number {
		const id = this.#next++;
		this.shown.push({ id, tone, text, action });
		for (const old of this.shown.slice(0, -MOST)) this.dismiss(old.id);
		this.resume(id);
		return id;
	}

	dismiss(id: number): void {
		this.pause(id);
		this.shown = this.shown.filter((toast) => toast.id !== id);
	}

	/** They name people and files: none stays on a locked page. */
	clear(): void {
		for (const { id } of this.shown) this.dismiss(id);
	}

	/** Nothing disappears from under a pointer or the focus. */
	pause(id: number): void {
		clearTimeout(this.#timers.get(id));
		this.#timers.delete(id);
	}

	resume(id: number): void {
		const toast = this.shown.find((one) => one.id === id);
		if (!toast || toast.tone === 'danger') return;
		this.pause(id);
		this.#timers.set(
			id,
			setTimeout(() => this.dismiss(id), toast.action ? STAYS_TO_ACT : STAYS)
		);
	}
}

export const toasts = new Toasts();

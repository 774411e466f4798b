/**
 * What is on its way between this page and the portal. Guarantees that an exchange over which nothing moves ends, as
 * `no-answer`, so that it can be tried again; and never ends one only because the line is slow, or busy with others. A
 * browser does not say how much of a body has left, so a body is given the time that a very slow line would take, unless
 * the portal answers nothing else either (pulse.ts).
 */
import { Pulse } from './pulse.ts';
import { Refusal } from './refusal.ts';

export interface Patience {
	/** How long nothing may arrive. */
	readonly idleMs: number;
	/** What the slowest line that is reckoned with moves, of all bodies together. */
	readonly bytesPerSecond: number;
}

const PATIENCE: Patience = { idleMs: 60_000, bytesPerSecond: 32_000 };
/** Without HTTP/2, browsers open six connections to a server. The stream of nudges holds one; beyond the others, requests queue. */
const CONNECTIONS = 5;
/** What takes no time to send: how long the answer takes says nothing of the line. */
const SMALL_BODY = 64 * 1024;
/** A line that was thought dead may be slower still: each time, twice as long is waited. */
const SLOWEST = 64;

export class Line {
	readonly #patience: Patience;
	#exchanges = 0;
	/** Of bodies that are being sent. */
	#bytes = 0;
	#slower = 1;
	readonly #bodies = new Set<Standstill>();
	readonly #pulse: Pulse | null;

	/** @param ask for a sign of life, of any kind */
	constructor(patience = PATIENCE, ask: ((signal: AbortSignal) => Promise<unknown>) | null = null) {
		this.#patience = patience;
		this.#pulse = ask && new Pulse(ask, () => this.#isDead());
	}

	/**
	 * @param size of the body that is sent
	 * @param work calls `moved` with everything that arrives
	 * @throws Refusal `no-answer` when nothing moved for too long, or what `work` throws
	 */
	async exchange<T>(
		size: number,
		cancelled: AbortSignal | null | undefined,
		work: (signal: AbortSignal, moved: () => void) => Promise<T>
	): Promise<T> {
		const bytes = size <= SMALL_BODY ? 0 : size;
		this.#exchanges++;
		this.#bytes += bytes;
		const slower = this.#slower;
		const { idleMs, bytesPerSecond } = this.#patience;
		const sendMs = bytes === 0 ? 0 : (this.#bytes * slower * 1000) / bytesPerSecond;
		const still = new Standstill(idleMs, () => bytes === 0 && this.#exchanges > CONNECTIONS);
		still.wait(idleMs + sendMs);
		if (bytes > 0) this.#listenFor(still);
		try {
			const signal = cancelled ? AbortSignal.any([cancelled, still.signal]) : still.signal;
			return await work(signal, () => {
				still.moved();
				if (this.#bodies.size > 0) this.#pulse?.heard();
			});
		} catch (error) {
			if (!still.signal.aborted || cancelled?.aborted || !isBroken(error)) throw error;
			// Of bodies that were on their way together, one makes it slower for the next.
			if (bytes > 0 && slower === this.#slower && !still.isDead)
				this.#slower = Math.min(slower * 2, SLOWEST);
			throw new Refusal('no-answer');
		} finally {
			still.end();
			this.#exchanges--;
			this.#bytes -= bytes;
			this.#bodies.delete(still);
			if (this.#bodies.size === 0) this.#pulse?.stop();
		}
	}

	#listenFor(still: Standstill): void {
		if (this.#bodies.size === 0) this.#pulse?.heard();
		this.#bodies.add(still);
	}

	/** Nothing was heard, not even what was asked for beside the bodies. Behind too many of these, it was not even sent. */
	#isDead(): boolean {
		if (this.#exchanges >= CONNECTIONS) return false;
		for (const still of this.#bodies) still.die();
		return true;
	}
}

/** Aborts its signal when nothing moved for the given time, unless there is an excuse before anything has moved. */
class Standstill {
	readonly #over = new AbortController();
	readonly #idleMs: number;
	readonly #isExcused: () => boolean;
	#timer: ReturnType<typeof setTimeout> | undefined;
	#hasMoved = false;
	/** Ended with everything else, which says nothing of how slow the line is. */
	isDead = false;

	constructor(idleMs: number, isExcused: () => boolean) {
		this.#idleMs = idleMs;
		this.#isExcused = isExcused;
	}

	get signal(): AbortSignal {
		return this.#over.signal;
	}

	wait(ms: number): void {
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => {
			if (!this.#hasMoved && this.#isExcused()) this.wait(this.#idleMs);
			else this.#over.abort();
		}, ms);
	}

	moved(): void {
		this.#hasMoved = true;
		this.wait(this.#idleMs);
	}

	die(): void {
		this.isDead = true;
		this.#over.abort();
	}

	end(): void {
		clearTimeout(this.#timer);
	}
}

const isBroken = (error: unknown): boolean =>
	error instanceof Refusal && ['offline', 'cancelled'].includes(error.code);

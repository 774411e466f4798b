/** Whether a log is still believed. Once it was caught contradicting itself, it is neither read nor written any more. */
import { witnessed, type Sighting } from './evidence.ts';
import { Refusal, toProblem } from './problems.ts';

export class Trust {
	readonly #describe: () => Sighting;
	#lost: Refusal | null = null;

	/** `describe` says what was being read, for the record of an alarm. */
	constructor(describe: () => Sighting) {
		this.#describe = describe;
	}

	get isLost(): boolean {
		return this.#lost !== null;
	}

	/** @throws the Refusal that ended the trust */
	require(): void {
		if (this.#lost) throw this.#lost;
	}

	/** Ends the trust; the first reason stays. */
	lose(refusal: Refusal): void {
		this.#lost ??= witnessed(refusal, this.#describe());
	}

	/** Runs `work`, which reads what the server sent; an alarming refusal in it ends the trust. */
	async during(work: () => Promise<void>): Promise<void> {
		this.require();
		try {
			await work();
		} catch (error) {
			if (error instanceof Refusal && toProblem(error).alarming) this.lose(error);
			throw error;
		}
	}
}

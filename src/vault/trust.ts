/** Whether a log is still believed. Once it was caught contradicting itself, it is neither read nor written any more. */
import { Refusal, toProblem } from './problems.ts';

export class Trust {
	#lost: Refusal | null = null;

	get isLost(): boolean {
		return this.#lost !== null;
	}

	/** @throws the Refusal that ended the trust */
	require(): void {
		if (this.#lost) throw this.#lost;
	}

	/** Runs `work`, which reads what the server sent; an alarming refusal in it ends the trust. */
	async during(work: () => Promise<void>): Promise<void> {
		this.require();
		try {
			await work();
		} catch (error) {
			if (error instanceof Refusal && toProblem(error).alarming) this.#lost = error;
			throw error;
		}
	}
}

/**
 * What a button does: one run at a time, its failure kept as a `Problem` beside the form that caused it. It never
 * throws and never clears what was typed.
 */
import type { Problem } from '../../vault/view.ts';
import { asProblem } from './problem.ts';

export class Action {
	busy = $state(false);
	problem: Problem | null = $state.raw(null);

	/** True when the work was done; false when it failed or another run was still going on. */
	async run(work: () => Promise<unknown>): Promise<boolean> {
		if (this.busy) return false;
		this.busy = true;
		this.problem = null;
		try {
			await work();
			return true;
		} catch (error) {
			this.problem = asProblem(error);
			return false;
		} finally {
			this.busy = false;
		}
	}
}

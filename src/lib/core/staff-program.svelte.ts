/**
 * The screens that only staff see: a second program, fetched where staff are and by nobody else. Nothing of it runs unless
 * it has the hash that the build wrote here, which the hash of this program covers in turn.
 */
import type { Problem } from '../../vault/view.ts';
import type { StaffScreens } from '../screens/staff-program.ts';
import { fetchAnew, runProgram, type ProgramFile } from './checked-program.ts';

/** Written by the build: scripts/staff-program.js. */
const script: ProgramFile = {
	address: 'address-of-the-staff-script',
	integrity: 'integrity-of-the-staff-script'
};
const stylesheet: ProgramFile = {
	address: 'address-of-the-staff-stylesheet',
	integrity: 'integrity-of-the-staff-stylesheet'
};

const notArrived: Problem = {
	code: 'screens-refused',
	message:
		'The screens for staff did not arrive as they should: the connection broke, or a file was changed. ' +
		'They were not opened. Try again or reload the page; if this stays, tell whoever runs the portal.',
	alarming: false
};

/** Whether or not they were fetched: all that may run here has to be on the portal's list. */
export const staffFiles: readonly ProgramFile[] = [script, stylesheet];

class StaffProgram {
	screens: StaffScreens | null = $state.raw(null);
	problem: Problem | null = $state.raw(null);
	#brought: StaffScreens | null = null;
	#isFetched = false;

	/** Called by the program itself, when it runs. */
	arrive(screens: StaffScreens): void {
		this.#brought = screens;
		// Vite's own server has no build: there it is imported.
		if (import.meta.env.DEV) this.screens = screens;
	}

	/** Once, however often it is asked for; again after it failed. */
	async fetch(): Promise<void> {
		if (import.meta.env.DEV || this.#isFetched) return;
		this.#isFetched = true;
		const again = this.problem !== null;
		this.problem = null;
		try {
			if (again) await fetchAnew(staffFiles);
			await runProgram(script, stylesheet);
			this.screens = this.#brought;
		} catch {
			this.#isFetched = false;
			this.problem = notArrived;
		}
	}
}

export const staffProgram = new StaffProgram();

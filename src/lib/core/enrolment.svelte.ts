/**
 * Making a passkey and handing it in, in steps that can each fail and be tried again: a passkey already made is
 * confirmed, not made twice, and one already confirmed is only handed in. The PRF output is overwritten after the
 * hand-in succeeded or was refused for good.
 */
import type { Core, NewPasskey } from '../worker/port.ts';
import { confirmPasskey, forgetPrf, makePasskey, type MadePasskey } from './passkey.ts';
import { isProblem } from './problem.ts';

/** The portal will not take this passkey any more: the next try makes a fresh one. */
const spent: readonly string[] = [
	'ceremony-expired',
	'passkey-refused',
	'passkey-taken',
	'passkey-inconsistent',
	'passkey-too-weak'
];

export class Enrolment {
	/** Made but not confirmed: the button should ask for one more touch. */
	awaitsConfirmation = $state(false);
	readonly #core: Pick<Core, 'terms'>;
	#made: MadePasskey | null = null;
	#passkey: NewPasskey | null = null;

	constructor(core: Pick<Core, 'terms'>) {
		this.#core = core;
	}

	async run<T>(
		label: { person: string; firm: string },
		handIn: (passkey: NewPasskey) => Promise<T>
	): Promise<T> {
		try {
			const result = await handIn(await this.#confirmed(label));
			this.#reset();
			return result;
		} catch (error) {
			if (isProblem(error) && spent.includes(error.code)) this.#reset();
			throw error;
		}
	}

	async #confirmed(label: { person: string; firm: string }): Promise<NewPasskey> {
		if (this.#passkey) return this.#passkey;
		this.#made ??= await makePasskey(await this.#core.terms('register'), label);
		this.awaitsConfirmation = true;
		this.#passkey = await confirmPasskey(this.#made, await this.#core.terms('authenticate'));
		this.awaitsConfirmation = false;
		return this.#passkey;
	}

	#reset(): void {
		forgetPrf(this.#passkey);
		forgetPrf(this.#made);
		this.#made = null;
		this.#passkey = null;
		this.awaitsConfirmation = false;
	}
}

/** Who is here: signed out, locked or unlocked, and as whom. Holds no key; the worker does. */
import type { VaultId } from '../../crypto/brands.ts';
import type { KitView, Me, Mark, Problem } from '../../vault/view.ts';
import type { Core } from '../worker/port.ts';
import { forgetPrf, usePasskey } from './passkey.ts';
import { passkeyProblem } from './passkey-problems.ts';
import { asProblem, isProblem } from './problem.ts';

export type SessionState =
	'starting' | 'unreachable' | 'needs-setup' | 'out' | 'needs-words' | 'in';
/** Why the sign-in page is showing, where that needs saying. */
export type OutReason = 'idle' | 'locked' | 'signed-out' | 'elsewhere' | null;

export class Session {
	state: SessionState = $state('starting');
	me: Me | null = $state.raw(null);
	remembered: { firmName: string; mark: Mark; isStaff: boolean } | null = $state.raw(null);
	reason: OutReason = $state(null);
	problem: Problem | null = $state.raw(null);
	readonly #core: Core;
	readonly #onOut: () => void;

	constructor(core: Core, onOut: () => void) {
		this.#core = core;
		this.#onOut = onOut;
	}

	async start(): Promise<void> {
		this.state = 'starting';
		this.problem = null;
		try {
			const [status, remembered, me] = await Promise.all([
				this.#core.status(),
				this.#core.remembered(),
				this.#core.me()
			]);
			this.remembered = remembered;
			// A link may have been followed while this was under way.
			if (this.me) return;
			if (me) this.enter(me);
			else this.state = status.needsSetup ? 'needs-setup' : 'out';
		} catch (error) {
			this.problem = asProblem(error);
			this.state = 'unreachable';
		}
	}

	enter(me: Me): void {
		this.me = me;
		this.remembered = { firmName: me.firmName, mark: me.mark, isStaff: me.kind === 'staff' };
		this.reason = null;
		this.state = 'in';
	}

	async refresh(): Promise<void> {
		if (this.state !== 'in') return;
		const me = await this.#core.me().catch(() => null);
		// Locked meanwhile: nobody comes back in by a late answer.
		if (me && this.me) this.enter(me);
	}

	/** One touch: signs in and unlocks. */
	async signIn(): Promise<void> {
		const passkey = await usePasskey(await this.#core.terms('authenticate'));
		try {
			const result = await this.#core.signIn(passkey);
			if (result.state === 'unlocked') this.enter(result.me);
			else this.state = 'needs-words';
		} finally {
			forgetPrf(passkey);
		}
	}

	/** The invitation that is open, with the keys that are unlocked. Answers with the vault it leads to. */
	async joinAs(): Promise<VaultId> {
		const { me, vault } = await this.#core.joinAs();
		this.enter(me);
		return vault;
	}

	async unlockWithWords(words: string): Promise<void> {
		this.enter(await this.#core.unlockWithWords(words));
	}

	/** Enters, or gives what to show when the words are no account's but the firm's recovery kit. */
	async recover(words: string): Promise<KitView | null> {
		try {
			this.enter(await this.#core.recover(words));
			return null;
		} catch (error) {
			if (!isProblem(error) || error.code !== 'recovery-unknown') throw error;
			return await this.#openKit(words, error);
		}
	}

	/** Words that are neither are told as words of no account: a kit is rare, a wrong word is not. */
	async #openKit(words: string, unknown: Problem): Promise<KitView> {
		try {
			return await this.#core.openKit(words);
		} catch (error) {
			throw isProblem(error) && error.code === 'kit-unknown' ? unknown : error;
		}
	}

	/** New keys for this person. `leaving` is a passkey that is given up and so cannot be the one that stays. */
	async changeKeys(withRecovery: boolean, leaving: string | null): Promise<void> {
		const passkey = await usePasskey(await this.#core.terms('authenticate'));
		try {
			if (passkey.credential === leaving) throw passkeyProblem('passkey-leaving');
			this.enter(await this.#core.changeKeys({ passkey, withRecovery }));
		} finally {
			forgetPrf(passkey);
		}
	}

	/** Leaves at once on the screen; the worker forgets its keys whatever happens here. */
	async lock(reason: 'idle' | 'locked'): Promise<void> {
		this.leave(reason);
		await this.#core.lock();
	}

	async signOut(): Promise<void> {
		this.leave('signed-out');
		// Signing out also takes the firm's name off this device.
		this.remembered = null;
		await this.#core.signOut();
	}

	leave(reason: OutReason): void {
		if (this.state !== 'in' && this.state !== 'needs-words') return;
		this.me = null;
		this.reason = reason;
		this.state = 'out';
		this.#onOut();
	}
}

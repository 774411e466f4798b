/** Who is unlocked in this worker. All secrets of a session hang from here, and `lock` lets go of all of them. */
import type { Language } from '../../contract/language.ts';
import type { Api } from '../../vault/api.ts';
import type { OpenAccount } from '../../vault/account.ts';
import { Refusal } from '../../vault/problems.ts';
import { Session } from '../../vault/session.ts';
import type { Me } from '../../vault/view.ts';
import { fingerprintOf } from '../../vault/people.ts';
import type { openDeviceStore } from './device-store.ts';

interface Methods {
	readonly passkeys: readonly unknown[];
	readonly recovery: unknown;
	readonly mailLanguage: Language | null;
}

export type Device = ReturnType<typeof openDeviceStore>;

export class Keyholder {
	readonly api: Api;
	readonly device: Device;
	#session: Session | null = null;
	#onChange: (session: Session | null) => unknown = () => undefined;
	#onForgery: (refusal: Refusal) => void = () => undefined;
	#passkeys = 0;
	#hasRecovery = false;
	/** In which mail to this person is written, as the portal said last; null: they asked for none. */
	mailLanguage: Language | null = null;
	/** A signing out that is under way: it must not end the session of whoever comes in right after it. */
	left: Promise<unknown> = Promise.resolve();

	constructor(api: Api, device: Device) {
		this.api = api;
		this.device = device;
	}

	/** Called when somebody unlocks (with their session) or locks (with null). Unlocking waits for what it returns. */
	onChange(listener: (session: Session | null) => unknown): void {
		this.#onChange = listener;
	}

	/** Called when a log holds an entry that the portal made up. */
	onForgery(listener: (refusal: Refusal) => void): void {
		this.#onForgery = listener;
	}

	get session(): Session {
		if (!this.#session) throw new Refusal('locked');
		return this.#session;
	}

	get isOpen(): boolean {
		return this.#session !== null;
	}

	async open(account: OpenAccount, methods: Methods): Promise<Me> {
		this.lock();
		return this.#adopt(account, methods);
	}

	/** The same person with new keys: the page stays where it is. When that fails, the portal locks. */
	async replace(account: OpenAccount, methods: Methods): Promise<Me> {
		const before = this.#session;
		try {
			return await this.#adopt(account, methods);
		} catch (error) {
			this.#session = null;
			this.#onChange(null);
			throw error;
		} finally {
			before?.wipe();
		}
	}

	async #adopt(account: OpenAccount, methods: Methods): Promise<Me> {
		const session = await Session.open(this.api, account, this.device, (refusal) => {
			this.#onForgery(refusal);
		});
		this.#session = session;
		this.noteMethods(methods);
		try {
			await openOwnVaults(session);
			const { firmName, mark, kind } = await this.me();
			await this.device.remember({ firmName, mark, isStaff: kind === 'staff' });
		} catch (error) {
			// Nobody is told of an unlocking that failed half-way, so no idle lock would ever end it.
			this.#session = null;
			session.wipe();
			throw error;
		}
		await this.#onChange(session);
		if (this.#session !== session) throw new Refusal('locked');
		return this.me();
	}

	noteMethods({ passkeys, recovery, mailLanguage }: Methods): void {
		this.#passkeys = passkeys.length;
		this.#hasRecovery = recovery !== null;
		this.mailLanguage = mailLanguage;
	}

	lock(): void {
		const session = this.#session;
		if (!session) return;
		this.#session = null;
		this.#onChange(null);
		session.wipe();
	}

	async me(): Promise<Me> {
		const session = this.session;
		const { userId, role, firm, ownVaults } = session;
		const { state } = firm;
		const staff = state.staff.get(userId);
		const vaults = ownVaults.filter((id) => session.loadedVault(id));
		const last = vaults.length > 1 ? await this.device.lastVault(userId) : null;
		return {
			userId,
			kind: role,
			name: staff?.name ?? nameInVaults(session),
			role: staff?.role ?? null,
			firm: firm.firm,
			firmName: state.name ?? 'Your firm',
			firmFingerprint: await fingerprintOf(firm.firm),
			mark: state.mark ?? { colour: 'pine', initials: '··' },
			fingerprint: await fingerprintOf(userId),
			hasKeys: role === 'client' || firm.teams.has(state.everyone),
			vaults,
			firms: session.firms.map((one) => one.firm),
			lastVault: vaults.find((id) => id === last) ?? null,
			hasRecovery: this.#hasRecovery,
			passkeys: this.#passkeys
		};
	}
}

/** A client's vault carries the keys to the names of the people who can open it. One they were removed from is left out. */
async function openOwnVaults(session: Session): Promise<void> {
	for (const vault of session.ownVaults)
		await session.vault(vault).catch((error: unknown) => {
			if (!(error instanceof Refusal && error.code === 'not-found')) throw error;
		});
}

function nameInVaults(session: Session): string {
	const names = session.ownVaults.map(
		(id) => session.loadedVault(id)?.state.members.get(session.userId)?.name
	);
	return names.find((name) => name) ?? 'You';
}

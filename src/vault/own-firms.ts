/**
 * The firms that a person belongs to, each with its own verified log, and whose a vault is. What one firm's log says is
 * never used for another's vault.
 */
import type { FirmId, VaultId } from '../crypto/brands.ts';
import type { FirmLog } from './firm-log.ts';
import type { FirmMembership } from './keyring.ts';
import { unionMemberships, vaultsIn } from './memberships.ts';
import { Refusal } from './problems.ts';

export class OwnFirms {
	readonly #newLog: (membership: FirmMembership) => FirmLog;
	#memberships: readonly FirmMembership[];
	/** Of those whose log was read. One that is not here does not know this person any more. */
	readonly #logs = new Map<FirmId, FirmLog>();
	#home: FirmLog;

	/** @throws Refusal `account-damaged` for somebody who belongs nowhere */
	constructor(
		memberships: readonly FirmMembership[],
		newLog: (membership: FirmMembership) => FirmLog
	) {
		const [first] = memberships;
		if (!first) throw new Refusal('account-damaged');
		this.#memberships = memberships;
		this.#newLog = newLog;
		this.#home = newLog(first);
	}

	/** The firm of staff; a client's first. */
	get home(): FirmLog {
		return this.#home;
	}

	get role(): FirmMembership['role'] {
		return this.#memberships[0]?.role ?? 'client';
	}

	get logs(): readonly FirmLog[] {
		return [...this.#logs.values()];
	}

	/** With every directory as it is known by now. */
	get memberships(): readonly FirmMembership[] {
		return this.#memberships.map((membership) => {
			const { directory } = this.#logs.get(membership.firm) ?? membership;
			return { ...membership, directory };
		});
	}

	/** A client's own. */
	get vaults(): VaultId[] {
		return vaultsIn(this.#memberships);
	}

	get(firm: FirmId): FirmLog | null {
		return this.#logs.get(firm) ?? null;
	}

	/** Staff reach the vaults of their firm; a client's vault is the firm's that their keyring names. */
	of(vault: VaultId): FirmLog | null {
		if (this.role === 'staff') return this.#home;
		const owner = this.#memberships.find(({ vaults }) => vaults.includes(vault));
		return owner ? this.get(owner.firm) : null;
	}

	/** Verifies every firm's log. A firm that this person was taken out of is left out, unless there is no other. */
	async open(): Promise<void> {
		for (const membership of this.#memberships) await this.#read(membership);
		const [home] = this.#logs.values();
		if (!home) throw new Refusal('not-found');
		this.#home = home;
	}

	/** Takes in what another device, or a join, says of this person; verifies the logs of firms that were not here. */
	async add(theirs: readonly FirmMembership[]): Promise<void> {
		const memberships = unionMemberships(this.#memberships, theirs);
		for (const membership of memberships)
			if (!this.#logs.has(membership.firm)) await this.#read(membership);
		this.#memberships = memberships;
	}

	async sync(): Promise<void> {
		for (const log of this.#logs.values()) await log.sync();
	}

	async #read(membership: FirmMembership): Promise<void> {
		const log = membership.firm === this.#home.firm ? this.#home : this.#newLog(membership);
		try {
			await log.sync();
			this.#logs.set(log.firm, log);
		} catch (error) {
			if (!(error instanceof Refusal && error.code === 'not-found')) throw error;
		}
	}
}

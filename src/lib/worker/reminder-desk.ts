/**
 * Reminders that go out by themselves. Whoever makes a list plans them; whoever has a vault open tells the portal when what is
 * missing of a list is not what the portal was told last: so the last document ends them, whoever sends it. A portal that
 * was not told, or does not listen, sends a reminder too many: nothing else rests on it.
 */
import type { ChecklistId, VaultId } from '../../crypto/brands.ts';
import {
	asListReminders,
	asPlan,
	isMissing,
	planOf,
	usualReminders,
	withoutReminders,
	type RemindersView
} from '../../vault/reminder-plans.ts';
import { detailsOf } from '../../vault/details.ts';
import type { InvitedTo } from '../../vault/api.ts';
import type { Session } from '../../vault/session.ts';
import { typedAddress } from '../../vault/typed-mail.ts';
import type { VaultState } from '../../vault/vault-state.ts';
import type { ChecklistDraft } from '../../vault/view.ts';
import type { Keyholder } from './keyholder.ts';
import type { Core } from './port.ts';

type ReminderDesk = Pick<
	Core,
	| 'reminders'
	| 'planReminders'
	| 'inviteReminders'
	| 'putInviteReminder'
	| 'remindInvited'
	| 'forgetInviteAddress'
>;
type Lists = Pick<Core, 'listRequests' | 'editRequests' | 'removeRequests'>;

const itemsOf = ({ checklists, items }: VaultState, checklist: ChecklistId) =>
	(checklists.get(checklist)?.items ?? []).flatMap((id) => items.get(id) ?? []);

export class Reminding {
	readonly #keyholder: Keyholder;
	readonly #now: () => number;
	/** What was found missing when it was last told, by vault. */
	#told = new WeakMap<Session, Map<VaultId, string>>();

	constructor(keyholder: Keyholder, now: () => number) {
		this.#keyholder = keyholder;
		this.#now = now;
	}

	get desk(): ReminderDesk {
		const { api } = this.#keyholder;
		return {
			reminders: (vault) => this.#view(vault),
			planReminders: async (vault, checklist, wish) => {
				await api.putReminderPlan(vault, await planOf(vault, checklist), asPlan(wish));
				this.#forget(vault);
				await this.#tell(vault);
				return this.#view(vault);
			},
			inviteReminders: (vault) => api.inviteReminders(this.#invitedTo(vault)),
			putInviteReminder: async (vault, invite, wish) =>
				api.putInviteReminder(this.#invitedTo(vault), invite, {
					...wish,
					address: typedAddress(wish.address)
				}),
			remindInvited: (vault, invite) => api.remindInvited(this.#invitedTo(vault), invite),
			forgetInviteAddress: (vault, invite) =>
				api.forgetInviteAddress(this.#invitedTo(vault), invite)
		};
	}

	/** The same desk; a list that was made, changed or removed is planned, planned anew or forgotten. */
	withLists(lists: Lists): Lists {
		return {
			listRequests: async (vault, draft) => {
				const checklist = await lists.listRequests(vault, draft);
				void this.#quietly(() => this.#plan(vault, checklist, draft));
				return checklist;
			},
			editRequests: async (vault, checklist, seen, draft) => {
				await lists.editRequests(vault, checklist, seen, draft);
				void this.#quietly(() => this.#planAnew(vault, checklist, draft));
			},
			removeRequests: async (vault, checklist) => {
				await lists.removeRequests(vault, checklist);
				void this.#quietly(async () =>
					this.#keyholder.api.removeReminderPlan(vault, await planOf(vault, checklist))
				);
			}
		};
	}

	/** Whenever more is known of a vault. Nobody waits for it. */
	look(vault: VaultId): void {
		void this.#quietly(() => this.#tell(vault));
	}

	/** `work` brings what is known of the vault up to date. */
	async after<T>(vault: VaultId, work: Promise<T>): Promise<T> {
		const done = await work;
		this.look(vault);
		return done;
	}

	#invitedTo = (vault: VaultId | null): InvitedTo =>
		vault === null ? { firm: this.#keyholder.session.firm.firm } : { vault };

	async #view(vault: VaultId): Promise<RemindersView> {
		const { api, session } = this.#keyholder;
		const { state } = await session.vault(vault);
		const { sends, plans } = await api.reminderPlans(vault);
		const known = new Map(plans.map((plan) => [plan.plan, plan]));
		const lists = [];
		for (const checklist of state.checklists.keys()) {
			const plan = known.get(await planOf(vault, checklist));
			lists.push(
				plan
					? asListReminders(checklist, plan)
					: withoutReminders(checklist, itemsOf(state, checklist), this.#today())
			);
		}
		return { sends, lists };
	}

	async #plan(vault: VaultId, checklist: ChecklistId, { items }: ChecklistDraft): Promise<void> {
		const { api } = this.#keyholder;
		if (await this.#prefersPaper(vault)) return;
		if (!(await api.reminderPlans(vault)).sends) return;
		const wish = usualReminders(items, this.#today());
		await api.putReminderPlan(vault, await planOf(vault, checklist), asPlan(wish));
	}

	/** Whoever wants letters is reminded by mail only where staff say so for a list. */
	async #prefersPaper(vault: VaultId): Promise<boolean> {
		const { state, firm } = await this.#keyholder.session.vault(vault);
		return (await detailsOf(state, firm.teams))?.paper ?? false;
	}

	/** Dates that were changed before anybody was reminded move the first reminder. */
	async #planAnew(
		vault: VaultId,
		checklist: ChecklistId,
		{ items }: ChecklistDraft
	): Promise<void> {
		const { api } = this.#keyholder;
		const id = await planOf(vault, checklist);
		const plan = (await api.reminderPlans(vault)).plans.find((one) => one.plan === id);
		if (!plan?.active || plan.sent > 0) return;
		const { every, most } = plan;
		const wish = { ...usualReminders(items, this.#today()), every, most };
		await api.putReminderPlan(vault, id, asPlan(wish));
	}

	async #tell(vault: VaultId): Promise<void> {
		const { api, isOpen } = this.#keyholder;
		if (!isOpen) return;
		const { session } = this.#keyholder;
		const state = session.loadedVault(vault)?.state;
		if (state === undefined || state.checklists.size === 0) return;
		const missing = [...state.checklists.keys()].map((id) => [id, isMissing(state, id)] as const);
		const said = missing.join(' ');
		const told = this.#toldBy(session);
		if (told.get(vault) === said) return;
		told.set(vault, said);
		try {
			const { plans } = await api.reminderPlans(vault);
			for (const [checklist, isIt] of missing) {
				const id = await planOf(vault, checklist);
				const plan = plans.find((one) => one.plan === id);
				if (plan && plan.missing !== isIt) await api.sayMissing(vault, id, isIt);
			}
		} catch (error) {
			told.delete(vault);
			throw error;
		}
	}

	#toldBy(session: Session): Map<VaultId, string> {
		const known = this.#told.get(session) ?? new Map<VaultId, string>();
		this.#told.set(session, known);
		return known;
	}

	#forget(vault: VaultId): void {
		if (this.#keyholder.isOpen) this.#toldBy(this.#keyholder.session).delete(vault);
	}

	/** A list that was written stays written; what could not be told is told at the next look. */
	async #quietly(work: () => Promise<unknown>): Promise<void> {
		try {
			await work();
		} catch {
			return;
		}
	}

	/** As the calendar beside this device has it. */
	#today(): string {
		const time = new Date(this.#now());
		const two = (part: number) => String(part).padStart(2, '0');
		return `${String(time.getFullYear())}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
	}
}

/** Reminders that go out by themselves: plans, which whoever reads a vault may stop, and those of open invitations. */
import { nothing } from '../../contract/api.ts';
import {
	inviteReminderRequest,
	inviteReminders,
	missingRequest,
	planId,
	planRequest,
	reminderPlans
} from '../../contract/reminders.ts';
import { inviteId } from '../../contract/wire.ts';
import type { UserId } from '../../crypto/brands.ts';
import { firmAdmin, vaultReader, vaultStaff } from '../http/access.ts';
import { bodyRoute, pathParam, route, type Access, type Call } from '../http/route.ts';
import {
	forgetInviteAddress,
	inviteRemindersOf,
	putInviteReminder,
	remindOfInvite,
	type InvitedTo,
	type OfInvite
} from './invite-reminders.ts';
import { plansOf, putPlan, removePlan, sayMissing } from './plans.ts';

const plans = [
	route({
		method: 'GET',
		path: '/api/vaults/:vault/plans',
		access: vaultReader,
		response: reminderPlans,
		handle: ({ services, granted }) => plansOf(services, granted.vault)
	}),
	bodyRoute({
		method: 'PUT',
		path: '/api/vaults/:vault/plans/:plan',
		access: vaultStaff,
		body: planRequest,
		response: reminderPlans,
		async handle({ services, http, granted: { vault }, body }) {
			await putPlan(services, vault, pathParam(http, 'plan', planId), body);
			return plansOf(services, vault);
		}
	}),
	bodyRoute({
		method: 'POST',
		path: '/api/vaults/:vault/plans/:plan/missing',
		access: vaultReader,
		body: missingRequest,
		response: reminderPlans,
		async handle({ services, http, granted: { vault }, body }) {
			await sayMissing(services, vault, pathParam(http, 'plan', planId), body.missing);
			return plansOf(services, vault);
		}
	}),
	route({
		method: 'DELETE',
		path: '/api/vaults/:vault/plans/:plan',
		access: vaultStaff,
		response: reminderPlans,
		async handle({ services, http, granted: { vault } }) {
			await removePlan(services, vault, pathParam(http, 'plan', planId));
			return plansOf(services, vault);
		}
	})
];

type ForInvites = InvitedTo & { readonly user: UserId };

const ofInvite = ({ http, granted }: Pick<Call<ForInvites>, 'http' | 'granted'>): OfInvite => ({
	...granted,
	invite: pathParam(http, 'invite', inviteId)
});

/** Colleagues are invited by owners and admins, and nobody else hears of them. */
const colleagues: Access<ForInvites> = async (door) => ({
	...(await firmAdmin(door)),
	vault: null
});

const invitesAt = (path: `/api/${string}`, access: Access<ForInvites>) => [
	route({
		method: 'GET',
		path,
		access,
		response: inviteReminders,
		handle: ({ services, granted }) => inviteRemindersOf(services, granted)
	}),
	bodyRoute({
		method: 'PUT',
		path: `${path}/:invite`,
		access,
		body: inviteReminderRequest,
		response: inviteReminders,
		async handle(call) {
			await putInviteReminder(call.services, ofInvite(call), call.body);
			return inviteRemindersOf(call.services, call.granted);
		}
	}),
	bodyRoute({
		method: 'POST',
		path: `${path}/:invite`,
		access,
		body: nothing,
		response: inviteReminders,
		async handle(call) {
			await remindOfInvite(call.services, ofInvite(call));
			return inviteRemindersOf(call.services, call.granted);
		}
	}),
	route({
		method: 'DELETE',
		path: `${path}/:invite`,
		access,
		response: inviteReminders,
		async handle(call) {
			await forgetInviteAddress(call.services, ofInvite(call));
			return inviteRemindersOf(call.services, call.granted);
		}
	})
];

export const reminderRoutes = [
	...plans,
	...invitesAt('/api/vaults/:vault/invites', vaultStaff),
	...invitesAt('/api/firms/:firm/invites', colleagues)
];

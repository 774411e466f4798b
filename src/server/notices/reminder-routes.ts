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
import type { InviteId, UserId, VaultId } from '../../crypto/brands.ts';
import { vaultReader, vaultStaff } from '../http/access.ts';
import { bodyRoute, pathParam, route, type Call } from '../http/route.ts';
import {
	forgetInviteAddress,
	inviteRemindersOf,
	putInviteReminder,
	remindOfInvite
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

type OfVaultCall = Pick<
	Call<{ readonly vault: VaultId; readonly user: UserId }, unknown>,
	'http' | 'granted'
>;

const ofInvite = ({ http, granted: { vault, user } }: OfVaultCall) => {
	const invite: InviteId = pathParam(http, 'invite', inviteId);
	return { vault, user, invite };
};

const invites = [
	route({
		method: 'GET',
		path: '/api/vaults/:vault/invites',
		access: vaultStaff,
		response: inviteReminders,
		handle: ({ services, granted }) => inviteRemindersOf(services, granted.vault)
	}),
	bodyRoute({
		method: 'PUT',
		path: '/api/vaults/:vault/invites/:invite',
		access: vaultStaff,
		body: inviteReminderRequest,
		response: inviteReminders,
		async handle(call) {
			await putInviteReminder(call.services, ofInvite(call), call.body);
			return inviteRemindersOf(call.services, call.granted.vault);
		}
	}),
	bodyRoute({
		method: 'POST',
		path: '/api/vaults/:vault/invites/:invite',
		access: vaultStaff,
		body: nothing,
		response: inviteReminders,
		async handle(call) {
			await remindOfInvite(call.services, ofInvite(call));
			return inviteRemindersOf(call.services, call.granted.vault);
		}
	}),
	route({
		method: 'DELETE',
		path: '/api/vaults/:vault/invites/:invite',
		access: vaultStaff,
		response: inviteReminders,
		async handle(call) {
			await forgetInviteAddress(call.services, ofInvite(call));
			return inviteRemindersOf(call.services, call.granted.vault);
		}
	})
];

export const reminderRoutes = [...plans, ...invites];

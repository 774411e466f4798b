/** What staff do with the firm: clients, the team, invitations. */
import { idBytes } from '../../crypto/ids.ts';
import { clientList } from '../../vault/client-list.ts';
import { createVault, labelFor } from '../../vault/create-vault.ts';
import { inviteClient, inviteStaff, withdrawClientInvite } from '../../vault/invitations.ts';
import { typedName } from '../../vault/names.ts';
import { Refusal } from '../../vault/problems.ts';
import { wrapTeamSecret } from '../../vault/team-keys.ts';
import { teamView } from '../../vault/team-view.ts';
import type { Keyholder } from './keyholder.ts';
import type { Core, CoreEvent } from './port.ts';

type FirmDesk = Pick<
	Core,
	| 'clients'
	| 'createClient'
	| 'renameClient'
	| 'inviteClient'
	| 'withdrawClientInvite'
	| 'team'
	| 'inviteStaff'
	| 'withdrawStaffInvite'
	| 'grantTeam'
	| 'changeFirm'
>;

export function firmDesk(
	keyholder: Keyholder,
	emit: (event: CoreEvent) => void,
	portal: { origin: string; now: () => number }
): FirmDesk {
	const { api } = keyholder;
	const { now } = portal;
	const linkTo = (fragment: string) => `${portal.origin}/join#${fragment}`;
	const changed = () => {
		emit({ type: 'team-changed' });
	};
	return {
		clients: () => clientList(api, keyholder.session.firm),
		async createClient(name) {
			const { firm, account } = keyholder.session;
			await firm.sync();
			const vault = await createVault(api, firm, account.identity, name, now());
			emit({ type: 'clients-changed' });
			return vault;
		},
		async renameClient(id, typed) {
			const { firm, account } = keyholder.session;
			const name = typedName(typed);
			const vault = await keyholder.session.vault(id);
			const label = await labelFor(firm, account.identity, id, name);
			await vault.append(
				() =>
					Promise.resolve({
						kind: 'vault.renamed' as const,
						payload: { label },
						body: { name }
					}),
				now
			);
			emit({ type: 'clients-changed' });
			emit({ type: 'vault-changed', vault: id });
		},
		async inviteClient(id, name) {
			const { firm, account } = keyholder.session;
			const vault = await keyholder.session.vault(id);
			const issued = await inviteClient(firm, vault, account.identity, name, now);
			emit({ type: 'vault-changed', vault: id });
			return { url: linkTo(issued.fragment), expires: issued.expires, name };
		},
		async withdrawClientInvite(id, invite) {
			const { firm, account } = keyholder.session;
			const vault = await keyholder.session.vault(id);
			await withdrawClientInvite(firm, vault, account.identity, invite, now);
			emit({ type: 'vault-changed', vault: id });
		},
		async team() {
			const { firm, userId } = keyholder.session;
			await keyholder.session.firm.sync();
			return teamView(firm, userId, now());
		},
		async inviteStaff(name, role) {
			const { firm, account } = keyholder.session;
			const issued = await inviteStaff(firm, account.identity, { name, role }, now);
			changed();
			return { url: linkTo(issued.fragment), expires: issued.expires, name };
		},
		async withdrawStaffInvite(invite) {
			await keyholder.session.firm.append(
				() =>
					Promise.resolve({
						kind: 'staff.uninvited' as const,
						payload: { invite: idBytes(invite) },
						body: null
					}),
				now
			);
			changed();
		},
		async grantTeam(user) {
			const { firm, userId } = keyholder.session;
			await firm.append(async (state) => {
				const staff = state.staff.get(user);
				const held = firm.teams.get(state.everyone);
				if (!staff) throw new Refusal('not-found');
				if (!held) throw new Refusal('no-keys-yet');
				const place = {
					firm: firm.firm,
					team: state.everyone,
					epoch: held.epoch,
					sender: userId
				};
				return {
					kind: 'team.granted' as const,
					payload: {
						epoch: held.epoch,
						team: idBytes(state.everyone),
						user: idBytes(user),
						wrap: await wrapTeamSecret(held.secret, staff.bundle.kem, place)
					},
					body: null
				};
			}, now);
			changed();
		},
		async changeFirm(firmName, mark) {
			const name = typedName(firmName);
			await keyholder.session.firm.append(
				() =>
					Promise.resolve({
						kind: 'firm.changed' as const,
						payload: {},
						body: { mark: { ...mark }, name }
					}),
				now
			);
			await keyholder.device.remember({ firmName: name, mark });
			changed();
		}
	};
}

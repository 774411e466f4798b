/** What staff do with the firm: clients, the team, invitations. */
import { idBytes } from '../../crypto/ids.ts';
import { admitToTeam } from '../../vault/admitting.ts';
import { ClientList, type OnListed } from '../../vault/client-list.ts';
import { removeMember, removeStaff } from '../../vault/leaving.ts';
import { exportHeads, exportRecords } from '../../vault/records-export.ts';
import { createVault } from '../../vault/create-vault.ts';
import { labelFor } from '../../vault/next-epoch.ts';
import { inviteClient, inviteStaff, withdrawClientInvite } from '../../vault/invitations.ts';
import { typedMark } from '../../vault/marks.ts';
import { typedName } from '../../vault/names.ts';
import type { Session } from '../../vault/session.ts';
import { teamView } from '../../vault/team-view.ts';
import type { Keyholder } from './keyholder.ts';
import type { Core, CoreEvent } from './port.ts';
import type { Rotating } from './rotating.ts';

type FirmDesk = Pick<
	Core,
	| 'clients'
	| 'client'
	| 'createClient'
	| 'renameClient'
	| 'inviteClient'
	| 'withdrawClientInvite'
	| 'team'
	| 'inviteStaff'
	| 'withdrawStaffInvite'
	| 'grantTeam'
	| 'removeStaff'
	| 'removeMember'
	| 'rotation'
	| 'continueRotation'
	| 'pauseRotation'
	| 'exportRecords'
	| 'exportHeads'
	| 'changeFirm'
>;

/** What is known of clients goes with the session. */
const lists = new WeakMap<Session, ClientList>();

export function firmDesk(
	keyholder: Keyholder,
	emit: (event: CoreEvent) => void,
	rotating: Rotating,
	portal: { origin: string; now: () => number; listed?: OnListed }
): FirmDesk {
	const { api } = keyholder;
	const { now } = portal;
	const linkTo = (fragment: string) => `${portal.origin}/join#${fragment}`;
	const changed = () => {
		emit({ type: 'team-changed' });
	};
	function listOf(session: Session): ClientList {
		const { firm, keptList: memory } = session;
		const around = { memory, now, onListed: portal.listed };
		const known = lists.get(session) ?? new ClientList(api, firm, around);
		lists.set(session, known);
		return known;
	}
	return {
		clients: () => listOf(keyholder.session).all(),
		client: (vault) => listOf(keyholder.session).one(vault),
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
			await vault.append(
				async () => ({
					kind: 'vault.renamed' as const,
					payload: { label: await labelFor(firm, account.identity, id, name) },
					body: { name }
				}),
				now
			);
			emit({ type: 'clients-changed', vault: id });
			emit({ type: 'vault-changed', vault: id });
		},
		async inviteClient(id, name, history) {
			const { firm, account } = keyholder.session;
			const vault = await keyholder.session.vault(id);
			const issued = await inviteClient(firm, vault, account.identity, { name, history }, now);
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
		async grantTeam(user, history) {
			const { firm, account } = keyholder.session;
			await admitToTeam(firm, account.identity, user, history, now);
			changed();
			if (!history) rotating.inBackground();
		},
		async removeStaff(user) {
			const { firm, account } = keyholder.session;
			await removeStaff(firm, account.identity, user, now);
			changed();
			rotating.inBackground();
		},
		async removeMember(id, user) {
			const { firm, account } = keyholder.session;
			const vault = await keyholder.session.vault(id);
			await removeMember(firm, vault, account.identity, user, now);
			emit({ type: 'vault-changed', vault: id });
			emit({ type: 'clients-changed', vault: id });
		},
		rotation: () => Promise.resolve(rotating.view),
		continueRotation: () => rotating.begin(),
		pauseRotation: () =>
			Promise.resolve().then(() => {
				rotating.pause();
			}),
		exportRecords: (vault, withNames) =>
			exportRecords(api, keyholder.session, { vault, withNames, now: now() }),
		exportHeads: () => exportHeads(api, keyholder.session, now()),
		async changeFirm(firmName, typed) {
			const name = typedName(firmName);
			const mark = typedMark(typed);
			await keyholder.session.firm.append(
				() =>
					Promise.resolve({
						kind: 'firm.changed' as const,
						payload: {},
						body: { mark: { ...mark }, name }
					}),
				now
			);
			await keyholder.device.remember({ firmName: name, mark, isStaff: true });
			changed();
		}
	};
}

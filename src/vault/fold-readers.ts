/**
 * The part of a vault's fold that concerns who holds its key: joining, leaving, new keys. Every change of readers starts
 * an epoch for exactly those who remain (protocol.md section 10). Pure; the caller verified the author, except of a join.
 */
import type { UserId } from '../crypto/brands.ts';
import type { Author, ParsedEntry } from '../crypto/entry-header.ts';
import type { EarlierPayload, EpochPayload, LabelPayload } from '../contract/log.ts';
import { grantsMatch } from '../contract/recipients.ts';
import { directoryFrom } from './directory.ts';
import { messagesHandedOver } from './fold-messages.ts';
import type { EventOf, VaultEvent } from './events.ts';
import { isOpen, type FirmState } from './firm-state.ts';
import { refuseJoin, verifiedJoiner, verifiedSuccessor } from './joining.ts';
import { persistent, withEntry, withoutKey } from './persistent-map.ts';
import { expectedRecipients, mayCarryHistory } from './recipients.ts';
import type {
	ClientInvitation,
	Epoch,
	FileVersion,
	LateGrant,
	Member,
	VaultAuthor,
	VaultState
} from './vault-state.ts';
import { isRejection, type Outcome } from './verdict.ts';
import { inPlace } from './versions.ts';

export async function joined(
	state: VaultState,
	firm: FirmState,
	parsed: ParsedEntry,
	{ payload, body }: EventOf<VaultEvent, 'member.joined'>
): Promise<Outcome<VaultState>> {
	const invitation = state.invitations.get(payload.invite);
	const refused = refuseJoin(invitation, firm, parsed);
	if (!invitation || refused) return refused ?? 'unknown-author';
	const verified = await verifiedJoiner(parsed, payload);
	if (!verified) return 'bad-bundle';
	if (isKnown(state, verified.userId)) return 'already-exists';
	const member = {
		...verified,
		joinedAt: parsed.header.time,
		name: body?.name ?? invitation.name
	};
	const members = withEntry(state.members, verified.userId, member);
	const joinedBy = withInvitation({ ...state, members }, { ...invitation, state: 'used' });
	const { userId } = verified;
	const next = withEarlier(joinedBy, payload.earlier, userId, parsed.header.author);
	const started = { ...payload.epoch, directory: body?.directory };
	return withEpoch(next, firm, parsed, started, invitation.kem !== null);
}

/** Whoever left comes back with new keys only. */
const isKnown = ({ members, former }: VaultState, user: UserId): boolean =>
	members.has(user) || former.has(user);

/** Withdrawing a link takes the key away from it too. */
export function uninvited(
	state: VaultState,
	firm: FirmState,
	parsed: ParsedEntry,
	{ payload, body }: EventOf<VaultEvent, 'member.uninvited'>
): Outcome<VaultState> {
	const invitation = state.invitations.get(payload.invite);
	if (!invitation) return 'no-such-object';
	if (!isOpen(invitation, firm)) return 'invite-not-open';
	const next = withInvitation(state, { ...invitation, state: 'withdrawn' });
	return withEpoch(next, firm, parsed, { ...payload.epoch, directory: body?.directory });
}

/** Staff name the client again under the current team's key; members do not hold it. */
export function rotated(
	state: VaultState,
	firm: FirmState,
	{ userId, side }: VaultAuthor,
	parsed: ParsedEntry,
	{ payload: { epoch, label }, body }: EventOf<VaultEvent, 'epoch.started'>
): Outcome<VaultState> {
	if (label && side !== 'staff') return 'not-allowed';
	const next = label ? withLabel(state, firm, userId, label) : state;
	if (isRejection(next)) return next;
	const name = (label && body?.name) ?? state.name;
	return withEpoch({ ...next, name }, firm, parsed, { ...epoch, directory: body?.directory });
}

export function removed(
	state: VaultState,
	firm: FirmState,
	parsed: ParsedEntry,
	{ payload: { user, epoch }, body }: EventOf<VaultEvent, 'member.removed'>
): Outcome<VaultState> {
	const member = state.members.get(user);
	if (!member) return 'no-such-object';
	const next = without(state, member, parsed.header.time, null);
	return withEpoch(next, firm, parsed, { ...epoch, directory: body?.directory });
}

/** The same person under new keys, put there by the old ones. What they sent stays theirs. */
export async function rekeyed(
	state: VaultState,
	firm: FirmState,
	{ userId: from }: VaultAuthor,
	parsed: ParsedEntry,
	{ payload, body }: EventOf<VaultEvent, 'member.rekeyed'>
): Promise<Outcome<VaultState>> {
	const member = state.members.get(from);
	if (!member) return 'not-allowed';
	const successor = await verifiedSuccessor(parsed, payload, from);
	if (!successor) return 'bad-bundle';
	if (isKnown(state, successor.userId)) return 'already-exists';
	const left = without(state, member, parsed.header.time, successor.userId);
	const members = withEntry(left.members, successor.userId, { ...member, ...successor });
	const files = handedOver(state.files, from, successor.userId);
	const started = { ...payload.epoch, directory: body?.directory };
	const { author } = parsed.header;
	const messages = messagesHandedOver(state, from, successor.userId);
	const rewritten = { ...left, ...messages, members, files };
	const next = withEarlier(rewritten, payload.earlier, successor.userId, author);
	return withEpoch(next, firm, parsed, started);
}

/** Epochs that are not there get nothing: what is given this way is a favour, never a right. */
export function withEarlier(
	state: VaultState,
	earlier: EarlierPayload,
	id: LateGrant['id'],
	sender: Author
): VaultState {
	let { epochs } = state;
	for (const { epoch, wrap } of earlier) {
		const known = epochs.get(epoch);
		if (!known) continue;
		const late = [...known.late, { id, wrap, sender }];
		epochs = withEntry(epochs, epoch, { ...known, late });
	}
	return { ...state, epochs };
}

const handedOver = (files: VaultState['files'], from: UserId, to: UserId): VaultState['files'] =>
	persistent(
		[...files].map(([id, file]) => {
			const owner = file.owner === from ? to : file.owner;
			const others = file.others.map((version) => versionHandedOver(version, from, to));
			return [id, { ...file, ...versionHandedOver(inPlace(file), from, to), owner, others }];
		})
	);

function versionHandedOver(version: FileVersion, from: UserId, to: UserId): FileVersion {
	const renamed = (looks: FileVersion['viewed']) =>
		new Map([...looks].map(([user, at]) => [user === from ? to : user, at] as const));
	const [viewed, again] = [renamed(version.viewed), renamed(version.again)];
	const addedBy = version.addedBy === from ? to : version.addedBy;
	return { ...version, addedBy, viewed, again };
}

function without(
	state: VaultState,
	{ userId, name }: Member,
	leftAt: number,
	successor: UserId | null
): VaultState {
	const members = withoutKey(state.members, userId);
	const former = withEntry(state.former, userId, { userId, name, leftAt, successor });
	return { ...state, members, former };
}

/**
 * Adds a key generation, if it goes to exactly the people it must. `state` already has the new readers. It must not
 * lead back to what was before where somebody new is to get no history.
 */
function withEpoch(
	state: VaultState,
	firm: FirmState,
	{ header }: ParsedEntry,
	{ directory, ...epoch }: EpochPayload & { directory: DirectoryList | undefined },
	givesHistory = true
): Outcome<VaultState> {
	if (epoch.epoch !== state.epoch + 1) return 'wrong-epoch';
	const mayLeadBack = givesHistory && mayCarryHistory(state, firm);
	if (epoch.previous !== null && !mayLeadBack) return 'not-allowed';
	const expected = expectedRecipients(firm, state.teams, state, header.time);
	if (!grantsMatch(epoch.grants, expected)) return 'wrong-recipients';
	const started: Epoch = {
		...epoch,
		startedBy: header.author,
		startedAt: header.time,
		late: []
	};
	return {
		...state,
		epoch: epoch.epoch,
		epochs: withEntry(state.epochs, epoch.epoch, started),
		directory: new Map([...directoryFrom(directory ?? []), ...state.directory])
	};
}

type DirectoryList = Parameters<typeof directoryFrom>[0];

/** The name for the staff's list, sealed under the current key of a team of this vault. */
export function withLabel(
	state: VaultState,
	firm: FirmState,
	author: UserId,
	label: LabelPayload
): Outcome<VaultState> {
	if (!state.teams.includes(label.team)) return 'no-such-object';
	if (firm.teams.get(label.team)?.epoch !== label.teamEpoch) return 'wrong-epoch';
	return { ...state, label, labelBy: author };
}

export const withInvitation = (state: VaultState, invitation: ClientInvitation): VaultState => ({
	...state,
	invitations: withEntry(state.invitations, invitation.invite, invitation)
});

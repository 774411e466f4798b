/** A vault as a screen shows it, from its folded state: files, readers, history. Pure. */
import type { UserId } from '../crypto/brands.ts';
import { keyIdOf } from '../crypto/wrap.ts';
import { approvalViews } from './approvals-view.ts';
import { detailsOf } from './details.ts';
import type { FirmState } from './firm-state.ts';
import { isOpen, teamsOf } from './firm-state.ts';
import { historyLine } from './history.ts';
import {
	authorInWords,
	fingerprintOf,
	NAMELESS,
	nameOf,
	personNow,
	sideOf,
	staffPerson
} from './people.ts';
import { keysBehind } from './recipients.ts';
import { requestsView } from './requests-view.ts';
import { stagesOf, stageViews } from './stages.ts';
import { threadViews } from './threads-view.ts';
import type { VaultLog } from './vault-log.ts';
import type { FileVersion, VaultFile, VaultState } from './vault-state.ts';
import { versionsOf } from './versions.ts';
import { welcomeView } from './welcome.ts';
import type {
	FileView,
	HistoryLine,
	InviteView,
	OpenedView,
	PersonView,
	ReadersView,
	Sender,
	VaultView,
	VersionView
} from './view.ts';

/** How many lines of history a page gets at a time. */
const HISTORY_PAGE = 100;

export async function vaultView(
	log: VaultLog,
	firm: FirmState,
	{ me, now, version }: { me: UserId; now: number; version: number }
): Promise<VaultView> {
	// Read at once: the log may grow while fingerprints are made.
	const { state } = log;
	const lines = log.journal.length;
	return {
		vault: log.vault,
		version,
		...(await surroundings(log, firm, me, now)),
		files: [...state.files.values()].map((file) => fileView(file, state, firm, me)),
		history: olderHistory(log, firm, lines)
	};
}

/** Whatever there is besides files and history: little, however large the vault is. */
export async function surroundings(log: VaultLog, firm: FirmState, me: UserId, now: number) {
	const { state, journal } = log;
	const invites = inviteViews(state, firm, now);
	return {
		firmName: firm.name ?? 'Your firm',
		name: state.name ?? (sideOf(me, firm) === 'staff' ? 'Unreadable name' : 'Your documents'),
		folders: [...state.folders].map(([folder, name]) => ({
			folder,
			name,
			within: state.within.get(folder) ?? null
		})),
		readers: {
			...(await readersView(state, firm, me)),
			links: invites.filter(({ history }) => history)
		},
		invites,
		requests: requestsView(state, firm, me),
		threads: await threadViews(log, state, firm, me),
		lines: journal.length,
		mayManage: teamsOf(firm, me, state.teams).length > 0,
		approvals: approvalViews(state, firm, me),
		stages: stageViews(state, firm),
		stageNames: [...stagesOf(firm)],
		welcome: welcomeView(firm),
		paper: (await detailsOf(state, log.firm.teams))?.paper ?? false
	};
}

/** A page of lines before the `before`th, newest first. */
export const olderHistory = (log: VaultLog, firm: FirmState, before: number): HistoryLine[] =>
	historyPage(log, firm, { from: Math.max(0, before - HISTORY_PAGE), to: before });

/** Newest first. */
export const historyPage = (
	{ journal, state }: VaultLog,
	firm: FirmState,
	{ from, to }: { from: number; to: number }
): HistoryLine[] =>
	journal
		.slice(from, to)
		.map((line) => historyLine(line, (author) => authorInWords(author, firm, state)))
		.reverse();

export function fileView(
	file: VaultFile,
	state: VaultState,
	firm: FirmState,
	me: UserId
): FileView {
	const side = sideOf(file.addedBy, firm);
	const all = versionsOf(file);
	const person = (id: UserId) => senderOf(id, state, firm, me);
	const mySide = sideOf(me, firm);
	// For what I sent: when the other side opened it. For what they sent: when my side did.
	const opened = openedBy(file, person, me);
	const others = opened.filter((one) => one.side !== side);
	const [first] = others;
	const [last] = [...others].sort((a, b) => b.last - a.last);
	return {
		file: file.file,
		blob: file.blob,
		name: file.name,
		type: file.type,
		size: file.size,
		folder: file.folder,
		addedAt: file.addedAt,
		addedBy: person(file.addedBy),
		tags: [...file.tags],
		versions: file.count > 1 ? all.map((one) => versionView(one, file, person)).reverse() : [],
		restored: file.restored && { ...person(file.restored.by), at: file.restored.at },
		crossed: file.crossed,
		viewedByOther: first ? { name: first.name, at: first.first } : null,
		lastViewedByOther: last ? { name: last.name, at: last.last } : null,
		opened,
		isNews: isNews(file, firm, me),
		mayChange: mySide === 'staff' || file.owner === me,
		mayRemove: mySide === 'staff' || all.every(({ addedBy }) => addedBy === me),
		opensAs: opensAs(file.type)
	};
}

/** What a client sent before a colleague came is there to be read, but is not news to them. */
function isNews({ viewed, addedBy, addedAt }: FileVersion, firm: FirmState, me: UserId): boolean {
	if (addedAt < (firm.staff.get(me)?.joinedAt ?? 0)) return false;
	return [addedBy, ...viewed.keys()].every((id) => personNow(id, firm) !== me);
}

/** Whoever sent it knows what is in it. */
const openedBy = (
	{ viewed, again, addedBy }: FileVersion,
	person: (id: UserId) => Sender,
	me: UserId
): OpenedView[] =>
	[...viewed]
		.filter(([id]) => id !== addedBy)
		.map(([id, first]) => {
			const { name, side } = person(id);
			return { name, side, isMe: id === me, first, last: again.get(id) ?? first };
		})
		.sort((a, b) => a.first - b.first);

const senderOf = (id: UserId, state: VaultState, firm: FirmState, me: UserId): Sender => ({
	id,
	name: nameOf(id, firm, state),
	side: sideOf(id, firm),
	isMe: id === me
});

const versionView = (
	{ blob, number, name, type, size, addedAt, addedBy, crossed }: FileVersion,
	file: VaultFile,
	person: (id: UserId) => Sender
): VersionView => ({
	blob,
	number,
	name,
	type,
	size,
	addedAt,
	addedBy: person(addedBy),
	opensAs: opensAs(type),
	isInPlace: blob === file.blob,
	crossed
});

const IMAGES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];

/** Only what the sandboxed viewer draws itself; anything that could carry script downloads. */
export function opensAs(type: string): FileView['opensAs'] {
	if (type === 'application/pdf') return 'pdf';
	return IMAGES.includes(type) ? 'image' : 'download';
}

/** Of a Blob that a page is given to show: never one that could carry script. */
export const safeType = (type: string): string =>
	opensAs(type) === 'download' ? 'application/octet-stream' : type;

async function readersView(
	state: VaultState,
	firm: FirmState,
	me: UserId
): Promise<Omit<ReadersView, 'links'>> {
	const epoch = state.epochs.get(state.epoch);
	const teams = await Promise.all(
		state.teams.map(async (id) => {
			const team = firm.teams.get(id);
			const members = [...(team?.members.keys() ?? [])];
			return {
				team: id,
				name: team?.name ?? 'A team',
				members: await Promise.all(members.map((member) => staffPerson(member, firm, me)))
			};
		})
	);
	const clients = await Promise.all(
		[...state.members.values()].map(async ({ userId, name, joinedAt }): Promise<PersonView> => ({
			kind: 'client',
			id: userId,
			name: name ?? NAMELESS,
			role: null,
			fingerprint: await fingerprintOf(userId),
			isMe: userId === me,
			since: joinedAt
		}))
	);
	return {
		teams,
		clients,
		escrow: {
			kind: 'escrow',
			id: firm.firm,
			name: 'The firm’s printed recovery kit',
			role: null,
			fingerprint: await fingerprintOf(await keyIdOf(firm.escrow)),
			isMe: false,
			since: null
		},
		former: [...state.former.values()]
			.filter(({ successor }) => successor === null)
			.map(({ userId, name, leftAt }) => ({ userId, name: name ?? NAMELESS, leftAt })),
		firmFingerprint: await fingerprintOf(firm.firm),
		epoch: state.epoch,
		epochStartedAt: epoch?.startedAt ?? 0,
		behind: keysBehind(state, firm)
	};
}

function inviteViews(state: VaultState, firm: FirmState, now: number): InviteView[] {
	return [...state.invitations.values()]
		.filter((invitation) => isOpen(invitation, firm))
		.map(({ invite, name, expires, by, kem }) => ({
			invite,
			name: name ?? 'Somebody',
			role: null,
			expires,
			invitedBy: nameOf(by, firm, state),
			expired: expires < now,
			history: kem !== null
		}));
}

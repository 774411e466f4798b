/**
 * The log in words. Every entry becomes one line, rejected ones too, with their reason. Names come from verified
 * bodies; who did it is resolved when shown, because a name may be learned later than the deed.
 */
import type { Subject } from '../contract/messages.ts';
import type { BlobId, ItemId, UserId } from '../crypto/brands.ts';
import type { Author, ParsedEntry } from '../crypto/entry-header.ts';
import type { FirmEvent, VaultEvent } from './events.ts';
import { didForApproval } from './approval-words.ts';
import { didFiling } from './filing-history.ts';
import type { FirmState } from './firm-state.ts';
import { isApprovalEvent } from './fold-approval.ts';
import { isFilingEvent } from './fold-filing.ts';
import { messageAt } from './fold-messages.ts';
import type { LogEntry } from './log-entry.ts';
import { didToRequests } from './request-history.ts';
import { inEnglish, told, UNREADABLE, type Told } from './told.ts';
import type { VaultState } from './vault-state.ts';
import { rejections, type Rejection, type Verdict } from './verdict.ts';
import { fileWith, versionOf } from './versions.ts';
import type { HistoryLine } from './view.ts';

export interface Journal {
	readonly seq: number;
	readonly at: number;
	readonly author: Author;
	readonly kind: string;
	readonly did: Told;
	readonly rejected: string | null;
	/** For a joining entry that counts: the name the joiner gave. */
	readonly joinedAs: string | null;
}

const NOT_UNDERSTOOD = told('wrote an entry that could not be understood');
const BEYOND_GAPS: readonly Rejection[] = ['unreadable', 'no-such-object', 'not-as-it-was'];

export function describeFirmEvent(
	entry: LogEntry<FirmEvent>,
	verdict: Verdict,
	before: FirmState | null
): Journal {
	const { event } = entry;
	return {
		...outline(entry, verdict),
		did: event ? didInFirm(event, before) : NOT_UNDERSTOOD,
		joinedAs: verdict.applied && event?.kind === 'staff.joined' ? (event.body?.name ?? null) : null
	};
}

/**
 * `hasGaps`: this reader was not given all keys up to here. What they cannot follow then is no fault of its author.
 */
export function describeVaultEvent(
	entry: LogEntry<VaultEvent>,
	verdict: Verdict,
	before: VaultState | null,
	hasGaps = false
): Journal {
	const { event } = entry;
	if (hasGaps && !verdict.applied && BEYOND_GAPS.includes(verdict.reason))
		return {
			...outline(entry, { applied: true }),
			did: told('did something that you were not given the key to'),
			joinedAs: null
		};
	return {
		...outline(entry, verdict),
		did: event ? didInVault(event, entry.parsed, before) : NOT_UNDERSTOOD,
		joinedAs: verdict.applied && event?.kind === 'member.joined' ? (event.body?.name ?? null) : null
	};
}

/** A journal line for a screen; `resolve` names its author. */
export function historyLine(
	line: Journal,
	resolve: (author: Author) => { who: string; side: HistoryLine['side'] }
): HistoryLine {
	const { who, side } = resolve(line.author);
	const { seq, at, kind, did, rejected } = line;
	return {
		seq,
		at,
		kind,
		did: inEnglish(did),
		told: did,
		rejected,
		side,
		who: line.joinedAs ?? who
	};
}

const outline = ({ parsed: { header } }: LogEntry<unknown>, verdict: Verdict) => ({
	seq: header.seq,
	at: header.time,
	author: header.author,
	kind: header.kind,
	rejected: verdict.applied ? null : rejections[verdict.reason]
});

const SOMEBODY = told('somebody');

function didInFirm(event: FirmEvent, before: FirmState | null): Told {
	switch (event.kind) {
		case 'firm.genesis':
			return told('founded {firm} with {owner}', {
				firm: event.body?.name ?? told('the firm'),
				owner: event.body?.ownerName ?? told('an owner')
			});
		case 'firm.changed':
			return told('changed the firm’s name or mark to {name}', {
				name: event.body?.name ?? UNREADABLE
			});
		case 'template.kept':
			return told('kept a checklist template of the firm');
		case 'template.removed':
			return told('removed a checklist template of the firm');
		case 'staff.invited':
			return told('invited {name} as {role}', {
				name: event.body?.name ?? SOMEBODY,
				role: told(event.payload.role)
			});
		case 'staff.uninvited':
			return told('withdrew the invitation of {name}', {
				name: before?.invitations.get(event.payload.invite)?.name ?? SOMEBODY
			});
		case 'staff.joined':
			return told('joined the firm');
		case 'team.granted':
			return told('gave {name} the key of {team}', {
				name: staffName(event.payload.user, before),
				team: before?.teams.get(event.payload.team)?.name ?? told('a team')
			});
		case 'team.rotated':
			return event.payload.admit
				? told('gave {name} a new key, without what was before', {
						name: staffName(event.payload.admit, before)
					})
				: told('changed the key of a team');
		case 'staff.removed':
			return told('removed {name} from the firm, and the keys were changed', {
				name: staffName(event.payload.user, before)
			});
		case 'staff.rekeyed':
			return told('changed their own keys');
		case 'escrow.used':
			return told('was used to make {name} an owner of the firm', {
				name: event.body?.name ?? SOMEBODY
			});
		case 'stages.named':
			return told('named the stages of a tax return: {stages}', {
				stages: event.body?.stages.join(', ') ?? UNREADABLE
			});
		case 'welcome.written':
			return event.body?.text === ''
				? told('took the welcome for clients away')
				: told('wrote the welcome for clients');
	}
}

const staffName = (user: UserId, before: FirmState | null): string | Told =>
	before?.staff.get(user)?.name ?? SOMEBODY;

function didInVault(event: VaultEvent, { header }: ParsedEntry, before: VaultState | null): Told {
	const folderName = (id: Parameters<VaultState['folders']['get']>[0]) =>
		before?.folders.get(id) ?? told('a folder that is gone');
	if (isApprovalEvent(event)) return didForApproval(event, before);
	if (isFilingEvent(event)) return didFiling(event, header.blobs, before);
	switch (event.kind) {
		case 'vault.genesis':
			return told('opened the vault for {name}', { name: event.body?.name ?? UNREADABLE });
		case 'vault.renamed':
			return told('renamed the client to {name}', { name: event.body?.name ?? UNREADABLE });
		case 'epoch.started':
			return told('changed the vault’s key');
		case 'member.invited':
			return told('invited {name}', { name: event.body?.name ?? SOMEBODY });
		case 'member.uninvited':
			return told('withdrew the invitation of {name}', {
				name: before?.invitations.get(event.payload.invite)?.name ?? SOMEBODY
			});
		case 'member.joined':
			return told('joined with a passkey, and the vault’s key was changed');
		case 'member.removed':
			return told('removed {name}, and the vault’s key was changed', {
				name: before?.members.get(event.payload.user)?.name ?? SOMEBODY
			});
		case 'member.rekeyed':
			return told('changed their own keys');
		case 'folder.made':
			return told('made the folder {name}', { name: event.body?.name ?? UNREADABLE });
		case 'folder.renamed':
			return told('renamed the folder {from} to {to}', {
				from: event.body ? folderName(event.body.folder) : UNREADABLE,
				to: event.body?.name ?? UNREADABLE
			});
		case 'folder.removed':
			return told('removed the folder {name}', {
				name: event.body ? folderName(event.body.folder) : UNREADABLE
			});
		case 'file.added':
			return added(event.body, before);
		case 'file.changed':
			return event.body
				? changed(event.body, before)
				: told('changed {what}', { what: UNREADABLE });
		case 'file.removed':
			return removed(header.blobs[0], before);
		case 'drop.opened':
			return told('made a link by which others can send files in');
		case 'drop.closed':
			return told('withdrew a link by which others could send files in');
		case 'drop.accepted':
			return acceptedDrop(event.body, before);
		case 'drop.discarded':
			return told('discarded a file that came by a link');
		case 'file.viewed':
			return told('opened {file}', {
				file: event.body ? opened(event.body, before) : UNREADABLE
			});
		case 'file.reopened':
			return told('opened {file} again', {
				file: event.body ? opened(event.body, before) : UNREADABLE
			});
		case 'stage.set':
			return event.body ? staged(event.body) : told('set {what}', { what: UNREADABLE });
		case 'details.kept':
			return told('changed what the firm keeps for itself');
		case 'message.sent':
			return aboutSubject(event.body?.about, before, {
				alone: 'wrote a message',
				about: 'wrote a message about {subject}'
			});
		case 'message.read':
			return aboutSubject(event.body?.about, before, {
				alone: 'read the messages',
				about: 'read the messages about {subject}'
			});
		case 'message.removed':
			return aboutSubject(
				before ? messageAt(before, event.payload.seq)?.about : undefined,
				before,
				{
					alone: 'took back a message',
					about: 'took back a message about {subject}'
				}
			);
		case 'note.written':
			return told('wrote an internal note');
		case 'note.removed':
			return told('took back an internal note');
		default:
			return didToRequests(event, before) ?? told('changed {what}', { what: UNREADABLE });
	}
}

function staged({
	stage,
	year
}: NonNullable<Extract<VaultEvent, { kind: 'stage.set' }>['body']>): Told {
	return stage === null
		? told('took the stage of {year} away', { year: String(year) })
		: told('set the stage of {year} to {stage}', { year: String(year), stage: stage.name });
}

const GONE = told('a file that is gone');

const versionIn = (number: number, file: string): Told =>
	told('version {number} of {file}', { number: String(number), file });

function added(
	body: Extract<VaultEvent, { kind: 'file.added' }>['body'],
	before: VaultState | null
): Told {
	const old = body?.replaces && before?.files.get(body.replaces.file);
	const file = old
		? told('a new version of {file}', { file: old.name })
		: (body?.name ?? UNREADABLE);
	const request = requestOf(body?.answers, before);
	return request === undefined
		? told('added {file}', { file })
		: told('added {file} for {request}', { file, request });
}

function acceptedDrop(
	body: Extract<VaultEvent, { kind: 'drop.accepted' }>['body'],
	before: VaultState | null
): Told {
	const file = body?.name ?? UNREADABLE;
	const request = requestOf(body?.answers, before);
	return request === undefined
		? told('accepted {file}, which came by a link', { file })
		: told('accepted {file}, which came by a link, for {request}', { file, request });
}

const requestOf = (id: ItemId | undefined, before: VaultState | null): string | undefined =>
	id && before?.items.get(id)?.title;

function removed(blob: BlobId | undefined, before: VaultState | null): Told {
	if (!blob) return told('removed {file}', { file: UNREADABLE });
	const file = before && fileWith(before, blob);
	const version = file && file.others.length > 0 ? versionOf(file, blob) : undefined;
	if (file && version)
		return told('removed {file}', { file: versionIn(version.number, file.name) });
	return told('removed {file}', { file: file?.name ?? GONE });
}

function opened(
	{
		file: id,
		version
	}: NonNullable<Extract<VaultEvent, { kind: 'file.viewed' | 'file.reopened' }>['body']>,
	before: VaultState | null
): string | Told {
	const file = before?.files.get(id);
	if (!file) return GONE;
	const older = version && version !== file.blob && versionOf(file, version);
	return older ? versionIn(older.number, file.name) : file.name;
}

function aboutSubject(
	subject: Subject | undefined,
	before: VaultState | null,
	sentences: { alone: string; about: string }
): Told {
	if (subject?.kind === 'file')
		return told(sentences.about, { subject: before?.files.get(subject.id)?.name ?? GONE });
	if (subject?.kind === 'item')
		return told(sentences.about, {
			subject: before?.items.get(subject.id)?.title ?? told('a request')
		});
	return told(sentences.alone);
}

function changed(
	body: NonNullable<Extract<VaultEvent, { kind: 'file.changed' }>['body']>,
	before: VaultState | null
): Told {
	const file = before?.files.get(body.file);
	if (!file) return told('changed {what}', { what: GONE });
	if (file.name !== body.name)
		return told('renamed {from} to {to}', { from: file.name, to: body.name });
	const folder = body.folder && before?.folders.get(body.folder);
	return folder
		? told('moved {files} to {folder}', { files: file.name, folder })
		: told('moved {files} out of its folder', { files: file.name });
}

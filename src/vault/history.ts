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
import type { LogEntry } from './log-entry.ts';
import { didToRequests } from './request-history.ts';
import type { VaultState } from './vault-state.ts';
import { rejections, type Rejection, type Verdict } from './verdict.ts';
import { fileWith, versionOf } from './versions.ts';
import type { HistoryLine } from './view.ts';

export interface Journal {
	readonly seq: number;
	readonly at: number;
	readonly author: Author;
	readonly kind: string;
	readonly did: string;
	readonly rejected: string | null;
	/** For a joining entry that counts: the name the joiner gave. */
	readonly joinedAs: string | null;
}

const UNREADABLE = 'something that cannot be read';
const BEYOND_GAPS: readonly Rejection[] = ['unreadable', 'no-such-object', 'not-as-it-was'];

export function describeFirmEvent(
	entry: LogEntry<FirmEvent>,
	verdict: Verdict,
	before: FirmState | null
): Journal {
	const { event } = entry;
	return {
		...outline(entry, verdict),
		did: event ? didInFirm(event, before) : 'wrote an entry that could not be understood',
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
			did: 'did something that you were not given the key to',
			joinedAs: null
		};
	return {
		...outline(entry, verdict),
		did: event
			? didInVault(event, entry.parsed, before)
			: 'wrote an entry that could not be understood',
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
	return { seq, at, kind, did, rejected, side, who: line.joinedAs ?? who };
}

const outline = ({ parsed: { header } }: LogEntry<unknown>, verdict: Verdict) => ({
	seq: header.seq,
	at: header.time,
	author: header.author,
	kind: header.kind,
	rejected: verdict.applied ? null : rejections[verdict.reason]
});

function didInFirm(event: FirmEvent, before: FirmState | null): string {
	switch (event.kind) {
		case 'firm.genesis':
			return `founded ${event.body?.name ?? 'the firm'} with ${event.body?.ownerName ?? 'an owner'}`;
		case 'firm.changed':
			return `changed the firm’s name or mark to ${event.body?.name ?? UNREADABLE}`;
		case 'stages.named':
			return `named the stages of a tax return: ${event.body?.stages.join(', ') ?? UNREADABLE}`;
		case 'welcome.written':
			return event.body?.text === ''
				? 'took the welcome for clients away'
				: 'wrote the welcome for clients';
		case 'staff.invited':
			return `invited ${event.body?.name ?? 'somebody'} as ${event.payload.role}`;
		case 'staff.uninvited':
			return `withdrew the invitation of ${before?.invitations.get(event.payload.invite)?.name ?? 'somebody'}`;
		case 'staff.joined':
			return 'joined the firm';
		case 'team.granted':
			return `gave ${before?.staff.get(event.payload.user)?.name ?? 'somebody'} the key of ${
				before?.teams.get(event.payload.team)?.name ?? 'a team'
			}`;
		case 'team.rotated':
			return event.payload.admit
				? `gave ${staffName(event.payload.admit, before)} a new key, without what was before`
				: 'changed the key of a team';
		case 'staff.removed':
			return `removed ${staffName(event.payload.user, before)} from the firm, and the keys were changed`;
		case 'staff.rekeyed':
			return 'changed their own keys';
		case 'escrow.used':
			return `was used to make ${event.body?.name ?? 'somebody'} an owner of the firm`;
	}
}

const staffName = (user: UserId, before: FirmState | null): string =>
	before?.staff.get(user)?.name ?? 'somebody';

function didInVault(event: VaultEvent, { header }: ParsedEntry, before: VaultState | null): string {
	const folderName = (id: Parameters<VaultState['folders']['get']>[0]) =>
		before?.folders.get(id) ?? 'a folder that is gone';
	if (isApprovalEvent(event)) return didForApproval(event, before);
	if (isFilingEvent(event)) return didFiling(event, header.blobs, before);
	switch (event.kind) {
		case 'vault.genesis':
			return `opened the vault for ${event.body?.name ?? UNREADABLE}`;
		case 'vault.renamed':
			return `renamed the client to ${event.body?.name ?? UNREADABLE}`;
		case 'epoch.started':
			return 'changed the vault’s key';
		case 'member.invited':
			return `invited ${event.body?.name ?? 'somebody'}`;
		case 'member.uninvited':
			return `withdrew the invitation of ${before?.invitations.get(event.payload.invite)?.name ?? 'somebody'}`;
		case 'member.joined':
			return 'joined with a passkey, and the vault’s key was changed';
		case 'member.removed':
			return `removed ${before?.members.get(event.payload.user)?.name ?? 'somebody'}, and the vault’s key was changed`;
		case 'member.rekeyed':
			return 'changed their own keys';
		case 'folder.made':
			return `made the folder ${event.body?.name ?? UNREADABLE}`;
		case 'folder.renamed':
			return `renamed the folder ${event.body ? folderName(event.body.folder) : UNREADABLE} to ${
				event.body?.name ?? UNREADABLE
			}`;
		case 'folder.removed':
			return `removed the folder ${event.body ? folderName(event.body.folder) : UNREADABLE}`;
		case 'file.added':
			return added(event.body, before);
		case 'file.changed':
			return event.body ? changed(event.body, before) : `changed ${UNREADABLE}`;
		case 'file.removed':
			return removed(header.blobs[0], before);
		case 'drop.opened':
			return 'made a link by which others can send files in';
		case 'drop.closed':
			return 'withdrew a link by which others could send files in';
		case 'drop.accepted':
			return `accepted ${event.body?.name ?? UNREADABLE}, which came by a link`;
		case 'drop.discarded':
			return 'discarded a file that came by a link';
		case 'file.viewed':
			return `opened ${event.body ? opened(event.body, before) : UNREADABLE}`;
		case 'file.reopened':
			return `opened ${event.body ? opened(event.body, before) : UNREADABLE} again`;
		case 'stage.set':
			return event.body ? staged(event.body) : `set ${UNREADABLE}`;
		case 'details.kept':
			return 'changed what the firm keeps for itself';
		case 'message.sent':
			return `wrote a message${subjectOf(event.body?.about, before)}`;
		case 'message.read':
			return `read the messages${subjectOf(event.body?.about, before)}`;
		case 'note.written':
			return 'wrote an internal note';
		default:
			return didToRequests(event, before) ?? `changed ${UNREADABLE}`;
	}
}

function staged({
	stage,
	year
}: NonNullable<Extract<VaultEvent, { kind: 'stage.set' }>['body']>): string {
	return stage === null
		? `took the stage of ${String(year)} away`
		: `set the stage of ${String(year)} to ${stage.name}`;
}

const GONE = 'a file that is gone';

function added(
	body: Extract<VaultEvent, { kind: 'file.added' }>['body'],
	before: VaultState | null
): string {
	const old = body?.replaces && before?.files.get(body.replaces.file);
	const what = old ? `a new version of ${old.name}` : (body?.name ?? UNREADABLE);
	return `added ${what}${answering(body?.answers, before)}`;
}

function removed(blob: BlobId | undefined, before: VaultState | null): string {
	if (!blob) return `removed ${UNREADABLE}`;
	const file = before && fileWith(before, blob);
	const version = file && file.others.length > 0 ? versionOf(file, blob) : undefined;
	const which = version ? `version ${String(version.number)} of ` : '';
	return `removed ${which}${file?.name ?? GONE}`;
}

function opened(
	{
		file: id,
		version
	}: NonNullable<Extract<VaultEvent, { kind: 'file.viewed' | 'file.reopened' }>['body']>,
	before: VaultState | null
): string {
	const file = before?.files.get(id);
	if (!file) return GONE;
	const older = version && version !== file.blob && versionOf(file, version);
	return older ? `version ${String(older.number)} of ${file.name}` : file.name;
}

function answering(id: ItemId | undefined, before: VaultState | null): string {
	const item = id && before?.items.get(id);
	return item ? ` for ${item.title}` : '';
}

function subjectOf(about: Subject | undefined, before: VaultState | null): string {
	if (about?.kind === 'file')
		return ` about ${before?.files.get(about.id)?.name ?? 'a file that is gone'}`;
	if (about?.kind === 'item') return ` about ${before?.items.get(about.id)?.title ?? 'a request'}`;
	return '';
}

function changed(
	body: NonNullable<Extract<VaultEvent, { kind: 'file.changed' }>['body']>,
	before: VaultState | null
): string {
	const file = before?.files.get(body.file);
	if (!file) return 'changed a file that is gone';
	if (file.name !== body.name) return `renamed ${file.name} to ${body.name}`;
	const folder = body.folder && before?.folders.get(body.folder);
	return folder ? `moved ${file.name} to ${folder}` : `moved ${file.name} out of its folder`;
}

/** The newest entry of a vault, for a list. Only a hint by the server, so it names nobody. */
import type { ClientRow } from '../../vault/view.ts';
import { say, type Plain } from '../words/say.ts';

const deeds: Record<string, Plain> = {
	'vault.genesis': 'created',
	'vault.renamed': 'renamed',
	'epoch.started': 'key changed',
	'member.invited': 'invitation made',
	'member.uninvited': 'invitation withdrawn',
	'member.joined': 'client joined',
	'member.removed': 'client’s access ended',
	'member.rekeyed': 'client changed keys',
	'folder.made': 'folder made',
	'folder.renamed': 'folder renamed',
	'folder.removed': 'folder removed',
	'file.added': 'file added',
	'file.changed': 'file changed',
	'file.removed': 'file removed',
	'file.viewed': 'file opened',
	'file.reopened': 'file opened again',
	'drop.opened': 'drop link made',
	'drop.closed': 'drop link withdrawn',
	'drop.accepted': 'file from a link accepted',
	'drop.discarded': 'file from a link discarded',
	'request.listed': 'documents requested',
	'request.edited': 'checklist changed',
	'request.removed': 'checklist removed',
	'request.answered': 'request answered',
	'request.accepted': 'document accepted',
	'request.returned': 'document sent back',
	'request.waived': 'request set aside',
	'request.reopened': 'request opened again',
	'message.sent': 'message##deed',
	'message.read': 'messages read',
	'message.removed': 'message taken back',
	'note.written': 'internal note',
	'note.removed': 'internal note taken back',
	'approval.asked': 'approval asked',
	'approval.given': 'approved##deed',
	'approval.declined': 'approval declined',
	'approval.withdrawn': 'approval withdrawn',
	'approval.scanned': 'signed paper added',
	'approval.scan-accepted': 'signed paper accepted',
	'approval.scan-returned': 'signed paper sent back',
	'files.tagged': 'files tagged',
	'files.moved': 'files moved',
	'files.removed': 'file removed',
	'folders.made': 'folders made',
	'version.restored': 'older version put back',
	'stage.set': 'stage set',
	'details.kept': 'internal details changed'
};

const byEither: readonly string[] = [
	'file.added',
	'file.changed',
	'file.removed',
	'file.viewed',
	'file.reopened',
	'request.answered',
	'request.waived',
	'request.reopened',
	'message.sent',
	'message.read',
	'message.removed',
	'approval.given',
	'approval.declined',
	'approval.scanned',
	'files.removed',
	'version.restored'
];

export function lastDeed({ lastKind, lastByStaff }: ClientRow): string {
	const deed = Object.hasOwn(deeds, lastKind) ? deeds[lastKind] : undefined;
	if (!deed) return say('changed');
	if (!byEither.includes(lastKind)) return say(deed);
	return say(lastByStaff ? '{deed} by staff' : '{deed} by the client', { deed: say(deed) });
}

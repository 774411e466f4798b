/**
 * What an entry of a vault log changes in the server's index, and who may append it. Genesis, joining and new keys for
 * oneself have endpoints of their own and are not in this list. Who may say what is in protocol.md section 10.
 */
import { z } from 'zod';
import { blobsFit } from '../../contract/filing.ts';
import { vaultPayloads, type LabelPayload } from '../../contract/log.ts';
import type { Raw } from '../../crypto/brands.ts';
import type { ParsedEntry } from '../../crypto/entry-header.ts';
import type { Tx } from '../db/database.ts';
import type { OfVault } from '../http/access.ts';
import { forgetMessage } from '../notices/note-notices.ts';
import { endDropped } from '../drops/drop-files.ts';
import { closeDropLink, openDropLink } from '../drops/drop-store.ts';
import { refuse } from '../http/refusal.ts';
import { insertInvite, revokeInvite } from '../invites/invite-store.ts';
import { commitUpload, removeFile } from '../uploads/upload-store.ts';
import { removeMember } from './members.ts';
import { takeBack } from './messages.ts';
import { requireSeals } from './notes.ts';
import { requireLabel, setLabel } from './vault-store.ts';

const statement = <K extends keyof typeof vaultPayloads>(kind: K) =>
	z.strictObject({ kind: z.literal(kind), payload: vaultPayloads[kind] });

export const vaultStatement = z.discriminatedUnion('kind', [
	statement('vault.renamed'),
	statement('epoch.started'),
	statement('member.invited'),
	statement('member.uninvited'),
	statement('member.removed'),
	statement('folder.made'),
	statement('folder.renamed'),
	statement('folder.removed'),
	statement('file.added'),
	statement('file.changed'),
	statement('file.removed'),
	statement('file.viewed'),
	statement('file.reopened'),
	statement('drop.opened'),
	statement('drop.closed'),
	statement('drop.accepted'),
	statement('drop.discarded'),
	statement('request.listed'),
	statement('request.edited'),
	statement('request.removed'),
	statement('request.answered'),
	statement('request.accepted'),
	statement('request.returned'),
	statement('request.waived'),
	statement('request.reopened'),
	statement('message.sent'),
	statement('message.read'),
	statement('message.removed'),
	statement('note.written'),
	statement('note.removed'),
	statement('approval.asked'),
	statement('approval.given'),
	statement('approval.declined'),
	statement('approval.withdrawn'),
	statement('approval.scanned'),
	statement('approval.scan-accepted'),
	statement('approval.scan-returned'),
	statement('files.tagged'),
	statement('files.moved'),
	statement('files.removed'),
	statement('folders.made'),
	statement('version.restored'),
	statement('stage.set'),
	statement('details.kept')
]);
export type VaultStatement = z.output<typeof vaultStatement>;

const saidByMembers: ReadonlySet<VaultStatement['kind']> = new Set([
	'epoch.started',
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
]);

export function requireMaySay(as: OfVault['as'], { kind }: VaultStatement): void {
	if (as !== 'staff' && !saidByMembers.has(kind)) refuse('entry-refused');
}

/** An entry that adds or removes a file names its one blob, one that removes many names them all; no other names any. */
export function requireBlobs(entry: ParsedEntry, { kind }: VaultStatement): void {
	if (!blobsFit(kind, entry.header.blobs)) refuse('entry-refused');
}

/** Runs in the transaction that appended the entry. Answers with the sessions that ended by it. */
export async function indexVaultEntry(
	tx: Tx,
	caller: OfVault,
	entry: ParsedEntry,
	statement: VaultStatement,
	capsule: Raw | null
): Promise<readonly string[]> {
	const { vault, user } = caller;
	const [blob] = entry.header.blobs;
	switch (statement.kind) {
		case 'vault.renamed':
			await relabel(tx, caller, statement.payload.label);
			return [];
		case 'epoch.started':
			if (statement.payload.label !== null)
				await relabelByStaff(tx, caller, statement.payload.label);
			return [];
		case 'member.invited':
			await inviteMember(tx, caller, statement.payload, capsule);
			return [];
		case 'member.uninvited':
			await revokeInvite(tx, caller.firm, vault, statement.payload.invite);
			return [];
		case 'member.removed':
			return removeMember(tx, vault, statement.payload.user);
		case 'file.added':
			if (blob === undefined) return refuse('entry-refused');
			await commitUpload(tx, { vault, user, blob, seq: entry.header.seq });
			return [];
		case 'file.removed':
			if (blob === undefined) return refuse('entry-refused');
			await removeFile(tx, caller, blob);
			return [];
		case 'files.removed':
			for (const gone of entry.header.blobs) await removeFile(tx, caller, gone);
			return [];
		case 'drop.opened':
			await openDropLink(tx, vault, entry, statement.payload, capsule);
			return [];
		case 'drop.closed':
			await closeDropLink(tx, vault, statement.payload.drop);
			return [];
		case 'drop.accepted':
			if (blob === undefined) return refuse('entry-refused');
			await endDropped(tx, vault, statement.payload);
			await commitUpload(tx, { vault, user, blob, seq: entry.header.seq });
			return [];
		case 'drop.discarded':
			await endDropped(tx, vault, statement.payload);
			return [];
		case 'message.removed':
			await takeBack(tx, caller, 'message.sent', statement.payload.seq);
			await forgetMessage(tx, vault, statement.payload.seq);
			return [];
		case 'note.removed':
			await requireSeals(tx, vault, statement.payload.seals);
			await takeBack(tx, caller, 'note.written', statement.payload.seq);
			return [];
		case 'note.written':
		case 'details.kept':
			await requireSeals(tx, vault, statement.payload.seals);
			return [];
		default:
			return [];
	}
}

async function relabel(tx: Tx, { firm, vault, user }: OfVault, label: LabelPayload): Promise<void> {
	await requireLabel(tx, firm, vault, label);
	await setLabel(tx, vault, label, user);
}

/** With a new key staff seal the label anew, under the team's current key. Members hold no such key. */
async function relabelByStaff(tx: Tx, caller: OfVault, label: LabelPayload): Promise<void> {
	if (caller.as !== 'staff') refuse('entry-refused');
	await relabel(tx, caller, label);
}

async function inviteMember(
	tx: Tx,
	{ firm, vault, user }: OfVault,
	payload: z.output<(typeof vaultPayloads)['member.invited']>,
	capsule: Raw | null
): Promise<void> {
	if (capsule === null) return refuse('entry-refused');
	// A link without history has no key, and nothing is wrapped to it.
	const reads = payload.kem !== null;
	await insertInvite(tx, { firm, vault, role: null, inviter: user, reads, payload, capsule });
}

/**
 * What an entry of a vault log changes in the server's index, and who may append it. Genesis and joining have
 * endpoints of their own and are not in this list. Who may say what is in protocol.md section 10.
 */
import { z } from 'zod';
import { vaultPayloads } from '../../contract/log.ts';
import type { Raw } from '../../crypto/brands.ts';
import type { ParsedEntry } from '../../crypto/entry-header.ts';
import type { Tx } from '../db/database.ts';
import type { OfVault } from '../http/access.ts';
import { refuse } from '../http/refusal.ts';
import { insertInvite, revokeInvite } from '../invites/invite-store.ts';
import { commitUpload, removeFile } from '../uploads/upload-store.ts';
import { requireLabel, setLabel } from './vault-store.ts';

const statement = <K extends keyof typeof vaultPayloads>(kind: K) =>
	z.strictObject({ kind: z.literal(kind), payload: vaultPayloads[kind] });

export const vaultStatement = z.discriminatedUnion('kind', [
	statement('vault.renamed'),
	statement('epoch.started'),
	statement('member.invited'),
	statement('member.uninvited'),
	statement('folder.made'),
	statement('folder.renamed'),
	statement('folder.removed'),
	statement('file.added'),
	statement('file.changed'),
	statement('file.removed'),
	statement('file.viewed')
]);
export type VaultStatement = z.output<typeof vaultStatement>;

const saidByMembers: ReadonlySet<VaultStatement['kind']> = new Set([
	'epoch.started',
	'file.added',
	'file.changed',
	'file.removed',
	'file.viewed'
]);

export function requireMaySay(as: OfVault['as'], { kind }: VaultStatement): void {
	if (as !== 'staff' && !saidByMembers.has(kind)) refuse('entry-refused');
}

/** An entry that adds or removes a file names its one blob; no other entry names any. */
export function requireBlobs(entry: ParsedEntry, { kind }: VaultStatement): void {
	const expected = kind === 'file.added' || kind === 'file.removed' ? 1 : 0;
	if (entry.header.blobs.length !== expected) refuse('entry-refused');
}

/** Runs in the transaction that appended the entry. */
export async function indexVaultEntry(
	tx: Tx,
	caller: OfVault,
	entry: ParsedEntry,
	statement: VaultStatement,
	capsule: Raw | null
): Promise<void> {
	const { firm, vault, user } = caller;
	const [blob] = entry.header.blobs;
	switch (statement.kind) {
		case 'vault.renamed':
			await requireLabel(tx, firm, vault, statement.payload.label);
			return setLabel(tx, vault, statement.payload.label, user);
		case 'member.invited':
			if (capsule === null) return refuse('entry-refused');
			return insertInvite(tx, { firm, vault, role: null, payload: statement.payload, capsule });
		case 'member.uninvited':
			return revokeInvite(tx, firm, vault, statement.payload.invite);
		case 'file.added':
			return blob === undefined
				? refuse('entry-refused')
				: commitUpload(tx, { vault, user, blob, seq: entry.header.seq });
		case 'file.removed':
			return blob === undefined ? refuse('entry-refused') : removeFile(tx, caller, blob);
		default:
			return;
	}
}

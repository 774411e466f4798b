/**
 * What a signer's passkey signs when they approve a document (protocol.md section 10.2): one hash over everything the
 * approval is about. It goes to the authenticator as a challenge, so the server never learns what is behind it.
 */
import type { ApprovalId, EntryHash, FirmId, Hash32, UserId, VaultId } from './brands.ts';
import { utf8 } from './bytes.ts';
import { hashOf, sha256 } from './hash.ts';
import { idBytes } from './ids.ts';

export interface ApprovalTerms {
	readonly firm: FirmId;
	readonly vault: VaultId;
	readonly approval: ApprovalId;
	/** The entry in which approval was asked: with it who signs, in what order, and until when. */
	readonly asked: EntryHash;
	/** The entry that added the file. */
	readonly manifest: EntryHash;
	/** SHA-256 of the document itself. */
	readonly document: Hash32;
	readonly statement: string;
	readonly signer: UserId;
	/** The time that the signer states: the header's. */
	readonly time: number;
}

export async function approvalChallenge(terms: ApprovalTerms): Promise<Hash32> {
	return hashOf(
		'approval',
		idBytes(terms.firm),
		idBytes(terms.vault),
		idBytes(terms.approval),
		idBytes(terms.asked),
		idBytes(terms.manifest),
		terms.document,
		await sha256(utf8(terms.statement)),
		idBytes(terms.signer),
		terms.time,
		'approved'
	);
}

/** Approving as a browser does it: the document read, the passkey asked, its answer taken without extensions. */
import type { ApprovalId, FileId, UserId, VaultId } from '../../src/crypto/brands.ts';
import type { ApprovalTerms, PasskeySignature } from '../../src/lib/worker/port.ts';
import type { Bend } from '../server/authenticator.ts';
import { arrived, type Person } from './people.ts';

const bytes = (text: string) => Uint8Array.from(Buffer.from(text, 'base64url'));

export function touched(person: Person, terms: ApprovalTerms, bend: Bend = {}): PasskeySignature {
	const challenge = Buffer.from(terms.challenge).toString('base64url');
	const { response } = person.passkey.assert({ id: '', challenge }, bend).response;
	return {
		credential: bytes(person.passkey.id),
		authenticator: bytes(response.authenticatorData),
		client: bytes(response.clientDataJSON),
		signature: bytes(response.signature)
	};
}

export async function approve(person: Person, vault: VaultId, approval: ApprovalId) {
	await person.core.readForApproval(vault, approval);
	const terms = await person.core.approvalTerms(vault, approval);
	await person.core.approve(vault, approval, touched(person, terms));
}

/** A scan of a signed paper, sent, and named as an answer once it has arrived. */
export async function signOnPaper(
	person: Person,
	vault: VaultId,
	approval: ApprovalId,
	picked: File,
	signer: UserId | null = null
) {
	await person.core.addSignedPaper(vault, approval, signer, { picked });
	await arrived(person);
}

export const askFor = (
	staff: Person,
	vault: VaultId,
	file: FileId,
	signers: UserId[],
	statement = 'I approve my 2025 return and ask the firm to file it.'
): Promise<ApprovalId> =>
	staff.core.askApproval(vault, { file, statement, signers, ordered: false, due: null });

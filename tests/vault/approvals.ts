/** Approvals as people ask for and give them, with every part open to be bent. */
import { idBytes, newApprovalId } from '../../src/crypto/ids.ts';
import type { ApprovalId, EntryHash, UserId } from '../../src/crypto/brands.ts';
import type { Value } from '../../src/crypto/encoding.ts';
import { randomBytes } from '../../src/crypto/random.ts';
import { challengeFor } from '../../src/vault/approvals.ts';
import type { VaultFile, VaultState } from '../../src/vault/vault-state.ts';
import { LATER, type Forgery } from './forge.ts';
import { SigningPasskey, type Bend } from './signing-passkey.ts';

export const PORTAL = 'https://portal.example';

interface Asked {
	readonly id?: ApprovalId;
	readonly signers: readonly UserId[];
	readonly ordered?: boolean;
	readonly change?: Record<string, Value>;
}

export const askedFor = (
	file: Pick<VaultFile, 'file' | 'entry'>,
	{ id = newApprovalId(), signers, ordered = false, change = {} }: Asked
) => ({
	id,
	forgery: {
		kind: 'approval.asked',
		payload: { approval: idBytes(id) },
		body: {
			asker: 'Olga Alder',
			document: randomBytes(32),
			due: null,
			file: idBytes(file.file),
			firm: 'Alder & Finch',
			manifest: idBytes(file.entry),
			ordered,
			origin: PORTAL,
			signers: signers.map((user, n) => ({ name: `Signer ${n}`, user: idBytes(user) })),
			statement: 'I have read this return and approve it.',
			...change
		}
	} satisfies Forgery
});

interface Signing {
	readonly time?: number;
	readonly bend?: Bend;
	readonly passkey?: SigningPasskey;
	/** What the passkey signs, when it is not what the entry says. */
	readonly signs?: { approval?: ApprovalId; signer?: UserId; time?: number };
}

/** What a signer writes who read `id` in `state`. */
export async function givenBy(
	signer: UserId,
	id: ApprovalId,
	state: VaultState,
	{ time = LATER, bend = {}, passkey = new SigningPasskey(), signs = {} }: Signing = {}
): Promise<Forgery> {
	const approval = state.approvals.get(signs.approval ?? id);
	if (!approval) throw new Error('no such approval');
	const challenge = await challengeFor(state, approval, signs.signer ?? signer, signs.time ?? time);
	return {
		kind: 'approval.given',
		time,
		payload: { approval: idBytes(id) },
		body: { assertion: { ...passkey.sign(challenge, PORTAL, bend) } }
	};
}

interface Scanned {
	readonly change?: Record<string, Value>;
}

/** A scan of what `signer` signed by hand, as its adder writes it. */
export const scannedFor = (
	id: ApprovalId,
	signer: UserId,
	scan: Pick<VaultFile, 'file' | 'entry'>,
	{ change = {} }: Scanned = {}
): Forgery => ({
	kind: 'approval.scanned',
	payload: { approval: idBytes(id) },
	body: {
		by: 'Whoever adds it',
		digest: randomBytes(32),
		file: idBytes(scan.file),
		manifest: idBytes(scan.entry),
		signer: idBytes(signer),
		...change
	}
});

/** What staff say of the scan that `entry` added. */
export const decidedOn = (
	kind: 'accepted' | 'returned',
	id: ApprovalId,
	entry: EntryHash,
	reason = 'The signature is missing'
): Forgery => ({
	kind: `approval.scan-${kind}`,
	payload: { approval: idBytes(id) },
	body: { ...(kind === 'accepted' ? { by: 'Olga Alder' } : { reason }), scan: idBytes(entry) }
});

export const ending = (kind: 'declined' | 'withdrawn', id: ApprovalId, reason = 'No'): Forgery => ({
	kind: `approval.${kind}`,
	payload: { approval: idBytes(id) },
	body: { reason }
});

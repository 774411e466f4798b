/**
 * The context that every seal, wrap, signature and derivation is bound to (protocol.md sections 3 and 14).
 * Purposes are closed lists, and each purpose states exactly which elements it uses: one too many or too few
 * is `malformed` before any key is touched, so a caller cannot forget what ties a ciphertext to its place.
 */
import type { FirmId, Raw, VaultId } from './brands.ts';
import { encode } from './encoding.ts';
import { CryptoError } from './errors.ts';
import { idBytes } from './ids.ts';

export const SUITE = 1;

export interface ContextFields {
	firm?: FirmId;
	vault?: VaultId;
	epoch?: number;
	object?: Raw;
	field?: string;
	sequence?: number;
	sender?: Raw;
	recipient?: Raw;
}

type Element = keyof ContextFields;
/** `optional` is for what exists in both logs: the firm log has no vault. */
type Shape = { readonly needs: readonly Element[]; readonly optional?: Element };

const seals = {
	'identity-seed': { needs: ['object'] },
	'unlock-passkey': { needs: ['object', 'recipient'] },
	'unlock-recovery': { needs: ['object', 'recipient'] },
	keyring: { needs: ['object'] },
	'device-heads': { needs: ['object'] },
	upload: { needs: ['object', 'sender'] },
	'upload-part': { needs: ['object', 'sequence', 'sender'] },
	'saved-replies': { needs: ['object'] },
	'account-replies': { needs: ['object', 'sequence'] },
	'kept-log': { needs: ['firm', 'object', 'sequence'], optional: 'vault' },
	'kept-names': { needs: ['firm', 'object', 'sequence'] },
	'kept-digest': { needs: ['firm', 'vault', 'object', 'sequence'] },
	capsule: { needs: ['object'] },
	'entry-body': { needs: ['firm', 'epoch', 'field', 'sequence', 'sender'], optional: 'vault' },
	'vault-label': { needs: ['firm', 'vault', 'epoch', 'object', 'sender'] },
	'staff-note': { needs: ['firm', 'vault', 'epoch', 'object', 'sequence', 'sender'] },
	'staff-details': { needs: ['firm', 'vault', 'epoch', 'object', 'sequence', 'sender'] },
	'firm-template': { needs: ['firm', 'epoch', 'object', 'sequence', 'sender'] },
	'team-previous': { needs: ['firm', 'epoch', 'object'] },
	'epoch-previous': { needs: ['firm', 'vault', 'epoch'] },
	'drop-capsule': { needs: ['object'] },
	'drop-note': { needs: ['firm', 'vault', 'object'] },
	'drop-manifest': { needs: ['firm', 'vault', 'object', 'sender'] },
	'drop-progress': { needs: ['object'] }
} as const satisfies Record<string, Shape>;

const wraps = {
	'team-grant': { needs: ['firm', 'epoch', 'object', 'sender', 'recipient'] },
	'vault-grant': { needs: ['firm', 'vault', 'epoch', 'sender', 'recipient'] },
	'drop-grant': { needs: ['firm', 'vault', 'object', 'sender', 'recipient'] },
	'drop-manifest-wrap': { needs: ['firm', 'vault', 'object', 'sender', 'recipient'] }
} as const satisfies Record<string, Shape>;

const signatures = {
	'bundle-proof': { needs: ['object'] },
	'join-proof': { needs: ['firm', 'object', 'sender'], optional: 'vault' },
	'succession-proof': { needs: ['firm', 'object', 'sender'], optional: 'vault' },
	'recovery-challenge': { needs: ['object'] },
	'kit-challenge': { needs: ['firm', 'object'] },
	'drop-delivery': { needs: ['firm', 'vault', 'object', 'sender'] },
	'drop-file': { needs: ['firm', 'vault', 'object', 'sender'] },
	'drop-receipt': { needs: ['object', 'sender'] }
} as const satisfies Record<string, Shape>;

const derivations = {
	'passkey-unlock': { needs: [] },
	'recovery-unlock': { needs: [] },
	'recovery-id': { needs: [] },
	'recovery-sign-in': { needs: [] },
	'kit-root': { needs: [] },
	'kit-escrow': { needs: [] },
	'identity-signing': { needs: [] },
	'identity-kem': { needs: [] },
	'team-kem': { needs: [] },
	'team-labels': { needs: [] },
	'team-notes': { needs: [] },
	'team-chain': { needs: [] },
	'team-directory': { needs: [] },
	'epoch-age': { needs: [] },
	'epoch-seals': { needs: [] },
	'link-id': { needs: [] },
	'link-capsule': { needs: [] },
	'link-signing': { needs: [] },
	'link-kem': { needs: [] },
	'drop-id': { needs: [] },
	'drop-capsule-key': { needs: [] },
	'drop-signing': { needs: [] },
	'drop-uploads': { needs: [] },
	'drop-progress-key': { needs: [] },
	'drop-keeper': { needs: [] },
	'drop-kem': { needs: [] },
	'drop-notes': { needs: [] },
	'account-device': { needs: [] },
	'device-uploads': { needs: [] },
	'device-logs': { needs: [] },
	'device-replies': { needs: [] }
} as const satisfies Record<string, Shape>;

export type SealPurpose = keyof typeof seals;
export type WrapPurpose = keyof typeof wraps;
export type SignaturePurpose = keyof typeof signatures;
export type DerivationPurpose = keyof typeof derivations;
export type Purpose = SealPurpose | WrapPurpose | SignaturePurpose | DerivationPurpose;

const shapes: Record<Purpose, Shape> = { ...seals, ...wraps, ...signatures, ...derivations };

export function encodeContext(purpose: Purpose, fields: ContextFields): Raw {
	requireShape(shapes[purpose], fields);
	return encode([
		'tallyport',
		SUITE,
		purpose,
		fields.firm === undefined ? null : idBytes(fields.firm),
		fields.vault === undefined ? null : idBytes(fields.vault),
		fields.epoch ?? null,
		fields.object ?? null,
		fields.field ?? null,
		fields.sequence ?? null,
		fields.sender ?? null,
		fields.recipient ?? null
	]);
}

const elements: readonly Element[] = [
	'firm',
	'vault',
	'epoch',
	'object',
	'field',
	'sequence',
	'sender',
	'recipient'
];

function requireShape(shape: Shape, fields: ContextFields): void {
	for (const element of elements) {
		const given = fields[element] !== undefined;
		if (given !== shape.needs.includes(element) && element !== shape.optional)
			throw new CryptoError('malformed');
	}
	if (fields.recipient !== undefined && fields.recipient.length !== 32)
		throw new CryptoError('malformed');
}

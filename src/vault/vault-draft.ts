/** What an entry of a vault log is to say, before it has a place, a time and a signature. */
import type { BlobId, Raw } from '../crypto/brands.ts';
import type { Value } from '../crypto/encoding.ts';
import type { HeldEpoch } from './epoch-keys.ts';
import type { VaultEvent } from './events.ts';

export interface VaultDraft {
	readonly kind: VaultEvent['kind'];
	readonly payload: Record<string, Value>;
	readonly body: Value | null;
	readonly blobs?: BlobId[];
	readonly capsule?: Raw;
	/** Only an entry made for this epoch may be written; a move of the epoch stops the append. */
	readonly onlyInEpoch?: number;
	/** For an entry that starts an epoch: its number and the keys its body is sealed under. */
	readonly newEpoch?: { number: number; held: HeldEpoch };
}

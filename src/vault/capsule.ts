/**
 * What a link opens (protocol.md section 11): enough to verify the firm's logs and, for a client, the vault's.
 * It holds names but no key to any document. A capsule is believed only after the log's invitation carries its hash.
 */
import { z } from 'zod';
import type {
	CapsuleKey,
	EntryHash,
	FirmId,
	InviteId,
	Raw,
	Sealed,
	UserId,
	VaultId
} from '../crypto/brands.ts';
import { decode, encode } from '../crypto/encoding.ts';
import type { Head } from '../crypto/entry-header.ts';
import { entryHashFrom, firmIdFrom, idBytes, userIdFrom, vaultIdFrom } from '../crypto/ids.ts';
import { open, seal } from '../crypto/seal.ts';
import { directory as directoryMap } from '../contract/log.ts';
import { directoryFrom, directoryList } from './directory.ts';
import type { Directory } from './firm-state.ts';
import { Refusal } from './problems.ts';
import type { Mark } from './view.ts';

interface Invitation {
	readonly firm: FirmId;
	readonly firmName: string;
	readonly mark: Mark;
	readonly firmHead: Head;
	readonly directory: Directory;
	readonly inviter: UserId;
	readonly name: string;
	readonly expires: number;
}

interface VaultOfJoiner {
	readonly vault: VaultId;
	readonly genesis: EntryHash;
	readonly vaultHead: Head;
}

export type Capsule =
	| (Invitation & { readonly kind: 'staff' })
	| (Invitation & VaultOfJoiner & { readonly kind: 'client' });

const bytes = z.custom<Raw>((value) => value instanceof Uint8Array);
const head = z
	.strictObject({ hash: bytes, seq: z.int().nonnegative() })
	.transform(({ hash, seq }): Head => ({ hash: entryHashFrom(hash), seq }));

const common = {
	directory: directoryMap.transform(directoryFrom),
	expires: z.int().nonnegative(),
	firm: bytes.transform(firmIdFrom),
	firmHead: head,
	firmName: z.string().max(1024),
	inviter: bytes.transform(userIdFrom),
	mark: z.strictObject({ colour: z.string().max(16), initials: z.string().max(8) }),
	name: z.string().max(1024)
};

const capsuleMap = z.discriminatedUnion('kind', [
	z.strictObject({ ...common, kind: z.literal('staff') }),
	z.strictObject({
		...common,
		genesis: bytes.transform(entryHashFrom),
		kind: z.literal('client'),
		vault: bytes.transform(vaultIdFrom),
		vaultHead: head
	})
]);

export function sealCapsule(key: CapsuleKey, invite: InviteId, capsule: Capsule): Promise<Sealed> {
	return seal('capsule', key, { object: idBytes(invite) }, encode(toMap(capsule)));
}

/** @throws CryptoError when it does not open; Refusal `capsule-mismatch` when its contents make no sense. */
export async function openCapsule(
	key: CapsuleKey,
	invite: InviteId,
	sealed: Raw
): Promise<Capsule> {
	const plaintext = await open('capsule', key, { object: idBytes(invite) }, sealed);
	const parsed = capsuleMap.safeParse(decode(plaintext));
	if (!parsed.success) throw new Refusal('capsule-mismatch');
	return parsed.data;
}

const headMap = ({ hash, seq }: Head) => ({ hash: idBytes(hash), seq });

function toMap(capsule: Capsule) {
	const shared = {
		directory: directoryList(capsule.directory),
		expires: capsule.expires,
		firm: idBytes(capsule.firm),
		firmHead: headMap(capsule.firmHead),
		firmName: capsule.firmName,
		inviter: idBytes(capsule.inviter),
		kind: capsule.kind,
		mark: { colour: capsule.mark.colour, initials: capsule.mark.initials },
		name: capsule.name
	};
	if (capsule.kind === 'staff') return shared;
	return {
		...shared,
		genesis: idBytes(capsule.genesis),
		vault: idBytes(capsule.vault),
		vaultHead: headMap(capsule.vaultHead)
	};
}

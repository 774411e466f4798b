/**
 * What a drop link opens (protocol.md section 16): words for the sender and public keys, never one that opens anything.
 * Whoever has the link can make it out, and only who made the link could write it: a sender trusts the link and what
 * opens with it, and no key that the portal says beside it.
 */
import { z } from 'zod';
import type {
	DropCapsuleKey,
	DropId,
	FirmId,
	KemPublicKey,
	Raw,
	Sealed,
	VaultId
} from '../crypto/brands.ts';
import { openDropCapsule, sealDropCapsule } from '../crypto/drop.ts';
import { decode, encode } from '../crypto/encoding.ts';
import { firmIdFrom, idBytes, vaultIdFrom } from '../crypto/ids.ts';
import { parseKemPublicKey } from '../crypto/sign.ts';
import { encodeAsks, parseAsks, type AskedItem } from './drop-asks.ts';
import { orRefuse, Refusal } from './problems.ts';
import type { Mark } from './view.ts';

export interface DropCapsule {
	readonly firm: FirmId;
	readonly vault: VaultId;
	readonly firmName: string;
	readonly mark: Mark;
	/** What the firm says to the sender; may be empty. */
	readonly greeting: string;
	readonly expires: number;
	/** Bytes of the files themselves. The portal counts what is stored, for which it is given more. */
	readonly limit: number;
	/** What files are encrypted to. */
	readonly kem: KemPublicKey;
	/** What the firm asks for, as it was when the link was made; empty where it asks for nothing in particular. */
	readonly asks: readonly AskedItem[];
}

const bytes = z.custom<Raw>((value) => value instanceof Uint8Array);
const capsuleMap = z.strictObject({
	// Absent in links that ask for nothing, and in those from before there were others.
	asks: bytes.optional(),
	expires: z.int().nonnegative(),
	firm: bytes.transform(firmIdFrom),
	firmName: z.string().max(1024),
	greeting: z.string().max(2048),
	kem: bytes.transform(parseKemPublicKey),
	limit: z.int().positive(),
	mark: z.strictObject({ colour: z.string().max(16), initials: z.string().max(8) }),
	vault: bytes.transform(vaultIdFrom)
});

export function sealCapsuleOfDrop(
	key: DropCapsuleKey,
	drop: DropId,
	{ firm, vault, mark, asks, ...rest }: DropCapsule
): Promise<Sealed> {
	const { colour, initials } = mark;
	const map = { ...rest, firm: idBytes(firm), mark: { colour, initials }, vault: idBytes(vault) };
	const asked = asks.length > 0 && { asks: encodeAsks(asks) };
	return sealDropCapsule(key, drop, encode({ ...map, ...asked }));
}

/** @throws Refusal `drop-mismatch`: the portal gave something that whoever made the link did not write */
export async function openCapsuleOfDrop(
	key: DropCapsuleKey,
	drop: DropId,
	sealed: Raw
): Promise<DropCapsule> {
	return orRefuse('drop-mismatch', async () => {
		const parsed = capsuleMap.safeParse(decode(await openDropCapsule(key, drop, sealed)));
		if (!parsed.success) throw new Refusal('drop-mismatch');
		const { asks: list, ...rest } = parsed.data;
		const asks = list ? parseAsks(list) : [];
		if (!asks) throw new Refusal('drop-mismatch');
		return { ...rest, asks };
	});
}

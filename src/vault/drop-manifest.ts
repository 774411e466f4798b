/**
 * What a sender says of a file sent by a drop link: its name and size, the hashes of its parts, and who they say they are.
 * None of it is verified but that somebody with the link said it. Sealed and signed by crypto/drop.ts; here is the form.
 */
import { z } from 'zod';
import type { DeliveryId, Hash32, ItemId, Raw } from '../crypto/brands.ts';
import { concat } from '../crypto/bytes.ts';
import { planBlob } from '../crypto/age/file.ts';
import { decode, encode } from '../crypto/encoding.ts';
import { CryptoError } from '../crypto/errors.ts';
import { hashesFrom, sha256 } from '../crypto/hash.ts';
import { deliveryIdFrom, idBytes, itemIdFrom } from '../crypto/ids.ts';
import { fileName } from './names.ts';

export const MAX_SENDER = 200;
export const MAX_NOTE = 2000;

export interface DropManifest {
	readonly delivery: DeliveryId;
	readonly name: string;
	readonly type: string;
	readonly size: number;
	readonly stored: number;
	readonly modified: number | null;
	readonly parts: readonly Hash32[];
	/** As typed; either may be empty. */
	readonly sender: string;
	readonly note: string;
	/** The sender's clock. */
	readonly time: number;
	/** The item of a checklist that the sender says it answers. */
	readonly answers: ItemId | null;
}

const bytes = z.custom<Raw>((value) => value instanceof Uint8Array);
const count = z.int().nonnegative();
const manifestMap = z.strictObject({
	// Left out where it answers none.
	answers: bytes.optional(),
	delivery: bytes,
	modified: count.nullable(),
	name: z.string().max(1024),
	note: z.string().max(MAX_NOTE),
	parts: bytes,
	sender: z.string().max(MAX_SENDER),
	size: z.int().positive(),
	stored: z.int().positive(),
	time: count,
	type: z.string().max(255)
});

export const encodeDropManifest = ({ answers, delivery, parts, ...rest }: DropManifest): Raw =>
	encode({
		...rest,
		...(answers && { answers: idBytes(answers) }),
		delivery: idBytes(delivery),
		parts: concat(...parts)
	});

/** @throws CryptoError `malformed`, also for sizes that could not belong together. The name is made safe to save under. */
export function parseDropManifest(plaintext: Raw): DropManifest {
	const parsed = manifestMap.safeParse(decode(plaintext));
	if (!parsed.success) throw new CryptoError('malformed');
	const { answers, delivery, parts, ...rest } = parsed.data;
	const hashes = hashesFrom(parts);
	const plan = planBlob(rest.size);
	if (plan.storedSize !== rest.stored || plan.parts !== hashes.length)
		throw new CryptoError('malformed');
	return {
		...rest,
		answers: answers ? itemIdFrom(answers) : null,
		name: fileName(rest.name),
		delivery: deliveryIdFrom(delivery),
		parts: hashes
	};
}

/** Stands for the stored file: one hash over those of its parts. */
export const contentHash = (parts: readonly Hash32[]): Promise<Hash32> => sha256(concat(...parts));

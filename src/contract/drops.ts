/**
 * Drop links on the wire and in the log (protocol.md section 16). Nothing a sender types is here: it is inside the sealed
 * manifest. What the server must know of a link is public: its id, its signing key, its limits and when it ends.
 *
 *   GET    /api/drops/:drop                                 -> dropResponse     (no session: the id is unguessable; 410
 *                                                           drop-expired, drop-closed, drop-behind, as for all below)
 *   POST   /api/drops/:drop/deliveries                      deliveryRequest -> {}     (410 drop-used-up)
 *   POST   /api/drops/:drop/deliveries/:delivery/files      uploadRequest -> uploadResponse (413 drop-too-large, 507, 429)
 *   GET    /api/drops/:drop/deliveries/:delivery/files/:blob        -> dropFileStatus
 *   PUT    /api/drops/:drop/deliveries/:delivery/files/:blob/parts/:index   octets -> partResponse
 *   POST   /api/drops/:drop/deliveries/:delivery/files/:blob        dropFileRequest -> dropFileResponse
 *   DELETE /api/drops/:drop/deliveries/:delivery/files/:blob        -> {}      (only what has not arrived)
 *   GET    /api/vaults/:vault/drops?after=<number>          -> droppedPage      (staff)
 *   GET    /api/vaults/:vault/drops/:blob                   octets, Range honoured (staff)
 */
import { z } from 'zod';
import type { KemPublicKey, Raw, Sealed, SigningPublicKey, Wrapped } from '../crypto/brands.ts';
import { blobIdFrom, dropIdFrom, firmIdFrom, itemIdFrom, teamIdFrom } from '../crypto/ids.ts';
import { MAX_ITEMS } from './requests.ts';
import { id, sized } from './sized.ts';
import * as wire from './wire.ts';

const drop = id(dropIdFrom);
const blob = id(blobIdFrom);
const wrap = sized<Wrapped>(1169);

/** As the grants of an epoch, but for escrow and teams only: nobody else opens what is sent by a link. */
const grant = z.discriminatedUnion('to', [
	z.strictObject({
		to: z.literal('team'),
		id: id(teamIdFrom),
		teamEpoch: z.int().positive(),
		wrap
	}),
	z.strictObject({
		to: z.literal('escrow'),
		id: id(firmIdFrom, 32),
		teamEpoch: z.null(),
		wrap
	})
]);
export type DropGrant = z.output<typeof grant>;

export const MOST_USES = 1000;

export const dropPayloads = {
	/** `maxUses`: how many browsers may send by it. `maxBytes`: of all that is stored for it, encrypted. */
	'drop.opened': z.strictObject({
		capsuleHash: sized<Raw>(32),
		drop,
		expires: z.int().nonnegative(),
		grants: z.array(grant).max(100),
		kem: sized<KemPublicKey>(1216),
		key: sized<SigningPublicKey>(32),
		maxBytes: z.int().positive(),
		maxUses: z.int().positive().max(MOST_USES)
	}),
	'drop.closed': z.strictObject({ drop }),
	/** `blob` is the one that came by the link; the entry's own blob is the same file under the vault's key. */
	'drop.accepted': z.strictObject({ blob, drop }),
	'drop.discarded': z.strictObject({ blob, drop })
} as const;

const note = z.custom<Sealed>((value) => value instanceof Uint8Array && value.length <= 8192);

export const dropBodies = {
	/** Sealed once more, under a key of the staff's: the body itself is readable by the vault's clients. */
	'drop.opened': z.strictObject({
		/** What is asked for by the link, of this vault's checklists: a file may claim to answer these and no others. Left out where nothing is. */
		asks: z.array(id(itemIdFrom)).max(MAX_ITEMS).optional(),
		note
	}),
	'drop.closed': null,
	'drop.discarded': null
} as const;

/** Of a manifest as it is sent: a file of the most parts, with room for what people type. */
export const MAX_MANIFEST_BYTES = 32768 * 32 + 65536;

/** Of a capsule, sealed. */
export const MAX_CAPSULE_BYTES = 65536;

export const dropResponse = z.strictObject({
	capsule: wire.bytes({ max: MAX_CAPSULE_BYTES }),
	/** Hints: how often the link may still be used by somebody new, and how much it still takes. */
	usesLeft: z.int().nonnegative(),
	bytesLeft: z.int().nonnegative()
});

const signature = wire.bytes({ exact: 64 });
export const deliveryRequest = z.strictObject({ delivery: wire.deliveryId, signature });

export const dropFileStatus = z.strictObject({
	blob: wire.blobId,
	parts: z.int().positive(),
	acknowledged: z.array(z.int().nonnegative()).max(32768),
	/** Indexes whose bytes are arriving at this moment. */
	receiving: z.array(z.int().nonnegative()).max(32768),
	/** When all of it was here; null while it is on its way. */
	receivedAt: z.int().nonnegative().nullable()
});

const manifest = wire.bytes({ max: MAX_MANIFEST_BYTES });
export const dropFileRequest = z.strictObject({ manifest, signature });
export const dropFileResponse = z.strictObject({ receivedAt: z.int().nonnegative() });

/** A page ends at so many files, or after so many bytes of manifests. */
export const MAX_DROPPED_PAGE = 200;
const dropped = z.strictObject({
	/** Orders the list; `after` continues behind it. */
	number: z.int().positive(),
	blob: wire.blobId,
	drop: wire.dropId,
	receivedAt: z.int().nonnegative(),
	manifest,
	signature
});
export type DroppedRow = z.output<typeof dropped>;
export const droppedPage = z.strictObject({
	dropped: z.array(dropped).max(MAX_DROPPED_PAGE),
	more: z.boolean()
});

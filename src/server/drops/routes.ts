/** What the holder of a drop link may do, who has no account, and what staff see of what came. */
import type { Context } from 'hono';
import { z } from 'zod';
import { MAX_PART_BYTES, nothing, uploadRequest, uploadResponse } from '../../contract/api.ts';
import {
	deliveryRequest,
	dropFileRequest,
	dropFileResponse,
	dropFileStatus,
	droppedPage,
	dropResponse
} from '../../contract/drops.ts';
import * as wire from '../../contract/wire.ts';
import { encodeBase64url } from '../../crypto/base64url.ts';
import type { BlobId } from '../../crypto/brands.ts';
import { idBytes } from '../../crypto/ids.ts';
import { answerBlob } from '../blobs/routes.ts';
import { finishRemoval, removeOrphan } from '../blobs/removals.ts';
import { dropHolder, vaultStaff } from '../http/access.ts';
import { refuse } from '../http/refusal.ts';
import { bodyRoute, bytesRoute, pathParam, route, type Access } from '../http/route.ts';
import { isContextSigned } from '../logs/signatures.ts';
import type { Incoming } from '../uploads/receive-part.ts';
import { receivingNow } from '../uploads/receiving.ts';
import { partTaker } from '../uploads/take-part.ts';
import { beginDelivery, isDelivery, type OfDelivery } from './drop-store.ts';
import {
	beginDropFile,
	cancelDropFile,
	findArriving,
	findDropFile,
	findDropPart,
	finishDropFile,
	listDropParts,
	pageOfDropped,
	recordDropPart,
	requireSignedByLink,
	storedDropped,
	type DropFileKey
} from './drop-files.ts';

const deliverer: Access<OfDelivery> = async (door) => {
	const link = await dropHolder(door);
	const delivery = pathParam(door.http, 'delivery', wire.deliveryId);
	const isKnown = await isDelivery(door.services.db, link.id, delivery);
	return isKnown ? { link, delivery } : refuse('not-found');
};

const keyOf = (http: Context, of: OfDelivery): DropFileKey => ({
	...of,
	blob: pathParam(http, 'blob', wire.blobId)
});

const takePart = partTaker();

const incoming = (key: DropFileKey): Incoming => ({
	blob: key.blob,
	begun: (db) => findArriving(db, key),
	part: (db, index) => findDropPart(db, key.blob, index),
	record: (db, part, now) => recordDropPart(db, key, part, now),
	removeOrphan: (services) => removeOrphan(services, key.blob)
});

const number = z
	.string()
	.regex(/^(0|[1-9]\d{0,14})$/)
	.transform(Number);

function readAfter(http: Context): number {
	const parsed = number.safeParse(http.req.query('after') ?? '0');
	return parsed.success ? parsed.data : refuse('malformed-request');
}

const FILES = '/api/drops/:drop/deliveries/:delivery/files' as const;

export const dropRoutes = [
	route({
		method: 'GET',
		path: '/api/drops/:drop',
		access: dropHolder,
		limit: 'drop',
		response: dropResponse,
		handle: ({ granted: { capsule, usesLeft, bytesLeft } }) =>
			Promise.resolve({ capsule: encodeBase64url(capsule), usesLeft, bytesLeft })
	}),
	bodyRoute({
		method: 'POST',
		path: '/api/drops/:drop/deliveries',
		access: dropHolder,
		limit: 'drop',
		body: deliveryRequest,
		response: nothing,
		async handle({ services, granted: link, body: { delivery, signature } }) {
			const { id, firm, vault } = link;
			const signed = { firm, vault, object: idBytes(id), sender: delivery };
			if (!isContextSigned('drop-delivery', link.signingKey, signed, signature))
				refuse('entry-refused');
			await beginDelivery(services.db, id, delivery);
			return {};
		}
	}),
	bodyRoute({
		method: 'POST',
		path: FILES,
		access: deliverer,
		limit: 'drop',
		body: uploadRequest,
		response: uploadResponse,
		async handle({ services, granted, body }) {
			if (body.stored > body.parts * MAX_PART_BYTES) refuse('malformed-request');
			await beginDropFile(services, { ...granted, blob: body.blob }, body);
			return { blob: body.blob };
		}
	}),
	route({
		method: 'GET',
		path: `${FILES}/:blob`,
		access: deliverer,
		limit: 'drop',
		response: dropFileStatus,
		async handle({ services, http, granted }) {
			const key = keyOf(http, granted);
			const file = (await findDropFile(services.db, key)) ?? refuse('not-found');
			const parts = await listDropParts(services.db, key.blob);
			return {
				blob: key.blob,
				parts: file.parts,
				acknowledged: parts.map((part) => part.position),
				receiving: receivingNow(key.blob),
				receivedAt: file.received_at
			};
		}
	}),
	bytesRoute({
		method: 'PUT',
		path: `${FILES}/:blob/parts/:index`,
		access: deliverer,
		limit: 'drop',
		takes: 'octets',
		handle: (door) => takePart(door, incoming(keyOf(door.http, door.granted)), door.granted.link.id)
	}),
	bodyRoute({
		method: 'POST',
		path: `${FILES}/:blob`,
		access: deliverer,
		limit: 'drop',
		body: dropFileRequest,
		response: dropFileResponse,
		async handle({ services, http, granted, body }) {
			const key = keyOf(http, granted);
			const { firm, vault } = granted.link;
			await requireSignedByLink(granted.link, key.blob, body.manifest, body.signature);
			const receivedAt = await finishDropFile(services, key, body);
			services.events.publish({ type: 'drops', firm, vault });
			return { receivedAt };
		}
	}),
	route({
		method: 'DELETE',
		path: `${FILES}/:blob`,
		access: deliverer,
		limit: 'drop',
		response: nothing,
		async handle({ services, http, granted }) {
			const key = keyOf(http, granted);
			await cancelDropFile(services.db, key);
			await finishRemoval(services, key.blob);
			return {};
		}
	}),
	route({
		method: 'GET',
		path: '/api/vaults/:vault/drops',
		access: vaultStaff,
		response: droppedPage,
		async handle({ services, http, granted }) {
			const { page, more } = await pageOfDropped(services.db, granted.vault, readAfter(http));
			const dropped = page.map((row) => ({
				number: row.number,
				blob: row.blob,
				drop: row.drop_link,
				receivedAt: row.received_at ?? 0,
				manifest: encodeBase64url(row.manifest ?? new Uint8Array()),
				signature: encodeBase64url(row.signature ?? new Uint8Array())
			}));
			return { dropped, more };
		}
	}),
	bytesRoute({
		method: 'GET',
		path: '/api/vaults/:vault/drops/:blob',
		access: vaultStaff,
		takes: 'nothing',
		async handle(door) {
			const blob: BlobId = pathParam(door.http, 'blob', wire.blobId);
			const { db } = door.services;
			const size = (await storedDropped(db, door.granted.vault, blob)) ?? refuse('not-found');
			return answerBlob(door, { blob, size, parts: await listDropParts(db, blob) });
		}
	})
];

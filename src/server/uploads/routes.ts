/** Sending a blob in, part by part, in any order. */
import {
	MAX_PART_BYTES,
	nothing,
	uploadRequest,
	uploadResponse,
	uploadStatus
} from '../../contract/api.ts';
import * as wire from '../../contract/wire.ts';
import type { Context } from 'hono';
import { finishRemoval, removeOrphan } from '../blobs/removals.ts';
import { vaultReader, type OfVault } from '../http/access.ts';
import { refuse } from '../http/refusal.ts';
import { bodyRoute, bytesRoute, pathParam, route } from '../http/route.ts';
import type { Incoming } from './receive-part.ts';
import { receivingNow } from './receiving.ts';
import { partTaker } from './take-part.ts';
import {
	beginUpload,
	dropUpload,
	findPart,
	findUpload,
	listParts,
	recordPart,
	type UploadKey
} from './upload-store.ts';

const takePart = partTaker();

const uploadKey = (http: Context, { vault, user }: OfVault): UploadKey => ({
	vault,
	user,
	blob: pathParam(http, 'blob', wire.blobId)
});

const incoming = (key: UploadKey): Incoming => ({
	blob: key.blob,
	begun: (db) => findUpload(db, key),
	part: (db, index) => findPart(db, key.blob, index),
	record: (db, part, now) => recordPart(db, key, part, now),
	removeOrphan: (services) => removeOrphan(services, key.blob)
});

export const uploadRoutes = [
	bodyRoute({
		method: 'POST',
		path: '/api/vaults/:vault/uploads',
		access: vaultReader,
		body: uploadRequest,
		response: uploadResponse,
		async handle({ services, granted, body }) {
			if (body.stored > body.parts * MAX_PART_BYTES) refuse('malformed-request');
			const { firm, vault, user } = granted;
			await beginUpload(services, { firm, vault, user, blob: body.blob }, body);
			return { blob: body.blob };
		}
	}),
	route({
		method: 'GET',
		path: '/api/vaults/:vault/uploads/:blob',
		access: vaultReader,
		response: uploadStatus,
		async handle({ services, http, granted }) {
			const key = uploadKey(http, granted);
			const upload = (await findUpload(services.db, key)) ?? refuse('not-found');
			const parts = await listParts(services.db, key.blob);
			return {
				blob: key.blob,
				parts: upload.parts,
				acknowledged: parts.map((part) => part.position),
				receiving: receivingNow(key.blob)
			};
		}
	}),
	bytesRoute({
		method: 'PUT',
		path: '/api/vaults/:vault/uploads/:blob/parts/:index',
		access: vaultReader,
		takes: 'octets',
		handle(door) {
			const key = uploadKey(door.http, door.granted);
			return takePart(door, incoming(key), key.user);
		}
	}),
	route({
		method: 'DELETE',
		path: '/api/vaults/:vault/uploads/:blob',
		access: vaultReader,
		response: nothing,
		async handle({ services, http, granted }) {
			const key = uploadKey(http, granted);
			await dropUpload(services.db, key);
			await finishRemoval(services, key.blob);
			return {};
		}
	})
];

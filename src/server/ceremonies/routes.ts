/** A fresh challenge for a passkey to be made or used. */
import { ceremony, ceremonyRequest } from '../../contract/api.ts';
import { encodeBase64url } from '../../crypto/base64url.ts';
import { anyone } from '../http/access.ts';
import { bodyRoute } from '../http/route.ts';
import { beginCeremony } from './ceremony-store.ts';

export const ceremonyRoutes = [
	bodyRoute({
		method: 'POST',
		path: '/api/ceremonies',
		access: anyone,
		limit: 'ceremonies',
		body: ceremonyRequest,
		response: ceremony,
		async handle({ services, body }) {
			const begun = await beginCeremony(services.db, body.purpose, null, services.now());
			return { id: begun.id, challenge: encodeBase64url(begun.challenge) };
		}
	})
];

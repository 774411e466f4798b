/** The recovery kit: reading the firm's log, and becoming an owner, with nothing but the root key. */
import {
	ceremony,
	kitChallengeRequest,
	kitLogRequest,
	kitRecoverRequest,
	logPage,
	signedIn
} from '../../contract/api.ts';
import { encodeBase64url } from '../../crypto/base64url.ts';
import { visitorOf, welcome } from '../accounts/way-in-routes.ts';
import { beginCeremony } from '../ceremonies/ceremony-store.ts';
import { anyone } from '../http/access.ts';
import { bodyRoute } from '../http/route.ts';
import { readLogPage } from '../logs/log-store.ts';
import { requireKitAnswer } from './kit-proof.ts';
import { recoverFirm } from './recover-firm.ts';

export const kitRoutes = [
	bodyRoute({
		method: 'POST',
		path: '/api/kits/challenge',
		access: anyone,
		limit: 'recovery',
		body: kitChallengeRequest,
		response: ceremony,
		/** For any firm: whether it is here is said only to whoever signs with its root key. */
		async handle({ services }) {
			const begun = await beginCeremony(services.db, 'kit', null, services.now());
			return { id: begun.id, challenge: encodeBase64url(begun.challenge) };
		}
	}),
	bodyRoute({
		method: 'POST',
		path: '/api/kits/log',
		access: anyone,
		limit: 'recovery',
		body: kitLogRequest,
		response: logPage,
		async handle({ services, body }) {
			await requireKitAnswer(services, body);
			return readLogPage(services.db, body.firm, body.after ?? -1);
		}
	}),
	bodyRoute({
		method: 'POST',
		path: '/api/kits/recover',
		access: anyone,
		limit: 'recovery',
		body: kitRecoverRequest,
		response: signedIn,
		handle: async (call) =>
			welcome(call, await recoverFirm(call.services, call.body, visitorOf(call)))
	})
];

/** What the holder of a link may see and do, with an account or without. */
import {
	inviteResponse,
	joinAsRequest,
	joinRequest,
	keyringResponse,
	logPage,
	signedIn
} from '../../contract/api.ts';
import { encodeBase64url } from '../../crypto/base64url.ts';
import { visitorOf, welcome } from '../accounts/way-in-routes.ts';
import { inviteHolder, invitedUser } from '../http/access.ts';
import { refuse } from '../http/refusal.ts';
import { bodyRoute, route } from '../http/route.ts';
import { readLogPage } from '../logs/log-store.ts';
import { readAfter } from '../logs/page-query.ts';
import { joinAs } from './join-as.ts';
import { join } from './join.ts';

export const inviteRoutes = [
	route({
		method: 'GET',
		path: '/api/invites/:invite',
		access: inviteHolder,
		response: inviteResponse,
		handle: async ({ granted }) => ({
			kind: granted.kind,
			firm: granted.firm,
			vault: granted.kind === 'client' ? granted.vault : null,
			capsule: encodeBase64url(granted.capsule)
		})
	}),
	route({
		method: 'GET',
		path: '/api/invites/:invite/firm-log',
		access: inviteHolder,
		response: logPage,
		handle: ({ services, http, granted }) => readLogPage(services.db, granted.firm, readAfter(http))
	}),
	route({
		method: 'GET',
		path: '/api/invites/:invite/vault-log',
		access: inviteHolder,
		response: logPage,
		handle: async ({ services, http, granted }) =>
			granted.kind === 'client'
				? readLogPage(services.db, granted.vault, readAfter(http))
				: refuse('not-found')
	}),
	bodyRoute({
		method: 'POST',
		path: '/api/invites/:invite/join',
		access: inviteHolder,
		limit: 'join',
		body: joinRequest,
		response: signedIn,
		handle: async (call) =>
			welcome(call, await join(call.services, call.granted, call.body, visitorOf(call)))
	}),
	bodyRoute({
		method: 'POST',
		path: '/api/invites/:invite/join-as',
		access: invitedUser,
		limit: 'join',
		body: joinAsRequest,
		response: keyringResponse,
		handle: async ({ services, granted: { invite, user }, body }) => ({
			version: await joinAs(services, invite, user, body)
		})
	})
];

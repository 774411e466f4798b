/** A person's own account: keyring, passkeys, recovery, and the devices that are signed in. */
import {
	account,
	addPasskeyRequest,
	devicesResponse,
	keyringRequest,
	keyringResponse,
	nothing,
	passkeyKeysResponse,
	recoveryMethod,
	rekeyRequest,
	repliesRequest,
	repliesResponse,
	sessionResponse,
	signedIn
} from '../../contract/api.ts';
import { plainId, signedInUser } from '../http/access.ts';
import { refuse } from '../http/refusal.ts';
import { bodyRoute, pathParam, route } from '../http/route.ts';
import { putRecovery, readAccount, readPasskeyKeys } from './account-store.ts';
import { replaceKeyring } from './keyring.ts';
import { addPasskey, removePasskey } from './passkeys.ts';
import { rekey } from './rekey.ts';
import { readReplies, replaceReplies } from './replies.ts';
import { endSession, listSessions } from './session-store.ts';
import { visitorOf, welcome } from './way-in-routes.ts';

export const accountRoutes = [
	route({
		method: 'GET',
		path: '/api/session',
		access: signedInUser,
		response: sessionResponse,
		handle: async ({ granted }) => ({ userId: granted.user, session: granted.session.id })
	}),
	route({
		method: 'GET',
		path: '/api/devices',
		access: signedInUser,
		response: devicesResponse,
		async handle({ services, granted }) {
			const sessions = await listSessions(services.db, granted.user, services.now());
			const devices = sessions.map((session) => ({
				session: session.id,
				name: session.device,
				signedInAt: session.created_at,
				lastSeenAt: session.last_seen_at,
				current: session.id === granted.session.id
			}));
			return { devices };
		}
	}),
	route({
		method: 'DELETE',
		path: '/api/devices/:session',
		access: signedInUser,
		response: nothing,
		async handle({ services, http, granted }) {
			const session = pathParam(http, 'session', plainId);
			if (!(await endSession(services.db, granted.user, session))) refuse('not-found');
			services.events.endSession(session);
			return {};
		}
	}),
	route({
		method: 'GET',
		path: '/api/account',
		access: signedInUser,
		response: account,
		handle: ({ services, granted }) => readAccount(services.db, granted.user)
	}),
	bodyRoute({
		method: 'PUT',
		path: '/api/account/keyring',
		access: signedInUser,
		body: keyringRequest,
		response: keyringResponse,
		handle: async ({ services, granted, body }) => ({
			version: await replaceKeyring(services.db, granted.user, body)
		})
	}),
	route({
		method: 'GET',
		path: '/api/account/replies',
		access: signedInUser,
		response: repliesResponse,
		handle: ({ services, granted }) => readReplies(services.db, granted.user)
	}),
	bodyRoute({
		method: 'PUT',
		path: '/api/account/replies',
		access: signedInUser,
		body: repliesRequest,
		response: keyringResponse,
		handle: async ({ services, granted, body }) => ({
			version: await replaceReplies(services.db, granted.user, body)
		})
	}),
	route({
		method: 'GET',
		path: '/api/account/passkeys',
		access: signedInUser,
		response: passkeyKeysResponse,
		handle: async ({ services, granted }) => ({
			passkeys: await readPasskeyKeys(services.db, granted.user)
		})
	}),
	bodyRoute({
		method: 'POST',
		path: '/api/account/passkeys',
		access: signedInUser,
		body: addPasskeyRequest,
		response: nothing,
		async handle({ services, granted, body }) {
			await addPasskey(services, granted.user, body);
			return {};
		}
	}),
	route({
		method: 'DELETE',
		path: '/api/account/passkeys/:credential',
		access: signedInUser,
		response: nothing,
		async handle({ services, http, granted }) {
			await removePasskey(services, granted.user, pathParam(http, 'credential', plainId));
			return {};
		}
	}),
	bodyRoute({
		method: 'PUT',
		path: '/api/account/recovery',
		access: signedInUser,
		body: recoveryMethod,
		response: nothing,
		async handle({ services, granted, body }) {
			await services.db
				.transaction()
				.execute((tx) => putRecovery(tx, granted.user, body, services.now()));
			return {};
		}
	}),
	bodyRoute({
		method: 'POST',
		path: '/api/account/rekey',
		access: signedInUser,
		body: rekeyRequest,
		response: signedIn,
		handle: async (call) =>
			welcome(call, await rekey(call.services, call.granted.user, call.body, visitorOf(call)))
	})
];

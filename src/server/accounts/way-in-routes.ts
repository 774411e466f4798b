/** The ways in: set-up, passkey, recovery words; and out again. */
import type { z } from 'zod';
import {
	ceremony,
	nothing,
	recoveryChallengeRequest,
	recoverySignInRequest,
	setupRequest,
	signedIn,
	signInRequest,
	statusResponse
} from '../../contract/api.ts';
import { encodeBase64url } from '../../crypto/base64url.ts';
import { hasFirm } from '../firms/firm-store.ts';
import { anyone, signedInUser } from '../http/access.ts';
import { bodyRoute, route, type Door } from '../http/route.ts';
import { deviceName } from './device-name.ts';
import { clearSessionCookie, readSessionCookie, writeSessionCookie } from './session-cookie.ts';
import { endSession } from './session-store.ts';
import { setUp } from './set-up.ts';
import { beginRecovery, recoverySignIn, signIn, type SignedIn, type Visitor } from './sign-in.ts';

export const visitorOf = ({ services, http }: Door): Visitor => ({
	device: deviceName(http.req.header('user-agent')),
	token: readSessionCookie(http, services.config)
});

/** The token goes into the cookie and nowhere else. */
export function welcome({ services, http }: Door, made: SignedIn): z.input<typeof signedIn> {
	writeSessionCookie(http, services.config, made.token);
	return { session: made.session, account: made.account };
}

export const wayInRoutes = [
	route({
		method: 'GET',
		path: '/api/status',
		access: anyone,
		response: statusResponse,
		handle: async ({ services }) => ({
			needsSetup: !(await hasFirm(services.db)),
			suite: 1 as const
		})
	}),
	bodyRoute({
		method: 'POST',
		path: '/api/setup',
		access: anyone,
		limit: 'setup',
		body: setupRequest,
		response: signedIn,
		handle: async (call) => welcome(call, await setUp(call.services, call.body, visitorOf(call)))
	}),
	bodyRoute({
		method: 'POST',
		path: '/api/sign-in',
		access: anyone,
		limit: 'signIn',
		body: signInRequest,
		response: signedIn,
		handle: async (call) =>
			welcome(call, await signIn(call.services, call.body.assertion, visitorOf(call)))
	}),
	bodyRoute({
		method: 'POST',
		path: '/api/recovery/challenge',
		access: anyone,
		limit: 'recovery',
		body: recoveryChallengeRequest,
		response: ceremony,
		async handle({ services, body }) {
			const begun = await beginRecovery(services, body.recoveryId);
			return { id: begun.id, challenge: encodeBase64url(begun.challenge) };
		}
	}),
	bodyRoute({
		method: 'POST',
		path: '/api/recovery/sign-in',
		access: anyone,
		limit: 'recovery',
		body: recoverySignInRequest,
		response: signedIn,
		handle: async (call) =>
			welcome(call, await recoverySignIn(call.services, call.body, visitorOf(call)))
	}),
	bodyRoute({
		method: 'POST',
		path: '/api/sign-out',
		access: signedInUser,
		body: nothing,
		response: nothing,
		async handle({ services, http, granted }) {
			await endSession(services.db, granted.user, granted.session.id);
			services.events.endSession(granted.session.id);
			clearSessionCookie(http, services.config);
			return {};
		}
	})
];

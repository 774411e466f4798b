/** A vault's log, and how far a person has read it. */
import {
	appendRequest,
	appendResponse,
	logPage,
	nothing,
	seenRequest
} from '../../contract/api.ts';
import { vaultReader } from '../http/access.ts';
import { bodyRoute, route } from '../http/route.ts';
import { readLogPage } from '../logs/log-store.ts';
import { readAfter } from '../logs/page-query.ts';
import { appendToVaultLog } from './append-to-vault-log.ts';
import { markSeen } from './vault-store.ts';

export const vaultRoutes = [
	route({
		method: 'GET',
		path: '/api/vaults/:vault/log',
		access: vaultReader,
		response: logPage,
		handle: ({ services, http, granted }) =>
			readLogPage(services.db, granted.vault, readAfter(http))
	}),
	bodyRoute({
		method: 'POST',
		path: '/api/vaults/:vault/log',
		access: vaultReader,
		body: appendRequest,
		response: appendResponse,
		handle: async ({ services, granted, body }) => ({
			head: await appendToVaultLog(services, granted, body)
		})
	}),
	bodyRoute({
		method: 'POST',
		path: '/api/vaults/:vault/seen',
		access: vaultReader,
		body: seenRequest,
		response: nothing,
		async handle({ services, granted, body }) {
			await markSeen(services.db, granted.vault, granted.user, body.seq);
			return {};
		}
	})
];

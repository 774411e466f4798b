/** The firm log, and the list of vaults. */
import { appendRequest, appendResponse, logPage, vaultsPage } from '../../contract/api.ts';
import { firmReader, firmStaff } from '../http/access.ts';
import { bodyRoute, route } from '../http/route.ts';
import { readLogPage } from '../logs/log-store.ts';
import { readAfter } from '../logs/page-query.ts';
import { createVault } from '../vaults/create-vault.ts';
import { answerVaults } from '../vaults/answer-vaults.ts';
import { appendToFirmLog } from './append-to-firm-log.ts';

export const firmRoutes = [
	route({
		method: 'GET',
		path: '/api/firms/:firm/log',
		access: firmReader,
		response: logPage,
		handle: ({ services, http, granted }) => readLogPage(services.db, granted.firm, readAfter(http))
	}),
	bodyRoute({
		method: 'POST',
		path: '/api/firms/:firm/log',
		access: firmStaff,
		body: appendRequest,
		response: appendResponse,
		handle: async ({ services, granted, body }) => ({
			head: await appendToFirmLog(services, granted, body)
		})
	}),
	bodyRoute({
		method: 'POST',
		path: '/api/firms/:firm/vaults',
		access: firmStaff,
		body: appendRequest,
		response: appendResponse,
		handle: async ({ services, granted, body }) => ({
			head: await createVault(services, granted, body)
		})
	}),
	route({
		method: 'GET',
		path: '/api/firms/:firm/vaults',
		access: firmReader,
		response: vaultsPage,
		handle: ({ services, http, granted }) => answerVaults(services.db, granted, http)
	})
];

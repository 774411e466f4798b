/**
 * Refuses requests that another site made a browser send. Browsers state where a request comes from in
 * Sec-Fetch-Site, older ones in Origin; a program that is no browser sends neither and holds no cookie of ours.
 * Where the pages are served from another origin, exactly that one may call, and is told so (CORS).
 */
import type { Context } from 'hono';
import type { HeaderTable } from './headers.ts';
import { refuse } from './refusal.ts';

export interface Pages {
	/** The only origin whose pages may call. */
	readonly origin: string;
	/** Whether that is another origin than the API's own: docs/hosting.md. */
	readonly elsewhere: boolean;
}

export function requireOwnSite(http: Context, pages: Pages): void {
	const from = http.req.header('origin');
	if (from !== undefined && from !== pages.origin) refuse('cross-site');
	const site = http.req.header('sec-fetch-site');
	// "none" is a person typing an address, which can only ever read.
	if (site === undefined || (site === 'none' && isRead(http))) return;
	// Sibling hosts are "same-site" to each other: only a request that names the right origin is from our pages.
	const isOwn = pages.elsewhere
		? site === 'same-site' && from === pages.origin
		: site === 'same-origin';
	if (!isOwn) refuse('cross-site');
}

const isRead = (http: Context): boolean => http.req.method === 'GET' || http.req.method === 'HEAD';

/** What lets pages of another origin read an answer: nothing, except for the one configured origin. */
export function sharingHeaders(http: Context, pages: Pages): HeaderTable {
	if (!pages.elsewhere) return {};
	const isOurs = http.req.header('origin') === pages.origin;
	return isOurs
		? {
				'Access-Control-Allow-Origin': pages.origin,
				'Access-Control-Allow-Credentials': 'true',
				Vary: 'Origin'
			}
		: { Vary: 'Origin' };
}

/** What the client uses (src/vault/api.ts), and nothing more. Null when this is not such a question from our pages. */
export function answerToPreflight(http: Context, pages: Pages): Response | null {
	const asks = http.req.header('access-control-request-method') !== undefined;
	if (!pages.elsewhere || !asks || http.req.header('origin') !== pages.origin) return null;
	return http.body(null, 204, {
		'Access-Control-Allow-Methods': 'GET, POST, PUT, DELETE',
		'Access-Control-Allow-Headers': 'content-type, range, x-part-sha256',
		'Access-Control-Max-Age': '600'
	});
}

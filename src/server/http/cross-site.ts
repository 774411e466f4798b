/**
 * Refuses requests that another site made a browser send. Browsers state where a request comes from in
 * Sec-Fetch-Site, older ones in Origin; a program that is no browser sends neither and holds no cookie of ours.
 */
import type { Context } from 'hono';
import { refuse } from './refusal.ts';

export function requireOwnSite(http: Context, origin: string): void {
	const site = http.req.header('sec-fetch-site');
	// "none" is a person typing an address, which can only ever read.
	const isOwn = site === undefined || site === 'same-origin' || (site === 'none' && isRead(http));
	if (!isOwn) refuse('cross-site');
	const from = http.req.header('origin');
	if (from !== undefined && from !== origin) refuse('cross-site');
}

const isRead = (http: Context): boolean => http.req.method === 'GET' || http.req.method === 'HEAD';

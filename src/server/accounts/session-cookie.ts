/**
 * The session's cookie. Over TLS the `__Host-` prefix makes the browser itself refuse one set by a sibling host
 * or without Secure; plain http exists for localhost only (config.ts).
 */
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { Config } from '../config.ts';
import { ABSOLUTE_MS } from './session-store.ts';

type Origin = Pick<Config, 'origin'>;

const isOverTls = ({ origin }: Origin): boolean => origin.startsWith('https:');
const cookieName = (config: Origin): string =>
	isOverTls(config) ? '__Host-tallyport' : 'tallyport';

export function readSessionCookie(http: Context, config: Origin): string | null {
	return getCookie(http, cookieName(config)) ?? null;
}

export function writeSessionCookie(http: Context, config: Origin, token: string): void {
	setCookie(http, cookieName(config), token, {
		httpOnly: true,
		sameSite: 'Strict',
		path: '/',
		secure: isOverTls(config),
		maxAge: ABSOLUTE_MS / 1000
	});
}

export function clearSessionCookie(http: Context, config: Origin): void {
	deleteCookie(http, cookieName(config), { path: '/', secure: isOverTls(config) });
}

/**
 * What a changed page would load or run that the build does not list. For naming the difference only: whether a page is
 * the right one is decided by its hash.
 */
import type { Manifest } from './manifest.ts';

const tag = /<([a-z][^\s/>]*)(?:[^>"']|"[^"]*"|'[^']*')*>/gi;
/** Elements that load, run, send or lead somewhere. */
const acting =
	/^(?:script|link|style|iframe|frame|object|embed|base|form|img|svg|video|audio|meta)$/i;
const harmlessMeta = /<meta\s+(?:charset|name)=/i;
const handler = /\son\w+\s*=/i;

export function strangeTags(html: string, address: string, manifest: Manifest): string[] {
	return [...html.matchAll(tag)]
		.filter(([whole, name = '']) => handler.test(whole) || acting.test(name))
		.map(([whole]) => whole)
		.filter((whole) => !harmlessMeta.test(whole) && !isListed(whole, address, manifest))
		.map((whole) => `${shortened(whole)} is not in this build`);
}

/** A tag that names a file of the build, with the file's hash where browsers check one. */
function isListed(whole: string, address: string, { assets }: Manifest): boolean {
	if (handler.test(whole)) return false;
	const named = /\s(?:src|href)="([^"]+)"/.exec(whole)?.[1];
	if (named === undefined) return false;
	const base = new URL(address, 'https://site.invalid');
	const url = URL.parse(named, base);
	const hash = url?.origin === base.origin ? assets[url.pathname.slice(1)] : undefined;
	if (hash === undefined) return false;
	const integrity = /\sintegrity="([^"]+)"/.exec(whole)?.[1];
	const right = `sha256-${Buffer.from(hash, 'hex').toString('base64')}`;
	return integrity === right || /\srel="(?:icon|manifest|apple-touch-icon)"/.test(whole);
}

const shortened = (text: string): string => (text.length > 200 ? `${text.slice(0, 200)}…` : text);

/**
 * The address of a push service is given by a client, and the server calls it: so only public hosts, by name, over TLS, at the
 * usual port. Where the name leads is looked at in the moment of connecting, and that address is the one connected to: a name
 * that is public when it is checked and private when it is used gets nowhere. Redirections are not followed (push-send.ts).
 */
import { lookup as resolve, type LookupAddress } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

export interface PushConfig {
	/** Whom a push service may write to about this portal: `mailto:` or `https:` (RFC 8292). */
	readonly contact: string;
	/** One origin that is let through as it is. No setting makes it: only tests do, for a service on this machine. */
	readonly trusted: string | null;
}

const inward = new BlockList();
for (const [network, bits] of [
	['0.0.0.0', 8],
	['10.0.0.0', 8],
	['100.64.0.0', 10],
	['127.0.0.0', 8],
	['169.254.0.0', 16],
	['172.16.0.0', 12],
	['192.0.0.0', 24],
	['192.0.2.0', 24],
	['192.88.99.0', 24],
	['192.168.0.0', 16],
	['198.18.0.0', 15],
	['198.51.100.0', 24],
	['203.0.113.0', 24],
	['224.0.0.0', 3]
] as const)
	inward.addSubnet(network, bits, 'ipv4');

const outward6 = new BlockList();
outward6.addSubnet('2000::', 3, 'ipv6');
/** Within it: what leads to IPv4 addresses or nowhere. */
for (const [network, bits] of [
	['2001::', 23],
	['2001:db8::', 32],
	['2002::', 16],
	['3fff::', 20]
] as const)
	inward.addSubnet(network, bits, 'ipv6');

export function isPublic(address: string): boolean {
	const family = isIP(address);
	if (family === 4) return !inward.check(address, 'ipv4');
	return family === 6 && outward6.check(address, 'ipv6') && !inward.check(address, 'ipv6');
}

/** By its form alone. */
export function mayBePushed(text: string, { trusted }: PushConfig): boolean {
	const url = URL.parse(text);
	if (url === null) return false;
	if (url.origin === trusted) return true;
	const { hostname, protocol, port, username, password } = url;
	const isBare = username === '' && password === '' && url.hash === '';
	const isName =
		isIP(hostname.replace(/^\[|\]$/gu, '')) === 0 && /\.[a-z][a-z0-9-]*\.?$/u.test(hostname);
	const isInside = /\.(?:local|localhost|internal|home\.arpa|lan|test|invalid|example|onion)\.?$/u;
	return protocol === 'https:' && port === '' && isBare && isName && !isInside.test(hostname);
}

/** In place of the system's: every address that a name leads to must be public. */
export const publicLookup: LookupFunction = (hostname, options, answer) => {
	resolve(hostname, { ...options, all: true }, (failure, found) => {
		if (failure !== null) return answer(failure, '');
		const inside = found.find(({ address }) => !isPublic(address));
		const [first] = found;
		if (inside !== undefined || first === undefined)
			return answer(Object.assign(new Error('Not a public host.'), { code: 'EACCES' }), '');
		return options.all ? answer(null, found) : answerOne(answer, first);
	});
};

const answerOne = (
	answer: Parameters<LookupFunction>[2],
	{ address, family }: LookupAddress
): void => {
	answer(null, address, family);
};

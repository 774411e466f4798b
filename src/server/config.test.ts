import { expect, test } from 'vitest';
import { ConfigError, readConfig } from './config.ts';

test('with nothing set the portal is at localhost, on the loopback only', () => {
	expect(readConfig({})).toMatchObject({
		port: 8700,
		host: '127.0.0.1',
		origin: 'http://localhost:8700',
		rpId: 'localhost',
		behindProxy: false
	});
});

test('the origin follows the port, and the passkeys’ host follows the origin', () => {
	expect(readConfig({ PORT: '9000' }).origin).toBe('http://localhost:9000');
	const config = readConfig({ TALLYPORT_ORIGIN: 'https://portal.firm.example' });
	expect([config.origin, config.rpId]).toEqual([
		'https://portal.firm.example',
		'portal.firm.example'
	]);
});

test('with the pages elsewhere, links and passkeys are theirs, and no pages are served', () => {
	const config = readConfig({
		TALLYPORT_ORIGIN: 'https://api.firm.example',
		TALLYPORT_APP_ORIGIN: 'https://app.firm.example'
	});
	expect(config).toMatchObject({
		origin: 'https://app.firm.example',
		rpId: 'app.firm.example',
		pagesFolder: null
	});
	const together = { TALLYPORT_APP_ORIGIN: 'http://localhost:8700' };
	expect(readConfig(together).pagesFolder).not.toBeNull();
});

test.each([
	['another domain', 'https://app.other.example'],
	['another scheme', 'http://localhost:8700'],
	['a domain of one part', 'https://app.example'],
	['a path', 'https://app.firm.example/portal']
])('pages elsewhere at %s are refused with a sentence', (_, app) => {
	const env = { TALLYPORT_ORIGIN: 'https://api.firm.example', TALLYPORT_APP_ORIGIN: app };
	expect(() => readConfig(env)).toThrow(ConfigError);
});

test.each([
	['a port that is none', { PORT: 'x' }],
	['a port out of range', { PORT: '70000' }],
	['an origin that is no address', { TALLYPORT_ORIGIN: 'portal.example' }],
	['an origin with another scheme', { TALLYPORT_ORIGIN: 'ftp://portal.example' }],
	['an origin with a path', { TALLYPORT_ORIGIN: 'https://portal.example/app' }],
	['an origin with a password', { TALLYPORT_ORIGIN: 'https://a:b@portal.example' }],
	['plain http off localhost', { TALLYPORT_ORIGIN: 'http://portal.example' }],
	['an IPv4 address', { TALLYPORT_ORIGIN: 'https://192.0.2.1' }],
	['an IPv6 address', { TALLYPORT_ORIGIN: 'https://[2001:db8::1]' }],
	['an unknown log level', { TALLYPORT_LOG: 'loud' }]
])('%s is refused with a sentence', (_, env) => {
	expect(() => readConfig(env)).toThrow(ConfigError);
});

test('room is limited by sizes as people write them', () => {
	const { quotas } = readConfig({
		TALLYPORT_FIRM_QUOTA: '1.5 TiB',
		TALLYPORT_USER_QUOTA: '500GB',
		TALLYPORT_USER_UNFINISHED: '1048576',
		TALLYPORT_USER_UPLOADS: '7',
		TALLYPORT_DISK_RESERVE: '0'
	});
	expect(quotas).toEqual({
		firmBytes: 1.5 * 2 ** 40,
		userBytes: 500e9,
		userAnnounced: 2 ** 20,
		userUploads: 7,
		diskReserve: 0
	});
	expect(readConfig({}).quotas).toMatchObject({ firmBytes: 0, userBytes: 1e12 });
});

test.each(['-1', '10 giga', '1e9', 'much', ''])('"%s" is no size', (size) => {
	expect(() => readConfig({ TALLYPORT_FIRM_QUOTA: size })).toThrow('TALLYPORT_FIRM_QUOTA');
});

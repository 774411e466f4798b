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

const smtp = {
	TALLYPORT_ORIGIN: 'https://portal.firm.example',
	TALLYPORT_SMTP: 'smtp://mail.firm.example',
	TALLYPORT_MAIL_FROM: 'portal@firm.example'
};

test('without an SMTP server there is no mail', () => {
	expect(readConfig({}).mail).toBeNull();
	expect(readConfig({ TALLYPORT_MAIL_FROM: 'portal@firm.example' }).mail).toBeNull();
});

test('mail goes out over TLS, in the name of the portal’s host unless it has another', () => {
	expect(readConfig(smtp).mail).toMatchObject({
		host: 'mail.firm.example',
		port: 587,
		tls: 'starttls',
		login: null,
		name: 'portal.firm.example',
		waitMs: 300_000
	});
	const named = { ...smtp, TALLYPORT_MAIL_NAME: 'Harbor & Finch' };
	expect(readConfig(named).mail?.name).toBe('Harbor & Finch');
	const implicit = { ...smtp, TALLYPORT_SMTP: 'smtps://mail.firm.example' };
	expect(readConfig(implicit).mail).toMatchObject({ port: 465, tls: 'implicit' });
});

test('mails have the colour of the portal unless they have another', () => {
	const colourOf = (colour?: string) =>
		readConfig({ ...smtp, TALLYPORT_MAIL_COLOUR: colour }).mail?.colour;
	expect(colourOf()).toBeNull();
	expect(colourOf('#1F4e79')).toBe('#1f4e79');
});

test.each(['1f4e79', '#1f4e7', '#1f4e799', '#1f4e7g', '#fff', 'navy', '', '#1f4e79;color:red'])(
	'"%s" is no colour, with mail and without',
	(colour) => {
		for (const env of [smtp, {}])
			expect(() => readConfig({ ...env, TALLYPORT_MAIL_COLOUR: colour })).toThrow(
				new ConfigError(
					'TALLYPORT_MAIL_COLOUR must be # and six hexadecimal digits, such as #1f4e79.'
				)
			);
	}
);

test('mail goes out in the clear on this machine only, or where the installer says so', () => {
	const tlsOf = (more: Record<string, string>) => readConfig({ ...smtp, ...more }).mail?.tls;
	expect(tlsOf({ TALLYPORT_SMTP: 'smtp://127.0.0.1:2525' })).toBe('none');
	expect(tlsOf({ TALLYPORT_SMTP: 'smtp://localhost' })).toBe('none');
	expect(tlsOf({ TALLYPORT_SMTP_WITHOUT_TLS: '1' })).toBe('none');
	expect(tlsOf({ TALLYPORT_SMTP: 'smtp://localhost.firm.example' })).toBe('starttls');
});

test.each([
	['an SMTP address that is none', { TALLYPORT_SMTP: 'mail.firm.example' }],
	['a password in the SMTP address', { TALLYPORT_SMTP: 'smtp://a:b@mail.firm.example' }],
	['no address to come from', { TALLYPORT_MAIL_FROM: undefined }],
	['two addresses to come from', { TALLYPORT_MAIL_FROM: 'a@firm.example, b@firm.example' }],
	['a name with a line break', { TALLYPORT_MAIL_NAME: 'Harbor\r\nBcc: x@firm.example' }],
	['a user without a password', { TALLYPORT_SMTP_USER: 'portal' }],
	['a certificate that is not there', { TALLYPORT_SMTP_CA: '/nowhere/ca.pem' }],
	[
		'a password without TLS',
		{
			TALLYPORT_SMTP_USER: 'portal',
			TALLYPORT_SMTP_PASSWORD: 'secret',
			TALLYPORT_SMTP_WITHOUT_TLS: '1'
		}
	]
])('mail with %s is refused with a sentence', (_, env) => {
	expect(() => readConfig({ ...smtp, ...env })).toThrow(ConfigError);
});

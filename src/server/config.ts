/**
 * Everything an installer may decide, read once from the environment and checked. A value that cannot work
 * (an origin without TLS, an IP address where passkeys need a name) stops the start with a sentence.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { isIP } from 'node:net';
import { z } from 'zod';
import { mailEnvironment, readMail, type MailConfig } from './mail/mail-config.ts';
import type { PushConfig } from './push/push-address.ts';
import type { Quotas } from './uploads/quotas.ts';

export interface Config {
	readonly port: number;
	readonly host: string;
	readonly dataFolder: string;
	/** The static build of the pages; null when another origin serves them (docs/hosting.md). */
	readonly pagesFolder: string | null;
	/** Scheme, host and port of the pages, as the browser shows them. Only their scripts may call the API. */
	readonly origin: string;
	/** The passkeys' relying party: the exact host, never a parent domain. */
	readonly rpId: string;
	/** Whether the last X-Forwarded-For address is to be believed. */
	readonly behindProxy: boolean;
	readonly quotas: Quotas;
	/** Null: this portal sends no mail. */
	readonly mail: MailConfig | null;
	/** Null: nothing is sent to devices. */
	readonly push: PushConfig | null;
	readonly logLevel: string;
}

const UNITS = {
	B: 1,
	MB: 1e6,
	GB: 1e9,
	TB: 1e12,
	MiB: 2 ** 20,
	GiB: 2 ** 30,
	TiB: 2 ** 40
} as const;

/** `500 GB`, `1.5TiB`, or a number of bytes; 0 is no limit. */
const bytes = z
	.string()
	.regex(/^\d{1,15}(\.\d{1,3})? ?(B|MB|GB|TB|MiB|GiB|TiB)?$/)
	.transform((text) => {
		const unit = Object.entries(UNITS).findLast(([name]) => text.endsWith(name))?.[1] ?? 1;
		return Math.round(Number.parseFloat(text) * unit);
	})
	.refine(Number.isSafeInteger);

const environment = z.object({
	PORT: z.coerce.number().int().min(0).max(65535).default(8700),
	HOST: z.string().min(1).default('127.0.0.1'),
	TALLYPORT_DATA: z.string().min(1).default('./data'),
	TALLYPORT_PAGES: z.string().min(1).default('./build'),
	TALLYPORT_ORIGIN: z.string().optional(),
	TALLYPORT_APP_ORIGIN: z.string().optional(),
	TALLYPORT_BEHIND_PROXY: z.enum(['0', '1']).default('0'),
	TALLYPORT_FIRM_QUOTA: bytes.default(0),
	TALLYPORT_USER_QUOTA: bytes.default(1e12),
	TALLYPORT_USER_UNFINISHED: bytes.default(300e9),
	TALLYPORT_USER_UPLOADS: z.coerce.number().int().min(0).default(2000),
	TALLYPORT_DISK_RESERVE: bytes.default(1e9),
	...mailEnvironment,
	TALLYPORT_PUSH: z.enum(['0', '1']).default('1'),
	TALLYPORT_LOG: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('info')
});

export class ConfigError extends Error {}

export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
	const parsed = environment.safeParse(env);
	if (!parsed.success) {
		const names = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
		throw new ConfigError(`These settings have values that cannot be used: ${names}.`);
	}
	const values = parsed.data;
	const own = values.TALLYPORT_ORIGIN ?? `http://localhost:${values.PORT}`;
	const api = readOrigin('TALLYPORT_ORIGIN', own);
	const app = readOrigin('TALLYPORT_APP_ORIGIN', values.TALLYPORT_APP_ORIGIN ?? own);
	const isElsewhere = app.origin !== api.origin;
	if (isElsewhere) requireOneSite(app, api);
	return {
		port: values.PORT,
		host: values.HOST,
		dataFolder: path.resolve(values.TALLYPORT_DATA),
		pagesFolder: isElsewhere ? null : path.resolve(values.TALLYPORT_PAGES),
		origin: app.origin,
		rpId: app.hostname,
		behindProxy: values.TALLYPORT_BEHIND_PROXY === '1',
		quotas: {
			firmBytes: values.TALLYPORT_FIRM_QUOTA,
			userBytes: values.TALLYPORT_USER_QUOTA,
			userUploads: values.TALLYPORT_USER_UPLOADS,
			userAnnounced: values.TALLYPORT_USER_UNFINISHED,
			diskReserve: values.TALLYPORT_DISK_RESERVE
		},
		mail: requireMail(values, app.origin, api.origin),
		push: values.TALLYPORT_PUSH === '0' ? null : { contact: contactOf(values, app), trusted: null },
		logLevel: values.TALLYPORT_LOG
	};
}

function requireMail(
	values: z.output<typeof environment>,
	origin: string,
	apiOrigin: string
): MailConfig | null {
	const ca = readAuthority(values.TALLYPORT_SMTP_CA);
	const mail = readMail(values, { origin, apiOrigin, ca });
	if (mail !== null && 'problem' in mail) throw new ConfigError(mail.problem);
	return mail;
}

/** Push services want somebody to write to; some take nothing but https or a mailbox. */
function contactOf({ TALLYPORT_MAIL_FROM: from }: z.output<typeof environment>, app: URL): string {
	return from === undefined ? `https://${app.host}` : `mailto:${from}`;
}

function readAuthority(file: string | undefined): string | null {
	if (file === undefined) return null;
	try {
		return readFileSync(file, 'utf8');
	} catch {
		throw new ConfigError('TALLYPORT_SMTP_CA must be a file with a certificate in it.');
	}
}

function readOrigin(name: string, text: string): URL {
	const url = URL.parse(text);
	if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
		throw new ConfigError(`${name} must look like https://portal.example.`);
	}
	if (url.pathname !== '/' || url.search !== '' || url.hash !== '' || url.username !== '') {
		throw new ConfigError(`${name} must be a scheme, a host and a port, nothing more.`);
	}
	if (isIP(url.hostname.replace(/^\[|\]$/g, '')) !== 0) {
		throw new ConfigError(`${name} needs a host name: passkeys do not work on an address.`);
	}
	if (
		url.protocol === 'http:' &&
		url.hostname !== 'localhost' &&
		!url.hostname.endsWith('.localhost')
	) {
		throw new ConfigError(`${name} must use https, except for localhost.`);
	}
	return url;
}

/** Browsers send the session's cookie within a site only: same scheme, hosts below one domain of two or more parts. */
function requireOneSite(app: URL, api: URL): void {
	const domain = ({ hostname }: URL) => hostname.split('.').slice(-2).join('.');
	if (app.protocol === api.protocol && domain(app) === domain(api)) return;
	throw new ConfigError(
		'TALLYPORT_APP_ORIGIN must be below the same domain as TALLYPORT_ORIGIN, as app.firm.example and ' +
			'api.firm.example are: browsers send the cookie of a session to no other site.'
	);
}

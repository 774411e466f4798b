/**
 * Everything an installer may decide, read once from the environment and checked. A value that cannot work
 * (an origin without TLS, an IP address where passkeys need a name) stops the start with a sentence.
 */
import path from 'node:path';
import { isIP } from 'node:net';
import { z } from 'zod';

export interface Config {
	readonly port: number;
	readonly host: string;
	readonly dataFolder: string;
	/** The static build of the pages. */
	readonly pagesFolder: string;
	/** Scheme, host and port as the browser sees them. */
	readonly origin: string;
	/** The passkeys' relying party: the exact host, never a parent domain. */
	readonly rpId: string;
	/** Whether the last X-Forwarded-For address is to be believed. */
	readonly behindProxy: boolean;
	readonly logLevel: string;
}

const environment = z.object({
	PORT: z.coerce.number().int().min(0).max(65535).default(8700),
	HOST: z.string().min(1).default('127.0.0.1'),
	TALLYPORT_DATA: z.string().min(1).default('./data'),
	TALLYPORT_PAGES: z.string().min(1).default('./build'),
	TALLYPORT_ORIGIN: z.string().optional(),
	TALLYPORT_BEHIND_PROXY: z.enum(['0', '1']).default('0'),
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
	const origin = readOrigin(values.TALLYPORT_ORIGIN ?? `http://localhost:${values.PORT}`);
	return {
		port: values.PORT,
		host: values.HOST,
		dataFolder: path.resolve(values.TALLYPORT_DATA),
		pagesFolder: path.resolve(values.TALLYPORT_PAGES),
		origin: origin.origin,
		rpId: origin.hostname,
		behindProxy: values.TALLYPORT_BEHIND_PROXY === '1',
		logLevel: values.TALLYPORT_LOG
	};
}

function readOrigin(text: string): URL {
	const url = URL.parse(text);
	if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
		throw new ConfigError('TALLYPORT_ORIGIN must look like https://portal.example.');
	}
	if (url.pathname !== '/' || url.search !== '' || url.hash !== '' || url.username !== '') {
		throw new ConfigError('TALLYPORT_ORIGIN must be a scheme, a host and a port, nothing more.');
	}
	if (isIP(url.hostname.replace(/^\[|\]$/g, '')) !== 0) {
		throw new ConfigError(
			'TALLYPORT_ORIGIN needs a host name: passkeys do not work on an address.'
		);
	}
	if (
		url.protocol === 'http:' &&
		url.hostname !== 'localhost' &&
		!url.hostname.endsWith('.localhost')
	) {
		throw new ConfigError('TALLYPORT_ORIGIN must use https, except for localhost.');
	}
	return url;
}

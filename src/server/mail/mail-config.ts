/**
 * Where mail is handed over, and in whose name. Read once with the other settings. Without an SMTP server there is no mail
 * and the portal works all the same. TLS with a checked certificate is required, unless the server is this very machine
 * or the installer says otherwise; a password never goes out without it.
 */
import { z } from 'zod';
import { mailAddress } from '../../contract/notices.ts';

export interface MailConfig {
	readonly host: string;
	readonly port: number;
	/** From the first byte, after STARTTLS, or not at all. */
	readonly tls: 'implicit' | 'starttls' | 'none';
	/** One more authority whose certificates are believed, in PEM. */
	readonly ca: string | null;
	readonly login: { readonly user: string; readonly pass: string } | null;
	readonly from: string;
	/** What people know this portal as. The server knows no firm's name. */
	readonly name: string;
	/** `#rrggbb` for what stands out in a mail; null for the portal's own. */
	readonly colour: string | null;
	/** A mailbox for those who turn mail off by mail. */
	readonly unsubscribe: string | null;
	/** Where people sign in. */
	readonly origin: string;
	/** Where the API answers, which is elsewhere when the pages are. */
	readonly apiOrigin: string;
	/** How long it must have been quiet before something is told "at once". */
	readonly waitMs: number;
	/** Notices that one firm may cause in a day. */
	readonly firmDaily: number;
}

/** The environment's part of it; `TALLYPORT_SMTP_CA` is a file, which config.ts reads. */
export const mailEnvironment = {
	TALLYPORT_SMTP: z
		.string()
		.regex(/^smtps?:\/\/[A-Za-z0-9.-]+(:\d{1,5})?\/?$/)
		.optional(),
	TALLYPORT_SMTP_USER: z.string().min(1).optional(),
	TALLYPORT_SMTP_PASSWORD: z.string().min(1).optional(),
	TALLYPORT_SMTP_WITHOUT_TLS: z.enum(['0', '1']).default('0'),
	TALLYPORT_SMTP_CA: z.string().min(1).optional(),
	TALLYPORT_MAIL_FROM: mailAddress.optional(),
	TALLYPORT_MAIL_NAME: z
		.string()
		.regex(/^[^\p{Cc}\p{Cf}<>"\\]{1,60}$/u)
		.optional(),
	TALLYPORT_MAIL_COLOUR: z.string().optional(),
	TALLYPORT_MAIL_UNSUBSCRIBE: mailAddress.optional(),
	TALLYPORT_MAIL_WAIT: z.coerce.number().int().min(1).max(3600).default(300),
	TALLYPORT_MAIL_FIRM_DAILY: z.coerce.number().int().min(1).default(5000)
};
type Environment = z.output<z.ZodObject<typeof mailEnvironment>>;

/** A sentence for the installer where the settings do not go together; null where no mail is wanted. */
export function readMail(
	values: Environment,
	where: { readonly origin: string; readonly apiOrigin: string; readonly ca: string | null }
): MailConfig | { readonly problem: string } | null {
	const { TALLYPORT_SMTP: address, TALLYPORT_MAIL_FROM: from } = values;
	const colour = values.TALLYPORT_MAIL_COLOUR?.toLowerCase() ?? null;
	if (colour !== null && !/^#[0-9a-f]{6}$/.test(colour))
		return {
			problem: 'TALLYPORT_MAIL_COLOUR must be # and six hexadecimal digits, such as #1f4e79.'
		};
	if (address === undefined) return null;
	if (from === undefined)
		return {
			problem: 'TALLYPORT_MAIL_FROM must be the address that mail of this portal comes from.'
		};
	const login = readLogin(values);
	if (login === 'half')
		return { problem: 'TALLYPORT_SMTP_USER and TALLYPORT_SMTP_PASSWORD go together.' };
	const { hostname: host, port, protocol } = new URL(address);
	const isImplicit = protocol === 'smtps:';
	const mayBePlain = isLoopback(host) || values.TALLYPORT_SMTP_WITHOUT_TLS === '1';
	const tls = isImplicit ? 'implicit' : mayBePlain ? 'none' : 'starttls';
	if (tls === 'none' && login !== null && !isLoopback(host))
		return { problem: 'A password is not sent without TLS: remove TALLYPORT_SMTP_WITHOUT_TLS.' };
	return {
		host,
		port: port === '' ? (isImplicit ? 465 : 587) : Number(port),
		tls,
		login,
		from,
		name: values.TALLYPORT_MAIL_NAME ?? new URL(where.origin).hostname,
		colour,
		unsubscribe: values.TALLYPORT_MAIL_UNSUBSCRIBE ?? null,
		waitMs: values.TALLYPORT_MAIL_WAIT * 1000,
		firmDaily: values.TALLYPORT_MAIL_FIRM_DAILY,
		...where
	};
}

function readLogin(values: Environment): MailConfig['login'] | 'half' {
	const { TALLYPORT_SMTP_USER: user, TALLYPORT_SMTP_PASSWORD: pass } = values;
	if (user === undefined && pass === undefined) return null;
	return user === undefined || pass === undefined ? 'half' : { user, pass };
}

const isLoopback = (host: string): boolean =>
	host === 'localhost' || host.endsWith('.localhost') || /^127(\.\d{1,3}){3}$/.test(host);

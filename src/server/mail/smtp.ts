/**
 * The line to the SMTP server: one connection, several mails after each other. The text of a mail leaves only after the
 * caller has noted that it does, so that what was interrupted before is sent again and what was interrupted after is not.
 * Nothing of a session is logged.
 */
import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { MailConfig } from './mail-config.ts';
import { outcomeOf, whyNoLine, type Outcome } from './outcome.ts';
import type { LineReason } from '../../contract/notices.ts';

export interface Parcel {
	readonly to: string;
	readonly text: Buffer;
}

export interface Line {
	/** `onItsWay` is awaited before the first byte of the text; where it throws `Withdrawn` nothing is sent. */
	send(parcel: Parcel, onItsWay: () => Promise<void>): Promise<Outcome>;
	close(): void;
}

export class Withdrawn extends Error {}

/** There is no line; `reason` says why. */
export class NoLine extends Error {
	readonly reason: LineReason;

	constructor(reason: LineReason) {
		super(reason);
		this.reason = reason;
	}
}

const TIMEOUTS = {
	dnsTimeout: 10_000,
	connectionTimeout: 10_000,
	greetingTimeout: 10_000,
	socketTimeout: 30_000
};
const GRACE_MS = 5000;

/** Throws `NoLine`, and nothing else. */
export async function openLine(config: MailConfig, signal: AbortSignal): Promise<Line> {
	const connection = new SMTPConnection({
		host: config.host,
		port: config.port,
		secure: config.tls === 'implicit',
		requireTLS: config.tls === 'starttls',
		ignoreTLS: config.tls === 'none',
		name: new URL(config.origin).hostname,
		tls: { minVersion: 'TLSv1.2', ...(config.ca === null ? {} : { ca: config.ca }) },
		...TIMEOUTS
	});
	// What comes after a call was answered has nobody to be told to.
	connection.on('error', () => undefined);
	closeOnAbort(connection, signal);
	try {
		signal.throwIfAborted();
		await during(connection, (done) => connection.connect(done));
		const { login } = config;
		if (login !== null) {
			const credentials = { credentials: login };
			await during(connection, (done) => connection.login(credentials, done));
		}
	} catch (failure) {
		connection.close();
		throw new NoLine(whyNoLine(failure));
	}
	return lineOver(connection, config.from);
}

/** What is under way may still end well, for a moment. */
function closeOnAbort(connection: SMTPConnection, signal: AbortSignal): void {
	const close = () => void setTimeout(() => connection.close(), GRACE_MS).unref();
	signal.addEventListener('abort', close, { once: true });
	connection.once('end', () => signal.removeEventListener('abort', close));
}

function lineOver(connection: SMTPConnection, from: string): Line {
	return {
		async send({ to, text }, onItsWay) {
			let begun = false;
			const noting: { failed: { readonly why: unknown } | null } = { failed: null };
			/** Read once the server has said that it takes the mail. */
			async function* noted() {
				try {
					await onItsWay();
				} catch (why) {
					noting.failed = { why };
					throw why;
				}
				begun = true;
				yield text;
			}
			const message = Readable.from(noted(), { objectMode: false });
			try {
				await during(connection, (done) => connection.send({ from, to: [to] }, message, done));
				return { is: 'sent' };
			} catch (failure) {
				if (noting.failed !== null) return breakOff(connection, noting.failed);
				await during(connection, (done) => connection.reset(done)).catch(() => undefined);
				return outcomeOf(failure, begun);
			}
		},
		close: () => connection.quit()
	};
}

/** The server waits for a text that does not come: only the end of the connection tells it so. */
function breakOff(connection: SMTPConnection, { why }: { readonly why: unknown }): Outcome {
	connection.close();
	if (why instanceof Withdrawn) return { is: 'withdrawn' };
	throw why;
}

type Done = (failure?: Error | null) => void;

/** One command. Whatever ends the connection meanwhile ends it too. */
async function during(connection: SMTPConnection, command: (done: Done) => void): Promise<void> {
	const { promise, resolve, reject } = Promise.withResolvers<void>();
	const onEnd = () => reject(new Error('The connection ended.'));
	connection.once('error', reject).once('end', onEnd);
	command((failure) => (failure ? reject(failure) : resolve()));
	try {
		await promise;
	} finally {
		connection.off('error', reject).off('end', onEnd);
	}
}

/**
 * A letter as the bytes of a mail: text and HTML, headers that say it was written by a machine, and how to turn mail off in
 * one press (RFC 2369, RFC 8058). No address of a person but the one it goes to, no id but the token that turns mail off.
 */
import MailComposer from 'nodemailer/lib/mail-composer';
import { encodeBase64url } from '../../crypto/base64url.ts';
import { randomBytes } from '../../crypto/random.ts';
import type { Letter } from './letters.ts';
import { asHtml, asText } from './look.ts';
import type { MailConfig } from './mail-config.ts';

export interface Envelope {
	readonly to: string;
	/** Null for a mail that somebody has just asked for. */
	readonly offToken: string | null;
	readonly now: number;
}

export function compose(config: MailConfig, letter: Letter, envelope: Envelope): Promise<Buffer> {
	const { origin, name, from, colour } = config;
	const place = { name, signIn: `${origin}/sign-in`, colour };
	const composer = new MailComposer({
		from: { name, address: from },
		to: { name: '', address: envelope.to },
		subject: letter.subject,
		date: new Date(envelope.now),
		messageId: `<${encodeBase64url(randomBytes(18))}@${new URL(origin).hostname}>`,
		headers: {
			'Auto-Submitted': 'auto-generated',
			'Content-Language': letter.language,
			'X-Auto-Response-Suppress': 'All',
			...(envelope.offToken === null ? {} : offHeaders(config, envelope.offToken))
		},
		text: asText(letter, place),
		html: asHtml(letter, place),
		textEncoding: 'quoted-printable',
		newline: 'windows',
		disableFileAccess: true,
		disableUrlAccess: true
	});
	return composer.compile().build();
}

function offHeaders(
	{ apiOrigin, unsubscribe }: MailConfig,
	token: string
): Readonly<Record<string, string>> {
	const byPost = `<${apiOrigin}/api/notices/off/${token}>`;
	const byMail = unsubscribe === null ? [] : [`<mailto:${unsubscribe}?subject=unsubscribe>`];
	return {
		'List-Unsubscribe': [byPost, ...byMail].join(', '),
		'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click'
	};
}

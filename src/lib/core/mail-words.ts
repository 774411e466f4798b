/** What screens say about e-mail: how often, and why it fails. No address and no name is ever part of it. */
import type { Frequency, LineReason, MailReason } from '../../contract/notices.ts';
import type { PushReason } from '../../contract/push.ts';
import { type Plain, readersLocale } from '../words/say.ts';

export const frequencies: { value: Frequency; label: Plain; hint: Plain }[] = [
	{
		value: 'at-once',
		label: 'At once',
		hint: 'A few minutes after something came; one e-mail for all of it.'
	},
	{ value: 'hourly', label: 'Hourly', hint: 'At most one e-mail an hour.' },
	{ value: 'daily', label: 'Daily', hint: 'One e-mail a day, if there is something new.' },
	{
		value: 'off',
		label: 'Not at all',
		hint: 'Your address is kept for when you want e-mail again.'
	}
];

/** "8:00 AM" or "08:00", for each hour of a day. */
export const hours = (locale = readersLocale()): { value: string; label: string }[] => {
	const format = new Intl.DateTimeFormat(locale, { timeStyle: 'short', timeZone: 'UTC' });
	return Array.from({ length: 24 }, (_, hour) => ({
		value: String(hour),
		label: format.format(Date.UTC(2000, 0, 1, hour))
	}));
};

export const ownZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;

export const whyNoMail: Record<LineReason, Plain> = {
	unreachable: 'The mail server cannot be reached. Is its address right, and is it running?',
	'no-tls': 'The mail server offers no encrypted connection, so nothing was sent to it.',
	certificate: 'The mail server’s certificate is not valid for it, so nothing was sent to it.',
	'sign-in-refused': 'The mail server refuses the portal’s user name or password.',
	'sender-refused': 'The mail server refuses the address that the portal sends from.',
	busy: 'The mail server asks to be left alone for a while.'
};

export const whyNotSent: Record<MailReason, Plain> = {
	'address-refused': 'There is no such mailbox. Nothing more is sent there.',
	'mail-refused': 'The mail server refused this e-mail.',
	'not-passed-on': 'The mail server does not pass the portal’s e-mail on. It is tried again.',
	'gave-up': 'The mail server put it off for too long. It was given up.',
	'perhaps-sent': 'The connection broke while it was sent. It may have arrived.'
};

export const whyNoPush: Record<PushReason, Plain> = {
	unreachable: 'The push service of this browser could not be reached. It is tried again.',
	refused:
		'The push service of this browser refused the notice. It is tried again. Is the portal’s clock right?',
	'gave-up':
		'The push service of this browser could not be reached for a day and a half. The next notice is tried anew.'
};

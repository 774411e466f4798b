/**
 * The mails there are, word for word. None names a file, a client, a firm or a person: the server could not, and a mailbox
 * is no place for it. Each has one link, to where people sign in: no image, nothing that is loaded, nothing that tells
 * who opened it.
 */
import type { MailConfig } from './mail-config.ts';

export interface Letter {
	readonly subject: string;
	readonly heading: string;
	/** Paragraphs before the button. */
	readonly before: readonly string[];
	/** Shown large, to be typed into the portal. */
	readonly code: string | null;
	/** What the button says; null for a mail that needs none. */
	readonly button: string | null;
	/** Small print at the end. */
	readonly after: readonly string[];
}

type Face = Pick<MailConfig, 'name'>;

const choose =
	'You chose to be told by e-mail. How often, or not at all, is up to you: sign in and open My account.';

/** Something new, or nothing new and a reminder. */
export const notice = (face: Face, isReminder: boolean): Letter => ({
	subject: isReminder ? 'Something is still waiting for you' : 'Something new is waiting for you',
	heading: isReminder ? 'Something is still waiting for you' : 'Something new is waiting for you',
	before: [
		`Sign in to ${face.name} to see it.`,
		'This e-mail does not say what it is: documents and messages are encrypted, and only you and the people you work with can open them.'
	],
	code: null,
	button: 'Sign in',
	after: [choose]
});

export const confirmation = (face: Face, code: string, minutes: number): Letter => ({
	subject: `Your code for ${face.name}`,
	heading: 'Confirm your e-mail address',
	before: ['Type this code into the page on which you asked for it:'],
	code: `${code.slice(0, 4)} ${code.slice(4)}`,
	button: null,
	after: [
		`It works once, for ${String(minutes)} minutes. Nobody from the portal will ever ask you for it.`,
		'If you did not ask for this, do nothing: nothing more is sent to this address.'
	]
});

/** To somebody who has no account yet. It has no link at all: one that came by such a mail is what nobody should press. */
export const invitation = (face: Face): Letter => ({
	subject: 'An invitation is still waiting for you',
	heading: 'An invitation is still waiting for you',
	before: [
		`Somebody you work with invited you to ${face.name}, to exchange documents safely, and is still waiting for you.`,
		'Please look for the message in which they sent you a link, and open that link. If you cannot find it, ask them to send it again.',
		'This e-mail cannot give you the link: it is a key, and the portal does not have it.'
	],
	code: null,
	button: null,
	after: [
		'If you were not expecting this, you need do nothing. At most three of these e-mails are sent for one invitation. To get no more of them, unsubscribe in your mail program.'
	]
});

export const test = (face: Face): Letter => ({
	subject: `Test mail from ${face.name}`,
	heading: 'Mail works',
	before: ['This is the test that you asked for. Notices look like this one.'],
	code: null,
	button: 'Sign in',
	after: [choose]
});

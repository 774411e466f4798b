/** The mails in English: see letters.ts for what none of them may say. */
import type { Letters } from './letters.ts';

const choose =
	'You chose to be told by e-mail. How often, or not at all, is up to you: sign in and open My account.';
const language = 'en';

export const english: Letters = {
	notice({ name }, isReminder) {
		const heading = isReminder
			? 'Something is still waiting for you'
			: 'Something new is waiting for you';
		return {
			language,
			subject: heading,
			heading,
			before: [
				`Sign in to ${name} to see it.`,
				'This e-mail does not say what it is: documents and messages are encrypted, and only you and the people you work with can open them.'
			],
			code: null,
			button: 'Sign in',
			after: [choose]
		};
	},
	confirmation: ({ name }, code, minutes) => ({
		language,
		subject: `Your code for ${name}`,
		heading: 'Confirm your e-mail address',
		before: ['Type this code into the page on which you asked for it:'],
		code: `${code.slice(0, 4)} ${code.slice(4)}`,
		button: null,
		after: [
			`It works once, for ${String(minutes)} minutes. Nobody from the portal will ever ask you for it.`,
			'If you did not ask for this, do nothing: nothing more is sent to this address.'
		]
	}),
	invitation: ({ name }) => ({
		language,
		subject: 'An invitation is still waiting for you',
		heading: 'An invitation is still waiting for you',
		before: [
			`Somebody you work with invited you to ${name}, to exchange documents safely, and is still waiting for you.`,
			'Please look for the message in which they sent you a link, and open that link. If you cannot find it, ask them to send it again.',
			'This e-mail cannot give you the link: it is a key, and the portal does not have it.'
		],
		code: null,
		button: null,
		after: [
			'If you were not expecting this, you need do nothing. At most three of these e-mails are sent for one invitation. To get no more of them, unsubscribe in your mail program.'
		]
	}),
	test: ({ name }) => ({
		language,
		subject: `Test mail from ${name}`,
		heading: 'Mail works',
		before: ['This is the test that you asked for. Notices look like this one.'],
		code: null,
		button: 'Sign in',
		after: [choose]
	})
};

/**
 * Every refusal the API can give: a code, its HTTP status and a sentence a person can act on. The server
 * answers `{ error: { code, message } }`; the client shows the sentence and decides by the code. Nothing
 * here ever carries input, names or secrets.
 */
import { z } from 'zod';

export const apiErrors = {
	'malformed-request': [400, 'The request was not understood. Reload the page and try again.'],
	'cross-site': [403, 'This request came from another web site and was refused.'],
	'wrong-content-type': [415, 'The request had the wrong content type.'],
	'not-signed-in': [401, 'You are signed out. Sign in with your passkey to continue.'],
	'not-found': [404, 'There is nothing here, or you have no access to it.'],
	'too-large': [413, 'That is larger than this portal accepts.'],
	'too-many-requests': [429, 'Too many attempts. Wait a minute and try again.'],
	'disk-full': [507, 'The portal has run out of space. Nothing was lost; please tell the firm.'],
	'quota-exceeded': [
		507,
		'The firm’s space on this portal is used up. Nothing of this file was sent; please tell the firm.'
	],
	'user-quota-exceeded': [
		507,
		'Your space on this portal does not hold this file. Remove files you no longer need, or ask the firm.'
	],
	'too-many-uploads': [
		429,
		'You have too many unfinished uploads. This file goes on when others are finished or cancelled.'
	],
	'too-many-parts': [429, 'You are sending too much at once. This part is sent again in a moment.'],
	'too-slow': [
		408,
		'Nothing arrived for a minute. Check the network; what arrived before is kept.'
	],
	internal: [500, 'Something went wrong on the portal. Try again in a moment.'],
	'setup-closed': [409, 'This set-up link was already used or is not the current one.'],
	'ceremony-expired': [400, 'The passkey request took too long. Please try again.'],
	'passkey-refused': [400, 'The passkey could not be verified. Please try again.'],
	'passkey-unknown': [401, 'This passkey is not known here. Was it made for another portal?'],
	'passkey-taken': [409, 'This passkey is already in use.'],
	'last-way-in': [409, 'This is your last way in. Add another passkey or a recovery code first.'],
	'recovery-unknown': [401, 'No account belongs to these words on this portal.'],
	'recovery-refused': [401, 'These words did not match. Check them and try again.'],
	'passkey-too-weak': [
		400,
		'Staff need a passkey that can unlock documents, and this one can only sign in. Use another device or a security key.'
	],
	'recovery-required': [400, 'Save your recovery code first: staff need two ways in.'],
	'invite-used': [410, 'This link has already been used. Ask for a new one.'],
	'invite-expired': [410, 'This link has expired. Ask for a new one.'],
	'invite-revoked': [410, 'This link was withdrawn. Ask for a new one.'],
	'drop-expired': [410, 'This link has expired. Ask the firm for a new one.'],
	'drop-closed': [
		410,
		'The firm has withdrawn this link, so nothing more can be sent by it. Ask the firm for a new one.'
	],
	'drop-behind': [
		410,
		'The firm has changed its keys, and this link is still for the old ones, so nothing more can be sent by it. Ask the firm for a new one.'
	],
	'drop-used-up': [
		410,
		'This link was used as often as the firm allowed. Ask the firm for a new one.'
	],
	'drop-too-large': [
		413,
		'That is more than this link still takes. Send less, or ask the firm for another link.'
	],
	'access-ended': [
		403,
		'Your access to this portal has ended. If that is a mistake, call the firm.'
	],
	'kit-unknown': [401, 'These are not the words of a recovery kit of this portal.'],
	'firm-moved': [409, 'The firm’s records changed at the same moment. Trying again.'],
	'keys-behind': [409, 'This vault needs a new key before anything is written. Trying again.'],
	'head-moved': [409, 'Somebody else wrote at the same moment. Trying again.'],
	'entry-refused': [422, 'The portal refused this change.'],
	'clock-ahead': [
		422,
		'The clock of this device is more than a day ahead. Put its date and time right, then try again.'
	],
	'replies-moved': [409, 'Another device changed this at the same moment. Please try again.'],
	'keyring-moved': [409, 'Another device changed this at the same moment. Trying again.'],
	'part-conflict': [409, 'Another version of this part was already received.'],
	'part-invalid': [422, 'A part of the file arrived damaged. Trying again.'],
	'upload-incomplete': [409, 'The file has not arrived completely yet.'],
	'mail-off': [409, 'This portal sends no e-mail yet. Whoever runs it can set that up.'],
	'mail-failing': [
		503,
		'The e-mail could not be sent just now. Try again in a few minutes; the firm sees that there is a problem.'
	],
	'mail-address-refused': [
		422,
		'The mail server does not take mail for this address. Check it for mistakes and try again.'
	],
	'mail-code-wrong': [
		400,
		'That is not the code. Look at the newest e-mail from the portal and type its eight digits.'
	],
	'mail-code-expired': [410, 'This code does not work any more. Ask for a new one.'],
	'mail-codes-used-up': [429, 'No more codes are sent today. Try again tomorrow.'],
	'mail-tests-used-up': [429, 'No more test mails are sent today. Try again tomorrow.'],
	'mail-unconfirmed': [409, 'Confirm your own e-mail address in My account first.'],
	'reminded-lately': [
		429,
		'This client was reminded less than three days ago. Give them a little time, or call.'
	],
	'reminded-today': [
		429,
		'They were reminded less than a day ago. Give them a little time, or call.'
	],
	'reminders-used-up': [
		429,
		'The limit for reminders is reached for now. Call them, or try again in some days.'
	],
	'nobody-to-remind': [
		409,
		'Nobody here can be reached by e-mail or on a device through the portal. Call them, or write from your own mail.'
	],
	'reminder-declined': [
		409,
		'Whoever reads that mailbox wanted no reminders of this invitation. Call the person, or make a new link.'
	],
	'push-off': [409, 'This portal sends no notices to devices.'],
	'push-address-refused': [
		422,
		'The portal cannot reach the notice service of this browser. Use e-mail instead, or another browser.'
	],
	'too-many-plans': [429, 'There are too many lists with reminders here. Remove old lists first.'],
	'range-invalid': [416, 'That part of the file does not exist.']
} as const satisfies Record<string, readonly [number, string]>;

export type ApiErrorCode = keyof typeof apiErrors;

const code = z.custom<ApiErrorCode>(
	(value) => typeof value === 'string' && Object.hasOwn(apiErrors, value)
);

export const errorBody = z.strictObject({
	error: z.strictObject({ code, message: z.string() })
});

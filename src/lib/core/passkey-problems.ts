/** The closed set of ways a passkey ceremony fails in the browser, and the mapping from the browser's own errors. */
import type { Problem } from '../../vault/view.ts';
import { isProblem } from './problem.ts';

const sentences = {
	'passkey-unsupported':
		'This browser cannot use passkeys. Open the same address in an up-to-date Safari, Chrome, Edge or Firefox.',
	'passkey-insecure':
		'Passkeys work only over a secure connection. Check that the address begins with https:// and try again.',
	'passkey-address':
		'Passkeys do not work at this address. Open the portal by its name, such as portal.example or localhost, not by a number.',
	'passkey-cancelled':
		'No passkey was used: the request was closed or took too long. Nothing has changed. Please try again.',
	'passkey-exists': 'This device already has a passkey for this. Use that one to sign in.',
	'passkey-no-authenticator':
		'This device cannot keep a passkey. Set up a screen lock (face, fingerprint or PIN), or use another device or a security key.',
	'passkey-inconsistent':
		'This passkey gave two different answers, so it cannot protect your files. Please try again, or use another device.',
	'passkey-leaving': 'That is the passkey you are giving up. Please use one that you keep.',
	'passkey-failed': 'The passkey did not work. Please try again.'
} as const;

export type PasskeyProblemCode = keyof typeof sentences;

export function passkeyProblem(code: PasskeyProblemCode): Problem {
	return { code, message: sentences[code], alarming: false };
}

/** DOMException names, from WebAuthn Level 3 sections 5.1.3 and 5.1.4. */
const fromBrowser: Record<string, PasskeyProblemCode> = {
	NotAllowedError: 'passkey-cancelled',
	AbortError: 'passkey-cancelled',
	InvalidStateError: 'passkey-exists',
	NotSupportedError: 'passkey-no-authenticator',
	ConstraintError: 'passkey-no-authenticator',
	SecurityError: 'passkey-address'
};

export function asPasskeyProblem(error: unknown): Problem {
	if (isProblem(error)) return error;
	const name = error instanceof Error ? error.name : '';
	return passkeyProblem(fromBrowser[name] ?? 'passkey-failed');
}

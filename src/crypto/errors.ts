/**
 * Every failure of this folder: one closed set of codes with a fixed sentence each. An error never carries
 * input, a name, a key or a reason that tells an attacker which check failed first (protocol.md section 4).
 */
const messages = {
	'open-failed': 'The data could not be opened with this key in this place.',
	malformed: 'The data is not in the form the protocol requires.',
	'unknown-suite': 'The data was made by a version this program does not know.',
	'bad-signature': 'The signature does not verify.',
	'bad-words': 'These are not the words of a recovery code.',
	'bad-link': 'This link is incomplete or was changed.'
} as const;

export type CryptoErrorCode = keyof typeof messages;

export class CryptoError extends Error {
	readonly code: CryptoErrorCode;

	constructor(code: CryptoErrorCode) {
		super(messages[code]);
		this.name = 'CryptoError';
		this.code = code;
	}
}

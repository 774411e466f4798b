/**
 * What became of a mail, from what the SMTP server answered. Three things are told apart: nothing can be sent now (the
 * line), this mail must wait, this mail or address is refused for good. The answer's text is looked at for its enhanced
 * status code (RFC 3463) and then dropped: it may quote the address.
 */
import { z } from 'zod';
import type { LineReason } from '../../contract/notices.ts';

export type Outcome =
	| { readonly is: 'sent' }
	/** Nothing more goes out for now. `perhaps`: but this mail may have arrived, since its text was on its way. */
	| { readonly is: 'line-down'; readonly reason: LineReason; readonly perhaps: boolean }
	/** To be offered again later. `refuses`: the server does not let us send this as we are set up now. */
	| { readonly is: 'put-off'; readonly refuses: boolean }
	/** It was not wanted any more when its turn came. */
	| { readonly is: 'withdrawn' }
	| { readonly is: 'refused'; readonly reason: 'address-refused' | 'mail-refused' };

const smtpError = z.object({
	code: z.string().optional().catch(undefined),
	originalCode: z.string().optional().catch(undefined),
	command: z.string().optional().catch(undefined),
	responseCode: z.number().optional().catch(undefined),
	response: z.string().optional().catch(undefined),
	message: z.string().catch('')
});
type SmtpError = z.output<typeof smtpError>;

const read = (failure: unknown): SmtpError => {
	const parsed = smtpError.safeParse(failure);
	return parsed.success ? parsed.data : { message: '' };
};

/** Why there is no line to send over. */
export function whyNoLine(failure: unknown): LineReason {
	const error = read(failure);
	const { code = '', command = '', responseCode } = error;
	if (code === 'EAUTH' || command.startsWith('AUTH')) return 'sign-in-refused';
	if (isAboutCertificate(error)) return 'certificate';
	if (code === 'ETLS' || command === 'STARTTLS' || command === 'EHLO') return 'no-tls';
	return responseCode === undefined ? 'unreachable' : 'busy';
}

/** `begun`: the text of the mail was on its way when it failed. */
export function outcomeOf(failure: unknown, begun: boolean): Outcome {
	const error = read(failure);
	const { command = '', responseCode } = error;
	// 421 ends the session; no code at all means that it broke.
	if (responseCode === undefined || responseCode === 421)
		return {
			is: 'line-down',
			reason: responseCode === undefined ? 'unreachable' : 'busy',
			perhaps: begun && responseCode === undefined
		};
	const isLasting = responseCode >= 500;
	if (command === 'MAIL FROM') {
		const reason = isLasting ? 'sender-refused' : 'busy';
		return { is: 'line-down', reason, perhaps: false };
	}
	if (!isLasting || isPolicy(error)) return { is: 'put-off', refuses: isLasting };
	return { is: 'refused', reason: command === 'RCPT TO' ? 'address-refused' : 'mail-refused' };
}

/** X.7.X is about what the server lets us do, not about the address or the mail. */
const isPolicy = ({ response = '' }: SmtpError): boolean => /^\d{3}[ -]5\.7\./.test(response);

const CERTIFICATE = /CERT|SELF_SIGNED|ALTNAME|UNABLE_TO/;
const isAboutCertificate = ({ code = '', originalCode = '', message }: SmtpError): boolean =>
	CERTIFICATE.test(originalCode) || CERTIFICATE.test(code) || /certificate/i.test(message);

/** The draft of an invitation, for the sender's own mail program. Nothing here is ever sent by the portal. */
import { cleanName, formatDate } from '../ui/index.ts';

export interface Invitation {
	/** Whom it is for. */
	name: string;
	sender: string;
	firmName: string;
	url: string;
	expires: number;
	kind: 'client' | 'staff';
}

export function mailDraft(invitation: Invitation): string {
	const subject = encodeURIComponent(subjectOf(invitation));
	const body = encodeURIComponent(bodyOf(invitation).join('\r\n'));
	return `mailto:?subject=${subject}&body=${body}`;
}

function subjectOf({ firmName, kind }: Invitation): string {
	const firm = cleanName(firmName);
	return kind === 'client' ? `Share your documents with ${firm}` : `Join ${firm} on Tallyport`;
}

function bodyOf({ name, sender, firmName, url, expires, kind }: Invitation): string[] {
	const purpose =
		kind === 'client'
			? `Please use this link to send us your documents safely and to receive ours:`
			: `Please use this link to join our client portal:`;
	return [
		`Hello ${cleanName(name)},`,
		'',
		purpose,
		'',
		url,
		'',
		`It is for you alone, works once, and until ${formatDate(expires)}. There is no password and nothing to install:` +
			` your phone or computer asks for your face, fingerprint or PIN.`,
		'',
		'If you were not expecting this, please call us before opening it.',
		'',
		cleanName(sender),
		cleanName(firmName)
	];
}

/** The draft of an invitation, for the sender's own mail program. Nothing here is ever sent by the portal. */
import { cleanName, formatDate } from '../ui/index.ts';
import { say } from '../words/say.ts';

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
	return kind === 'client'
		? say('Share your documents with {firm}', { firm })
		: say('Join {firm} on Tallyport', { firm });
}

function bodyOf({ name, sender, firmName, url, expires, kind }: Invitation): string[] {
	const purpose =
		kind === 'client'
			? say('Please use this link to send us your documents safely and to receive ours:')
			: say('Please use this link to join our client portal:');
	return [
		say('Hello {name},', { name: cleanName(name) }),
		'',
		purpose,
		'',
		url,
		'',
		say(
			'It is for you alone, works once, and until {date}. There is no password and nothing to install: your phone or computer asks for your face, fingerprint or PIN.',
			{ date: formatDate(expires) }
		),
		'',
		say('If you were not expecting this, please call us before opening it.'),
		'',
		cleanName(sender),
		cleanName(firmName)
	];
}

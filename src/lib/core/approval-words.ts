/** Approvals in words: how far one has come, and sentences to begin from. Pure. */
import type { ApprovalView, SignerView } from '../../vault/view.ts';
import { type Plain } from '../words/say.ts';

export interface Standing {
	readonly word: Plain;
	readonly tone: 'neutral' | 'ok' | 'attention' | 'danger';
}

const standings: Record<ApprovalView['state'], Standing> = {
	open: { word: 'Waiting', tone: 'attention' },
	approved: { word: 'Approved', tone: 'ok' },
	'on-paper': { word: 'Signed on paper', tone: 'ok' },
	declined: { word: 'Declined', tone: 'danger' },
	withdrawn: { word: 'Withdrawn', tone: 'neutral' },
	replaced: { word: 'New version came', tone: 'neutral' },
	gone: { word: 'Document removed', tone: 'neutral' }
};

export function standingOf({ state, signers }: ApprovalView): Standing {
	if (state === 'open' && signers.some((signer) => signer.state === 'scanned'))
		return { word: 'Signed paper to check', tone: 'attention' };
	return state === 'on-paper' && signers.some((signer) => signer.state === 'approved')
		? { word: 'Approved, in part on paper', tone: 'ok' }
		: standings[state];
}

/** Everybody has answered, with a passkey or on paper: there is a certificate. */
export const isComplete = ({ state }: ApprovalView): boolean =>
	state === 'approved' || state === 'on-paper';

/** Whose answer may come now: of whom a signed paper may be added. */
export const awaited = ({ signers, state }: ApprovalView): SignerView[] =>
	state === 'open'
		? signers.filter((signer) => ['waiting', 'returned', 'scanned'].includes(signer.state))
		: [];

const progress: Record<SignerView['state'], Plain> = {
	waiting: 'has not answered yet',
	later: 'comes after the others',
	approved: 'approved',
	declined: 'declined',
	'not-needed': 'did not answer',
	scanned: 'signed on paper; the firm has not looked at the scan yet',
	returned: 'signed on paper; the scan was sent back',
	'on-paper': 'signed on paper; the scan was accepted'
};

export const progressOf = ({ state, isMe }: SignerView): Plain =>
	isMe && state === 'waiting' ? 'have not answered yet' : progress[state];

/** Words that firms often need, in the language of whoever asks. They are a beginning, to be made one's own. */
export const beginnings = [
	{
		value: 'return',
		label: 'A tax return',
		text: 'I have read this tax return. To the best of my knowledge it is true, correct and complete. I approve it and ask the firm to file it.'
	},
	{
		value: 'letter',
		label: 'An engagement letter',
		text: 'I have read this engagement letter and agree to its terms.'
	},
	{
		value: 'form-8879',
		label: 'Form 8879',
		text: 'I have read this Form 8879 and compared it with my return. I authorize the firm to enter or generate my PIN as my signature on it and to file my return electronically.'
	},
	{ value: 'own', label: 'Something else', text: 'I have read this document and approve it.' }
] as const satisfies readonly { value: string; label: Plain; text: Plain }[];

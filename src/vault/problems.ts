/**
 * Every way the client's rules can refuse, one code and one sentence each. `alarming` marks what an honest server
 * cannot cause: data that contradicts a signature, a hash or what this device already knew.
 */
import { apiErrors, type ApiErrorCode } from '../contract/errors.ts';
import { CryptoError } from '../crypto/errors.ts';
import { Refusal } from './refusal.ts';
import type { Problem } from './view.ts';

export { Refusal };

const evil = 'Nothing was opened or sent. Please tell the firm by phone before going on.';

const refusals = {
	offline: 'There is no connection to the portal. Check the network and try again.',
	'no-answer':
		'The portal has not answered for a minute. Check the network and try again; what arrived before is kept.',
	'bad-answer': 'The portal gave an answer this page does not understand. Reload and try again.',
	locked: 'The portal is locked. Unlock it with your passkey to continue.',
	'link-mangled': 'This link is not complete. Copy the whole link from the message and try again.',
	'link-stale': 'This link no longer matches the firm’s records. Ask for a new one.',
	'joined-already': 'You can open this vault already. The link was not used.',
	'left-before':
		'The firm took you out of this vault, so your passkey does not open it again. Join as somebody else, with a new passkey, if the firm invited you back.',
	'words-wrong': 'These are not 24 valid recovery words. Check each word against your copy.',
	'words-missing': 'Make your recovery words first.',
	'words-do-not-open': 'These words do not open this account. Check them and try again.',
	'passkey-cannot-unlock':
		'This passkey can sign in but not unlock documents. Use your recovery words, or another passkey.',
	'recovery-needed': 'Save a recovery code first: this passkey alone cannot unlock your documents.',
	'no-keys-yet': 'An administrator of the firm has to give you access first.',
	'key-withheld':
		'Somebody changed this vault’s key without giving you the new one. People & keys and History show who; ask them.',
	'name-empty': 'Please enter a name.',
	'name-too-long': 'That name is too long. Use at most 255 bytes, about 200 letters.',
	'name-not-allowed': 'Names cannot contain line breaks or invisible control characters.',
	'name-not-a-file':
		'A file’s name cannot contain a slash or a backslash, or begin with a full stop.',
	'message-empty': 'There is nothing to send yet. Write something, or attach a file.',
	'message-too-long':
		'This is too long to send: a message can have up to 20,000 characters. Shorten it, or send it as a file.',
	'message-gone': 'This message is not there any more.',
	'too-many-attached': 'A message can have up to 20 files. Leave some out, or send two messages.',
	'too-many-replies': 'You have 100 saved replies, the most there can be. Remove one first.',
	'replies-too-long': 'Your saved replies are too long altogether. Remove one first.',
	'replies-damaged':
		'Your saved replies could not be opened, so none is shown and nothing was changed. Messages are not affected.',
	'address-mistyped':
		'This does not look like an e-mail address. It needs a name, an @ and a domain, such as maria@example.com.',
	'code-mistyped': 'A code has eight digits. Look at the newest e-mail from the portal.',
	'file-empty': 'This file is empty, so there is nothing to send. Check it and choose it again.',
	'file-changed':
		'This file changed while it was being read. Choose it again to send the new version.',
	'file-unreadable': 'This file could not be read. It may have been moved or deleted.',
	'file-needed': 'Choose this file again to go on. What was sent of it is kept.',
	'other-file':
		'This is not the file that was being sent. Choose that one, or cancel and add this one as a new file.',
	'device-full':
		'This browser could not note what was sent, perhaps because its disk is full. Make room and go on.',
	'scan-page-broken':
		'One of these pages could not be put into the document. Remove it, or take it again.',
	'file-too-large': 'This file is larger than the portal accepts.',
	'file-gone': 'This file is no longer here.',
	'too-large-here':
		'This browser can only save files of up to 64 MB from the portal. Open the portal in a current Chrome, Edge, Firefox or Safari, outside a private window, to save this one.',
	'too-many-files':
		'That is more than 65,535 files, too many for one archive. Save one folder at a time.',
	'changed-meanwhile':
		'Somebody changed these files at this moment, so nothing was saved. Try again.',
	'no-room-here':
		'There is not enough space on this computer, so the file was not saved. Make room, or choose another disk, and try again.',
	'not-saved':
		'The browser could not finish saving this file, perhaps because the disk is full, and what it wrote is not complete. Make room, or choose another folder, and try again.',
	'browser-ended':
		'The browser ended this download before it was complete: somebody cancelled it there, or the disk is full. Make room if it is, then download it again.',
	'locked-meanwhile':
		'The portal was locked before this download was complete, so nothing of it was kept. Download it again.',
	'keys-changed-meanwhile':
		'Your keys changed before this download was complete, so nothing of it was kept. Download it again.',
	'folder-not-empty': 'This folder still has files in it. Move or remove them first.',
	'folder-gone': 'Somebody removed this folder meanwhile. Choose another one.',
	'too-many-folders': 'That is more than 50 folders at once. Make fewer.',
	'tag-empty': 'Please write a tag, such as “W-2” or “to sign”.',
	'tag-too-long': 'That tag is too long. Use at most 40 letters.',
	'too-many-tags': 'A file can have up to 20 tags. Take one off first.',
	'version-gone': 'This version is no longer here.',
	'replaced-meanwhile':
		'Somebody put another version in place meanwhile, so nothing was changed. Look at it, then decide.',
	'not-allowed': 'You may not change this.',
	'text-too-long': 'That text is too long. Use at most 1,000 bytes, about 900 letters.',
	'reason-empty': 'Say in a few words what is wrong, so that the client can put it right.',
	'title-empty': 'Give every document on the list a title, or remove the line.',
	'checklist-empty': 'Put at least one document on the list.',
	'too-many-items': 'A checklist holds at most 500 documents. Make a second one for the rest.',
	'template-name-taken':
		'The firm has a template of this name already. Choose another name, or change that one.',
	'template-changed':
		'A colleague changed this template while you did. Nothing was overwritten: save yours under another name, or look at theirs first.',
	'template-gone':
		'A colleague removed this template meanwhile. You can save what you have as a new one.',
	'template-not-yours':
		'Only whoever made this template, and administrators, can change or remove it. You can save what you have under another name.',
	'template-too-long':
		'These documents and their hints are too long for one template. Shorten the hints, or make two.',
	'too-many-templates': 'The firm can keep 100 templates. Remove one that nobody uses.',
	'day-not-valid': 'This is not a day of the calendar. Check the date.',
	'year-not-valid': 'Please enter the year in four digits.',
	'request-gone': 'This request was removed meanwhile. Nothing of yours was changed.',
	'checklist-changed':
		'Somebody changed this checklist while you did. Nothing was overwritten: open it again and make your change there.',
	'accepted-meanwhile':
		'This was accepted by somebody else meanwhile. Your decision was not recorded.',
	'returned-meanwhile':
		'This was sent back to the client by somebody else meanwhile. Your decision was not recorded.',
	'waived-meanwhile':
		'Somebody said meanwhile that this does not apply. Your decision was not recorded.',
	'answers-changed':
		'The documents for this request changed meanwhile, so nothing was decided. Look again, then decide.',
	'stages-empty': 'Name at least one stage.',
	'too-many-stages': 'A list holds at most 12 stages. Leave some out.',
	'stage-empty': 'Give every stage a name, or remove the line.',
	'stage-too-long': 'That stage’s name is too long. Use at most 60 letters.',
	'stage-twice': 'Two stages have the same name. Change one of them.',
	'stage-unknown':
		'The firm’s stages were changed meanwhile, so nothing was set. Choose from the new list.',
	'stage-gone': 'This year has no stage any more, so there was nothing to take away.',
	'stage-year-unknown':
		'Stages are for tax years of the last 15 years, or the next one. Check the year.',
	'welcome-too-long': 'That welcome is too long. Use at most 2,000 characters.',
	'colour-unreadable':
		'The firm’s initials could not be read on that colour. Choose one of those shown.',
	'initials-too-long': 'A mark holds one to three letters. Use fewer.',
	'approval-nobody': 'Choose at least one person who is to approve.',
	'approval-no-statement': 'Write what is to be approved, in a sentence or two.',
	'approval-no-reason': 'Please write a short reason, so that the firm knows what to change.',
	'approval-too-long': 'That text is too long. Use at most 2,000 characters in 40 lines.',
	'approval-not-viewable':
		'Only PDFs and pictures can be approved here, because people must be able to read them on this page.',
	'approval-too-large': 'This document is too large to be approved here. At most 64 MB can be.',
	'approval-unread': 'Read the document here first; then you can approve it.',
	'approval-not-yours': 'You were not asked to approve this.',
	'approval-not-your-turn':
		'Somebody else approves this first. It waits for you here as soon as it is your turn.',
	'approval-given-already': 'You have approved this already.',
	'approval-done': 'Everybody has approved this already, so it cannot be changed any more.',
	'approval-answered-already': 'This answer is there already, so another one is not needed.',
	'approval-scan-same':
		'This is the document that was to be signed. Choose the scan of the paper that was signed by hand.',
	'approval-scan-not-viewable':
		'A scan must be a PDF or a picture, so that the firm can look at it here.',
	'approval-scan-too-large': 'This scan is too large. At most 64 MB can be added as a scan.',
	'approval-scan-gone':
		'This scan was just removed or replaced, so nothing was decided. Add the signed paper again.',
	'approval-scan-decided':
		'Somebody has decided on this scan already, or another answer came meanwhile. What is there now is shown.',
	'approval-scan-unread': 'Look at the scan here first; then you can accept it.',
	'approval-other-scan':
		'What opened here is not the file that was added as the scan. Do not accept it, and ask whoever added it.',
	'approval-scan-no-reason': 'Please write a short reason, so that the client knows what to do.',
	'approval-scan-stands':
		'This is the scan of a signed paper that was accepted as an answer, so it stays here.',
	'approval-declined':
		'This was declined, so it cannot be approved any more. The firm can ask again with a new version.',
	'approval-withdrawn':
		'The firm has just withdrawn this request, so nothing was approved. A new version will be waiting here.',
	'approval-document-gone':
		'This document was just removed or replaced, so nothing was approved. The firm can ask again with the new version.',
	'approval-other-document':
		'What opened here is not the document that the firm asked about. Do not approve it, and tell the firm by phone.',
	'approval-other-address':
		'This request was made for another address of the portal. Open the portal at the address the firm uses.',
	'approval-no-passkey':
		'You have no passkey here, and a recovery code cannot approve. Add a passkey under Your account, then come back.',
	'approval-not-verified':
		'What the passkey signed could not be verified, so nothing was approved. Try again, or use another passkey.',
	'approval-stands':
		'Somebody has approved this document, so it stays here. Replace it with the new version: the approved one is kept.',
	'approval-newer-version':
		'A new version of this document came at this moment, so nothing was asked. Look at it, then ask again.',
	'approval-incomplete': 'There is a certificate once everybody has approved.',
	'certificate-letters':
		'The letters in which this certificate has to be written did not arrive as they should, so none was made. Check the network and try again; if this stays, tell the firm.',
	'epoch-moved': 'The vault’s key changed meanwhile. Sending again with the new key.',
	'worker-stopped':
		'The browser stopped a part of this page while it worked, perhaps for lack of memory. Try again.',
	cancelled: 'Cancelled.',
	'entry-forged':
		'The portal put something into these records that nobody was allowed to write. It was left out. Please tell the firm by phone.',
	'log-broken': `The portal sent records that do not fit together. ${evil}`,
	'log-rolled-back': `The portal sent older records than this device has already seen. ${evil}`,
	'log-forked': `The portal showed you and somebody else different records of the firm. ${evil}`,
	'wrong-firm': `The portal sent another firm’s records. ${evil}`,
	'capsule-mismatch': `This invitation does not match the firm’s signed records. ${evil}`,
	'drop-mismatch':
		'What the portal sent for this link is not what the firm made it for. Nothing was sent. Please tell the firm by phone before going on.',
	'drop-over-limit':
		'That is more than this link takes. Choose fewer files, or ask the firm for another link.',
	'drop-done': 'A colleague has accepted or discarded this file already.',
	'drop-gone': 'This file is no longer waiting here.',
	'nothing-wanted':
		'Everything on this list has been sent by now, so there is nothing to ask for. Choose another list, or none.',
	'drop-asks-too-much':
		'This list is too long for one link. Make shorter lists of it, and a link for each.',
	'note-too-long': 'That text is too long. Use at most 500 letters.',
	'entry-rejected': 'Your change does not fit the records of this vault. Reload and try again.',
	'account-damaged': `The portal sent account data that does not open with your key. ${evil}`,
	'file-damaged': `This file does not match its signed description, so it was not opened. ${evil}`,
	unexpected: 'Something unexpected happened on this page. Reload and try again.'
} as const;

const alarming: readonly string[] = [
	'entry-forged',
	'log-broken',
	'log-rolled-back',
	'log-forked',
	'wrong-firm',
	'capsule-mismatch',
	'drop-mismatch',
	'account-damaged',
	'file-damaged'
] satisfies RefusalCode[];

export type RefusalCode = keyof typeof refusals;

const isRefusalCode = (code: string): code is RefusalCode => Object.hasOwn(refusals, code);

/** The one place that turns failures into words. Unknown failures say nothing of their cause. */
export function toProblem(error: unknown): Problem {
	const code = codeOf(error);
	const message = isRefusalCode(code) ? refusals[code] : apiErrors[code][1];
	const { file, who } = error instanceof Refusal ? error : { file: null, who: null };
	return {
		code,
		message,
		alarming: alarming.includes(code),
		...(file && { file }),
		...(who !== null && { who })
	};
}

function codeOf(error: unknown): RefusalCode | ApiErrorCode {
	if (error instanceof Refusal) return error.code;
	if (error instanceof CryptoError) return 'account-damaged';
	return 'unexpected';
}

/** Runs `work`; a cryptographic failure inside becomes the refusal that names what was being opened. */
export async function orRefuse<T>(code: RefusalCode, work: () => Promise<T>): Promise<T> {
	try {
		return await work();
	} catch (error) {
		if (error instanceof CryptoError) throw new Refusal(code);
		throw error;
	}
}

/**
 * The mails there are, in each language. None names a file, a client, a firm or a person: the server could not, and a mailbox
 * is no place for it. Each has one link, to where people sign in, or none: no image, nothing that is loaded, nothing that
 * tells who opened it. The words are in letters-en.ts and letters-es.ts.
 */
import type { Language } from '../../contract/language.ts';
import { english } from './letters-en.ts';
import { spanish } from './letters-es.ts';
import type { MailConfig } from './mail-config.ts';

export interface Letter {
	readonly language: Language;
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

export type Face = Pick<MailConfig, 'name'>;

export interface Letters {
	/** Something new, or nothing new and a reminder. */
	notice(face: Face, isReminder: boolean): Letter;
	/** `code`: eight digits. */
	confirmation(face: Face, code: string, minutes: number): Letter;
	/** To somebody who has no account yet. It has no link at all: one that came by such a mail is what nobody should press. */
	invitation(face: Face): Letter;
	test(face: Face): Letter;
}

const letters: Readonly<Record<Language, Letters>> = { en: english, es: spanish };

/** English for who has said nothing. */
export const lettersIn = (language: Language | undefined): Letters => letters[language ?? 'en'];

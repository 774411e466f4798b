/** What a firm says to its clients when they come: as typed, refused with a sentence when it cannot be kept, and as it is shown. */
import { MAX_WELCOME_CHARACTERS } from '../contract/stage-terms.ts';
import type { FirmState } from './firm-state.ts';
import { nameOf } from './people.ts';
import { Refusal } from './problems.ts';
import type { WelcomeView } from './view.ts';

/** Line ends of one kind, nothing blank at either end, halves of characters replaced. @throws Refusal `welcome-too-long` */
export function typedWelcome(text: string): string {
	const typed = text.toWellFormed().replace(/\r\n?/gu, '\n').trim();
	if (typed.length > MAX_WELCOME_CHARACTERS) throw new Refusal('welcome-too-long');
	return typed;
}

export const welcomeView = (firm: FirmState): WelcomeView | null =>
	firm.welcome && {
		text: firm.welcome.text,
		at: firm.welcome.at,
		by: nameOf(firm.welcome.by, firm, null)
	};

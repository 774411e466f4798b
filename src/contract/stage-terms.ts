/** What pages, workers and folds alike go by where stages and the welcome are concerned. A page that uses it reaches no key. */

/** Of a firm's list of stages, and of one stage's name in UTF-16 code units. */
export const MAX_STAGES = 12;
export const MAX_STAGE_LENGTH = 60;
/** Tax years that can have a stage. */
export const FIRST_YEAR = 1900;
export const LAST_YEAR = 9998;
export const MAX_WELCOME_CHARACTERS = 2000;

/** What a firm has that never chose its own. */
export const usualStages: readonly string[] = [
	'Waiting for documents',
	'In preparation',
	'Review',
	'Ready to sign',
	'Filed'
];

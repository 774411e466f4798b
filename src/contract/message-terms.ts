/** What pages, workers and folds alike go by where messages are concerned. Imports types only: a page that uses it reaches no key. */
import type { Subject } from './messages.ts';

/** The most that one message or note may say, in UTF-16 code units: as browsers count characters. */
export const MAX_MESSAGE_CHARACTERS = 20_000;
export const MAX_ATTACHED_FILES = 20;

/** One name for each subject, to key a map with. */
export const subjectKey = ({ kind, id }: Subject): string => (id === null ? kind : `${kind} ${id}`);

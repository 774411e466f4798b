/**
 * Mail and notices come in the language in which somebody last read the portal. Nobody waits for it to be told, and what
 * could not be told is told the next time. Of whoever asked for neither, nothing is told.
 */
import type { Language } from '../../contract/language.ts';
import type { Core } from '../worker/port.ts';
import { showIn } from './push.ts';

export async function tellLanguage(core: Core, language: Language): Promise<void> {
	await Promise.allSettled([core.tellLanguage(language), showIn(language)]);
}

/** What somebody chose for one thing that was asked for: the files that are taken, and what to say of the others. Pure. */
import type { Picked } from '../ui/index.ts';
import { say } from '../words/say.ts';

export function chosenFor(
	{ several }: { readonly several: boolean },
	{ files, unreadable }: Picked
): { files: Picked['files']; problem: string | null } {
	if (!several && files.length > 1)
		return {
			files: [],
			problem: say('One document is wanted here. Choose one, or add the others further down.')
		};
	const isWhole = unreadable.length === 0;
	return {
		files,
		problem: isWhole ? null : say('Something of it could not be read. Choose the file again.')
	};
}

/** The closed set of ways a photo is not taken as a page, or a scan not made. */
import type { Problem } from '../../../vault/view.ts';

const sentences = {
	'scan-not-an-image':
		'One of these files is not a photo that this browser can open. Choose photos, or add the file as it is with “Choose files”.',
	'scan-too-large':
		'One of these photos has more than 100 megapixels, too many to work with here. Take it with a lower resolution.',
	'scan-too-many':
		'A scan has at most 60 pages. Send these first, then scan the others as a second document.',
	'scan-failed':
		'The browser could not finish this page, perhaps for lack of memory. Close other apps or tabs and try again.'
} as const;

type ScanProblemCode = keyof typeof sentences;

export const scanProblem = (code: ScanProblemCode): Problem => ({
	code,
	message: sentences[code],
	alarming: false
});

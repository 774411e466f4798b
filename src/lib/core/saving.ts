/** Hands a finished file to the browser's own download. The name is cleaned: it was typed by somebody else. */
import { cleanName } from '../ui/index.ts';

const A_MINUTE = 60_000;

export function saveFile(name: string, content: Blob): void {
	const url = URL.createObjectURL(content);
	const link = document.createElement('a');
	link.href = url;
	link.download = cleanName(name).replaceAll(/[/\\:]/g, '_');
	link.click();
	// The browser reads the object some time after the click; there is no event that says when it is done.
	setTimeout(() => URL.revokeObjectURL(url), A_MINUTE);
}

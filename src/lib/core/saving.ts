/**
 * From a click on "Download" to a file on the disk. The worker checks and decrypts; here it is only chosen where the bytes
 * go. Nothing is offered as a file before the worker has said that all of it was right.
 */
import type { VaultId } from '../../crypto/brands.ts';
import type { DroppedView } from '../../vault/view.ts';
import type { Core, Wanted } from '../worker/port.ts';
import { cleanName } from '../ui/index.ts';
import { choosePlace } from './saving-place.ts';

const A_MINUTE = 60_000;

/** Resolves when it is saved, or when the person closed the window that asked where to. @throws Problem */
export async function saveFromVault(core: Core, vault: VaultId, wanted: Wanted): Promise<void> {
	const { name, size } = await core.planSave(vault, wanted);
	const place = await choosePlace(name, size);
	if (place === null) return;
	try {
		const content = await core.saveFiles(vault, wanted, size, place.to);
		if (content) saveFile(name, content);
	} finally {
		place.leave();
	}
}

/** The same for a file that came by a drop link. @throws Problem */
export async function saveDropped(
	core: Core,
	vault: VaultId,
	{ blob, name, size }: Pick<DroppedView, 'blob' | 'name' | 'size'>
): Promise<void> {
	const place = await choosePlace(name, size);
	if (place === null) return;
	try {
		const content = await core.saveDropped(vault, blob, place.to);
		if (content) saveFile(name, content);
	} finally {
		place.leave();
	}
}

/** Hands finished content to the browser's own download. The name is cleaned: it was typed by somebody else. */
export function saveFile(name: string, content: Blob): void {
	const url = URL.createObjectURL(content);
	const link = document.createElement('a');
	link.href = url;
	link.download = cleanName(name).replaceAll(/[/\\:]/g, '_');
	link.click();
	// The browser reads the object some time after the click; there is no event that says when it is done.
	setTimeout(() => URL.revokeObjectURL(url), A_MINUTE);
}

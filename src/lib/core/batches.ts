/** Many files, as many at a time as an entry names. Tells how far it came, also when it is stopped by a failure. */
import type { FileId } from '../../crypto/brands.ts';
import type { FileView } from '../../vault/view.ts';

const AT_ONCE = 500;

export async function inBatches(
	files: readonly FileView[],
	deed: (ids: FileId[]) => Promise<unknown>,
	onDone: (files: number) => void
): Promise<void> {
	onDone(0);
	for (let start = 0; start < files.length; start += AT_ONCE) {
		await deed(files.slice(start, start + AT_ONCE).map(({ file }) => file));
		onDone(Math.min(files.length, start + AT_ONCE));
	}
}

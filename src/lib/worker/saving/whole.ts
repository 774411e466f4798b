/** A whole file in memory, verified and decrypted: for what is hashed before it is shown. */
import type { Raw } from '../../../crypto/brands.ts';
import { concat } from '../../../crypto/bytes.ts';
import { pause } from '../../../vault/patience.ts';
import type { VaultLog } from '../../../vault/vault-log.ts';
import type { VaultFile } from '../../../vault/vault-state.ts';
import type { Files } from './files.ts';

/** Verified and decrypted. @throws Refusal as downloads do */
export async function wholeOf(files: Files, vault: VaultLog, file: VaultFile): Promise<Raw> {
	const pieces: Raw[] = [];
	const quiet = {
		signal: new AbortController().signal,
		onProgress: () => undefined,
		onRetrying: () => undefined,
		wait: pause
	};
	await files.download(vault, file, quiet, (bytes) => {
		pieces.push(bytes);
		return Promise.resolve();
	});
	return concat(...pieces);
}

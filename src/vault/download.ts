/**
 * Fetching one file: every part's hash is compared with the signed manifest before it is decrypted, and a part's bytes
 * are handed on only after their tags were checked. Resolves only when the whole file, to its last byte, was right.
 */
import type { Raw } from '../crypto/brands.ts';
import { openBlob, openPart, planBlob } from '../crypto/age/file.ts';
import type { Api } from './api.ts';
import { receivedHash, witnessing } from './evidence.ts';
import { patiently } from './patience.ts';
import { orRefuse, Refusal } from './problems.ts';
import type { TransferHooks } from './upload.ts';
import type { VaultLog } from './vault-log.ts';
import type { VaultFile } from './vault-state.ts';

/** @throws Refusal `file-damaged`, `no-keys-yet`, `cancelled`, or what the server refuses with. */
export async function download(
	api: Api,
	vault: VaultLog,
	file: VaultFile,
	hooks: TransferHooks,
	onBytes: (bytes: Raw) => void
): Promise<void> {
	const plan = planBlob(file.size);
	const at = { vault: vault.vault, blob: file.blob };
	const ids = { firm: vault.state.firm, vault: vault.vault, file: file.file, blob: file.blob };
	const fetchPart = (index: number) =>
		witnessing(
			() => ({ reading: 'file', ids }),
			() => patiently(() => api.blobRange(at, plan.storedRange(index), hooks.signal), hooks)
		);
	/** Runs a check of a part; the record of a failure says what came and what the signed entry promised. */
	const checked = <T>(index: number, stored: Raw, check: () => Promise<T>) =>
		witnessing(
			async () => ({
				reading: 'file',
				ids,
				received: [await receivedHash(`part ${String(index)}`, stored, file.parts[index])]
			}),
			() => orRefuse('file-damaged', check)
		);
	const { age } = vault.epoch(file.epoch);
	const manifest = { size: file.size, stored: file.stored, parts: [...file.parts] };
	const first = await fetchPart(0);
	const key = await checked(0, first, () => openBlob(age, manifest, first));
	let done = 0;
	for (let index = 0; index < plan.parts; index++) {
		if (hooks.signal.aborted) throw new Refusal('cancelled');
		vault.requireTrust();
		const stored = index === 0 ? first : await fetchPart(index);
		const bytes = await checked(index, stored, () => openPart(key, manifest, index, stored));
		onBytes(bytes);
		done += bytes.length;
		hooks.onProgress(done);
	}
	if (done !== file.size) throw new Refusal('file-damaged');
}

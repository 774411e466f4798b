/** How a file of a vault is read: whole and in order, or a piece of it. Every byte handed out was checked first. */
import type { Raw } from '../../../crypto/brands.ts';
import type { Range } from '../../../crypto/age/file.ts';
import type { Api } from '../../../vault/api.ts';
import { Asked, download, readRange, type Begun } from '../../../vault/download.ts';
import type { PartWorkers } from '../../../vault/part-workers.ts';
import type { TransferHooks } from '../../../vault/upload.ts';
import type { VaultLog } from '../../../vault/vault-log.ts';
import type { VaultFile } from '../../../vault/vault-state.ts';

export interface Files {
	/** Waits for each piece to be taken; resolves when the whole file, or what was not taken of it, was right. @throws Refusal */
	download(
		vault: VaultLog,
		file: VaultFile,
		hooks: TransferHooks,
		onBytes: (bytes: Raw) => Promise<void>,
		begun?: Begun
	): Promise<void>;
	/** Asks for the first parts of a file that may be downloaded in a moment. */
	ask(vault: VaultLog, file: VaultFile): Asked;
	/** What a download handed out is not needed any more: its memory may serve again. */
	takeBack(bytes: Raw): void;
	/** @throws Refusal */
	readRange(vault: VaultLog, file: VaultFile, hooks: TransferHooks, range: Range): Promise<Raw>;
}

export const filesBy = (api: Api, workers: PartWorkers): Files => ({
	download: (...[vault, file, ...how]) => download(api, vault, file, workers, ...how),
	ask: (vault, file) => new Asked(api, workers, vault.vault, file),
	takeBack: (bytes) => workers.takeBack(bytes),
	readRange: (...[vault, file, ...how]) => readRange(api, vault, file, workers, ...how)
});

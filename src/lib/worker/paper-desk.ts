/**
 * Answers on paper: a scan is sent through the queue like any file, and named in the log as somebody's answer, by its hash as
 * it was read here. Staff accept only a scan that they looked at in this session, and only if it is what was added.
 */
import type { BlobId, EntryHash, FileId, Hash32, VaultId } from '../../crypto/brands.ts';
import { sha256 } from '../../crypto/hash.ts';
import { Refusal } from '../../vault/problems.ts';
import type { Session } from '../../vault/session.ts';
import {
	acceptingScan,
	requirePaper,
	requireScan,
	requireScannable,
	requireSigned,
	requireUndecided,
	returningScan,
	scanning,
	type PaperAnswer
} from '../../vault/signing-on-paper.ts';
import { requireSendable } from '../../vault/upload.ts';
import type { VaultDraft } from '../../vault/vault-draft.ts';
import type { VaultLog } from '../../vault/vault-log.ts';
import type { VaultFile, VaultState } from '../../vault/vault-state.ts';
import { safeType } from '../../vault/vault-view.ts';
import type { Keyholder } from './keyholder.ts';
import type { Core, CoreEvent } from './port.ts';
import type { Files } from './saving/files.ts';
import { fileOf } from './saving/plan.ts';
import { viewing } from './saving/viewing.ts';
import { wholeOf } from './saving/whole.ts';
import type { Transfers } from './transfers.ts';

type PaperDesk = Pick<Core, 'addSignedPaper' | 'readScan' | 'acceptScan' | 'returnScan'>;

/** A file of the vault, and what was read of it. */
interface ReadFile {
	readonly file: VaultFile;
	readonly digest: Hash32;
}

export function paperDesk(
	keyholder: Keyholder,
	transfers: Transfers,
	files: Files,
	emit: (event: CoreEvent) => void,
	now: () => number
): PaperDesk {
	const viewed = viewing(keyholder, emit, now);
	/** The scans that were looked at; it goes with the session. */
	const looked = new WeakMap<Session, Set<EntryHash>>();
	const placeIn = (vault: VaultLog, state: VaultState) => ({
		state,
		firm: vault.firm.state,
		me: keyholder.session.userId
	});
	const changed = (vault: VaultId) => {
		emit({ type: 'vault-changed', vault });
		emit({ type: 'clients-changed', vault });
	};
	const write = async (vault: VaultLog, draft: (state: VaultState) => VaultDraft) => {
		await vault.append((state) => Promise.resolve().then(() => draft(state)), now);
		changed(vault.vault);
	};

	/** In the queue, where it outlives the page. The answer is written when it has arrived. */
	async function send(vault: VaultLog, answer: PaperAnswer, picked: File): Promise<void> {
		requireScannable(picked);
		requireSendable(picked);
		// Read once: what is hashed is what is sent.
		const bytes = new Uint8Array(await picked.arrayBuffer());
		const digest = await sha256(bytes);
		requireSigned(vault.state, answer, digest);
		const { name, type, lastModified } = picked;
		const held = new File([bytes], name, { type, lastModified });
		await transfers.addScan(vault, { ...answer, digest }, held);
	}

	async function read(vault: VaultLog, file: VaultFile): Promise<ReadFile> {
		requireScannable(file);
		return { file, digest: await sha256(await wholeOf(files, vault, file)) };
	}

	return {
		async addSignedPaper(id, approval, signer, source) {
			const vault = await keyholder.session.vault(id);
			const answer: PaperAnswer = { approval, signer };
			// Refused before anything is sent; judged again when it is written.
			requirePaper(placeIn(vault, vault.state), answer);
			if ('picked' in source) return send(vault, answer, source.picked);
			const scan = await read(vault, inPlace(vault.state, source));
			await write(vault, (state) =>
				scanning(placeIn(vault, state), answer, scan.file, scan.digest)
			);
		},
		async readScan(id, approval, entry) {
			const vault = await keyholder.session.vault(id);
			const { scan } = requireUndecided(vault.state, approval, entry);
			const file = fileOf(vault.state, scan.file);
			if (file.entry !== scan.manifest) throw new Refusal('approval-scan-gone');
			const bytes = await wholeOf(files, vault, file);
			await requireScan(scan, bytes);
			const known = looked.get(keyholder.session) ?? new Set<EntryHash>();
			looked.set(keyholder.session, known.add(entry));
			void viewed(vault, [file]);
			return new Blob([bytes], { type: safeType(file.type) });
		},
		async acceptScan(id, approval, entry) {
			const vault = await keyholder.session.vault(id);
			requireUndecided(vault.state, approval, entry);
			if (!looked.get(keyholder.session)?.has(entry)) throw new Refusal('approval-scan-unread');
			await write(vault, (state) => acceptingScan(placeIn(vault, state), approval, entry));
		},
		async returnScan(id, approval, entry, reason) {
			const vault = await keyholder.session.vault(id);
			await write(vault, (state) => returningScan(state, approval, entry, reason));
		}
	};
}

/** As it was on the screen. @throws Refusal */
function inPlace(
	state: VaultState,
	{ file, version }: { file: FileId; version: BlobId }
): VaultFile {
	const found = fileOf(state, file);
	if (found.blob !== version) throw new Refusal('approval-scan-gone');
	return found;
}

/**
 * What came by drop links, as staff see it: listed by the portal, believed only when the link's key signed it, and opened
 * with the link's key. What the log has dealt with already is left out, whatever the portal lists.
 */
import type { BlobId, DropId, Hash32, Raw, VaultId } from '../crypto/brands.ts';
import { isSignedByLink, openDropManifest, type DropKeys } from '../crypto/drop.ts';
import { CryptoError } from '../crypto/errors.ts';
import { sealPart, trueRange } from '../crypto/age/file.ts';
import { isMap } from '../crypto/encoding.ts';
import { idBytes, newUploadId } from '../crypto/ids.ts';
import type { FolderId } from '../crypto/brands.ts';
import type { DroppedRow } from '../contract/drops.ts';
import type { Api } from './api.ts';
import { vaultDestination } from './destination.ts';
import { Parts, type Stored } from './download.ts';
import { claimedItem, takesFromDrop } from './drop-asks.ts';
import { heldDropKeys } from './drop-links.ts';
import { parseDropManifest, type DropManifest } from './drop-manifest.ts';
import type { KeptUploads } from './kept-uploads.ts';
import type { PartWorkers } from './part-workers.ts';
import { Refusal } from './problems.ts';
import type { HeldTeams } from './team-keys.ts';
import { Upload, type TransferHooks } from './upload.ts';
import type { VaultDraft } from './vault-draft.ts';
import type { VaultLog } from './vault-log.ts';
import type { VaultState } from './vault-state.ts';

/** A file that came by a link, with what its sender says of it. */
export interface Dropped extends DropManifest {
	readonly blob: BlobId;
	readonly drop: DropId;
	/** The portal's clock. */
	readonly receivedAt: number;
	readonly keys: DropKeys;
}

export interface Arrivals {
	readonly dropped: readonly Dropped[];
	/** How many are for a link whose key this person was not given. */
	readonly withheld: number;
	/** How many the portal listed that no holder of the link can have sent as they are. */
	readonly forged: number;
}

/** All that waits in a vault, oldest first. */
export async function listDropped(api: Api, vault: VaultLog, teams: HeldTeams): Promise<Arrivals> {
	const rows = await allRows(api, vault.vault);
	const { state } = vault;
	const dropped: Dropped[] = [];
	let [withheld, forged] = [0, 0];
	for (const row of rows) {
		if (state.dropped.has(row.blob)) continue;
		const read = await readRow(state, row, teams);
		if (read === 'withheld') withheld++;
		else if (read === 'forged') forged++;
		else if (!dropped.some(({ blob }) => blob === read.blob)) dropped.push(read);
	}
	return { dropped, withheld, forged };
}

async function allRows(api: Api, vault: VaultId): Promise<DroppedRow[]> {
	const rows: DroppedRow[] = [];
	for (let after: number | null = null; ;) {
		const page = await api.dropped(vault, after);
		rows.push(...page.dropped);
		const last: number | undefined = page.dropped.at(-1)?.number;
		if (!page.more) return rows;
		// A list that does not go on would never end.
		if (last === undefined || last <= (after ?? 0)) throw new Refusal('bad-answer');
		after = last;
	}
}

/** Signed for this very vault and blob by the link that the log names, and sealed to its key: nothing else is a file. */
async function readRow(
	{ firm, vault, drops }: VaultState,
	{ blob, drop, manifest, signature, receivedAt }: DroppedRow,
	teams: HeldTeams
): Promise<Dropped | 'withheld' | 'forged'> {
	const link = drops.get(drop);
	const place = { firm, vault, drop, blob };
	if (!link || !(await isSignedByLink(link.key, place, manifest, signature))) return 'forged';
	const keys = await heldDropKeys({ firm, vault }, link, teams);
	if (!keys) return 'withheld';
	try {
		const said = parseDropManifest(await openDropManifest(keys.kem, place, manifest));
		return { ...said, blob, drop, receivedAt, keys };
	} catch (error) {
		if (error instanceof CryptoError) return 'forged';
		throw error;
	}
}

/** Where the file lies until it is dealt with. */
export const whereDropped = (api: Api, vault: VaultLog, file: Dropped): Stored => ({
	ids: { firm: vault.state.firm, vault: vault.vault, drop: file.drop, blob: file.blob },
	identity: () => file.keys.kem,
	requireTrust: () => vault.requireTrust(),
	fetch: (...what) => api.droppedRange({ vault: vault.vault, blob: file.blob }, ...what),
	keeper: file
});

/**
 * Makes an ordinary file of the vault of it: each part is fetched, checked, opened and at once sealed again to the vault's
 * present key. One entry adds the file, as the answer of what it was sent for while that is open, and ends the drop, so
 * that stopping anywhere loses nothing and doubles nothing. True: it became such an answer.
 * @throws Refusal as downloading and uploading do, and `drop-done` when somebody else dealt with it meanwhile
 */
export async function acceptDropped(
	tools: {
		readonly api: Api;
		readonly vault: VaultLog;
		readonly workers: PartWorkers;
		/** Of this page only: an interrupted acceptance begins again. */
		readonly kept: KeptUploads;
	},
	file: Dropped,
	folder: FolderId | null,
	hooks: TransferHooks,
	now: () => number
): Promise<boolean> {
	const { api, vault, workers, kept } = tools;
	let answers = false;
	const saying = (state: VaultState, draft: VaultDraft): VaultDraft => {
		const said = accepted(state, draft, file);
		answers = isMap(said.body) && 'answers' in said.body;
		return said;
	};
	const source = new Parts(whereDropped(api, vault, file), file, workers, hooks);
	const { name, type, size, modified } = file;
	const record = { id: newUploadId(), vault: vault.vault, folder, name, type, size };
	const about = { name, type, size, lastModified: modified ?? 0 };
	const upload = new Upload(
		{
			to: vaultDestination({ api, vault, saying }),
			workers: resealing(source, workers),
			kept
		},
		{ ...record, lastModified: modified ?? 0, answers: null, replaces: null, attempt: null },
		{ ...about, slice: notOnADisk }
	);
	try {
		await upload.run(hooks, now);
		return answers;
	} catch (error) {
		await upload.discard().catch(() => undefined);
		throw error;
	}
}

/** Its bytes come from the portal, part by part (`resealing`). */
const notOnADisk = (): never => {
	throw new TypeError('a file that came by a link is on no disk');
};

function accepted(state: VaultState, draft: VaultDraft, file: Dropped): VaultDraft {
	const { blob, drop } = file;
	if (state.dropped.has(blob)) throw new Refusal('drop-done');
	const payload = { blob: idBytes(blob), drop: idBytes(drop) };
	const item = claimedItem(state, file);
	const answers = item &&
		takesFromDrop(item) &&
		isMap(draft.body) && { answers: idBytes(item.item) };
	const body = answers ? { ...draft.body, ...answers } : draft.body;
	return { ...draft, kind: 'drop.accepted', payload, body };
}

/** A file of the same size has the same parts, so that each is read once and never more than a few are in memory. */
const resealing = (source: Parts, workers: PartWorkers): PartWorkers => ({
	width: Math.min(2, workers.width),
	held: workers.held,
	open: (...job) => workers.open(...job),
	takeBack: () => undefined,
	spare: () => undefined,
	async seal({ secret, plan, index }): Promise<{ bytes: Raw; hash: Hash32 }> {
		const { start, end } = trueRange(plan, index);
		const plaintext = start === end ? new Uint8Array() : await source.opened(index);
		return sealPart(secret, plan, index, plaintext);
	}
});

export const discardDropped = (
	vault: VaultLog,
	{ blob, drop }: { readonly blob: BlobId; readonly drop: DropId },
	now: () => number
): Promise<void> =>
	vault.append((state) => {
		if (state.dropped.has(blob)) return Promise.resolve(null);
		return Promise.resolve({
			kind: 'drop.discarded',
			payload: { blob: idBytes(blob), drop: idBytes(drop) },
			body: null
		});
	}, now);

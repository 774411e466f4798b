/**
 * What came by drop links, as staff see it: listed by the portal, believed only when the link's key signed it, and opened
 * with the link's key. What the log has dealt with already is left out, whatever the portal lists.
 */
import type { BlobId, DropId, Raw, VaultId } from '../crypto/brands.ts';
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

/** Where the file lies until it is dealt with: a colleague may do so while it stands still here. */
export const whereDropped = (api: Api, vault: VaultLog, file: Dropped): Stored => ({
	ids: { firm: vault.state.firm, vault: vault.vault, drop: file.drop, blob: file.blob },
	identity: () => file.keys.kem,
	requireTrust: () => vault.requireTrust(),
	fetch: (range, signal, arriving) =>
		api
			.droppedRange({ vault: vault.vault, blob: file.blob }, range, signal, arriving())
			.catch(orGone),
	keeper: file
});

function orGone(error: unknown): never {
	throw error instanceof Refusal && error.code === 'not-found' ? new Refusal('drop-gone') : error;
}

export interface AcceptingTools {
	readonly api: Api;
	readonly vault: VaultLog;
	readonly workers: PartWorkers;
	/** Of this page only: what the page leaves unfinished begins again. */
	readonly kept: KeptUploads;
}

/**
 * Makes an ordinary file of the vault of it: each part is fetched, checked, opened and at once sealed again to the vault's
 * present key. One entry adds the file, as the answer of what it was sent for while that is open, and ends the drop, so
 * that stopping anywhere loses nothing and doubles nothing. `run` may be called again after any failure, as an upload's.
 */
export class Accepting {
	readonly #tools: AcceptingTools;
	readonly #file: Dropped;
	readonly #upload: Upload;
	#source: Parts | null = null;
	#isAnswer = false;

	constructor(tools: AcceptingTools, file: Dropped, folder: FolderId | null) {
		const { api, vault, kept } = tools;
		this.#tools = tools;
		this.#file = file;
		const { name, type, size } = file;
		const lastModified = file.modified ?? 0;
		const about = { name, type, size, lastModified };
		const into = { vault: vault.vault, folder, answers: null, replaces: null };
		this.#upload = new Upload(
			{
				to: vaultDestination({ api, vault, saying: (...of) => this.#saying(...of) }),
				workers: this.#resealing(),
				kept
			},
			{ ...about, ...into, id: newUploadId(), attempt: null },
			{ ...about, slice: notOnADisk }
		);
	}

	/** Whether it became the answer of what it was sent for. */
	get isAnswer(): boolean {
		return this.#isAnswer;
	}

	/** @throws Refusal as downloading and uploading do, and `drop-done` or `drop-gone` when somebody else dealt with it meanwhile */
	async run(hooks: TransferHooks, now: () => number): Promise<void> {
		const { api, vault, workers } = this.#tools;
		this.#source = new Parts(whereDropped(api, vault, this.#file), this.#file, workers, hooks);
		await this.#upload.run(hooks, now);
	}

	/** For good: what arrived of the new file is forgotten, and the one that came waits as before. */
	discard(): Promise<void> {
		return this.#upload.discard();
	}

	#saying(state: VaultState, draft: VaultDraft): VaultDraft {
		const said = accepted(state, draft, this.#file);
		this.#isAnswer = isMap(said.body) && 'answers' in said.body;
		return said;
	}

	/**
	 * A file of the same size has the same parts, so that each is read once and never more than a few are in memory. What is
	 * read again after standing still has the hash of the sender's manifest, so that it seals to the same bytes.
	 */
	#resealing(): PartWorkers {
		const { workers } = this.#tools;
		return {
			width: Math.min(2, workers.width),
			held: workers.held,
			open: (...job) => workers.open(...job),
			takeBack: () => undefined,
			spare: () => undefined,
			seal: async ({ secret, plan, index }) => {
				const { start, end } = trueRange(plan, index);
				const plaintext = start === end ? new Uint8Array() : await this.#opened(index);
				return sealPart(secret, plan, index, plaintext);
			}
		};
	}

	#opened(index: number): Promise<Raw> {
		if (!this.#source) throw new TypeError('nothing is being accepted');
		return this.#source.opened(index);
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

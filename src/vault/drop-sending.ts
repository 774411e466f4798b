/**
 * Sending files by a drop link, without an account. What the sender trusts is the link: the capsule must open under its
 * key, and says the only key that files are encrypted to; nothing that the portal says beside it is used. Everything that
 * is sent is signed with the link, so that the portal can neither change nor invent it. Nothing can be read back.
 */
import type { BlobId, ItemId, Raw, UserId, VaultId } from '../crypto/brands.ts';
import {
	dropLinkKeys,
	sealDropManifest,
	signDelivery,
	signDropped,
	type DropLinkKeys
} from '../crypto/drop.ts';
import { parseLinkSecret } from '../crypto/link.ts';
import type { Api, OfDelivery } from './api.ts';
import type { Destination, Sent } from './destination.ts';
import { openCapsuleOfDrop, type DropCapsule } from './drop-capsule.ts';
import { receivedHash, witnessing } from './evidence.ts';
import { contentHash, encodeDropManifest } from './drop-manifest.ts';
import { KeptProgress, type ProgressStore } from './drop-progress.ts';
import { KeptUploads, type UploadStore } from './kept-uploads.ts';
import { fileName } from './names.ts';
import { orRefuse, Refusal } from './problems.ts';
import type { UploadRecord } from './upload-record.ts';

/** A link's key never changes: a link whose key may be in other hands takes nothing any more. */
const ONLY_EPOCH = 1;

export class DropSender {
	readonly capsule: DropCapsule;
	readonly keys: DropLinkKeys;
	readonly progress: KeptProgress;
	/** Why nothing more can be sent, though this browser knows of what was sent before. */
	readonly ended: Refusal | null;
	readonly #api: Api;
	/** As the portal keeps it. */
	readonly #sealed: Raw;
	readonly #onArrived: () => void;
	#begun: Promise<unknown> | null = null;

	private constructor(
		api: Api,
		keys: DropLinkKeys,
		{ sealed, capsule, ended }: { sealed: Raw; capsule: DropCapsule; ended: Refusal | null },
		progress: KeptProgress,
		onArrived: () => void
	) {
		this.#sealed = sealed;
		this.#api = api;
		this.keys = keys;
		this.capsule = capsule;
		this.progress = progress;
		this.ended = ended;
		this.#onArrived = onArrived;
	}

	/**
	 * @throws Refusal `link-mangled`, `drop-mismatch`, `offline`, or `drop-…` when the link is over and this browser has
	 * sent nothing by it
	 */
	static async open(
		api: Api,
		store: ProgressStore,
		fragment: string,
		onArrived: () => void = () => undefined
	): Promise<DropSender> {
		const keys = await orRefuse('link-mangled', async () =>
			dropLinkKeys(parseLinkSecret(fragment))
		);
		const kept = { name: keys.keeper, drop: keys.drop, key: keys.progress };
		const progress = await KeptProgress.open(store, kept);
		const { sealed, ended } = await capsuleOf(api, keys, progress);
		const capsule = await witnessing(
			async () => ({
				reading: 'drop link',
				ids: { drop: keys.drop },
				received: [await receivedHash('capsule', sealed)]
			}),
			() => openCapsuleOfDrop(keys.capsule, keys.drop, sealed)
		);
		return new DropSender(api, keys, { sealed, capsule, ended }, progress, onArrived);
	}

	/** Stands for an account's user id in what this browser keeps, and goes nowhere. */
	get userId(): UserId {
		return this.keys.keeper;
	}

	get vault(): VaultId {
		return this.capsule.vault;
	}

	keptUploads(store: UploadStore): Promise<KeptUploads> {
		return Promise.resolve(new KeptUploads(store, this.keys.keeper, this.keys.uploads));
	}

	/** Who they say they are, sealed with each file. */
	async introduce(sender: string, note: string): Promise<void> {
		await this.progress.update({ sender, note });
	}

	toward(): Promise<Destination> {
		const { kem } = this.capsule;
		const of = this.#delivery;
		const api = this.#api;
		return Promise.resolve({
			isThere: (record) => this.#isThere(record),
			recipient: () => ({ epoch: ONLY_EPOCH, kem }),
			requireTrust: () => undefined,
			begin: async (blob, stored, parts) => {
				await this.#begin();
				await api.startDropFile(of, blob, stored, parts);
			},
			status: (blob) => api.dropFileStatus(of, blob),
			put: (at, part, signal) => api.putDropPart(of, at, part, signal),
			cancel: async (blob) => {
				await this.progress.forget(blob);
				await api.cancelDropFile(of, blob);
			},
			announce: (sent, now) => this.#announce(sent, now)
		});
	}

	get #delivery(): OfDelivery {
		return { drop: this.keys.drop, delivery: this.progress.current.delivery };
	}

	get #place() {
		const { firm, vault } = this.capsule;
		return { firm, vault, drop: this.keys.drop };
	}

	/** One use of the link for this browser, however often the page is opened again. */
	#begin(): Promise<unknown> {
		const { delivery } = this.progress.current;
		const signature = signDelivery(this.keys.signing, this.#place, delivery);
		// Kept before it counts: a page that is closed now does not use the link a second time.
		this.#begun ??= this.progress
			.update({ capsule: this.#sealed })
			.then(() => this.#api.beginDelivery(this.#delivery, signature))
			.catch((error: unknown) => {
				this.#begun = null;
				throw error;
			});
		return this.#begun;
	}

	/** Only what the link asks for: of anything else staff could not tell what it is. */
	asksFor(item: ItemId | null): item is ItemId {
		return this.capsule.asks.some((one) => one.item === item);
	}

	async #isThere({ attempt }: UploadRecord): Promise<boolean> {
		if (!attempt) return false;
		const file = this.progress.current.files.find(({ blob }) => blob === attempt.blob);
		// Only what was announced can have arrived.
		if (!file) return false;
		const status = await this.#api.dropFileStatus(this.#delivery, attempt.blob);
		if (status.receivedAt === null) return false;
		await this.#arrived(attempt.blob, status.receivedAt);
		return true;
	}

	async #announce({ record, blob, plan, parts }: Sent, now: () => number): Promise<void> {
		const { delivery, sender, note } = this.progress.current;
		const place = { ...this.#place, blob };
		const [name, time] = [fileName(record.name), now()];
		const answers = this.asksFor(record.answers) ? record.answers : null;
		const manifest = encodeDropManifest({
			answers,
			delivery,
			modified: record.lastModified > 0 ? record.lastModified : null,
			name,
			note,
			parts,
			sender,
			size: plan.size,
			stored: plan.storedSize,
			time,
			type: record.type.slice(0, 255)
		});
		const sealed = await sealDropManifest(this.capsule.kem, place, manifest);
		const signature = await signDropped(this.keys.signing, place, sealed);
		const content = await contentHash(parts);
		const { size } = plan;
		await this.progress.note({
			answers,
			blob,
			name,
			size,
			content,
			sentAt: time,
			receivedAt: null
		});
		const answer = await this.#api.finishDropFile(this.#delivery, blob, sealed, signature);
		await this.#arrived(blob, answer.receivedAt);
	}

	async #arrived(blob: BlobId, receivedAt: number): Promise<void> {
		const file = this.progress.current.files.find((one) => one.blob === blob);
		if (file) await this.progress.note({ ...file, receivedAt });
		this.#onArrived();
	}
}

const OVER: readonly string[] = ['drop-expired', 'drop-closed', 'drop-behind'];

/** From the portal; when the link is over, from what this browser kept of it. */
async function capsuleOf(
	api: Api,
	keys: DropLinkKeys,
	progress: KeptProgress
): Promise<{ sealed: Raw; ended: Refusal | null }> {
	const { capsule: kept, files } = progress.current;
	try {
		const { capsule, usesLeft } = await api.dropLink(keys.drop);
		if (!kept && usesLeft === 0) throw new Refusal('drop-used-up');
		return { sealed: capsule, ended: null };
	} catch (error) {
		if (!(error instanceof Refusal)) throw error;
		if (error.code === 'not-found') throw new Refusal('link-mangled');
		if (!OVER.includes(error.code) || !kept || files.length === 0) throw error;
		return { sealed: kept, ended: error };
	}
}

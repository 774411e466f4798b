/**
 * The queue of files on their way. It decides what runs: small files beside large ones, nothing while the line is gone,
 * everything again when it is back. What is unfinished outlives the page, the browser and locking (kept-uploads.ts); the
 * files themselves are read again through a handle, from this tab's memory, or when somebody picks them again.
 */
import type { FolderId, ItemId, UserId, VaultId } from '../../crypto/brands.ts';
import { equalConstantTime } from '../../crypto/bytes.ts';
import { sha256 } from '../../crypto/hash.ts';
import { newUploadId } from '../../crypto/ids.ts';
import type { Destination } from '../../vault/destination.ts';
import type { KeptUploads, UploadStore } from '../../vault/kept-uploads.ts';
import type { PartWorkers } from '../../vault/part-workers.ts';
import { Refusal } from '../../vault/problems.ts';
import { Slots } from '../../vault/slots.ts';
import { requireSendable, Upload, type TransferHooks } from '../../vault/upload.ts';
import type { SignedPaper, UploadRecord } from '../../vault/upload-record.ts';
import { sharedNews, type News } from '../../vault/vault-news.ts';
import type { TransferNews, TransferView } from '../../vault/view.ts';
import type { Keeping } from './device-store.ts';
import { nextUpload, PLACES, type Lane } from './lanes.ts';
import { Gate } from './gate.ts';
import type { PickedFile } from './port.ts';
import { Transfer } from './transfer.ts';
import { TransferBoard } from './transfer-board.ts';

interface Listener {
	report(news: TransferNews): void;
	uploaded(vault: VaultId): void;
	/** Hears why a transfer failed: nobody else waits for one in the background. */
	failed(error: unknown): void;
}

/**
 * Moves the bytes, and may end it for a reason of its own. Where `gate` is closed it stands still, and goes on there when it
 * is opened.
 */
type Work<T> = (hooks: TransferHooks, stop: (reason: Refusal) => void, gate: Gate) => Promise<T>;

/** What an upload reads from. Nothing here is a key, and nothing leaves this browser. */
interface Source {
	file: File | null;
	handle: FileSystemFileHandle | null;
}

interface Sending extends Source {
	record: UploadRecord;
	/** What goes on after an interruption with the same file; null before the first start and when the file changed. */
	upload: Upload | null;
	/** Nobody knows yet that `file` is what was being sent. */
	isPickedAgain: boolean;
	lane: Lane | null;
	readonly news: News;
}

/** Whose files these are: somebody who is unlocked, or who holds a drop link. */
export interface Sender {
	readonly userId: UserId;
	keptUploads(store: UploadStore): Promise<KeptUploads>;
	toward(vault: VaultId, news?: News, signs?: SignedPaper): Promise<Destination>;
}

/** Where a file goes within its vault, and what it is for. */
type Purpose = Pick<UploadRecord, 'folder' | 'answers' | 'replaces' | 'signs'>;

/** Who sends, and their ledger. */
interface Seat {
	readonly session: Sender;
	readonly kept: Promise<KeptUploads>;
}

/** What was under way when a person locked or changed their keys. */
interface Left {
	readonly user: UserId;
	readonly uploads: readonly Sending[];
	/** What was being saved. It cannot go on; whoever waited for it is told. */
	readonly saving: readonly TransferView[];
}

/** Long enough to see the tick. */
const TICK_STAYS_MS = 10_000;
/** Long enough to be told (transfer-board.ts), and to be said (QueueVoice.svelte). */
const SAVED_STAYS_MS = 1500;
/** Many small files arrive together; the page is told once. */
const ARRIVALS_MS = 200;
const SAVED_TOGETHER = 200;
/** Failures that pass by themselves, after which the whole queue waits a while and then goes on. */
const WAITED_FOR: readonly string[] = [
	'offline',
	'no-answer',
	'internal',
	'too-many-requests',
	'too-slow'
];
const HOLDS_MS = [15_000, 30_000, 60_000];

export class Transfers {
	readonly #store: Keeping;
	readonly #workers: PartWorkers;
	/** Parts in memory at once. Those of small files have places of their own, which their lanes bound. */
	readonly #slots: Slots;
	readonly #smallSlots = new Slots(PLACES.small);
	readonly #on: Listener;
	readonly #now: () => number;
	readonly #all = new Map<string, Transfer>();
	readonly #sending = new Map<Transfer, Sending>();
	readonly #board: TransferBoard;
	readonly #arrivals = new Set<VaultId>();
	#seat: Seat | null = null;
	/** Kept for the same person's next unlocking; another person's drops it. */
	#left: Left | null = null;
	#next = 1;
	#holds = 0;
	#hold: { readonly timer: ReturnType<typeof setTimeout>; readonly until: number } | null = null;

	constructor(store: Keeping, now: () => number, workers: PartWorkers, on: Listener) {
		this.#store = store;
		this.#workers = workers;
		this.#slots = new Slots(workers.width);
		this.#now = now;
		this.#on = on;
		this.#board = new TransferBoard(
			() => this.#views(),
			now,
			(news) => on.report(news)
		);
	}

	*#views(): Generator<TransferView> {
		for (const { view } of this.#all.values()) yield view;
	}

	get news(): TransferNews {
		return this.#board.all();
	}

	/**
	 * Somebody unlocked, or changed their keys, or (null) locked: nothing goes on without keys. What they left unfinished
	 * is in the queue again.
	 */
	follow(session: Sender | null): void {
		const before = this.#leave();
		const left = before ?? this.#left;
		this.#left = session ? null : left;
		this.#seat = session && { session, kept: session.keptUploads(this.#store) };
		if (!this.#seat) return;
		const isSame = left?.user === session?.userId;
		this.#restore(this.#seat, isSame ? left : null)
			// Without locking in between, it is the same person with new keys: what they sent begins anew under these.
			.then(() => (before && !isSame ? this.#carryOver(before) : undefined))
			.catch((error: unknown) => {
				this.#on.failed(error);
			});
	}

	#leave(): Left | null {
		const uploads = [...this.#sending.values()];
		const saving = [...this.#all.values()]
			.filter((one) => one.isSaving && !one.is('done', 'failed', 'cancelled'))
			.map(({ view }) => view);
		for (const transfer of this.#all.values()) transfer.stop();
		this.#all.clear();
		this.#sending.clear();
		this.#release();
		this.#board.restart();
		this.#board.soon();
		return this.#seat && { user: this.#seat.session.userId, uploads, saving };
	}

	async #restore(seat: Seat, left: Left | null): Promise<void> {
		const kept = await seat.kept;
		const [records, handles] = await Promise.all([
			kept.all(),
			this.#store.handles(seat.session.userId)
		]);
		if (this.#seat !== seat) return;
		if (left) this.#tellEnded(left, 'locked-meanwhile');
		const sources = new Map(left?.uploads.map((one) => [one.record.id, one]));
		for (const record of records) {
			const known = sources.get(record.id);
			const handle = known?.handle ?? handles.get(record.id) ?? null;
			// What a handle leads to is the same file, changed or not.
			const isPickedAgain = known?.isPickedAgain ?? handle === null;
			this.#enqueue(record, { file: known?.file ?? null, handle }, isPickedAgain);
		}
		this.#run();
	}

	#tellEnded({ saving }: Left, code: 'locked-meanwhile' | 'keys-changed-meanwhile'): void {
		for (const one of saving) this.#register('down', one.vault, one).fail(new Refusal(code), false);
	}

	async #carryOver(left: Left): Promise<void> {
		const { user, uploads } = left;
		this.#tellEnded(left, 'keys-changed-meanwhile');
		for (const { record, file, handle } of uploads) {
			await this.#store.removeUpload(user, record.id, record.attempt?.blob ?? null);
			if (file) await this.#add(record.vault, record, [{ file, handle }]);
		}
	}

	/** `answers`: the item of a checklist that they are sent for. */
	async add(
		{ vault }: { readonly vault: VaultId },
		folder: FolderId | null,
		files: PickedFile[],
		answers: ItemId | null = null
	): Promise<void> {
		await this.#add(vault, { folder, answers, replaces: null }, files);
	}

	/** As a new version of a file, or as a file of its own in `folder` if that one is gone when it arrives. */
	async replace(
		{ vault }: { readonly vault: VaultId },
		folder: FolderId | null,
		replaces: UploadRecord['replaces'],
		file: PickedFile
	): Promise<void> {
		await this.#add(vault, { folder, answers: null, replaces }, [file]);
	}

	/** As somebody's answer on paper. No other content than that of `signs` is sent as it, whatever is chosen again. */
	async addScan({ vault }: { readonly vault: VaultId }, signs: SignedPaper, file: File) {
		const into = { folder: null, answers: null, replaces: null, signs };
		await this.#add(vault, into, [{ file, handle: null }]);
	}

	/** A file is in the queue once its record is kept: from then on it outlives the page. */
	async #add(vault: VaultId, into: Purpose, files: PickedFile[]): Promise<void> {
		const seat = this.#requireSeat();
		const kept = await seat.kept;
		for (let at = 0; at < files.length; at += SAVED_TOGETHER) {
			const batch = files
				.slice(at, at + SAVED_TOGETHER)
				.filter(({ file }) => this.#isSendable(vault, into, file))
				.map(({ file, handle }) => ({ file, handle, record: recordOf(vault, into, file) }));
			await kept.save(...batch.map(({ record }) => record));
			for (const { record, handle } of batch)
				if (handle) await this.#store.saveHandle(seat.session.userId, record.id, handle);
			if (this.#seat !== seat) return;
			for (const { record, ...source } of batch) this.#enqueue(record, source, false);
			this.#run();
		}
	}

	/** One that cannot be sent is in the list, with the reason, and nowhere else. */
	#isSendable(vault: VaultId, into: Purpose, file: File): boolean {
		try {
			requireSendable(file);
			return true;
		} catch (error) {
			this.#register('up', vault, { ...descriptionOf(file), ...into }).fail(error, false);
			return false;
		}
	}

	/** A download under way. `isSaving`: somebody who locks meanwhile is told, once they are back, that it came to nothing. */
	receive<T>(
		vault: VaultId,
		what: { name: string; size: number; isSaving: boolean },
		work: Work<T>
	): Promise<T> {
		return this.#perform('down', vault, what, work);
	}

	/** Something on its way up that is not kept: when the page closes, it is begun again. */
	pass<T>(vault: VaultId, what: { name: string; size: number }, work: Work<T>): Promise<T> {
		return this.#perform('up', vault, what, work);
	}

	async #perform<T>(
		direction: TransferView['direction'],
		vault: VaultId,
		{ isSaving = false, ...what }: { name: string; size: number; isSaving?: boolean },
		work: Work<T>
	): Promise<T> {
		const gate = new Gate();
		const transfer = this.#register(direction, vault, what, { gate, isSaving });
		const stopped: Refusal[] = [];
		const stop = (reason: Refusal) => {
			stopped.push(reason);
			transfer.stop();
		};
		try {
			transfer.become('working');
			const result = await work(transfer.hooks(), stop, gate);
			this.#finish(transfer);
			return result;
		} catch (error) {
			const reason: unknown = stopped[0] ?? error;
			transfer.fail(reason, false);
			throw reason;
		}
	}

	/** Does what somebody pressed, and shows what became of it. */
	async pressed(act: (transfers: this) => void): Promise<void> {
		act(this);
		this.#board.tell();
	}

	pause(id: string): void {
		const transfer = this.#all.get(id);
		if (!transfer?.is('waiting', 'working', 'retrying')) return;
		if (transfer.halt() || !this.#sending.has(transfer)) return;
		transfer.stop();
		transfer.become('paused', null, true);
	}

	resume(id: string): void {
		const transfer = this.#all.get(id);
		if (!transfer?.view.resumable) return;
		if (transfer.goOn() || (transfer.is('retrying') && transfer.tryNow())) return;
		if (!this.#sending.has(transfer)) return;
		transfer.become('waiting');
		this.#release();
		this.#run();
	}

	/** For good: here, in what is kept, and on the server. */
	cancel(id: string): void {
		const transfer = this.#all.get(id);
		if (!transfer || transfer.is('done', 'cancelled')) return;
		transfer.stop();
		transfer.become('cancelled');
		const sending = this.#sending.get(transfer);
		this.#sending.delete(transfer);
		// One that runs is forgotten when it has come to a stop.
		if (sending && !sending.lane) void this.#forget(sending);
	}

	dismiss(id: string): void {
		const transfer = this.#all.get(id);
		if (!transfer?.is('done', 'cancelled', 'failed')) return;
		if (transfer.is('done')) this.#board.arrived(transfer.view);
		const sending = this.#sending.get(transfer);
		if (sending) void this.#forget(sending);
		this.#sending.delete(transfer);
		this.#all.delete(id);
		this.#board.soon();
	}

	pauseAll(): void {
		for (const id of this.#all.keys()) this.pause(id);
	}

	resumeAll(): void {
		for (const id of this.#all.keys()) this.resume(id);
	}

	/** What failed for good stays to be read. */
	cancelAll(): void {
		for (const [id, transfer] of this.#all)
			if (!transfer.is('failed') || transfer.view.resumable) this.cancel(id);
	}

	dismissFinished(): void {
		for (const id of this.#all.keys()) this.dismiss(id);
	}

	/** The file, picked again. Whether it is the one that was being sent shows when it is sealed. */
	provide(id: string, file: File): void {
		const transfer = this.#all.get(id);
		const sending = transfer && this.#sending.get(transfer);
		if (!sending || !transfer.is('needs-file', 'failed')) return;
		const isOther = file.size !== sending.record.size;
		if (isOther && transfer.is('needs-file')) {
			transfer.become('needs-file', new Refusal('other-file'));
			return;
		}
		sending.file = file;
		sending.isPickedAgain = sending.record.attempt !== null;
		sending.upload = null;
		transfer.become('waiting');
		this.#run();
	}

	/** For asking the browser again whether the file may be read, which only a page can do. */
	keptHandle(id: string): FileSystemFileHandle | null {
		const transfer = this.#all.get(id);
		return (transfer && this.#sending.get(transfer)?.handle) ?? null;
	}

	/** The line is back: nothing waits for its next try any longer. */
	wake(): void {
		for (const transfer of this.#all.values()) transfer.tryNow();
		if (!this.#hold) return;
		this.#release();
		this.#run();
	}

	#requireSeat(): Seat {
		if (!this.#seat) throw new Refusal('locked');
		return this.#seat;
	}

	#enqueue(record: UploadRecord, { file, handle }: Source, isPickedAgain: boolean): void {
		const transfer = this.#register('up', record.vault, record, { isQueued: true });
		this.#sending.set(transfer, {
			record,
			file,
			handle,
			isPickedAgain,
			upload: null,
			lane: null,
			news: sharedNews()
		});
		if (!file && !handle) transfer.become('needs-file', new Refusal('file-needed'));
	}

	#register(
		direction: TransferView['direction'],
		vault: VaultId,
		{ name, size, answers }: { name: string; size: number; answers?: ItemId | null },
		how: { isQueued?: boolean; isSaving?: boolean; gate?: Gate } = {}
	): Transfer {
		const id = String(this.#next++);
		const what = { id, direction, vault, name, size, ...(answers && { answers }) };
		const changed = () => {
			this.#board.soon();
		};
		const transfer = new Transfer(what, this.#now, changed, how);
		this.#all.set(id, transfer);
		this.#board.soon();
		return transfer;
	}

	/** Starts what may start. */
	#run(): void {
		while (!this.#hold) {
			const lanes = [...this.#sending.values()].flatMap(({ lane }) => lane ?? []);
			const next = nextUpload(this.#startable(), ([{ view }]) => view.size, lanes);
			if (!next) return;
			const [transfer, sending] = next.upload;
			sending.lane = next.lane;
			void this.#send(transfer, sending);
		}
	}

	/** One that was stopped and told to go on at once has to come to a stop first. */
	*#startable(): Generator<[Transfer, Sending]> {
		for (const entry of this.#sending) if (entry[0].is('waiting') && !entry[1].lane) yield entry;
	}

	async #send(transfer: Transfer, sending: Sending): Promise<void> {
		transfer.become('working');
		const { signal } = transfer;
		try {
			const upload = (sending.upload ??= await this.#open(transfer, sending));
			await upload.run(transfer.hooks(), this.#now);
			this.#holds = 0;
			this.#finish(transfer);
			this.#sending.delete(transfer);
			this.#tellArrival(transfer.view.vault);
		} catch (error) {
			if (!signal.aborted) this.#stopped(transfer, sending, error);
		} finally {
			sending.lane = null;
			if (sending.upload) sending.record = sending.upload.record;
			if (transfer.is('cancelled')) void this.#forget(sending);
			this.#run();
		}
	}

	async #open(transfer: Transfer, sending: Sending): Promise<Upload> {
		const seat = this.#requireSeat();
		const { vault: id } = sending.record;
		sending.file ??= await fileBehind(sending.handle);
		const { file, isPickedAgain } = sending;
		const { signs } = sending.record;
		if (signs) await requireContent(file, signs);
		if (!isPickedAgain) await this.#requireSameSize(sending, file);
		if (!isPickedAgain && sending.record.attempt === null) {
			sending.record = { ...sending.record, ...descriptionOf(file) };
			transfer.describe(file);
		}
		const tools = {
			to: await seat.session.toward(id, sending.news, signs),
			workers: this.#workers,
			kept: await seat.kept,
			slots: sending.lane === 'small' ? this.#smallSlots : this.#slots
		};
		return new Upload(tools, sending.record, file, { isPickedAgain });
	}

	/** What was sent is of another file than the one on the disk now: it is given up, and the person told. */
	async #requireSameSize(sending: Sending, file: File): Promise<void> {
		const { record } = sending;
		if (!record.attempt || file.size === record.size) return;
		await this.#forget(sending);
		sending.record = { ...record, attempt: null };
		await (await this.#requireSeat().kept).save(sending.record);
		throw new Refusal('file-changed');
	}

	#stopped(transfer: Transfer, sending: Sending, error: unknown): void {
		const code = error instanceof Refusal ? error.code : 'unexpected';
		this.#on.failed(error);
		if (code === 'other-file' || code === 'file-needed') {
			sending.file = null;
			sending.upload = null;
			transfer.become('needs-file', error);
		} else if (code === 'file-changed') {
			// With a handle, going on means reading what the file is now.
			sending.file = null;
			sending.upload = null;
			sending.isPickedAgain = false;
			transfer.become('failed', error, sending.handle !== null);
		} else if (WAITED_FOR.includes(code)) {
			transfer.become('retrying', error, true);
			transfer.waitUntil(this.#holdOn());
		} else transfer.fail(error, true);
	}

	/** Nothing is begun for a while; then everything that waits for the line goes on. Returns when that is. */
	#holdOn(): number {
		if (this.#hold) return this.#hold.until;
		const ms = HOLDS_MS[Math.min(this.#holds++, HOLDS_MS.length - 1)] ?? 0;
		const until = this.#now() + ms;
		const timer = setTimeout(() => {
			this.wake();
		}, ms);
		this.#hold = { timer, until };
		return until;
	}

	#release(): void {
		clearTimeout(this.#hold?.timer);
		this.#hold = null;
		for (const [transfer, { lane }] of this.#sending)
			if (transfer.is('retrying') && !lane) transfer.become('waiting');
	}

	#finish(transfer: Transfer): void {
		transfer.become('done');
		const { id, direction } = transfer.view;
		// What was saved is with the browser; the tick of what was sent stays to be seen.
		setTimeout(() => this.dismiss(id), direction === 'up' ? TICK_STAYS_MS : SAVED_STAYS_MS);
	}

	#tellArrival(vault: VaultId): void {
		if (this.#arrivals.size === 0)
			setTimeout(() => {
				const vaults = [...this.#arrivals];
				this.#arrivals.clear();
				for (const one of vaults) this.#on.uploaded(one);
			}, ARRIVALS_MS);
		this.#arrivals.add(vault);
	}

	async #forget({ record, upload }: Sending): Promise<void> {
		const seat = this.#seat;
		if (!seat) return;
		try {
			if (upload) await upload.discard();
			else {
				const { id, vault, attempt } = record;
				await (await seat.kept).remove(id, attempt?.blob ?? null);
				if (attempt) await (await seat.session.toward(vault)).cancel(attempt.blob);
			}
		} catch (error) {
			// The server sweeps what nobody goes on with; a record that stays is offered again at the next visit.
			this.#on.failed(error);
		}
	}
}

const descriptionOf = ({ name, type, size, lastModified }: File) => ({
	name,
	type,
	size,
	lastModified
});

const recordOf = (
	vault: VaultId,
	{ folder, answers, replaces, signs }: Purpose,
	file: File
): UploadRecord => ({
	id: newUploadId(),
	vault,
	folder,
	answers,
	replaces,
	...descriptionOf(file),
	...(signs && { signs }),
	attempt: null
});

/** @throws Refusal `other-file`, `file-unreadable` */
async function requireContent(file: File, { digest }: SignedPaper): Promise<void> {
	const bytes = await file.arrayBuffer().catch(() => {
		throw new Refusal('file-unreadable');
	});
	if (!equalConstantTime(await sha256(new Uint8Array(bytes)), digest))
		throw new Refusal('other-file');
}

/** @throws Refusal `file-needed` when the browser wants to be asked, or there is nothing to ask for; `file-unreadable` */
async function fileBehind(handle: FileSystemFileHandle | null): Promise<File> {
	if (!handle) throw new Refusal('file-needed');
	try {
		return await handle.getFile();
	} catch (error) {
		const isGone = error instanceof Error && error.name === 'NotFoundError';
		throw new Refusal(isGone ? 'file-unreadable' : 'file-needed');
	}
}

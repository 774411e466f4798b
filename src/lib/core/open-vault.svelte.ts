/** One vault on screen: its verified contents, and what people do in it. Each deed is followed by a fresh look. */
import type {
	ApprovalId,
	BlobId,
	ChecklistId,
	DropId,
	EntryHash,
	FileId,
	FolderId,
	InviteId,
	ItemId,
	UserId,
	VaultId
} from '../../crypto/brands.ts';
import type { DropTerms } from '../../vault/drop-links.ts';
import type {
	ChecklistDraft,
	ChecklistView,
	DropsView,
	FileView,
	IssuedLink,
	ItemView,
	Subject,
	ThreadPage,
	VaultView
} from '../../vault/view.ts';
import { changed } from './changed-vault.ts';
import type { ApprovalWish, Core, PickedFile, ScanSource, Words } from '../worker/port.ts';
import { Fetched } from './fetched.svelte.ts';
import { signWithPasskey } from './passkey.ts';

export class OpenVault {
	readonly id: VaultId;
	readonly contents: Fetched<VaultView>;
	/** Drop links and what came by them: for staff, and only once a screen has asked. */
	readonly drops: Fetched<DropsView>;
	readonly #core: Core;

	constructor(core: Core, id: VaultId) {
		this.#core = core;
		this.id = id;
		this.contents = new Fetched(() => this.#look());
		this.drops = new Fetched(() => core.drops(id));
	}

	/** Something changed in it. */
	nudge(): void {
		this.contents.nudge();
		this.drops.nudge();
	}

	forget(): void {
		this.contents.forget();
		this.drops.forget();
	}

	/** The lines before those that are shown. */
	async showOlder(): Promise<void> {
		const oldest = this.contents.value?.history.at(-1);
		if (!oldest || oldest.seq === 0) return;
		const older = await this.#core.olderHistory(this.id, oldest.seq);
		const { value } = this.contents;
		if (value?.history.at(-1)?.seq !== oldest.seq) return;
		this.contents.value = { ...value, history: [...value.history, ...older] };
	}

	/** Once the vault is on screen, only what changed is asked for. */
	async #look(): Promise<VaultView> {
		const known = this.contents.value;
		const changes = known && (await this.#core.vaultChanges(this.id, known.version));
		if (!known || !changes) return this.#core.openVault(this.id);
		// Older lines may have been asked for meanwhile.
		return changed(this.contents.value ?? known, changes);
	}

	/** These contents are on the screen. */
	saw = ({ version }: VaultView): void =>
		void this.#core.sawVault(this.id, version).catch(() => undefined);

	rename = (name: string) => this.#then(this.#core.renameClient(this.id, name));
	makeFolder = (name: string): Promise<FolderId> =>
		this.#then(this.#core.makeFolder(this.id, name));
	renameFolder = (folder: FolderId, name: string) =>
		this.#then(this.#core.renameFolder(this.id, folder, name));
	removeFolder = (folder: FolderId) => this.#then(this.#core.removeFolder(this.id, folder));
	renameFile = (file: FileId, name: string) =>
		this.#then(this.#core.renameFile(this.id, file, name));
	removeFile = ({ file, blob }: FileView) =>
		this.#settle(this.#core.removeFile(this.id, file, blob));
	moveFiles = (files: FileId[], folder: FolderId | null) =>
		this.#then(this.#core.moveFiles(this.id, files, folder));
	tagFiles = (files: FileId[], add: string[], remove: string[]) =>
		this.#then(this.#core.tagFiles(this.id, files, add, remove));
	makeFolders = (name: string, within: string[]) =>
		this.#then(this.#core.makeFolders(this.id, name, within));
	/** In place of what is on screen. */
	replaceFile = ({ file, blob }: FileView, picked: PickedFile) =>
		this.#core.replaceFile(this.id, file, blob, picked);
	restoreVersion = ({ file, blob }: FileView, version: BlobId) =>
		this.#settle(this.#core.restoreVersion(this.id, file, version, blob));
	setStage = (year: number, stage: string | null) =>
		this.#settle(this.#core.setStage(this.id, year, stage));
	preferPaper = (paper: boolean) => this.#then(this.#core.preferPaper(this.id, paper));
	invite = (name: string, history: boolean): Promise<IssuedLink> =>
		this.#then(this.#core.inviteClient(this.id, name, history));
	removeMember = (user: UserId) => this.#then(this.#core.removeMember(this.id, user));
	withdraw = (invite: InviteId) => this.#then(this.#core.withdrawClientInvite(this.id, invite));

	makeDropLink = (terms: DropTerms): Promise<IssuedLink> =>
		this.#thenDrops(this.#core.makeDropLink(this.id, terms));
	closeDropLink = (drop: DropId) => this.#thenDrops(this.#core.closeDropLink(this.id, drop));
	acceptDropped = (blob: BlobId, folder: FolderId | null) =>
		this.#thenDrops(this.#core.acceptDropped(this.id, blob, folder));
	discardDropped = (blob: BlobId) => this.#thenDrops(this.#core.discardDropped(this.id, blob));

	async #thenDrops<T>(deed: Promise<T>): Promise<T> {
		try {
			return await this.#then(deed);
		} finally {
			await this.drops.refresh();
		}
	}
	listRequests = (draft: ChecklistDraft): Promise<ChecklistId> =>
		this.#then(this.#core.listRequests(this.id, draft));
	editRequests = ({ checklist, changed: seen }: ChecklistView, draft: ChecklistDraft) =>
		this.#then(this.#core.editRequests(this.id, checklist, seen, draft));
	removeRequests = (checklist: ChecklistId) =>
		this.#then(this.#core.removeRequests(this.id, checklist));
	answerItem = (item: ItemId, files: FileId[]) =>
		this.#then(this.#core.answerItem(this.id, item, files));
	/** Decisions are of the documents that were on screen. */
	acceptItem = ({ item, answers, versions }: ItemView) =>
		this.#settle(this.#core.acceptItem(this.id, item, answers, versions));
	returnItem = ({ item, answers, versions }: ItemView, reason: string) =>
		this.#settle(this.#core.returnItem(this.id, item, answers, reason, versions));
	waiveItem = (item: ItemId, note: string) =>
		this.#settle(this.#core.waiveItem(this.id, item, note));
	reopenItem = (item: ItemId) => this.#settle(this.#core.reopenItem(this.id, item));

	/** Whoever came too late is shown what is there now. */
	async #settle(deed: Promise<void>): Promise<void> {
		try {
			await deed;
		} finally {
			await this.contents.refresh();
		}
	}

	askApproval = (wish: ApprovalWish): Promise<ApprovalId> =>
		this.#then(this.#core.askApproval(this.id, wish));
	withdrawApproval = (approval: ApprovalId, reason: string) =>
		this.#then(this.#core.withdrawApproval(this.id, approval, reason));
	declineApproval = (approval: ApprovalId, reason: string) =>
		this.#then(this.#core.declineApproval(this.id, approval, reason));
	readForApproval = (approval: ApprovalId): Promise<Blob> =>
		this.#core.readForApproval(this.id, approval);

	addSignedPaper = (approval: ApprovalId, signer: UserId | null, scan: ScanSource) =>
		this.#settle(this.#core.addSignedPaper(this.id, approval, signer, scan));
	readScan = (approval: ApprovalId, scan: EntryHash): Promise<Blob> =>
		this.#core.readScan(this.id, approval, scan);
	acceptScan = (approval: ApprovalId, scan: EntryHash) =>
		this.#settle(this.#core.acceptScan(this.id, approval, scan));
	returnScan = (approval: ApprovalId, scan: EntryHash, reason: string) =>
		this.#settle(this.#core.returnScan(this.id, approval, scan, reason));

	/** Signs with a passkey. When that does not work, the page looks again: something may have changed meanwhile. */
	async approve(approval: ApprovalId): Promise<void> {
		try {
			const terms = await this.#core.approvalTerms(this.id, approval);
			const signature = await signWithPasskey(terms);
			await this.#core.approve(this.id, approval, signature);
		} finally {
			await this.contents.refresh();
		}
	}

	thread = (about: Subject, count: number): Promise<ThreadPage> =>
		this.#core.thread(this.id, about, count);
	send = (attempt: string, words: Words & { read: number | null }) =>
		this.#then(this.#core.sendMessage(this.id, attempt, words));
	note = (attempt: string, words: Words) =>
		this.#then(this.#core.writeNote(this.id, attempt, words));
	takeBack = (seq: number) => this.#then(this.#core.takeBack(this.id, seq));
	markRead = (about: Subject, upTo: number) => this.#core.markRead(this.id, about, upTo);

	async #then<T>(deed: Promise<T>): Promise<T> {
		const result = await deed;
		await this.contents.refresh();
		return result;
	}
}

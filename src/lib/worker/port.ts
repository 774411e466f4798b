/**
 * The one door between screens and keys. Screens call these methods; the implementation lives in a worker that
 * alone holds secrets. Every failure rejects with a `Problem`. Types, and two sizes that both sides go by, so that importing
 * this file gives a screen no way to reach the cryptography.
 */
import type {
	ApprovalId,
	BlobId,
	ChecklistId,
	DropId,
	EntryHash,
	FileId,
	FirmId,
	FolderId,
	InviteId,
	ItemId,
	UserId,
	VaultId
} from '../../crypto/brands.ts';
import type { Language } from '../../contract/language.ts';
import type { Role } from '../../contract/wire.ts';
import type {
	MailPreferences,
	MailReport,
	MailSettings,
	ReminderState
} from '../../contract/notices.ts';
import type { PushReport, PushSettings } from '../../contract/push.ts';
import type { InviteReminderRequest, InviteReminders } from '../../contract/reminders.ts';
import type { DropTerms } from '../../vault/drop-links.ts';
import type { Evidence } from '../../vault/evidence.ts';
import type { RemindersView, ReminderWish } from '../../vault/reminder-plans.ts';
import type { Paper } from '../../vault/scan-pdf.ts';
import type { BuildDesk } from './build-desk.ts';
import type {
	ChecklistDraft,
	ClientRow,
	DeviceView,
	DropPageView,
	DropsView,
	FaceView,
	Findings,
	HistoryLine,
	IssuedLink,
	KitView,
	Mark,
	Me,
	PasskeyView,
	PlaceView,
	Problem,
	RequestsAcross,
	RotationView,
	Subject,
	TeamView,
	TemplateDraft,
	TemplateSeen,
	TemplateView,
	ThreadPage,
	TransferNews,
	VaultChanges,
	VaultView
} from '../../vault/view.ts';

/** The most that is held in memory for one download. */
export const HELD_BYTES = 64 * 1024 * 1024;
/** The most of a document that the viewer may ask for at once. */
export const RANGE_BYTES = 1024 * 1024;

/** What somebody writes, and the files they attach to it by name. */
export interface Words {
	about: Subject;
	text: string;
	files: FileId[];
}

/** Files to be saved: one as it is, or any number as an archive of this name. */
export interface Wanted {
	files: FileId[];
	archive: string | null;
	/** Of a single file: not the version in place but this one. */
	version?: BlobId | undefined;
}

/** Where to: held until it is complete, a file on the disk, or a download that the service worker feeds. */
export type SaveTo =
	| { to: 'memory' }
	| { to: 'disk'; handle: FileSystemFileHandle }
	| { to: 'stream'; port: MessagePort; page: MessagePort };

/** What the page needs to run a WebAuthn ceremony. All but the challenge is fixed or random on this device. */
export interface CeremonyTerms {
	ceremony: string;
	challenge: Uint8Array<ArrayBuffer>;
	prfSalt: Uint8Array<ArrayBuffer>;
	/** A fresh random user handle, for registrations. */
	userHandle: Uint8Array<ArrayBuffer>;
}

/** A WebAuthn answer in JSON form, its extension results removed. */
export interface CeremonyAnswer {
	ceremony: string;
	response: unknown;
}

/** What a passkey is to sign so that an approval counts. No session is made by it, and the server is not asked. */
export interface ApprovalTerms {
	challenge: Uint8Array<ArrayBuffer>;
	/** The person's own passkeys. */
	credentials: Uint8Array<ArrayBuffer>[];
}

/** What it signed, without any extension result. */
export interface PasskeySignature {
	credential: Uint8Array<ArrayBuffer>;
	authenticator: Uint8Array<ArrayBuffer>;
	client: Uint8Array<ArrayBuffer>;
	signature: Uint8Array<ArrayBuffer>;
}

/** What staff ask people to approve. `signers` in their order, if order counts. */
export interface ApprovalWish {
	file: FileId;
	/** The version that the asker looked at; left out: the one in place. */
	version?: BlobId | undefined;
	statement: string;
	signers: UserId[];
	ordered: boolean;
	due: number | null;
}

/** The scan of a signed paper: chosen on the device, or a file of the vault in the version that was on screen. */
export type ScanSource = { picked: File } | { file: FileId; version: BlobId };

/** A passkey just made and confirmed by an assertion. `prf` is null for a passkey that cannot unlock. */
export interface NewPasskey {
	registration: CeremonyAnswer;
	assertion: CeremonyAnswer;
	credential: string;
	prf: Uint8Array<ArrayBuffer> | null;
}

export interface PasskeySignIn {
	assertion: CeremonyAnswer;
	credential: string;
	prf: Uint8Array<ArrayBuffer> | null;
}

/** `handle`: where the browser gave one, so that a file need not be picked again after the page was closed. */
export interface PickedFile {
	file: File;
	handle: FileSystemFileHandle | null;
}

export interface LinkView {
	kind: 'staff' | 'client';
	firm: FirmId;
	/** Of a client's link. */
	vault: VaultId | null;
	firmName: string;
	mark: Mark;
	/** The name the inviter typed for this person. */
	name: string;
	inviterName: string;
	expires: number;
}

/** 'needs-words': signed in with a passkey that cannot unlock; call `unlockWithWords`. */
export type SignInResult = { state: 'unlocked'; me: Me } | { state: 'needs-words' };

/** Only the worker of a page has a build to speak of. */
export interface Core extends Partial<BuildDesk> {
	status(): Promise<{ needsSetup: boolean }>;
	/** The firm's mark and name remembered on this device, for the sign-in page. Null on a new device. */
	remembered(): Promise<{ firmName: string; mark: Mark; isStaff: boolean } | null>;
	terms(purpose: 'register' | 'authenticate'): Promise<CeremonyTerms>;

	/** Set-up. The kit's words are made here and kept until `setUp` succeeds or the page is left. */
	makeKit(): Promise<string[]>;
	setUp(input: {
		token: string;
		firmName: string;
		mark: Mark;
		ownerName: string;
		passkey: NewPasskey;
	}): Promise<Me>;

	/** Opens an invitation from the link's fragment. */
	openLink(fragment: string): Promise<LinkView>;
	/** 24 new words, kept until used by `join` (staff) or `saveRecovery`. */
	makeRecoveryWords(): Promise<string[]>;
	/** `withRecovery`: register the words made by `makeRecoveryWords` in the same step (required for staff). */
	join(input: { name: string; passkey: NewPasskey; withRecovery: boolean }): Promise<Me>;

	/** The link that is open, with the keys of who is unlocked: no new account, and nobody is signed out. */
	joinAs(): Promise<{ me: Me; vault: VaultId }>;
	/** A client's vaults, and what is new or wanted in each, as far as they were read here. */
	places(): Promise<PlaceView[]>;

	signIn(input: PasskeySignIn): Promise<SignInResult>;
	unlockWithWords(words: string): Promise<Me>;
	recover(words: string): Promise<Me>;
	/**
	 * The firm's recovery kit when it is nobody's recovery code any more. The words wait in the worker for `recoverFirm`.
	 * Rejects with `kit-unknown`.
	 */
	openKit(words: string): Promise<KitView>;
	/** Makes this person an owner, visibly in the firm's log. Needs `makeRecoveryWords` first. */
	recoverFirm(input: { name: string; passkey: NewPasskey }): Promise<Me>;
	/** Forgets every key. The server session stays. */
	lock(): Promise<void>;
	signOut(): Promise<void>;
	/** Null when locked. */
	me(): Promise<Me | null>;

	passkeys(): Promise<PasskeyView[]>;
	addPasskey(passkey: NewPasskey): Promise<void>;
	removePasskey(credential: string): Promise<void>;
	/** Registers the words made by `makeRecoveryWords`, replacing any earlier ones. */
	saveRecovery(): Promise<void>;
	/**
	 * Replaces this person's keys, for when a device or passkey may be in other hands: only the passkey just used stays.
	 * Uses the words made by `makeRecoveryWords` when `withRecovery` (required for staff).
	 */
	changeKeys(input: { passkey: PasskeySignIn; withRecovery: boolean }): Promise<Me>;
	devices(): Promise<DeviceView[]>;
	signOutDevice(session: string): Promise<void>;

	/** How this person is told by e-mail. */
	mail(): Promise<MailSettings>;
	preferMail(preferences: MailPreferences): Promise<MailSettings>;
	/** Mail to this person is written in it from now on. Whoever asked for none is told nothing of. */
	tellLanguage(language: Language): Promise<void>;
	/** Sends a code to the address; `confirmMail` with it puts the address to use. */
	sendMailCode(address: string): Promise<MailSettings>;
	confirmMail(code: string): Promise<MailSettings>;
	/** Takes the address off the portal, with everything kept for it. */
	clearMail(): Promise<MailSettings>;
	/** For owners and admins. */
	mailReport(): Promise<MailReport>;
	sendTestMail(): Promise<MailReport>;
	/** For staff: whether a client can be reminded by e-mail, and since when not again. */
	reminder(vault: VaultId): Promise<ReminderState>;
	remind(vault: VaultId): Promise<ReminderState>;
	/** Notices on this person's devices. `endpoint`: of the browser's push service; null: of every device. */
	push(): Promise<PushSettings>;
	addPush(endpoint: string): Promise<PushSettings>;
	removePush(endpoint: string | null): Promise<PushSettings>;
	/** For owners and admins. */
	pushReport(): Promise<PushReport>;
	/** What goes out by itself while something of a list is missing. Of lists without: what is usual. */
	reminders(vault: VaultId): Promise<RemindersView>;
	planReminders(vault: VaultId, checklist: ChecklistId, wish: ReminderWish): Promise<RemindersView>;
	/** For staff: of open invitations for which an address was given; with null those to colleagues, for owners and admins. */
	inviteReminders(vault: VaultId | null): Promise<InviteReminders>;
	putInviteReminder(
		vault: VaultId | null,
		invite: InviteId,
		wish: InviteReminderRequest
	): Promise<InviteReminders>;
	remindInvited(vault: VaultId | null, invite: InviteId): Promise<InviteReminders>;
	forgetInviteAddress(vault: VaultId | null, invite: InviteId): Promise<InviteReminders>;

	clients(): Promise<ClientRow[]>;
	/** One of them as it is now; null when it is not in the list any more. */
	client(vault: VaultId): Promise<ClientRow | null>;
	/** In the vaults of all clients, as far as this browser has read them by now. Moves by `knowledge` events. */
	search(text: string): Promise<Findings>;
	/** What every client was asked for who was asked for anything. `today`: the reader's calendar day. Moves likewise. */
	requestsAcross(today: string): Promise<RequestsAcross>;
	/** How many contents each client's files have beside those in place, as far as they are read: the portal counts them as files. */
	versionsBeside(): Promise<ReadonlyMap<VaultId, number>>;
	createClient(name: string): Promise<VaultId>;
	renameClient(vault: VaultId, name: string): Promise<void>;
	/** `history`: whether who joins sees what was there before. */
	inviteClient(vault: VaultId, name: string, history: boolean): Promise<IssuedLink>;
	withdrawClientInvite(vault: VaultId, invite: InviteId): Promise<void>;

	team(): Promise<TeamView>;
	inviteStaff(name: string, role: Role): Promise<IssuedLink>;
	withdrawStaffInvite(invite: InviteId): Promise<void>;
	/** Hands the team's key to somebody who has joined; without `history`, only what comes from now on. */
	grantTeam(user: UserId, history: boolean): Promise<void>;
	/** Ends a colleague's access, changes the team's keys, and starts `rotation`. */
	removeStaff(user: UserId): Promise<void>;
	/** Ends a client's access to this vault and changes its key. */
	removeMember(vault: VaultId, user: UserId): Promise<void>;
	/** Vaults that still need a new key. Null: none, or not this person's to do. Moves by `rotation` events. */
	rotation(): Promise<RotationView | null>;
	continueRotation(): Promise<void>;
	pauseRotation(): Promise<void>;

	/** The signed log (of one client, or of the firm with all its clients) for `tallyport verify-log`. */
	exportRecords(
		vault: VaultId | null,
		withNames: boolean
	): Promise<{ name: string; content: Blob }>;
	/** The newest signed heads, small enough to hand to somebody who keeps them. */
	exportHeads(): Promise<{ name: string; content: Blob }>;
	changeFirm(firmName: string, mark: Mark): Promise<void>;
	/** What the firm says of itself to its clients, besides its name and mark. */
	face(): Promise<FaceView>;
	/** The firm's own stages of a tax year, in order. Clients read them where staff set one. */
	nameStages(stages: string[]): Promise<void>;
	/** Empty takes it away. */
	writeWelcome(text: string): Promise<void>;
	/** Says where a client's tax year stands, for both sides to read. Null takes the year away. Rejects with `stage-unknown`. */
	setStage(vault: VaultId, year: number, stage: string | null): Promise<void>;
	/** Notes for staff alone that a client prefers letters to e-mails. */
	preferPaper(vault: VaultId, paper: boolean): Promise<void>;

	/** Fetches, verifies and opens a vault's log up to its newest entry. */
	openVault(vault: VaultId): Promise<VaultView>;
	/** The same for a page that shows version `since`; null when it must be shown afresh. */
	vaultChanges(vault: VaultId, since: number): Promise<VaultChanges | null>;
	/**
	 * This version of a vault is before somebody's eyes: what is in it is new to them no longer. The page looks at the vault
	 * it showed last on other pages too, and in a hidden window, so looking says nothing. Never fails.
	 */
	sawVault(vault: VaultId, version: number): Promise<void>;
	/** Lines of a vault's history older than the one with this number, newest first. */
	olderHistory(vault: VaultId, before: number): Promise<HistoryLine[]>;
	/** The newest `count` messages about something, and for staff their notes. */
	thread(vault: VaultId, about: Subject, count: number): Promise<ThreadPage>;
	/**
	 * For everybody in the vault. `attempt` names these words for as long as they have not arrived: sending them again under it
	 * never sends them twice. `read`: the newest of the thread that is on the screen.
	 */
	sendMessage(
		vault: VaultId,
		attempt: string,
		words: Words & { read: number | null }
	): Promise<void>;
	/** For staff alone: clients are never given the key. */
	writeNote(vault: VaultId, attempt: string, words: Words): Promise<void>;
	/** What this person wrote, by its entry: nobody is shown it any more. What was read stays read. */
	takeBack(vault: VaultId, seq: number): Promise<void>;
	/** Others see that this person has read a thread up to here. Never fails; writes nothing where nothing is new. */
	markRead(vault: VaultId, about: Subject, upTo: number): Promise<void>;
	/** Texts this person uses again and again, newest first, on all their devices. */
	replies(): Promise<string[]>;
	keepReply(text: string): Promise<void>;
	forgetReply(text: string): Promise<void>;
	makeFolder(vault: VaultId, name: string): Promise<FolderId>;
	renameFolder(vault: VaultId, folder: FolderId, name: string): Promise<void>;
	removeFolder(vault: VaultId, folder: FolderId): Promise<void>;
	renameFile(vault: VaultId, file: FileId, name: string): Promise<void>;
	/** All its versions. `seen`: the one that was in place on the screen. Rejects with `replaced-meanwhile`. */
	removeFile(vault: VaultId, file: FileId, seen?: BlobId): Promise<void>;
	/** In one entry; files that are gone meanwhile keep nothing from the others. At most 500. */
	moveFiles(vault: VaultId, files: FileId[], folder: FolderId | null): Promise<void>;
	tagFiles(vault: VaultId, files: FileId[], add: string[], remove: string[]): Promise<void>;
	/** A folder with others in it, as far as they are not there. */
	makeFolders(vault: VaultId, name: string, within: string[]): Promise<void>;
	/** Queues a new version. `over`: the version that was in place on the screen. */
	replaceFile(vault: VaultId, file: FileId, over: BlobId, picked: PickedFile): Promise<void>;
	/** Puts an older version back in place. Rejects with `replaced-meanwhile`. */
	restoreVersion(vault: VaultId, file: FileId, version: BlobId, over: BlobId): Promise<void>;

	/** The checklists to begin with that the firm keeps for its staff, by name. */
	templates(): Promise<TemplateView[]>;
	/** A new one, or `over`: changed, if it is as it was when somebody began. Rejects with `template-changed` or `template-gone`. */
	keepTemplate(draft: TemplateDraft, over: TemplateSeen | null): Promise<void>;
	removeTemplate(seen: TemplateSeen): Promise<void>;
	/** Asks for documents. */
	listRequests(vault: VaultId, draft: ChecklistDraft): Promise<ChecklistId>;
	/** `seen`: the `changed` of the list that was edited. Rejects with `checklist-changed` when it is another by now. */
	editRequests(
		vault: VaultId,
		checklist: ChecklistId,
		seen: number,
		draft: ChecklistDraft
	): Promise<void>;
	removeRequests(vault: VaultId, checklist: ChecklistId): Promise<void>;
	/** Files that are here already answer an item. */
	answerItem(vault: VaultId, item: ItemId, files: FileId[]): Promise<void>;
	/**
	 * `answers`: the documents that were looked at, `seen`: in which versions (left out: the first of each). Where somebody else decided first, or another document came, it rejects
	 * with what happened (`accepted-meanwhile`, `answers-changed` …) and records nothing.
	 */
	acceptItem(vault: VaultId, item: ItemId, answers: FileId[], seen?: BlobId[]): Promise<void>;
	returnItem(
		vault: VaultId,
		item: ItemId,
		answers: FileId[],
		reason: string,
		seen?: BlobId[]
	): Promise<void>;
	/** It does not apply. */
	waiveItem(vault: VaultId, item: ItemId, note: string): Promise<void>;
	reopenItem(vault: VaultId, item: ItemId): Promise<void>;

	/** Photographed pages, as JPEGs, in one PDF without anything but the pictures. Nothing is sent. */
	makeScan(pages: Blob[], paper: Paper): Promise<Blob>;
	/**
	 * Queues files; progress arrives as `transfers` events. Refused files come back as failed transfers. `answers`: the
	 * item of a checklist that they are sent for.
	 */
	addFiles(
		vault: VaultId,
		folder: FolderId | null,
		files: PickedFile[],
		answers?: ItemId
	): Promise<void>;
	/** Reads and hashes the document, then asks. */
	askApproval(vault: VaultId, wish: ApprovalWish): Promise<ApprovalId>;
	withdrawApproval(vault: VaultId, approval: ApprovalId, reason: string): Promise<void>;
	/** The document, once it proved to be the one that was asked about. Rejects with `approval-other-document`. */
	readForApproval(vault: VaultId, approval: ApprovalId): Promise<Blob>;
	/** Rejects with `approval-unread` for what was not read in this session. */
	approvalTerms(vault: VaultId, approval: ApprovalId): Promise<ApprovalTerms>;
	approve(vault: VaultId, approval: ApprovalId, signature: PasskeySignature): Promise<void>;
	declineApproval(vault: VaultId, approval: ApprovalId, reason: string): Promise<void>;
	/**
	 * An answer on paper: says whose answer the scan is (`signer`, as the request names them; null: one's own). One that is not
	 * there yet is queued for that; progress arrives as `transfers` events. It counts once staff accepted it, and is no digital
	 * signature.
	 */
	addSignedPaper(
		vault: VaultId,
		approval: ApprovalId,
		signer: UserId | null,
		scan: ScanSource
	): Promise<void>;
	/** The scan, once it proved to be the one that was added. `scan`: the entry that added it. Rejects with `approval-other-scan`. */
	readScan(vault: VaultId, approval: ApprovalId, scan: EntryHash): Promise<Blob>;
	/** Rejects with `approval-scan-unread` for what was not looked at in this session. */
	acceptScan(vault: VaultId, approval: ApprovalId, scan: EntryHash): Promise<void>;
	returnScan(vault: VaultId, approval: ApprovalId, scan: EntryHash, reason: string): Promise<void>;
	/** A PDF that anybody can check without the portal (`tallyport verify-approval`). */
	approvalCertificate(
		vault: VaultId,
		approval: ApprovalId,
		language: Language
	): Promise<{ name: string; content: Blob }>;

	/**
	 * Downloads, verifies and decrypts; records `file.viewed` the first time. The Blob's type is safe to show. Rejects with
	 * `too-large-here` above HELD_BYTES.
	 */
	openFile(
		vault: VaultId,
		file: FileId,
		version?: BlobId
	): Promise<{ name: string; content: Blob }>;
	/** Verified and decrypted bytes `start` up to, not including, `end` of a file; records `file.viewed` as well. */
	readFile(
		vault: VaultId,
		file: FileId,
		range: { start: number; end: number },
		version?: BlobId
	): Promise<Uint8Array<ArrayBuffer>>;
	/** The name and the exact size of what would be saved. */
	planSave(vault: VaultId, wanted: Wanted): Promise<{ name: string; size: number }>;
	/**
	 * Resolves when all of it was checked and written; the content, if it was held. `size` is the planned one: what has
	 * changed since then is refused.
	 */
	saveFiles(vault: VaultId, wanted: Wanted, size: number, to: SaveTo): Promise<Blob | null>;
	/** All that a page which hears nothing yet would have been told; later news comes as `transfers` events. */
	transfers(): Promise<TransferNews>;
	pauseTransfer(id: string): Promise<void>;
	resumeTransfer(id: string): Promise<void>;
	cancelTransfer(id: string): Promise<void>;
	dismissTransfer(id: string): Promise<void>;
	pauseAll(): Promise<void>;
	resumeAll(): Promise<void>;
	cancelAll(): Promise<void>;
	dismissFinished(): Promise<void>;
	/**
	 * For 'needs-file': the file, picked again. It is checked to be the one that was being sent before anything is done
	 * with it; another one leaves the transfer as it was, with the problem `other-file`.
	 */
	provideFile(id: string, file: File): Promise<void>;
	/** For 'needs-file': the handle kept from the last visit, whose permission only the page may ask for again. */
	keptHandle(id: string): Promise<FileSystemFileHandle | null>;

	/** Drop links of a vault and what came by them. Moves by `vault-changed` events. */
	drops(vault: VaultId): Promise<DropsView>;
	makeDropLink(vault: VaultId, terms: DropTerms): Promise<IssuedLink>;
	closeDropLink(vault: VaultId, drop: DropId): Promise<void>;
	/** Downloads, verifies and decrypts what came by a link; the content, if it was held. It is marked nowhere as seen. */
	saveDropped(vault: VaultId, blob: BlobId, to: SaveTo): Promise<Blob | null>;
	/**
	 * The same for looking at it, as untrusted as it came: the Blob's type is safe to show. Rejects with `too-large-here` above
	 * HELD_BYTES.
	 */
	openDropped(vault: VaultId, blob: BlobId): Promise<Blob>;
	/** Makes a file of the vault of it, encrypted anew to the vault's key. Progress arrives as `transfers` events. */
	/** True: it became the answer of what it was sent for. */
	acceptDropped(vault: VaultId, blob: BlobId, folder: FolderId | null): Promise<boolean>;
	discardDropped(vault: VaultId, blob: BlobId): Promise<void>;

	/** For who holds a drop link and has no account: opens it from its fragment. */
	openDrop(fragment: string): Promise<DropPageView>;
	/** The same link again, after a `drop-changed` event. */
	dropPage(): Promise<DropPageView>;
	/** Queues files for the link that is open; progress arrives as `drop-transfers` events. */
	sendByDrop(input: {
		sender: string;
		note: string;
		files: PickedFile[];
		/** What the link asks for and they are sent for. */
		answers?: ItemId;
	}): Promise<void>;
	dropTransfers(): Promise<TransferNews>;
	tellDropTransfer(id: string, what: 'pause' | 'resume' | 'cancel' | 'dismiss'): Promise<void>;
	provideDropFile(id: string, file: File): Promise<void>;
	keptDropHandle(id: string): Promise<FileSystemFileHandle | null>;
	/** What the sender can keep; null while nothing has arrived. */
	dropReceipt(language: Language): Promise<{ name: string; content: Blob } | null>;
}

/** Nudges from the worker: fetch again what you show. */
export type CoreEvent =
	| { type: 'locked' }
	| { type: 'signed-out' }
	/** `vault`: only this one's row. */
	| { type: 'clients-changed'; vault?: VaultId }
	| { type: 'team-changed' }
	| { type: 'vault-changed'; vault: VaultId }
	| ({ type: 'transfers' } & TransferNews)
	/** The queue of who holds a drop link, and what this browser knows of what they sent. */
	| ({ type: 'drop-transfers' } & TransferNews)
	| { type: 'drop-changed' }
	| { type: 'rotation'; rotation: RotationView | null }
	/** More is known of the vaults of all clients, or otherwise. */
	| { type: 'knowledge' }
	| { type: 'connection'; online: boolean }
	/** `evidence` is missing where the page itself rings: it holds no record. */
	| { type: 'alarm'; problem: Problem; evidence?: Evidence };

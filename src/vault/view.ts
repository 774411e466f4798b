/**
 * What the screens show: plain data, already verified and decrypted, with no key in it. Types only. Names are
 * as people typed them; a screen that shows one must pass it through the display-safe component.
 */
import type {
	ApprovalId,
	BlobId,
	DeliveryId,
	DropId,
	EntryHash,
	ChecklistId,
	FileId,
	FirmId,
	FolderId,
	InviteId,
	ItemId,
	MessageId,
	TeamId,
	TemplateId,
	UserId,
	VaultId
} from '../crypto/brands.ts';
import type { Subject } from '../contract/messages.ts';
import type { Role } from '../contract/wire.ts';
import type { Decision, ItemStatus } from './request-state.ts';
import type { Told } from './told.ts';

export type { Subject };

export interface Mark {
	/** One of the palette names of the design system, such as `pine`. */
	colour: string;
	/** One or two letters. */
	initials: string;
}

export interface Me {
	userId: UserId;
	kind: 'staff' | 'client';
	name: string;
	/** null for a client. */
	role: Role | null;
	firm: FirmId;
	firmName: string;
	/** What staff and clients can compare: it stands for the firm's root and escrow keys. */
	firmFingerprint: string;
	mark: Mark;
	fingerprint: string;
	/** Staff: whether an admin has handed over the team key. Always true for clients. */
	hasKeys: boolean;
	/** A client's vaults, in the order they were joined; empty for staff. */
	vaults: VaultId[];
	/** The one of them that was open last in this browser. */
	lastVault: VaultId | null;
	/** A client's firms, or the one of staff. */
	firms: FirmId[];
	hasRecovery: boolean;
	passkeys: number;
}

/** One of a client's vaults, for choosing between them. */
export interface PlaceView {
	vault: VaultId;
	name: string;
	firm: FirmId;
	firmName: string;
	mark: Mark;
	/** Documents that the firm waits for, and approvals whose turn it is. */
	wanted: number;
	/** Messages, and files of the firm that were never opened. */
	unread: number;
}

export interface PasskeyView {
	credential: string;
	createdAt: number;
	lastUsedAt: number | null;
	/** Kept by a passkey provider and so available on the person's other devices. */
	backedUp: boolean;
	/** False: signs in only; the recovery code unlocks. */
	unlocks: boolean;
}

export interface DeviceView {
	session: string;
	name: string;
	signedInAt: number;
	lastSeenAt: number;
	current: boolean;
}

/** One line of the client list. All but the name are the server's hints. */
export interface ClientRow {
	vault: VaultId;
	name: string;
	files: number;
	newFiles: number;
	newMessages: number;
	/** Files that came by drop links and wait to be accepted or discarded. */
	waitingDrops: number;
	/** 'empty': nobody invited yet. */
	status: 'empty' | 'invited' | 'joined';
	lastAt: number;
	/** The kind of the newest entry, and whether staff wrote it. */
	lastKind: string;
	lastByStaff: boolean;
}

export interface StaffView {
	userId: UserId;
	name: string;
	role: Role;
	joinedAt: number;
	fingerprint: string;
	/** False until an admin hands over the team key. */
	hasKeys: boolean;
	isMe: boolean;
	/** Whether the person looking may remove them. */
	mayRemove: boolean;
}

export interface InviteView {
	invite: InviteId;
	name: string;
	role: Role | null;
	expires: number;
	invitedBy: string;
	expired: boolean;
	/** A client's link: whether who joins by it sees what was there before. */
	history: boolean;
}

/** Vaults getting a new key after somebody left, for the administrator to see. */
export interface RotationView {
	/** 'waiting': stopped, or not started here; `continueRotation` goes on. */
	state: 'running' | 'waiting' | 'done';
	total: number;
	done: number;
	/** Vaults that could not be given a new key now; the next write or the next run tries again. */
	failed: { vault: VaultId; name: string; problem: Problem }[];
}

/** What the recovery kit's words open, before anything is done with it. */
export interface KitView {
	firmName: string;
	mark: Mark;
	owners: string[];
}

export interface TeamView {
	team: TeamId;
	teamName: string;
	staff: StaffView[];
	invites: InviteView[];
	/** Log entries that were not allowed, for people to see. */
	rejected: HistoryLine[];
	/** People who left or whom the firm removed. */
	former: { userId: UserId; name: string; role: Role; leftAt: number }[];
	/** The firm's own history, newest first. */
	history: HistoryLine[];
}

/** How far this browser has read the vaults of all clients, for searching them. */
export interface Reading {
	read: number;
	of: number;
}

/** Something that was found in some client's vault. */
export interface Finding {
	kind: 'client' | 'file' | 'request' | 'message' | 'note';
	vault: VaultId;
	client: string;
	/** The file, the item, the message or the note; null for a client. */
	id: FileId | ItemId | MessageId | null;
	/** What a message or a note is about, and its place in the log. */
	about: Subject | null;
	seq: number | null;
	/** Its name, or the words of a message around what was sought. */
	text: string;
	/** Its folder, or its list. */
	also: string;
	at: number;
}

export interface Findings {
	/** Those with something in them, the best first in each; `total` counts all that was found. */
	groups: { kind: Finding['kind']; total: number; best: Finding[] }[];
	/** Null when all clients have been read. */
	reading: Reading | null;
}

/** What one client was asked for, in figures. */
export interface ClientRequests {
	vault: VaultId;
	client: string;
	/** Of what waits for the client: what was never sent, what was sent back, and how much of both is late. */
	wanted: number;
	returned: number;
	overdue: number;
	/** What was sent and not looked at yet. */
	received: number;
	/** The first day something that waits for the client is due. */
	nextDue: string | null;
}

export interface RequestsAcross {
	clients: ClientRequests[];
	reading: Reading | null;
}

/** A link shown once; its secret exists only here and in the link. */
export interface IssuedLink {
	url: string;
	expires: number;
	name: string;
}

export interface PersonView {
	/** 'escrow' is the printed recovery kit. */
	kind: 'staff' | 'client' | 'escrow';
	id: UserId | FirmId;
	name: string;
	role: Role | null;
	fingerprint: string;
	isMe: boolean;
	since: number | null;
}

export interface ReadersView {
	/** Each team that holds a key, with the members holding the team's key. */
	teams: { team: TeamId; name: string; members: PersonView[] }[];
	clients: PersonView[];
	escrow: PersonView;
	/** Clients' users whose access to this vault ended. */
	former: { userId: UserId; name: string; leftAt: number }[];
	/** Stands for the firm's root and escrow keys. */
	firmFingerprint: string;
	/** Open links hold the key too: whoever has one can join. */
	links: InviteView[];
	/** The key generation, when it began, and why. */
	epoch: number;
	epochStartedAt: number;
	/** Somebody left since: the next write begins with a new key. */
	behind: boolean;
}

export interface FolderView {
	folder: FolderId;
	name: string;
	/** The folder it lies in; there are two levels. */
	within: FolderId | null;
}

/** One content of a file, as it was sent. `blob` names it. */
export interface VersionView {
	blob: BlobId;
	number: number;
	name: string;
	type: string;
	size: number;
	addedAt: number;
	addedBy: Sender;
	opensAs: FileView['opensAs'];
	isInPlace: boolean;
	/** It came while another was put in place that its sender had not seen. */
	crossed: boolean;
}

export interface Sender {
	id: UserId;
	name: string;
	side: 'staff' | 'client';
	isMe: boolean;
}

export interface FileView {
	file: FileId;
	/** The version in place, which everything below but tags and folder is of. */
	blob: BlobId;
	name: string;
	type: string;
	size: number;
	folder: FolderId | null;
	addedAt: number;
	addedBy: Sender;
	/** By staff; clients read them too. */
	tags: string[];
	/** The newest first; empty for a file that never had another. */
	versions: VersionView[];
	/** Who put the version in place back, if that is why it is there. */
	restored: { name: string; isMe: boolean; at: number } | null;
	/** Two new versions came at once, and nobody has chosen yet: this is the later of them. */
	crossed: boolean;
	/** The first time somebody of the other side opened it. */
	viewedByOther: { name: string; at: number } | null;
	/** The last time somebody of the other side did. */
	lastViewedByOther: { name: string; at: number } | null;
	/** Everybody but its sender who opened what is in place, in the order in which they first did. */
	opened: OpenedView[];
	/** By somebody else, not opened by this person yet; for staff, and come since they are there. */
	isNews: boolean;
	/** Whether this person may rename it or put another version in its place. */
	mayChange: boolean;
	/** Whether this person may remove all of it. */
	mayRemove: boolean;
	/** 'pdf' and 'image' open in the viewer; the rest only download. */
	opensAs: 'pdf' | 'image' | 'download';
}

/** Somebody opened a file: first and last. They are the same where it was once, or again within hours. */
export interface OpenedView {
	name: string;
	side: 'staff' | 'client';
	isMe: boolean;
	first: number;
	last: number;
}

/** Where one tax year stands, in the firm's words when it was said. */
export interface StageView {
	year: number;
	name: string;
	/** Which of how many, from 1. */
	step: number;
	steps: number;
	at: number;
	by: string;
}

/** What the firm says to clients who come, as one of its administrators signed it. */
export interface WelcomeView {
	text: string;
	by: string;
	at: number;
}

export interface FaceView {
	/** Of a tax year, in order. */
	stages: string[];
	/** False: the firm never named any, and these are the usual ones. */
	ownStages: boolean;
	welcome: WelcomeView | null;
}

/** One line of a checklist. */
export interface ItemView {
	item: ItemId;
	title: string;
	hint: string;
	several: boolean;
	/** A calendar day: `2026-03-15`. */
	due: string | null;
	status: ItemStatus;
	/** Its answers now, in the order they came. */
	answers: FileId[];
	/** The versions of them that are in place, in the same order. */
	versions: BlobId[];
	/** The last thing somebody said of it; it holds while the status agrees. */
	decision: (Pick<Decision, 'what' | 'side' | 'at' | 'words'> & DecidedBy) | null;
}

interface DecidedBy {
	name: string;
	isMe: boolean;
}

export interface ChecklistView {
	checklist: ChecklistId;
	title: string;
	year: number | null;
	items: ItemView[];
	/** Names what is on it now, for changing it. */
	changed: number;
}

/** A checklist as somebody wrote it. `item` is null for a line that is new. */
export interface ChecklistDraft {
	title: string;
	year: number | null;
	items: ItemDraft[];
}

export interface ItemDraft extends Pick<ItemView, 'title' | 'hint' | 'several' | 'due'> {
	item: ItemId | null;
}

/** A document as a template asks for it. */
export type TemplateItem = Pick<ItemView, 'title' | 'hint' | 'several'>;

/** A checklist to begin with, as somebody wrote it for their colleagues: `title` and `items` are what a client is to read. */
export interface TemplateDraft {
	name: string;
	title: string;
	/** The year that its texts speak of; null where lists made of it are of no year. */
	year: number | null;
	items: TemplateItem[];
}

/** One of those that the firm keeps, as somebody saw it: `changed` names what it was then. */
export interface TemplateSeen {
	template: TemplateId;
	changed: number;
}

export interface TemplateView extends TemplateDraft, TemplateSeen {
	/** Who changed it last. */
	by: string;
	at: number;
	/** Who made it. */
	author: string;
	/** Whether this person may change or remove it. */
	mayChange: boolean;
}

export interface HistoryLine {
	seq: number;
	at: number;
	who: string;
	side: 'staff' | 'client' | 'firm' | 'link';
	/** A plain sentence without its subject, such as `added W-2.pdf`. */
	did: string;
	/** The same, to be said in the reader's language. */
	told: Told;
	kind: string;
	/** null when the entry counts; otherwise why it was not allowed. */
	rejected: string | null;
}

/** A thread in a list; `subject` names it among those of its vault. */
export interface ThreadView {
	about: Subject;
	subject: string;
	/** Messages, and for staff notes. */
	count: number;
	/** Messages by others since this person's newest mark. Notes are not counted: marking them read would show clients where they are. */
	unread: number;
	lastSeq: number;
	lastAt: number;
	lastBy: { name: string; isMe: boolean };
	lastIsNote: boolean;
	lastIsTakenBack: boolean;
	/** The beginning of its text. */
	lastText: string;
}

export interface WrittenView {
	kind: 'message' | 'note';
	seq: number;
	at: number;
	by: { id: UserId; name: string; side: 'staff' | 'client'; isMe: boolean };
	/** Null for a note that this person was not given the key to. */
	text: string | null;
	/** When its author took it back: then there is no text. */
	takenBackAt: number | null;
	files: FileId[];
	/** On one's own messages: others who have read up to here, first of all. */
	readBy: { name: string; at: number }[];
}

/** A thread's newest messages, oldest first. */
export interface ThreadPage {
	written: WrittenView[];
	/** How many came before these. */
	older: number;
}

/** A scan of what somebody signed on paper. */
export interface ScanView {
	/** The entry that added it: what a decision is of. */
	entry: EntryHash;
	file: FileId;
	name: string;
	by: string;
	/** Added by the signer, not by staff for them. */
	isBySigner: boolean;
	at: number;
	decision: { kind: 'accepted' | 'returned'; by: string; at: number; reason: string } | null;
}

/**
 * Somebody who was asked to approve. 'later': others come first; 'scanned': a scan of a signed paper waits to be looked at;
 * 'returned': one was sent back; 'on-paper': one was accepted.
 */
export interface SignerView {
	user: UserId;
	name: string;
	isMe: boolean;
	state:
		| 'waiting'
		| 'later'
		| 'approved'
		| 'declined'
		| 'not-needed'
		| 'scanned'
		| 'returned'
		| 'on-paper';
	/** When they say they approved or declined, or when staff accepted the paper. */
	at: number | null;
	scan: ScanView | null;
}

export interface ApprovalView {
	approval: ApprovalId;
	file: FileId;
	/** As the document was called when approval was asked. */
	name: string;
	/** Its name now, if that is another; null when it is gone. */
	nameNow: string | null;
	/** The version of the file that it is about; null when that is gone. */
	version: BlobId | null;
	/** Another version of the document is in place now. */
	isReplaced: boolean;
	statement: string;
	askedAt: number;
	askedBy: string;
	due: number | null;
	ordered: boolean;
	/** 'on-paper': complete, and somebody answered on paper. 'gone': the document was removed before everybody had; 'replaced': a new version came before that. */
	state: 'open' | 'approved' | 'on-paper' | 'declined' | 'withdrawn' | 'replaced' | 'gone';
	signers: SignerView[];
	/** Why it was declined or withdrawn, in the words of who did. */
	ended: { by: string; at: number; reason: string } | null;
	/** It is this person's turn. */
	waitsForMe: boolean;
	mayWithdraw: boolean;
}

/** Whom staff may ask. */
export interface PossibleSigner {
	user: UserId;
	name: string;
	side: 'staff' | 'client';
}

export interface VaultView {
	vault: VaultId;
	firmName: string;
	/** Names this view, for asking what changed since. */
	version: number;
	name: string;
	folders: FolderView[];
	files: FileView[];
	readers: ReadersView;
	invites: InviteView[];
	/** What the firm asks for, the newest list first. */
	requests: ChecklistView[];
	/** Newest first. */
	threads: ThreadView[];
	/** The newest lines, newest first; older ones are asked for. */
	history: HistoryLine[];
	/** How many there are in all. */
	lines: number;
	mayManage: boolean;
	/** The newest first. */
	approvals: ApprovalView[];
	/** By tax year, the newest first. */
	stages: StageView[];
	/** The stages that the firm has now; for staff to choose from. */
	stageNames: string[];
	welcome: WelcomeView | null;
	/** For staff: the client prefers letters to e-mails. Never true for clients. */
	paper: boolean;
}

/** What is otherwise than in an earlier view: files that were added or changed, and lines that came after its newest. */
export interface VaultChanges extends Omit<VaultView, 'vault'> {
	gone: FileId[];
}

/** 'needs-file': half sent before the page was closed; the person picks the file again, or allows it to be read again. */
export type TransferState =
	'waiting' | 'working' | 'retrying' | 'paused' | 'needs-file' | 'failed' | 'done' | 'cancelled';

export interface TransferView {
	id: string;
	direction: 'up' | 'down';
	vault: VaultId;
	/** The item of a checklist that it is sent for. */
	answers?: ItemId;
	name: string;
	/** Bytes of the file, true size. */
	size: number;
	done: number;
	state: TransferState;
	/** Why it failed, is waiting to retry, began anew or needs the file, and what to do. */
	problem: Problem | null;
	/** Whether `resumeTransfer` makes sense; on one that is waiting to retry it means: now. */
	resumable: boolean;
	/** Whether `pauseTransfer` makes sense while it is under way. */
	pausable: boolean;
	/** When it is tried again by itself, where that is known; in milliseconds since 1970. */
	nextTryAt: number | null;
	/** Null where nobody can tell yet. */
	secondsLeft: number | null;
}

/** The whole queue in figures. A page is shown only some hundred of its rows; these count all of them. */
export interface QueueView {
	files: number;
	filesDone: number;
	filesFailed: number;
	/** Of the files' true sizes; what failed or was cancelled is left out. */
	bytes: number;
	bytesDone: number;
	bytesPerSecond: number | null;
	secondsLeft: number | null;
	/** Everything that could go on was told not to. */
	paused: boolean;
	/** Something waits for the connection. */
	offline: boolean;
}

/** What changed in the queue since it was last told. Rows come in the order they were added. */
export interface TransferNews {
	changed: TransferView[];
	gone: string[];
	queue: QueueView;
}

/** A drop link as staff see it. Its secret is nowhere any more. */
export interface DropLinkView {
	drop: DropId;
	/** Of staff, for staff. Null: this person was not given the key to it. */
	note: string | null;
	madeBy: string;
	madeAt: number;
	expires: number;
	uses: number;
	/** 'behind': the firm's keys were changed since, so it takes nothing any more. */
	state: 'open' | 'expired' | 'behind' | 'closed';
	/** How many lines of the checklists it asks for. */
	asks: number;
}

/** A file that came by a link. Nothing in it is verified but that somebody with the link sent it. */
export interface DroppedView {
	blob: BlobId;
	drop: DropId;
	/** What one sender sent in one go. */
	delivery: DeliveryId;
	name: string;
	size: number;
	/** By what its sender's browser says that it is; what draws it looks for itself. */
	opensAs: FileView['opensAs'];
	receivedAt: number;
	/** As typed; may be empty. */
	sender: string;
	note: string;
	/** Staff's own note on the link. */
	linkNote: string | null;
	/**
	 * What it was sent for, as the vault's own checklist calls it now; null where the link did not ask for it, or it is
	 * gone. `isOpen`: accepting the file makes it the answer.
	 */
	answers: { title: string; isOpen: boolean } | null;
}

export interface DropsView {
	links: DropLinkView[];
	dropped: DroppedView[];
	/** Files of links whose key this person was not given. */
	withheld: number;
	/** Files that the portal listed and nobody with the link can have sent. */
	forged: number;
}

/** One thing that a drop link asks for. */
export interface AskedView {
	item: ItemId;
	title: string;
	hint: string;
	/** A calendar day: `2026-03-15`. */
	due: string | null;
	several: boolean;
}

export interface ArrivedView {
	blob: BlobId;
	name: string;
	size: number;
	receivedAt: number;
	/** What the link asked for and it was sent for. */
	answers: ItemId | null;
}

/** What the holder of a drop link sees: the firm's words, and their own ticks. */
export interface DropPageView {
	firmName: string;
	mark: Mark;
	firmFingerprint: string;
	greeting: string;
	expires: number;
	/** Bytes that may be sent in all. */
	limit: number;
	sender: string;
	note: string;
	/** What the firm asked for when the link was made. */
	asks: AskedView[];
	arrived: ArrivedView[];
	/** Nothing more can be sent, for this reason. */
	ended: Problem | null;
}

/** A refusal as people see it. `code` is stable and for tests and support; `message` is the sentence. */
export interface Problem {
	code: string;
	message: string;
	/** The server's data contradicted itself or what this device knew: stop, and tell the firm. */
	alarming: boolean;
	/** Of several files, the one it happened to. */
	file?: FileId;
	/** Who did what it speaks of. A name, so never part of the sentence. */
	who?: string;
}

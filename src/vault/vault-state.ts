/** What a vault's log says at one entry. Plain immutable data; names are null where a body could not be opened. */
import type {
	ApprovalId,
	BlobId,
	ChecklistId,
	DirectoryKey,
	EntryHash,
	DropId,
	FileId,
	FirmId,
	FolderId,
	Hash32,
	InviteId,
	ItemId,
	KemPublicKey,
	Raw,
	Sealed,
	SigningPublicKey,
	MessageId,
	TeamId,
	UserId,
	VaultId,
	Wrapped
} from '../crypto/brands.ts';
import type { Author, Head } from '../crypto/entry-header.ts';
import type { Bundle } from '../crypto/identity.ts';
import type { DropGrant } from '../contract/drops.ts';
import type { EpochPayload, LabelPayload } from '../contract/log.ts';
import type { SealedDetails } from '../contract/details.ts';
import type { NoteContent, SealedNote, Subject } from '../contract/messages.ts';
import type { Approval } from './approvals.ts';
import type { Invitation } from './firm-state.ts';
import type { Checklist, RequestItem } from './request-state.ts';

export interface Member {
	readonly userId: UserId;
	readonly bundle: Bundle;
	readonly joinedAt: number;
	readonly name: string | null;
}

export interface ClientInvitation extends Invitation {
	/** The link's own key: while the link is open, each epoch is wrapped to it too. Null: who joins starts without history. */
	readonly kem: KemPublicKey | null;
	/** The wrap of `epoch`'s secret made with the invitation; later epochs grant it like any reader. */
	readonly wrap: Wrapped | null;
	readonly epoch: number;
}

/** Somebody whom the firm took out of the vault, or whose keys were replaced. */
export interface FormerMember {
	readonly userId: UserId;
	readonly name: string | null;
	readonly leftAt: number;
	readonly successor: UserId | null;
}

/** One generation of the vault's key, as its signed entry states it. */
export interface Epoch extends EpochPayload {
	readonly startedBy: Author;
	readonly startedAt: number;
	/** Given later, to newcomers with history whom no newer epoch leads back to this one. */
	readonly late: readonly LateGrant[];
}

export interface LateGrant {
	readonly id: UserId | InviteId;
	readonly wrap: Wrapped;
	/** Whose signature put the wrap into the log: part of the wrap's context. */
	readonly sender: Author;
}

/** A stored file's signed description. */
export interface Manifest {
	readonly blob: BlobId;
	/** The epoch whose age identity opens the blob. */
	readonly epoch: number;
	readonly size: number;
	readonly stored: number;
	readonly parts: readonly Hash32[];
	readonly type: string;
}

/** What a file held when it came. Its blob names it. */
export interface FileVersion extends Manifest {
	/** The entry that added it: what an approval is bound to. */
	readonly entry: EntryHash;
	readonly name: string;
	readonly modified: number | null;
	readonly addedAt: number;
	readonly addedBy: UserId;
	/** When each person first opened it. */
	readonly viewed: ReadonlyMap<UserId, number>;
	/** When those who opened it again last did; not each time is noted. */
	readonly again: ReadonlyMap<UserId, number>;
	/** 1 for the first that came. */
	readonly number: number;
	/** It came while another was put in place that its sender had not seen. */
	readonly crossed: boolean;
}

/** A file, with the version that is in place. */
export interface VaultFile extends FileVersion {
	/** Of the first version's blob; it stays when there are others. */
	readonly file: FileId;
	readonly folder: FolderId | null;
	/** Who added it first. */
	readonly owner: UserId;
	/** By staff, readable by clients; in the order in which they were given. */
	readonly tags: readonly string[];
	/** All versions but the one in place, the first that came first. */
	readonly others: readonly FileVersion[];
	/** How many ever came. */
	readonly count: number;
	/** Who put the version in place back, if it was put back. */
	readonly restored: { readonly by: UserId; readonly at: number } | null;
}

/** A drop link, as its signed entry states it. */
export interface Drop {
	readonly drop: DropId;
	/** What is sent by the link is signed with this key's other half, which everybody who has the link holds. */
	readonly key: SigningPublicKey;
	/** What senders encrypt to. */
	readonly kem: KemPublicKey;
	readonly capsuleHash: Raw;
	readonly expires: number;
	readonly maxUses: number;
	readonly maxBytes: number;
	readonly grants: readonly DropGrant[];
	readonly by: UserId;
	readonly openedAt: number;
	readonly isClosed: boolean;
	/** Of staff for staff, sealed under a key of the link. */
	readonly note: Sealed | null;
	/** What was asked for by it when it was made; empty also where its body cannot be read. */
	readonly asks: readonly ItemId[];
}

/** What its author took back has neither text nor files any more. */
export interface Message extends NoteContent {
	readonly message: MessageId;
	readonly takenBackAt: number | null;
	/** The entry that brought it: messages come in this order. */
	readonly seq: number;
	readonly at: number;
	readonly by: UserId;
}

/** That staff wrote something for staff; what it says, and about what, opens with a team's key (notes.ts). */
export interface StaffNote {
	/** Random; tells its author whether it has arrived. */
	readonly note: MessageId;
	readonly seq: number;
	readonly at: number;
	readonly by: UserId;
	/** Once it was taken back: those of the entry that did so, which say no more than what it was about. */
	readonly seals: readonly SealedNote[];
	readonly takenBack: { readonly seq: number; readonly at: number; readonly by: UserId } | null;
}

/** Where one tax year stands, in the firm's words when it was said. */
export interface YearStage {
	readonly year: number;
	readonly name: string;
	/** Which of how many, from 1. */
	readonly step: number;
	readonly steps: number;
	readonly at: number;
	readonly by: UserId;
	readonly seq: number;
}

/** What staff keep of the client for themselves; what it says opens with a team's key (details.ts). */
export interface KeptDetails {
	readonly seq: number;
	readonly by: UserId;
	readonly seals: readonly SealedDetails[];
}

/** How far somebody has read one thread. */
export interface ReadMark {
	readonly user: UserId;
	readonly about: Subject;
	readonly upTo: number;
	readonly at: number;
}

export interface VaultState {
	readonly firm: FirmId;
	readonly vault: VaultId;
	readonly head: Head;
	/** The newest firm head quoted so far, by a rejected entry too; entries may not quote an older one. */
	readonly firmHead: Head;
	readonly teams: readonly TeamId[];
	readonly label: LabelPayload;
	readonly labelBy: UserId;
	readonly name: string | null;
	readonly epochs: ReadonlyMap<number, Epoch>;
	readonly epoch: number;
	readonly members: ReadonlyMap<UserId, Member>;
	readonly former: ReadonlyMap<UserId, FormerMember>;
	readonly invitations: ReadonlyMap<InviteId, ClientInvitation>;
	readonly folders: ReadonlyMap<FolderId, string>;
	/** Folders that lie in another one, with that one. There are two levels. */
	readonly within: ReadonlyMap<FolderId, FolderId>;
	readonly files: ReadonlyMap<FileId, VaultFile>;
	/** The file of each version but a first. */
	readonly versions: ReadonlyMap<BlobId, FileId>;
	/** Ids of removed files with the entry that removed each, so that none is ever used twice. */
	readonly removed: ReadonlyMap<FileId, number>;
	readonly drops: ReadonlyMap<DropId, Drop>;
	/** What came by a link and was accepted or discarded, with the entry that said so: it never counts again. */
	readonly dropped: ReadonlyMap<BlobId, number>;
	/** What the firm asks for: the lists, and the lines of all of them. */
	readonly checklists: ReadonlyMap<ChecklistId, Checklist>;
	readonly items: ReadonlyMap<ItemId, RequestItem>;
	readonly messages: ReadonlyMap<MessageId, Message>;
	/** By the number of the entry. */
	readonly notes: ReadonlyMap<number, StaffNote>;
	/** By person and subject. */
	readonly marks: ReadonlyMap<string, ReadMark>;
	readonly approvals: ReadonlyMap<ApprovalId, Approval>;
	/** By tax year. */
	readonly stages: ReadonlyMap<number, YearStage>;
	/** Null where staff keep none. */
	readonly details: KeptDetails | null;
	/** Keys to the names in the firm log, as carried by this vault's bodies. */
	readonly directory: ReadonlyMap<number, DirectoryKey>;
}

/** The author of an entry, with the rights they have in this vault. */
export interface VaultAuthor {
	readonly userId: UserId;
	readonly side: 'staff' | 'client';
}

/**
 * The one door between screens and keys. Screens call these methods; the implementation lives in a worker that
 * alone holds secrets. Every failure rejects with a `Problem`. Types only, so that importing this file gives a
 * screen no way to reach the cryptography.
 */
import type { FileId, FolderId, InviteId, UserId, VaultId } from '../../crypto/brands.ts';
import type { Role } from '../../contract/wire.ts';
import type {
	ClientRow,
	DeviceView,
	IssuedLink,
	Mark,
	Me,
	PasskeyView,
	Problem,
	TeamView,
	TransferView,
	VaultView
} from '../../vault/view.ts';

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

export interface LinkView {
	kind: 'staff' | 'client';
	firmName: string;
	mark: Mark;
	/** The name the inviter typed for this person. */
	name: string;
	inviterName: string;
	expires: number;
}

/** 'needs-words': signed in with a passkey that cannot unlock; call `unlockWithWords`. */
export type SignInResult = { state: 'unlocked'; me: Me } | { state: 'needs-words' };

export interface Core {
	status(): Promise<{ needsSetup: boolean }>;
	/** The firm's mark and name remembered on this device, for the sign-in page. Null on a new device. */
	remembered(): Promise<{ firmName: string; mark: Mark } | null>;
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

	signIn(input: PasskeySignIn): Promise<SignInResult>;
	unlockWithWords(words: string): Promise<Me>;
	recover(words: string): Promise<Me>;
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
	devices(): Promise<DeviceView[]>;
	signOutDevice(session: string): Promise<void>;

	clients(): Promise<ClientRow[]>;
	createClient(name: string): Promise<VaultId>;
	renameClient(vault: VaultId, name: string): Promise<void>;
	inviteClient(vault: VaultId, name: string): Promise<IssuedLink>;
	withdrawClientInvite(vault: VaultId, invite: InviteId): Promise<void>;

	team(): Promise<TeamView>;
	inviteStaff(name: string, role: Role): Promise<IssuedLink>;
	withdrawStaffInvite(invite: InviteId): Promise<void>;
	/** Hands the team's key to somebody who has joined. */
	grantTeam(user: UserId): Promise<void>;
	changeFirm(firmName: string, mark: Mark): Promise<void>;

	/** Fetches, verifies and opens a vault's log up to its newest entry. */
	openVault(vault: VaultId): Promise<VaultView>;
	makeFolder(vault: VaultId, name: string): Promise<FolderId>;
	renameFolder(vault: VaultId, folder: FolderId, name: string): Promise<void>;
	removeFolder(vault: VaultId, folder: FolderId): Promise<void>;
	renameFile(vault: VaultId, file: FileId, name: string): Promise<void>;
	moveFile(vault: VaultId, file: FileId, folder: FolderId | null): Promise<void>;
	removeFile(vault: VaultId, file: FileId): Promise<void>;

	/** Queues files; progress arrives as `transfers` events. Refused files come back as failed transfers. */
	addFiles(vault: VaultId, folder: FolderId | null, files: File[]): Promise<void>;
	/** Downloads, verifies and decrypts; records `file.viewed` the first time. The Blob's type is safe to show. */
	openFile(vault: VaultId, file: FileId): Promise<{ name: string; content: Blob }>;
	transfers(): Promise<TransferView[]>;
	cancelTransfer(id: string): Promise<void>;
	resumeTransfer(id: string): Promise<void>;
	dismissTransfer(id: string): Promise<void>;
}

/** Nudges from the worker: fetch again what you show. */
export type CoreEvent =
	| { type: 'locked' }
	| { type: 'signed-out' }
	| { type: 'clients-changed' }
	| { type: 'team-changed' }
	| { type: 'vault-changed'; vault: VaultId }
	| { type: 'transfers'; transfers: TransferView[] }
	| { type: 'connection'; online: boolean }
	| { type: 'alarm'; problem: Problem };

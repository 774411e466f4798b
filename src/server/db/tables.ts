/** The rows of migrations/, as Kysely sees them. Ids carry their brands from the moment they were parsed. */
import type { Generated } from 'kysely';
import type { Language } from '../../contract/language.ts';
import type { Frequency, LineReason, MailReason } from '../../contract/notices.ts';
import type { PushReason } from '../../contract/push.ts';
import type { Role } from '../../contract/wire.ts';
import type {
	BlobId,
	DeliveryId,
	DropId,
	EntryHash,
	FirmId,
	InviteId,
	Raw,
	RecoveryId,
	TeamId,
	UserId,
	VaultId
} from '../../crypto/brands.ts';

export type LogId = FirmId | VaultId;
export type CeremonyPurpose = 'register' | 'authenticate' | 'recover' | 'kit';
export type InviteState = 'open' | 'used' | 'revoked';
/** `message`: one of them, each with a row of its own. `reminder`: staff pressed. `due`: a plan's day has come. `new`: all else. */
export type NoticeOf = 'new' | 'message' | 'reminder' | 'due';

export interface Tables {
	setup_token: { only: 1; hash: Raw };
	users: {
		id: UserId;
		signing_key: Raw;
		identity: Raw;
		keyring: Raw;
		keyring_version: number;
		created_at: number;
	};
	saved_replies: { user: UserId; version: number; replies: Raw };
	passkeys: {
		credential: string;
		user: UserId;
		public_key: Raw;
		counter: number;
		wrap: Raw | null;
		backed_up: 0 | 1;
		created_at: number;
		last_used_at: number | null;
	};
	recovery_methods: {
		id: RecoveryId;
		user: UserId;
		sign_in_key: Raw;
		wrap: Raw;
		created_at: number;
	};
	sessions: {
		id: string;
		token_hash: Raw;
		user: UserId;
		device: string;
		created_at: number;
		last_seen_at: number;
	};
	ceremonies: {
		id: string;
		purpose: CeremonyPurpose;
		challenge: Raw;
		recovery: RecoveryId | null;
		expires_at: number;
	};
	/** `rotated_seq` is the newest entry of the firm log that started an epoch of a team, or 0. */
	firms: {
		id: FirmId;
		created_at: number;
		rotated_seq: Generated<number>;
		/** Bytes of all its blobs. This and `firm_storage` are kept by triggers. */
		stored: Generated<number>;
		/** The number of the last change to a row of its list of vaults; triggers give it. */
		moved: Generated<number>;
	};
	firm_storage: { firm: FirmId; user: UserId; stored: number };
	logs: { id: LogId; firm: FirmId; head_seq: number; head_hash: EntryHash };
	entries: {
		log: LogId;
		seq: number;
		hash: EntryHash;
		kind: string;
		author: string;
		received_at: number;
		bytes: Raw;
		/** A message or a note that its author took back. */
		taken_back: Generated<0 | 1>;
	};
	staff: { firm: FirmId; user: UserId; role: Role };
	/** A firm has one team, that of its genesis. `history_from` is its newest epoch that came without the one before. */
	/** `moved`: when what all of its vaults' rows show, or who reaches them, changed last, in numbers of its firm. */
	teams: {
		id: TeamId;
		firm: FirmId;
		epoch: number;
		history_from: Generated<number>;
		moved: Generated<number>;
		vault_count: Generated<number>;
	};
	/** `since_seq` is the entry of the firm log that made the member. */
	team_members: { team: TeamId; user: UserId; since_seq: number };
	vaults: {
		id: VaultId;
		firm: FirmId;
		epoch: number;
		firm_head_seq: number;
		label: Raw;
		label_team: TeamId;
		label_team_epoch: number;
		label_sender: UserId;
		files: Generated<number>;
		/** The number of the last change to what its row shows; triggers give it. */
		moved: Generated<number>;
	};
	/** `epoch` is the team's epoch that the vault's current key was granted to. */
	vault_teams: { vault: VaultId; team: TeamId; epoch: Generated<number> };
	vault_members: { vault: VaultId; user: UserId };
	vault_seen: { vault: VaultId; user: UserId; seq: number };
	/** `vault` for a client's invite, `role` for a colleague's. `reads`: the link opens the vault, and is granted its key. */
	invites: {
		id: InviteId;
		firm: FirmId;
		vault: VaultId | null;
		role: Role | null;
		/** Null in rows from before this was kept. */
		inviter: UserId | null;
		reads: 0 | 1;
		signing_key: Raw;
		capsule: Raw;
		expires_at: number;
		state: InviteState;
	};
	/** An upload until `added_seq` names the log entry that made it a file. */
	blobs: {
		id: BlobId;
		vault: VaultId;
		uploader: UserId;
		stored: number;
		parts: number;
		added_seq: number | null;
		touched_at: number;
		/** Bytes of the parts that are here. */
		arrived: Generated<number>;
	};
	blob_parts: { blob: BlobId; position: number; size: number; hash: Raw };
	/** `uses` and `bytes` only grow, but for what was begun and given up; `bytes` is kept by triggers. */
	drop_links: {
		id: DropId;
		vault: VaultId;
		signing_key: Raw;
		capsule: Raw;
		expires_at: number;
		max_uses: number;
		max_bytes: number;
		closed: Generated<0 | 1>;
		uses: Generated<number>;
		bytes: Generated<number>;
	};
	/** The epochs of the vault's teams that the link's key was given to. */
	drop_teams: { drop_link: DropId; team: TeamId; epoch: number };
	drop_deliveries: { drop_link: DropId; id: DeliveryId };
	/** 'here' until staff accept or discard it; 'done' keeps no bytes and no manifest. */
	drop_files: {
		number: Generated<number>;
		blob: BlobId;
		vault: VaultId;
		drop_link: DropId;
		delivery: DeliveryId;
		stored: number;
		parts: number;
		arrived: Generated<number>;
		touched_at: number;
		state: 'arriving' | 'here' | 'done';
		received_at: number | null;
		manifest: Raw | null;
		signature: Raw | null;
	};
	drop_parts: { blob: BlobId; position: number; size: number; hash: Raw };
	/** Blobs whose bytes are still to be deleted: a journal that outlives a crash. */
	blob_removals: { blob: BlobId };
	/** `address` was confirmed; `pending` waits for its code. `due_at`: when what waits for this person is to be told. */
	mail_settings: {
		user: UserId;
		address: string | null;
		/** When the mail server said for good that there is no such address. */
		refused_at: number | null;
		pending: string | null;
		code_hash: Raw | null;
		code_expires_at: number | null;
		code_tries: Generated<number>;
		frequency: Frequency;
		/** Of the day in `zone`, for `daily`. */
		hour: number;
		zone: string;
		language: Generated<Language>;
		/** In the List-Unsubscribe header: does nothing but turn mail off. */
		off_token: string;
		waiting_since: number | null;
		due_at: number | null;
		/** How often the mail server has put this mail off. */
		tries: Generated<number>;
	};
	/** What waits to be told: `seq` is the newest entry of that vault's log which concerns this person, or that of the message. */
	notices: { user: UserId; vault: VaultId; what: NoticeOf; seq: number };
	reminders: { vault: VaultId; at: number; sender: UserId };
	/** What a browser asked for: reminders from a day on, for as long as something is missing. `every`: days. */
	reminder_plans: {
		vault: VaultId;
		plan: string;
		active: 0 | 1;
		missing: 0 | 1;
		next_at: number;
		every: number;
		most: number;
		sent: Generated<number>;
		last_at: number | null;
	};
	/** When this person was last sent a mail about this vault. */
	vault_told: { user: UserId; vault: VaultId; at: number };
	push_key: { only: 1; private: Raw; public: Raw };
	/** `endpoint`: where a push service takes pushes for one browser. */
	push_devices: {
		endpoint: string;
		user: UserId;
		since: number;
		due_at: number | null;
		tries: Generated<number>;
		last_at: number | null;
		failing: PushReason | null;
		failed_at: number | null;
	};
	push_notices: { user: UserId; vault: VaultId; what: NoticeOf; seq: number };
	/** Of an open invitation: a trigger takes the row away with it. */
	invite_reminders: {
		invite: InviteId;
		address: string | null;
		language: Generated<Language>;
		off_token: string;
		active: 0 | 1;
		stopped: 'declined' | 'undeliverable' | null;
		sent: Generated<number>;
		last_at: number | null;
		next_at: number;
		tries: Generated<number>;
	};
	/** Whether mail goes out, once any was tried. */
	mail_line: {
		only: 1;
		state: 'working' | 'failing';
		since: number;
		reason: LineReason | null;
		tries: number;
		next_try_at: number;
	};
	mail_failures: { id: Generated<number>; user: UserId; at: number; reason: MailReason };
	/** Mails of a day (since 1970, UTC): of a person, and notices of a firm as well. */
	mail_counts: {
		counted: UserId | FirmId;
		what: 'notice' | 'code' | 'test' | 'reminder';
		day: number;
		sent: number;
	};
}

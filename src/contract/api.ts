/**
 * The HTTP API, one schema per request and response. Everything but part bodies, blobs and the event stream is
 * JSON. The server parses requests with these, the client parses responses: here the server is the adversary.
 *
 *   GET    /api/status                               -> status
 *   POST   /api/ceremonies                           ceremonyRequest -> ceremony      (a fresh WebAuthn challenge)
 *   POST   /api/setup                                setupRequest -> signedIn
 *   POST   /api/sign-in                              signInRequest -> signedIn
 *   POST   /api/recovery/challenge                   recoveryChallengeRequest -> ceremony
 *   POST   /api/recovery/sign-in                     recoverySignInRequest -> signedIn
 *   GET    /api/session                              -> sessionResponse
 *   POST   /api/sign-out                             {} -> {}
 *   GET    /api/devices                              -> devicesResponse
 *   DELETE /api/devices/:session                     -> {}
 *   GET    /api/account                              -> account
 *   PUT    /api/account/keyring                      keyringRequest -> keyringResponse
 *   GET    /api/account/replies                      -> repliesResponse               (sealed for the caller alone)
 *   PUT    /api/account/replies                      repliesRequest -> keyringResponse (409 replies-moved)
 *   GET    /api/account/passkeys                     -> passkeyKeysResponse           (for approvals: the caller's own)
 *   POST   /api/account/passkeys                     addPasskeyRequest -> {}
 *   DELETE /api/account/passkeys/:credential         -> {}                            (409 last-way-in)
 *   PUT    /api/account/recovery                     recoveryMethod -> {}
 *   POST   /api/account/rekey                        rekeyRequest -> signedIn         (a new identity; ends every other way in)
 *   POST   /api/kits/challenge                       kitChallengeRequest -> ceremony  (401 kit-unknown)
 *   POST   /api/kits/log                             kitLogRequest -> logPage         (one challenge a page)
 *   POST   /api/kits/recover                         kitRecoverRequest -> signedIn    (a new owner, by the root key)
 *   GET    /api/firms/:firm/log?after=<seq>          -> logPage                       (after=-1 or absent: from the start)
 *   POST   /api/firms/:firm/log                      appendRequest -> appendResponse
 *   POST   /api/firms/:firm/vaults                   appendRequest (vault.genesis) -> appendResponse
 *   GET    /api/firms/:firm/vaults?after=<vault>&behind=1 -> vaultsPage               (staff: all; client: own; behind:
 *                                                    only those whose key must be renewed; only=<vault>: that one)
 *   GET    /api/firms/:firm/vaults?since=<moved>     -> vaultsPage                    (staff: what moved after that)
 *   GET    /api/vaults/:vault/log?after=<seq>        -> logPage
 *   POST   /api/vaults/:vault/log                    appendRequest -> appendResponse
 *   POST   /api/vaults/:vault/seen                   seenRequest -> {}
 *   GET    /api/invites/:invite                      -> inviteResponse                (no session: the id is unguessable)
 *   GET    /api/invites/:invite/firm-log             -> logPage   (same ?after)
 *   GET    /api/invites/:invite/vault-log            -> logPage   (client invites)
 *   POST   /api/invites/:invite/join                 joinRequest -> signedIn
 *   POST   /api/invites/:invite/join-as              joinAsRequest -> keyringResponse (a client's link, by somebody signed in)
 *   POST   /api/vaults/:vault/uploads                uploadRequest -> uploadResponse   (507 quota-exceeded, user-quota-exceeded,
 *                                                    disk-full, 429 too-many-uploads: before a byte is sent)
 *   GET    /api/vaults/:vault/uploads/:blob          -> uploadStatus
 *   PUT    /api/vaults/:vault/uploads/:blob/parts/:index   octets, header x-part-sha256 (base64url) -> partResponse
 *                                                    (429 too-many-parts, 408 too-slow: send it again)
 *   DELETE /api/vaults/:vault/uploads/:blob          -> {}
 *   GET    /api/vaults/:vault/blobs/:blob            octets, Range honoured
 *   /api/drops/… and /api/vaults/:vault/drops            in drops.ts
 *   GET    /api/events                               text/event-stream of `event`
 *
 * Notices by e-mail: contract/notices.ts.
 */
import { z } from 'zod';
import { LANGUAGES } from './language.ts';
import * as wire from './wire.ts';

export const MAX_LOG_PAGE = 500;
export const MAX_VAULTS_PAGE = 1000;
/** One part of a blob (protocol.md section 12) with room for the age header. */
export const MAX_PART_BYTES = 128 * 65552 + 4096;
export const MAX_PARTS = 32768;
/** A keyring names the newest heads of up to 20,000 logs. */
export const MAX_KEYRING_BYTES = 1_500_000;

const seq = z.int().nonnegative();
const timestamp = z.int().nonnegative();
const sealed = wire.bytes({ max: 4096 });
const entry = wire.bytes({ max: 2 * 1024 * 1024 });
const opaque = z.string().min(1).max(64);

export const nothing = z.strictObject({});

export const statusResponse = z.strictObject({ needsSetup: z.boolean(), suite: z.literal(1) });

export const ceremonyRequest = z.strictObject({ purpose: z.enum(['register', 'authenticate']) });
/** Valid for half an hour, for one use. */
export const ceremony = z.strictObject({ id: opaque, challenge: wire.bytes({ exact: 32 }) });

const b64 = (max: number) =>
	z
		.string()
		.regex(/^[A-Za-z0-9_-]*$/)
		.max(max);

/**
 * WebAuthn answers in the JSON form of Level 3, with every client extension result removed: the PRF output
 * must never leave the browser, and the strict schema refuses a request that carries any.
 */
const noExtensions = z.strictObject({});
export const registration = z.strictObject({
	ceremony: opaque,
	response: z.strictObject({
		id: b64(1400),
		rawId: b64(1400),
		type: z.literal('public-key'),
		authenticatorAttachment: z.string().max(32).nullable(),
		clientExtensionResults: noExtensions,
		response: z.strictObject({
			attestationObject: b64(16384),
			clientDataJSON: b64(4096),
			transports: z.array(z.string().max(32)).max(10)
		})
	})
});
export const assertion = z.strictObject({
	ceremony: opaque,
	response: z.strictObject({
		id: b64(1400),
		rawId: b64(1400),
		type: z.literal('public-key'),
		authenticatorAttachment: z.string().max(32).nullable(),
		clientExtensionResults: noExtensions,
		response: z.strictObject({
			authenticatorData: b64(8192),
			clientDataJSON: b64(4096),
			signature: b64(1024),
			userHandle: b64(128).nullable()
		})
	})
});

/** `passkeyWrap` is null for a passkey without PRF: it signs in, and the recovery code unlocks. */
const newPasskey = {
	registration,
	/** The confirming assertion by the credential just made. */
	assertion,
	passkeyWrap: sealed.nullable()
};

export const recoveryMethod = z.strictObject({
	recoveryId: wire.recoveryId,
	signInKey: wire.bytes({ exact: 32 }),
	wrap: sealed
});

const newAccount = {
	userId: wire.userId,
	identity: sealed,
	keyring: wire.bytes({ max: MAX_KEYRING_BYTES })
};

export const setupRequest = z.strictObject({
	token: opaque,
	...newPasskey,
	...newAccount,
	recovery: recoveryMethod,
	genesis: entry
});

/** `entry` is staff.joined or member.joined, signed by the link's key; staff must bring `recovery`. */
export const joinRequest = z.strictObject({
	...newPasskey,
	...newAccount,
	recovery: recoveryMethod.nullable(),
	entry
});

/** `entry` is member.joined with the caller's own keys; `keyring` names the vault and replaces `version`, in one step. */
export const joinAsRequest = z.strictObject({
	entry,
	keyring: wire.bytes({ max: MAX_KEYRING_BYTES }),
	version: seq
});

export const signInRequest = z.strictObject({ assertion });

export const recoveryChallengeRequest = z.strictObject({ recoveryId: wire.recoveryId });
export const recoverySignInRequest = z.strictObject({
	ceremony: opaque,
	recoveryId: wire.recoveryId,
	signature: wire.bytes({ exact: 64 })
});

const passkeyMethod = z.strictObject({
	credential: b64(1400),
	wrap: sealed.nullable(),
	createdAt: timestamp,
	lastUsedAt: timestamp.nullable(),
	backedUp: z.boolean()
});
export type PasskeyMethod = z.infer<typeof passkeyMethod>;

export const account = z.strictObject({
	userId: wire.userId,
	identity: sealed,
	keyring: wire.bytes({ max: MAX_KEYRING_BYTES }),
	keyringVersion: seq,
	passkeys: z.array(passkeyMethod).max(100),
	recovery: z
		.strictObject({ recoveryId: wire.recoveryId, wrap: sealed, createdAt: timestamp })
		.nullable(),
	/** In which mail to this person is written; null of whoever asked for none. */
	mailLanguage: z.enum(LANGUAGES).nullable()
});

export const signedIn = z.strictObject({ session: opaque, account });
export const sessionResponse = z.strictObject({ userId: wire.userId, session: opaque });

export const devicesResponse = z.strictObject({
	devices: z
		.array(
			z.strictObject({
				session: opaque,
				/** A coarse name from the browser's own words, such as "Chrome on Linux". */
				name: z.string().max(64),
				signedInAt: timestamp,
				lastSeenAt: timestamp,
				current: z.boolean()
			})
		)
		.max(200)
});

export const keyringRequest = z.strictObject({
	keyring: wire.bytes({ max: MAX_KEYRING_BYTES }),
	/** The version this one replaces. */
	version: seq
});
export const keyringResponse = z.strictObject({ version: seq });

/** 64 blocks of padding, sealed. */
export const MAX_REPLIES_BYTES = 64 * 4096 + 73;
export const repliesResponse = z.strictObject({
	/** Null before anything was kept; then the version is 0. */
	replies: wire.bytes({ max: MAX_REPLIES_BYTES }).nullable(),
	version: seq
});
export const repliesRequest = z.strictObject({
	replies: wire.bytes({ max: MAX_REPLIES_BYTES }),
	/** The version this one replaces. */
	version: seq
});

/**
 * New keys for the caller (protocol.md sections 9 and 10): `assertion` is fresh and by the passkey that stays; all other
 * passkeys, the former recovery code and all sessions end. `entries` are staff.rekeyed in the firm log (vault: null), or
 * member.rekeyed in each of the caller's vaults. Staff must bring `recovery`.
 */
export const rekeyRequest = z.strictObject({
	assertion,
	passkeyWrap: sealed,
	...newAccount,
	recovery: recoveryMethod.nullable(),
	entries: z
		.array(z.strictObject({ vault: wire.vaultId.nullable(), entry }))
		.min(1)
		.max(1000)
});

/** Reading the firm's log with the recovery kit alone: the root key signs a fresh challenge for each page. */
export const kitChallengeRequest = z.strictObject({ firm: wire.firmId });
export const kitLogRequest = z.strictObject({
	firm: wire.firmId,
	ceremony: opaque,
	signature: wire.bytes({ exact: 64 }),
	after: seq.nullable()
});
/** `entry` is escrow.used, signed by the root key; the new owner brings two ways in, as all staff. */
export const kitRecoverRequest = z.strictObject({
	firm: wire.firmId,
	...newPasskey,
	...newAccount,
	recovery: recoveryMethod,
	entry
});

export const addPasskeyRequest = z.strictObject(newPasskey);

/** Public keys as the authenticators stated them. Whoever uses one checks it with a signature. */
export const passkeyKeysResponse = z.strictObject({
	passkeys: z
		.array(z.strictObject({ credential: b64(1400), key: wire.bytes({ max: 2048 }) }))
		.max(100)
});

export const logPage = z.strictObject({
	entries: z.array(entry).max(MAX_LOG_PAGE),
	head: wire.head,
	more: z.boolean()
});

/** `capsule` accompanies an invitation, and only an invitation. */
export const appendRequest = z.strictObject({
	entry,
	capsule: wire.bytes({ max: 65536 }).nullable()
});
export const appendResponse = z.strictObject({ head: wire.head });

/** Hints for a list: nothing here is trusted until the vault's log has been verified. */
const vaultRow = z.strictObject({
	vault: wire.vaultId,
	label: sealed,
	labelTeam: wire.bytes({ exact: 16 }),
	labelTeamEpoch: z.int().positive(),
	labelSender: wire.userId,
	head: wire.head,
	lastKind: z.string().max(32),
	lastAt: timestamp,
	lastBy: wire.bytes({ max: 32 }),
	files: seq,
	/** Files added by others since this user last said `seen`. */
	newFiles: seq,
	/** Messages by others since then. */
	newMessages: seq,
	/** Files that came by drop links and that staff have not dealt with. A client is not told of them. */
	waitingDrops: seq,
	members: seq,
	/** When the last of the open invitations ends; whether that is over is asked of the reader's clock. */
	invitedUntil: timestamp.nullable(),
	/** A team's key was changed since this vault's was: it gets a new one before anything else is written. */
	keysBehind: z.boolean()
});
export type VaultRow = z.infer<typeof vaultRow>;
export const vaultsPage = z.strictObject({
	vaults: z.array(vaultRow).max(MAX_VAULTS_PAGE),
	more: z.boolean(),
	/** The number that was asked for; null where this is a page of the list itself, the first one when only `since` was given. */
	since: seq.nullable(),
	/** Up to which number everything is told, once all pages are read; what moves later has a higher one. */
	moved: seq,
	/** How many vaults this person reaches. */
	total: seq
});
export type VaultsPage = z.infer<typeof vaultsPage>;

export const seenRequest = z.strictObject({ seq });

export const inviteResponse = z.strictObject({
	kind: z.enum(['staff', 'client']),
	firm: wire.firmId,
	vault: wire.vaultId.nullable(),
	capsule: wire.bytes({ max: 65536 })
});

export const uploadRequest = z.strictObject({
	blob: wire.blobId,
	/** The stored size in bytes and the number of parts it comes in. */
	stored: z.int().positive(),
	parts: z.int().positive().max(MAX_PARTS)
});
export const uploadResponse = z.strictObject({ blob: wire.blobId });
export const uploadStatus = z.strictObject({
	blob: wire.blobId,
	parts: z.int().positive(),
	/** Indexes whose bytes are on disk. */
	acknowledged: z.array(seq).max(MAX_PARTS),
	/** Indexes whose bytes are arriving at this moment. */
	receiving: z.array(seq).max(MAX_PARTS)
});
export const partResponse = z.strictObject({ index: seq, size: z.int().positive() });

/** One server-sent event: a log moved. The receiver fetches and verifies; the event itself is only a nudge. */
export const event = z.discriminatedUnion('type', [
	z.strictObject({ type: z.literal('firm'), firm: wire.firmId, seq }),
	z.strictObject({ type: z.literal('vault'), firm: wire.firmId, vault: wire.vaultId, seq }),
	/** To staff alone: something came by a drop link. */
	z.strictObject({ type: z.literal('drops'), firm: wire.firmId, vault: wire.vaultId }),
	z.strictObject({ type: z.literal('signed-out') })
]);
export type ServerEvent = z.infer<typeof event>;

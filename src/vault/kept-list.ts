/**
 * The list of clients as this browser knows it, so that the next sign-in asks only for what moved. Rows are the server's hints and
 * stay so. A name belongs to the very label it was opened from: another label, or one of another sender, team or epoch, is
 * opened as if nothing had been kept.
 */
import { z } from 'zod';
import type { VaultRow } from '../contract/api.ts';
import { toWire } from '../contract/wire.ts';
import type { Head } from '../crypto/entry-header.ts';
import type { Raw, TeamId, UserId, VaultId } from '../crypto/brands.ts';
import { teamIdFrom, userIdFrom } from '../crypto/ids.ts';
import { isObject } from './kept-text.ts';

export interface KnownClient {
	readonly vault: VaultId;
	/** As it came: it is read only where the name is not known yet. */
	readonly label: string;
	readonly team: TeamId;
	readonly epoch: number;
	readonly sender: UserId;
	readonly head: Head;
	readonly lastKind: string;
	readonly lastAt: number;
	/** Null for an author who is no person, such as a link. */
	readonly lastBy: UserId | null;
	readonly files: number;
	readonly newFiles: number;
	readonly newMessages: number;
	readonly waitingDrops: number;
	readonly members: number;
	readonly invitedUntil: number | null;
	/** What the label opened to; null where no key was held that opens it. */
	readonly name: string | null;
}

export interface KnownList {
	/** All that moved up to this number of the server's is in it. */
	readonly moved: number;
	/** When it was read as a whole. */
	readonly readAt: number;
	readonly clients: ReadonlyMap<VaultId, KnownClient>;
}

/** What a row says, its name not opened. */
export const clientOf = (row: VaultRow): KnownClient => ({
	vault: row.vault,
	label: toWire(row.label),
	team: teamIdFrom(row.labelTeam),
	epoch: row.labelTeamEpoch,
	sender: row.labelSender,
	head: row.head,
	lastKind: row.lastKind,
	lastAt: row.lastAt,
	lastBy: row.lastBy.length === 32 ? userIdFrom(row.lastBy) : null,
	files: row.files,
	newFiles: row.newFiles,
	newMessages: row.newMessages,
	waitingDrops: row.waitingDrops,
	members: row.members,
	invitedUntil: row.invitedUntil,
	name: null
});

/** Whether what one label opened to is what the other would open to. */
export const isSameLabel = (one: KnownClient, other: KnownClient): boolean =>
	one.vault === other.vault &&
	one.label === other.label &&
	one.team === other.team &&
	one.epoch === other.epoch &&
	one.sender === other.sender;

/** Raised when the list is kept in another shape. */
export const KEPT_LIST_FORMAT = 2;

export const encodeKeptList = ({ moved, readAt, clients }: KnownList): Raw =>
	new TextEncoder().encode(JSON.stringify({ moved, readAt, clients: [...clients.values()] }));

/** Nobody else can have written it: this is for damage in our own hands. */
const stored = z.object({
	moved: z.int().nonnegative(),
	readAt: z.int(),
	clients: z.array(
		z.custom<KnownClient>(
			(value) =>
				isObject(value) &&
				'vault' in value &&
				typeof value.vault === 'string' &&
				'label' in value &&
				typeof value.label === 'string' &&
				'head' in value &&
				isObject(value.head) &&
				'name' in value &&
				(value.name === null || typeof value.name === 'string')
		)
	)
});

/** @throws for what `encodeKeptList` did not write. */
export function parseKeptList(bytes: Raw): KnownList {
	const { clients, ...rest } = stored.parse(JSON.parse(new TextDecoder().decode(bytes)));
	return { ...rest, clients: new Map(clients.map((client) => [client.vault, client])) };
}

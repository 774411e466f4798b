/**
 * The staff's list of clients. Names open with the team's key; everything else in a row is the server's hint. Asked again, in
 * this session or at the next sign-in, the server tells only what moved since.
 */
import type { VaultId } from '../crypto/brands.ts';
import { decodeBase64url } from '../crypto/base64url.ts';
import { CryptoError } from '../crypto/errors.ts';
import type { Head } from '../crypto/entry-header.ts';
import { openLabel } from '../crypto/team.ts';
import type { VaultRow, VaultsPage } from '../contract/api.ts';
import type { Api } from './api.ts';
import type { FirmLog } from './firm-log.ts';
import { clientOf, isSameLabel, type KnownClient, type KnownList } from './kept-list.ts';
import type { LogMemory } from './kept-logs.ts';
import { everyRow, rowsMoved } from './list-pages.ts';
import { heldEpochOf } from './team-keys.ts';
import type { ClientRow } from './view.ts';

/** As many new rows as are worth keeping: fewer are asked for once more the next time. */
const KEPT_EVERY = 32;
/** Whatever went wrong with a row, at the server or on the way, does not stay for longer. */
const READ_ANEW_MS = 7 * 24 * 60 * 60 * 1000;

/** What is known of a client from the list alone. `head`: where the server says that the vault's log is. */
export interface ListedClient {
	readonly vault: VaultId;
	readonly name: string;
	readonly head: Head;
	readonly at: number;
}

/** Hears of every answer; `isAll`: there are no others. */
export type OnListed = (clients: readonly ListedClient[], isAll: boolean) => void;

interface Surroundings {
	readonly memory: LogMemory<KnownList> | null;
	readonly now: () => number;
	readonly onListed?: OnListed | undefined;
}

/** The clients of a session. A name is opened once, and again when its label changed or a key came that opens it. */
export class ClientList {
	readonly #api: Api;
	readonly #firm: FirmLog;
	readonly #around: Surroundings;
	#known: KnownList | null = null;
	/** Rows that were told or opened since they were kept last. */
	#fresh = 0;

	constructor(api: Api, firm: FirmLog, around: Surroundings) {
		this.#api = api;
		this.#firm = firm;
		this.#around = around;
	}

	async all(): Promise<ClientRow[]> {
		this.#known ??= (await this.#around.memory?.recall()) ?? null;
		const known = await this.#toldAfter(this.#known);
		this.#known = known;
		this.#keep(known);
		const clients = [...known.clients.values()];
		this.#tell(clients, true);
		return clients.map((client) => this.#shown(client));
	}

	/** One client as it is now; null when it is not listed any more. Others may have moved before it: that is not noted here. */
	async one(vault: VaultId): Promise<ClientRow | null> {
		const { vaults } = await this.#api.vaultRow(this.#firm.firm, vault);
		const row = vaults.find((one) => one.vault === vault);
		if (!row) return null;
		const client = await this.#opened(this.#client(row, this.#known));
		this.#tell([client], false);
		return this.#shown(client);
	}

	/** What the server says now, in one consistent piece: a call that comes to its end later overwrites it with another one. */
	async #toldAfter(known: KnownList | null): Promise<KnownList> {
		const isDue = known === null || Math.abs(this.#around.now() - known.readAt) > READ_ANEW_MS;
		if (isDue) return this.#whole(known, null);
		const told = await rowsMoved(known, (since) => this.#api.vaultsSince(this.#firm.firm, since));
		if (told.is === 'unknown') return this.#whole(known, told.begun);
		const clients = new Map(known.clients);
		for (const row of told.rows.values()) clients.set(row.vault, this.#client(row, known));
		this.#fresh += told.rows.size;
		const closed = [...clients.values()].filter((client) => client.name === null);
		for (const client of await Promise.all(closed.map((one) => this.#opened(one))))
			clients.set(client.vault, client);
		return { ...known, moved: told.moved, clients };
	}

	async #whole(known: KnownList | null, begun: VaultsPage | null): Promise<KnownList> {
		const opening: Promise<KnownClient>[] = [];
		// The names of a page are opened while the next one comes.
		const open = (rows: readonly VaultRow[]) => {
			opening.push(...rows.map((row) => this.#opened(this.#client(row, known))));
		};
		const fetchPage = (after: VaultId | null) => this.#api.vaults(this.#firm.firm, after);
		const readAt = this.#around.now();
		const { moved } = await everyRow(fetchPage, open, begun);
		const clients = await Promise.all(opening);
		// What is kept did not fit any more: it goes, however few there are now.
		this.#fresh = known ? Infinity : clients.length;
		return { moved, readAt, clients: new Map(clients.map((client) => [client.vault, client])) };
	}

	#client(row: VaultRow, known: KnownList | null): KnownClient {
		const client = clientOf(row);
		const before = known?.clients.get(client.vault);
		return before && isSameLabel(before, client) ? { ...client, name: before.name } : client;
	}

	async #opened(client: KnownClient): Promise<KnownClient> {
		if (client.name !== null) return client;
		const name = await openName(client, this.#firm);
		if (name !== null) this.#fresh++;
		return { ...client, name };
	}

	/** Not for each new row: writing all again for one would cost more than asking for a few the next time. */
	#keep(known: KnownList): void {
		if (this.#fresh < Math.max(KEPT_EVERY, known.clients.size / 64)) return;
		this.#fresh = 0;
		this.#around.memory?.keep(known);
	}

	#tell(clients: readonly KnownClient[], isAll: boolean): void {
		const listed = clients.map((client) => {
			const { vault, head, lastAt: at } = client;
			return { vault, name: this.#nameOf(client), head, at };
		});
		this.#around.onListed?.(listed, isAll);
	}

	#shown(client: KnownClient): ClientRow {
		const { vault, files, newFiles, newMessages, waitingDrops, lastAt, lastKind, lastBy } = client;
		return {
			vault,
			name: this.#nameOf(client),
			files,
			newFiles,
			newMessages,
			waitingDrops,
			status: this.#statusOf(client),
			lastAt,
			lastKind,
			lastByStaff: lastBy !== null && this.#firm.state.staff.has(lastBy)
		};
	}

	#statusOf({ members, invitedUntil }: KnownClient): ClientRow['status'] {
		if (members > 0) return 'joined';
		return invitedUntil !== null && invitedUntil > this.#around.now() ? 'invited' : 'empty';
	}

	/** A name is told to who holds the key that opens it, also where it was opened before. */
	#nameOf(client: KnownClient): string {
		return (heldFor(client, this.#firm) ? client.name : null) ?? UNREADABLE;
	}
}

const UNREADABLE = 'Name not readable';

const heldFor = ({ team, epoch }: KnownClient, { teams }: FirmLog) =>
	heldEpochOf(teams, team, epoch);

/** Null where no key is held, or what is there is no label of this client. */
async function openName(client: KnownClient, firm: FirmLog): Promise<string | null> {
	const held = heldFor(client, firm);
	if (!held) return null;
	const { vault, team, epoch: teamEpoch, sender } = client;
	const place = { firm: firm.firm, vault, team, teamEpoch, sender };
	try {
		return await openLabel(held.keys.labels, place, decodeBase64url(client.label));
	} catch (error) {
		if (error instanceof CryptoError) return null;
		throw error;
	}
}

/** A client's name, from the label in a row. */
export const labelOf = async (row: VaultRow, firm: FirmLog): Promise<string> =>
	(await openName(clientOf(row), firm)) ?? UNREADABLE;

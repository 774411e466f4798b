/** The staff's list of clients. Names open with the team's key; everything else in a row is the server's hint. */
import type { UserId, VaultId } from '../crypto/brands.ts';
import { equalConstantTime } from '../crypto/bytes.ts';
import { CryptoError } from '../crypto/errors.ts';
import type { Head } from '../crypto/entry-header.ts';
import { teamIdFrom, userIdFrom } from '../crypto/ids.ts';
import { openLabel } from '../crypto/team.ts';
import type { VaultRow } from '../contract/api.ts';
import type { Api } from './api.ts';
import type { FirmLog } from './firm-log.ts';
import type { LogMemory } from './kept-logs.ts';
import type { KeptNames, OpenedName } from './kept-names.ts';
import { Refusal } from './problems.ts';
import { heldEpochOf } from './team-keys.ts';
import type { ClientRow } from './view.ts';

const MAX_CLIENTS = 50_000;
/** As many names as are worth keeping. */
const KEPT_EVERY = 32;

/** What is known of a client from the list alone. `head`: where the server says that the vault's log is. */
export interface ListedClient {
	readonly vault: VaultId;
	readonly name: string;
	readonly head: Head;
	readonly at: number;
}

/** Hears of every answer; `isAll`: there are no others. */
export type OnListed = (clients: readonly ListedClient[], isAll: boolean) => void;

/** The clients of a session. A name is opened once, and again when its label changed or a key came that opens it. */
export class ClientList {
	readonly #api: Api;
	readonly #firm: FirmLog;
	readonly #memory: LogMemory<KeptNames> | null;
	#names: Map<VaultId, OpenedName> | null = null;
	/** Opened since they were kept last. */
	#fresh = 0;

	readonly #onListed: OnListed;

	constructor(
		api: Api,
		firm: FirmLog,
		memory: LogMemory<KeptNames> | null = null,
		onListed: OnListed = () => undefined
	) {
		this.#api = api;
		this.#firm = firm;
		this.#onListed = onListed;
		this.#memory = memory;
	}

	async all(): Promise<ClientRow[]> {
		const { firm } = this.#firm;
		const heads = new Map<VaultId, Head>();
		await this.#recall();
		const opened: Promise<ClientRow>[] = [];
		// The names of a page are opened while the next one comes.
		await everyRow(async (after) => {
			const page = await this.#api.vaults(firm, after);
			for (const { vault, head } of page.vaults) heads.set(vault, head);
			opened.push(...page.vaults.map((row) => this.#clientRow(row)));
			return page;
		});
		const clients = await Promise.all(opened);
		this.#keep(clients);
		const listed = clients.flatMap((client) => listedAt(client, heads.get(client.vault)));
		this.#onListed(listed, true);
		return clients;
	}

	/** One client as it is now; null when it is not listed any more. */
	async one(vault: VaultId): Promise<ClientRow | null> {
		const { vaults } = await this.#api.vaultRow(this.#firm.firm, vault);
		const row = vaults.find((one) => one.vault === vault);
		if (!row) return null;
		const client = await this.#clientRow(row);
		this.#onListed(listedAt(client, row.head), false);
		return client;
	}

	async #clientRow(row: VaultRow): Promise<ClientRow> {
		return {
			vault: row.vault,
			name: await this.#nameOf(row),
			files: row.files,
			newFiles: row.newFiles,
			newMessages: row.newMessages,
			waitingDrops: row.waitingDrops,
			status: row.members > 0 ? 'joined' : row.pendingInvites > 0 ? 'invited' : 'empty',
			lastAt: row.lastAt,
			lastKind: row.lastKind,
			lastByStaff: isStaff(row.lastBy, this.#firm)
		};
	}

	async #nameOf(row: VaultRow): Promise<string> {
		const { vault, label, labelSender: sender, labelTeamEpoch: epoch } = row;
		const known = this.#names?.get(vault);
		const isSame = known?.sender === sender && known.epoch === epoch && isHeld(row, this.#firm);
		if (known && isSame && equalConstantTime(known.label, label)) return known.name;
		const name = await labelOf(row, this.#firm);
		if (name === UNREADABLE) return name;
		(this.#names ??= new Map()).set(vault, { label, sender, epoch, name });
		this.#fresh++;
		return name;
	}

	async #recall(): Promise<void> {
		if (this.#names) return;
		const kept = await this.#memory?.recall();
		this.#names ??= new Map(kept);
	}

	/** Not for each new name: writing all again for one would cost more than opening a few the next time. */
	#keep(rows: readonly ClientRow[]): void {
		if (!this.#names || this.#fresh < Math.max(KEPT_EVERY, rows.length / 16)) return;
		this.#fresh = 0;
		const listed = new Set(rows.map(({ vault }) => vault));
		this.#memory?.keep(new Map([...this.#names].filter(([vault]) => listed.has(vault))));
	}
}

const listedAt = ({ vault, name, lastAt }: ClientRow, head: Head | undefined): ListedClient[] =>
	head ? [{ vault, name, head, at: lastAt }] : [];

const UNREADABLE = 'Name not readable';

/**
 * A list to its end. @throws Refusal `bad-answer` for a client listed twice and for more clients than a firm can have: the
 * list would have no end.
 */
export async function everyRow(
	fetchPage: (after: VaultId | null) => ReturnType<Api['vaults']>
): Promise<VaultRow[]> {
	const rows: VaultRow[] = [];
	const listed = new Set<VaultId>();
	for (;;) {
		const page = await fetchPage(rows.at(-1)?.vault ?? null);
		for (const { vault } of page.vaults) listed.add(vault);
		rows.push(...page.vaults);
		if (listed.size !== rows.length || rows.length > MAX_CLIENTS) throw new Refusal('bad-answer');
		if (!page.more) return rows;
		if (page.vaults.length === 0) throw new Refusal('bad-answer');
	}
}

const heldFor = ({ labelTeam, labelTeamEpoch }: VaultRow, { teams }: FirmLog) =>
	heldEpochOf(teams, teamIdFrom(labelTeam), labelTeamEpoch);

/** A name is told to who holds the key that opens it, also where it was opened before. */
const isHeld = (row: VaultRow, firm: FirmLog): boolean => Boolean(heldFor(row, firm));

/** A client's name, from the label in a row. */
export async function labelOf(row: VaultRow, firm: FirmLog): Promise<string> {
	const team = teamIdFrom(row.labelTeam);
	const held = heldFor(row, firm);
	if (!held) return UNREADABLE;
	const place = {
		firm: firm.firm,
		vault: row.vault,
		team,
		teamEpoch: row.labelTeamEpoch,
		sender: row.labelSender
	};
	try {
		return await openLabel(held.keys.labels, place, row.label);
	} catch (error) {
		if (error instanceof CryptoError) return UNREADABLE;
		throw error;
	}
}

function isStaff(author: Parameters<typeof userIdFrom>[0], firm: FirmLog): boolean {
	if (author.length !== 32) return false;
	const id: UserId = userIdFrom(author);
	return firm.state.staff.has(id);
}

/**
 * The server's list of clients, page by page: all of it, or what moved since somebody asked last. Reading ends whatever the server
 * says. What was told of moves is used only where it fits what is known; where anything is odd, the list is read anew.
 */
import { MAX_VAULTS_PAGE, type VaultRow, type VaultsPage } from '../contract/api.ts';
import type { VaultId } from '../crypto/brands.ts';
import { Refusal } from './problems.ts';

const MAX_CLIENTS = 50_000;

export interface ToldRows {
	readonly rows: readonly VaultRow[];
	readonly moved: number;
}

/**
 * A list to its end. @throws Refusal `bad-answer` for a client listed twice and for more clients than a firm can have: the
 * list would have no end. `begun`: a first page that is here already.
 */
export async function everyRow(
	fetchPage: (after: VaultId | null) => Promise<VaultsPage>,
	onPage: (rows: readonly VaultRow[]) => void = () => undefined,
	begun: VaultsPage | null = null
): Promise<ToldRows> {
	const rows: VaultRow[] = [];
	const listed = new Set<VaultId>();
	let page = begun ?? (await fetchPage(null));
	// Of the first page: what moves while the others come is asked for the next time.
	const { moved } = page;
	for (;;) {
		for (const { vault } of page.vaults) listed.add(vault);
		rows.push(...page.vaults);
		if (listed.size !== rows.length || rows.length > MAX_CLIENTS) throw new Refusal('bad-answer');
		onPage(page.vaults);
		if (!page.more) return { rows, moved };
		const last = page.vaults.at(-1);
		if (!last) throw new Refusal('bad-answer');
		page = await fetchPage(last.vault);
	}
}

export type Moves =
	| { readonly is: 'moves'; readonly rows: ReadonlyMap<VaultId, VaultRow>; readonly moved: number }
	/** The list must be read anew; `begun` is its first page, where the server gave it. */
	| { readonly is: 'unknown'; readonly begun: VaultsPage | null };

const notKnown: Moves = { is: 'unknown', begun: null };

/**
 * What moved since. Unknown where the server says so, where it lost numbers that it gave, lists a client twice, does not come
 * to an end, or counts other clients than are known with what it lists.
 */
export async function rowsMoved(
	known: { readonly moved: number; readonly clients: ReadonlyMap<VaultId, unknown> },
	fetchPage: (since: number) => Promise<VaultsPage>
): Promise<Moves> {
	const rows = new Map<VaultId, VaultRow>();
	let { moved } = known;
	let total = known.clients.size;
	for (;;) {
		const page = await fetchPage(moved);
		if (page.since === null && rows.size === 0) return { is: 'unknown', begun: page };
		if (page.since !== moved || page.moved < moved) return notKnown;
		for (const row of page.vaults) {
			if (rows.has(row.vault)) return notKnown;
			rows.set(row.vault, row);
			if (!known.clients.has(row.vault)) total++;
		}
		if (!page.more)
			return page.total === total ? { is: 'moves', rows, moved: page.moved } : notKnown;
		// A page before others is full: as many are asked for as a firm of that size can need.
		if (page.moved === moved || page.vaults.length < MAX_VAULTS_PAGE || total > MAX_CLIENTS)
			return notKnown;
		({ moved } = page);
	}
}

/**
 * What staff do with drop links: make and withdraw them, and look at, accept or discard what came. A file that came by a
 * link is nobody's yet: opening it marks nothing, and only accepting it makes it a file of the vault.
 */
import type { BlobId, VaultId } from '../../crypto/brands.ts';
import { downloadFrom } from '../../vault/download.ts';
import { claimedItem, takesFromDrop } from '../../vault/drop-asks.ts';
import { closeDropLink, heldDropKeys, makeDropLink, noteOf } from '../../vault/drop-links.ts';
import {
	Accepting,
	discardDropped,
	listDropped,
	whereDropped,
	type Arrivals,
	type Dropped
} from '../../vault/dropped.ts';
import { isDropBehind } from '../../vault/fold-drops.ts';
import type { PartWorkers } from '../../vault/part-workers.ts';
import { nameOf } from '../../vault/people.ts';
import { Refusal } from '../../vault/problems.ts';
import type { Session } from '../../vault/session.ts';
import { writingTo } from '../../vault/sink.ts';
import type { TransferHooks } from '../../vault/upload.ts';
import type { VaultLog } from '../../vault/vault-log.ts';
import type { Drop, VaultState } from '../../vault/vault-state.ts';
import { opensAs, safeType } from '../../vault/vault-view.ts';
import type { DropLinkView, DroppedView } from '../../vault/view.ts';
import type { Gate } from './gate.ts';
import type { Keyholder } from './keyholder.ts';
import { ofThisPage } from './of-this-page.ts';
import type { Core, CoreEvent } from './port.ts';
import { lasting } from './saving/lasting.ts';
import { memorySink, neverGone } from './saving/memory-sink.ts';
import { openSink } from './saving/open-sink.ts';
import { receiveInto, type Into } from './saving/receiving.ts';
import type { Transfers } from './transfers.ts';

type DropDesk = Pick<
	Core,
	| 'drops'
	| 'makeDropLink'
	| 'closeDropLink'
	| 'saveDropped'
	| 'openDropped'
	| 'acceptDropped'
	| 'discardDropped'
>;

/** What was listed last, so that a file is opened as it was shown. It goes with the session. */
const listed = new WeakMap<Session, Map<VaultId, Arrivals>>();

export function dropDesk(
	keyholder: Keyholder,
	transfers: Transfers,
	workers: PartWorkers,
	emit: (event: CoreEvent) => void,
	portal: { origin: string; now: () => number }
): DropDesk {
	const { api } = keyholder;
	const { now } = portal;
	const changed = (vault: VaultId) => {
		emit({ type: 'vault-changed', vault });
		emit({ type: 'clients-changed', vault });
	};

	async function list(vault: VaultLog): Promise<Arrivals> {
		const { session } = keyholder;
		const arrivals = await listDropped(api, vault, session.firm.teams);
		const known = listed.get(session) ?? new Map<VaultId, Arrivals>();
		listed.set(session, known.set(vault.vault, arrivals));
		return arrivals;
	}

	async function find(vault: VaultLog, blob: BlobId): Promise<Dropped> {
		const known = listed.get(keyholder.session)?.get(vault.vault) ?? (await list(vault));
		const file = known.dropped.find((one) => one.blob === blob);
		if (!file || vault.state.dropped.has(blob)) throw new Refusal('drop-gone');
		return file;
	}

	/** All of it into the sink, which is closed only after the last part was right. */
	async function fill(vault: VaultLog, file: Dropped, into: Into) {
		const { sink } = into;
		try {
			await receiveInto(into, transfers, vault.vault, file, async (hooks, staying) => {
				const where = whereDropped(api, vault, file);
				const write = writingTo(sink, (bytes) => workers.takeBack(bytes));
				await lasting(
					(given, begun) => downloadFrom(where, file, workers, given, write, begun),
					hooks,
					staying
				);
			});
			return sink.content ?? null;
		} catch (error) {
			await sink.abort();
			throw error;
		}
	}

	/** The file waits where it was until it is accepted whole. True: it became the answer of what it was sent for. */
	async function accept(accepting: Accepting, hooks: TransferHooks, gate: Gate): Promise<boolean> {
		try {
			await lasting((given) => accepting.run(given, now), hooks, { gate, for: 'saving' });
			return accepting.isAnswer;
		} catch (error) {
			await accepting.discard().catch(() => undefined);
			throw error;
		}
	}

	async function linkView(vault: VaultLog, drop: Drop): Promise<DropLinkView> {
		const { firm } = keyholder.session;
		const place = { firm: firm.firm, vault: vault.vault, drop: drop.drop };
		const keys = await heldDropKeys(vault.state, drop, firm.teams);
		return {
			drop: drop.drop,
			note: await noteOf(place, drop, keys),
			madeBy: nameOf(drop.by, firm.state, vault.state),
			madeAt: drop.openedAt,
			expires: drop.expires,
			uses: drop.maxUses,
			state: stateOf(drop),
			asks: drop.asks.length
		};
	}

	function stateOf(drop: Drop): DropLinkView['state'] {
		if (drop.isClosed) return 'closed';
		if (drop.expires <= now()) return 'expired';
		return isDropBehind(drop, keyholder.session.firm.state) ? 'behind' : 'open';
	}

	return {
		async drops(id) {
			const vault = await keyholder.session.vault(id);
			const arrivals = await list(vault);
			const links = await Promise.all(
				[...vault.state.drops.values()].map((drop) => linkView(vault, drop))
			);
			const noteOn = new Map(links.map(({ drop, note }) => [drop, note]));
			return {
				links: links.filter(({ state }) => state !== 'closed').reverse(),
				dropped: arrivals.dropped.map((file) =>
					droppedView(vault.state, file, noteOn.get(file.drop) ?? null)
				),
				withheld: arrivals.withheld,
				forged: arrivals.forged
			};
		},
		async makeDropLink(id, terms) {
			const { session } = keyholder;
			const vault = await session.vault(id);
			const issued = await makeDropLink(session.firm, vault, session.userId, terms, now);
			changed(id);
			return { url: `${portal.origin}/drop#${issued.fragment}`, expires: issued.expires, name: '' };
		},
		async closeDropLink(id, drop) {
			await closeDropLink(await keyholder.session.vault(id), drop, now);
			changed(id);
		},
		async saveDropped(id, blob, to) {
			const vault = await keyholder.session.vault(id);
			const file = await find(vault, blob);
			const gone = Promise.withResolvers<Refusal>();
			const sink = await openSink(to, file.size, gone.resolve);
			return fill(vault, file, { sink, gone: gone.promise, for: 'saving' });
		},
		async openDropped(id, blob) {
			const vault = await keyholder.session.vault(id);
			const file = await find(vault, blob);
			const sink = memorySink(file.size, safeType(file.type));
			const content = await fill(vault, file, { sink, gone: neverGone, for: 'looking' });
			return content ?? new Blob([]);
		},
		async acceptDropped(id, blob, folder) {
			const { session } = keyholder;
			const vault = await session.vault(id);
			const file = await find(vault, blob);
			const kept = ofThisPage(session.userId);
			try {
				const isAnswer = await transfers.pass(id, file, (hooks, _stop, gate) =>
					accept(new Accepting({ api, vault, workers, kept }, file, folder), hooks, gate)
				);
				changed(id);
				return isAnswer;
			} finally {
				kept.wipe();
			}
		},
		async discardDropped(id, blob) {
			const vault = await keyholder.session.vault(id);
			await discardDropped(vault, await find(vault, blob), now);
			changed(id);
		}
	};
}

/** The words the sender saw count for nothing: a title is the vault's own. */
function claimOf(state: VaultState, file: Dropped): DroppedView['answers'] {
	const item = claimedItem(state, file);
	return item && { title: item.title, isOpen: takesFromDrop(item) };
}

const droppedView = (state: VaultState, file: Dropped, linkNote: string | null): DroppedView => ({
	answers: claimOf(state, file),
	blob: file.blob,
	drop: file.drop,
	delivery: file.delivery,
	name: file.name,
	size: file.size,
	opensAs: opensAs(file.type),
	receivedAt: file.receivedAt,
	sender: file.sender,
	note: file.note,
	linkNote
});

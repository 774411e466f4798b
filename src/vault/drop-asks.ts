/**
 * What a drop link asks for, and what becomes of a file that claims to answer it. The holder of the link sees lines of the
 * vault's checklists as they were when it was made; what a file claims counts only for a line that staff put there, that
 * is still on a list of this vault, and that is still open. Otherwise it is a file like any other. Pure.
 */
import { MAX_FILES, parseItems, type ItemBody } from '../contract/requests.ts';
import type { ChecklistId, DropId, ItemId, Raw } from '../crypto/brands.ts';
import { decode, encode } from '../crypto/encoding.ts';
import { idBytes } from '../crypto/ids.ts';
import { pad, unpad } from '../crypto/padding.ts';
import { Refusal } from './problems.ts';
import type { RequestItem } from './request-state.ts';
import type { VaultState } from './vault-state.ts';

/** Why something came back is between the firm and its client: only what is wanted is said. */
export type AskedItem = ItemBody;

type Lists = Pick<VaultState, 'checklists' | 'items'>;

const waitsForClient = ({ status }: Pick<RequestItem, 'status'>): boolean =>
	status === 'wanted' || status === 'returned';

/** What is wanted on these lists now. @throws Refusal `nothing-wanted` when lists are named and nothing of them is */
export function wantedOn({ checklists, items }: Lists, lists: readonly ChecklistId[]): AskedItem[] {
	const wanted = lists
		.flatMap((list) => checklists.get(list)?.items ?? [])
		.flatMap((id) => items.get(id) ?? [])
		.filter(waitsForClient)
		.map(({ item, title, hint, due, several }) => ({ item, title, hint, due, several }));
	if (lists.length > 0 && wanted.length === 0) throw new Refusal('nothing-wanted');
	return wanted;
}

/** Padded, so that the length of what the portal keeps says little. */
export const encodeAsks = (asks: readonly AskedItem[]): Raw =>
	pad(encode(asks.map((one) => ({ ...one, item: idBytes(one.item) }))));

/** Null for what is no such list. @throws CryptoError `malformed` */
export const parseAsks = (bytes: Raw): AskedItem[] | null => parseItems(decode(unpad(bytes)));

interface Claim {
	readonly drop: DropId;
	readonly answers: ItemId | null;
}

/** The item as the vault knows it; null where the link did not ask for it, or it is on no list of this vault any more. */
export function claimedItem(
	{ drops, items }: Pick<VaultState, 'drops' | 'items'>,
	{ drop, answers }: Claim
): RequestItem | null {
	if (!answers || !drops.get(drop)?.asks.includes(answers)) return null;
	return items.get(answers) ?? null;
}

/** Nothing that somebody unknown sends takes the place of what is there, or opens again what somebody decided. */
export function takesFromDrop(item: RequestItem): boolean {
	const hasRoom = item.answers.length < MAX_FILES;
	if (waitsForClient(item)) return !item.several || hasRoom;
	return item.status === 'received' && item.several && hasRoom;
}

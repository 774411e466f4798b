/**
 * Which entries of a vault's log are told, and to which side. Only the public kind is looked at: the server knows nothing
 * else. A kind that is not in this table is told to nobody, and so are notes, which staff write for themselves.
 */
export type Side = 'staff' | 'members';

/** `other-side`: to the clients what staff do, to staff what clients do. */
type Told = 'other-side' | Side;

const told: ReadonlyMap<string, Told> = new Map<string, Told>([
	['file.added', 'other-side'],
	['message.sent', 'other-side'],
	['request.listed', 'members'],
	['request.reopened', 'members'],
	['request.returned', 'members'],
	['request.answered', 'staff'],
	['request.waived', 'staff'],
	['drop.accepted', 'members'],
	['stage.set', 'members'],
	['approval.asked', 'members'],
	['approval.given', 'staff'],
	['approval.declined', 'staff'],
	['approval.scanned', 'staff'],
	['approval.scan-returned', 'members']
]);

/** Null for what is told to nobody, and for what a side would only tell itself. */
export function toldTo(kind: string, by: 'staff' | 'member'): Side | null {
	const to = told.get(kind);
	if (to === undefined) return null;
	const other: Side = by === 'staff' ? 'members' : 'staff';
	return to === 'other-side' || to === other ? other : null;
}

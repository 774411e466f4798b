/**
 * The secret of a drop link. It leaves the address bar at once, as an invitation's does, and stays with this tab's entry in
 * the session history, so that a reload (which phones do by themselves) goes on where it was. It opens no file, and the
 * browser has noted the address anyway (docs/decisions/0013).
 */
const KEY = 'tallyport:drop';

/** From before a reload of this tab. Read when the program starts: the router then writes the entry's state anew. */
const before = kept(history.state);

/** From the address, or as it was before a reload. Null when the link was not opened here. */
export function takeDropFragment(): string | null {
	const given = location.hash.slice(1) || before;
	if (given === null) return null;
	const state: unknown = history.state;
	const others = typeof state === 'object' && state !== null ? state : {};
	history.replaceState({ ...others, [KEY]: given }, '', location.pathname + location.search);
	return given;
}

function kept(state: unknown): string | null {
	if (typeof state !== 'object' || state === null || !(KEY in state)) return null;
	return typeof state[KEY] === 'string' ? state[KEY] : null;
}

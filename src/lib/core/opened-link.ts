/** Where a link leads that the system opened in the portal's own window, which stays. Pure. */

type Place = Pick<Location, 'origin' | 'pathname'>;

/**
 * `to`: another page. `hash`: the page that is open, which listens for another secret. Null: nowhere, because this is only
 * the app's icon that was pressed, or an address that is not the portal's.
 */
export function followed(link: string, here: Place): { to: string } | { hash: string } | null {
	const { origin, pathname, search, hash } = new URL(link);
	if (origin !== here.origin || pathname === '/') return null;
	return pathname === here.pathname && hash !== '' ? { hash } : { to: pathname + search + hash };
}

/**
 * The secret behind the # of a link, taken once and removed from the address bar at once, so that it does not stay in
 * the history, in a screenshot or in what the next page sees.
 */
export function takeFragment(): string | null {
	const secret = location.hash.slice(1);
	if (secret === '') return null;
	history.replaceState(history.state, '', location.pathname + location.search);
	return secret;
}

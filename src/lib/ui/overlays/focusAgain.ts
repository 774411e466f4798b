/** The focus is never nowhere: when what had it has left the page, it goes to what comes next, or to the page's heading. */
export function focusAgain(next = ''): void {
	requestAnimationFrame(() => {
		if (document.activeElement !== document.body) return;
		const following = next === '' ? null : document.querySelector<HTMLElement>(next);
		if (following) {
			following.focus({ preventScroll: true });
			return;
		}
		const heading = document.querySelector<HTMLElement>('main h1');
		if (!heading) return;
		heading.tabIndex = -1;
		heading.focus({ preventScroll: true });
	});
}

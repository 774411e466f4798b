/**
 * Scrolls to a button that is out of sight, as it is when one scrolled on after it got the focus. One that can be seen is
 * left where it is: under a pointer, what opens beside it would come to stand below the finger.
 */
export function bringInSight(button: HTMLElement | null): void {
	const box = button?.getBoundingClientRect();
	if (box && (box.bottom <= 0 || box.top >= innerHeight))
		button?.scrollIntoView({ block: 'nearest' });
}

/** Whether somebody can see the page at all: its tab is in front, and its window not covered or put away. */
import { createSubscriber } from 'svelte/reactivity';

const subscribe = createSubscriber((update) => {
	document.addEventListener('visibilitychange', update);
	return () => {
		document.removeEventListener('visibilitychange', update);
	};
});

export function isInSight(): boolean {
	subscribe();
	return document.visibilityState === 'visible';
}

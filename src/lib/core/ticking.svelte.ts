/** The time, for what counts down: whoever shows it is shown it anew each second, and nobody else is kept busy. */
import { createSubscriber } from 'svelte/reactivity';

const subscribe = createSubscriber((update) => {
	const timer = setInterval(update, 1000);
	return () => {
		clearInterval(timer);
	};
});

export function tickingNow(): number {
	subscribe();
	return Date.now();
}

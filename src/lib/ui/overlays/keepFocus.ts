/**
 * Within this element the focus stays where somebody works: when what had it leaves (its row is put away, its button makes
 * way for another), the control that stands there now has it, or one beside it: of the same words, if there is one, or else
 * the first. When the element itself leaves, the page's heading has it. Never takes the focus from anything.
 */
import { focusAgain } from './focusAgain.ts';

const CONTROLS =
	'a[href], button:enabled, input:enabled:not([type=file]), select:enabled, textarea:enabled';

export function keepFocus(kept: HTMLElement): () => void {
	let held: Element | null = null;

	const take = ({ target }: FocusEvent) => {
		held = target instanceof Element ? target : null;
	};
	/** Whoever goes elsewhere has left; what is removed under somebody is still theirs. */
	const leave = () => {
		requestAnimationFrame(() => {
			if (held?.isConnected && document.activeElement !== held) held = null;
		});
	};
	const observer = new MutationObserver((changes) => {
		const gone = held;
		if (!gone || gone.isConnected) return;
		held = null;
		if (document.activeElement !== document.body) return;
		const place = changes.find((change) => hasLost(change, gone));
		if (place) standIn(place, kept, gone)?.focus({ preventScroll: true });
		focusAgain();
	});

	kept.addEventListener('focusin', take);
	kept.addEventListener('focusout', leave);
	observer.observe(kept, { childList: true, subtree: true });
	return () => {
		observer.disconnect();
		if (held) focusAgain();
	};
}

const hasLost = ({ removedNodes }: MutationRecord, gone: Element): boolean =>
	Array.from(removedNodes).some((node) => node.contains(gone));

function standIn(
	{ target, removedNodes, nextSibling, previousSibling }: MutationRecord,
	kept: HTMLElement,
	gone: Element
): HTMLElement | undefined {
	const isControl = Array.from(removedNodes).includes(gone);
	const beside = isControl
		? []
		: [...chain(nextSibling, 'nextSibling'), ...chain(previousSibling, 'previousSibling')];
	for (const element of [...beside, ...around(target, kept), kept]) {
		// What left at the same time holds nothing any more.
		if (!element.isConnected) continue;
		const controls = Array.from(element.querySelectorAll<HTMLElement>(CONTROLS));
		const alike = controls.find(({ textContent }) => textContent === gone.textContent);
		if (controls[0]) return gone.textContent ? (alike ?? controls[0]) : controls[0];
	}
	return undefined;
}

function* chain(first: Node | null, way: 'nextSibling' | 'previousSibling') {
	for (let node = first; node; node = node[way]) if (node instanceof HTMLElement) yield node;
}

function* around(inner: Node, kept: HTMLElement) {
	for (let node: Node | null = inner; node && kept.contains(node); node = node.parentNode)
		if (node instanceof HTMLElement) yield node;
}

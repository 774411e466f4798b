/**
 * An icon that is drawn once and copied from then on. While a list of files is scrolled, each step brings some new ones, and to
 * make one anew takes longer than the rest of its button.
 */
import { mount, unmount } from 'svelte';
import type { Attachment } from 'svelte/attachments';
import type { Icon } from './icon.ts';

const originals = new Map<Icon, Map<number, Element>>();

/** Puts the icon into the element. */
export const picture =
	(icon: Icon, size: number): Attachment =>
	(place) => {
		const copy = originalOf(icon, size).cloneNode(true);
		place.append(copy);
		return () => {
			place.removeChild(copy);
		};
	};

function originalOf(icon: Icon, size: number): Element {
	const sizes = originals.get(icon) ?? new Map<number, Element>();
	originals.set(icon, sizes);
	const known = sizes.get(size);
	if (known) return known;
	const target = document.createElement('span');
	const drawn = mount(icon, { target, props: { size } });
	const original = target.firstElementChild ?? target;
	void unmount(drawn);
	sizes.set(size, original);
	return original;
}

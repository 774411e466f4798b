/** The type every icon slot takes: any icon of the set we use, imported one by one. */
import type Check from '@lucide/svelte/icons/check';

export type Icon = typeof Check;

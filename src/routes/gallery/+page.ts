/**
 * Every component in every state, for whoever changes one. It does not exist in what is shipped: the build replaces
 * the condition by `false` and leaves the import out.
 */
import { error } from '@sveltejs/kit';

export async function load() {
	if (import.meta.env.DEV) {
		const { default: Gallery } = await import('./Gallery.svelte');
		return { Gallery };
	}
	error(404, 'Not found');
}

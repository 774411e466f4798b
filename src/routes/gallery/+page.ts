/** Every component in every state, for whoever changes one. It does not exist in what is shipped. */
import { dev } from '$app/environment';
import { error } from '@sveltejs/kit';

export async function load() {
	if (!dev) error(404, 'Not found');
	const { default: Gallery } = await import('./Gallery.svelte');
	return { Gallery };
}

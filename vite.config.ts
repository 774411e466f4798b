import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig, type Plugin } from 'vite';
import { viewerInDevelopment } from './src/viewer/dev-server.ts';

/**
 * SvelteKit's root component hides its route announcer with a style attribute, which a policy without
 * 'unsafe-inline' refuses. Style directives say the same through the CSSOM, which it allows.
 */
function announcerWithoutInlineStyle(): Plugin {
	const styleAttribute = /(<div id="svelte-announcer"[^>]*) style="([^"]*)"/;
	return {
		name: 'announcer-without-inline-style',
		enforce: 'pre',
		transform(code, id) {
			if (!id.endsWith('/generated/root.svelte')) return null;
			return code.replace(styleAttribute, (_, tag: string, style: string) =>
				[tag, ...style.split('; ').map((rule) => rule.replace(/(.*): (.*)/, 'style:$1="$2"'))].join(
					' '
				)
			);
		}
	};
}

export default defineConfig({
	plugins: [viewerInDevelopment(), announcerWithoutInlineStyle(), sveltekit()],
	worker: { format: 'es' },
	// No inlined assets: data: URLs would need holes in the content security policy.
	build: { target: 'es2022', sourcemap: false, assetsInlineLimit: 0 },
	server: { proxy: { '/api': 'http://127.0.0.1:8700' } }
});

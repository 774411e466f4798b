/**
 * A Vite plugin: the sentences of every language but English, each in a file of its own that is fetched by who reads it,
 * and the hash of each in the code that fetches it (src/lib/words/words.svelte.ts).
 */
import { createHash } from 'node:crypto';

/**
 * @param {Record<string, object>} catalogues by the language's code
 * @returns {import('vite').Plugin}
 */
export function languageFiles(catalogues) {
	const files = Object.entries(catalogues).map(([code, catalogue]) => {
		const source = JSON.stringify(catalogue);
		const hash = createHash('sha256').update(source).digest();
		const fileName = `_app/immutable/words/${code}.${hash.toString('hex').slice(0, 8)}.json`;
		const integrity = `sha256-${hash.toString('base64')}`;
		return { code, source, fileName, address: `/${fileName}`, integrity };
	});
	const named = files.map(({ code, address, integrity }) => [code, { address, integrity }]);
	return {
		name: 'language-files',
		config: () => ({
			define: { __LANGUAGE_FILES__: JSON.stringify(Object.fromEntries(named)) }
		}),
		configureServer(server) {
			server.middlewares.use((request, response, next) => {
				const file = files.find(({ address }) => address === request.url);
				if (!file) return next();
				response.setHeader('content-type', 'application/json');
				response.end(file.source);
			});
		},
		generateBundle() {
			if (this.environment.name !== 'client') return;
			for (const { fileName, source } of files) this.emitFile({ type: 'asset', fileName, source });
		}
	};
}

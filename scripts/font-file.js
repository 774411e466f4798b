/**
 * A Vite plugin: the font of certificates, in a file that is fetched by who saves a certificate that needs it
 * (src/lib/worker/font-file.ts), and its licence beside it. Throws when npm installed another font than certificates are
 * made with (src/vault/certificate-font.ts).
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * @param {string} path in a package
 * @param {string} sha256 64 hexadecimal digits
 * @returns {import('vite').Plugin}
 */
export function fontFile(path, sha256) {
	const file = fileURLToPath(import.meta.resolve(path));
	const source = readFileSync(file);
	if (createHash('sha256').update(source).digest('hex') !== sha256)
		throw new Error(`${path} is not the font that certificates are made with`);
	const licence = readFileSync(new URL('../LICENSE_FONT', pathToFileURL(file)));
	const name = `_app/immutable/fonts/certificate.${sha256.slice(0, 8)}`;
	const address = `/${name}.ttf`;
	return {
		name: 'font-file',
		config: () => ({ define: { __FONT_ADDRESS__: JSON.stringify(address) } }),
		configureServer(server) {
			server.middlewares.use((request, response, next) => {
				if (request.url !== address) return next();
				response.setHeader('content-type', 'font/ttf');
				response.end(source);
			});
		},
		generateBundle() {
			if (this.environment.name !== 'client') return;
			this.emitFile({ type: 'asset', fileName: `${name}.ttf`, source });
			this.emitFile({ type: 'asset', fileName: `${name}.licence.txt`, source: licence });
		}
	};
}

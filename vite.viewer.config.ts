import { copyFileSync, mkdirSync } from 'node:fs';
import { basename } from 'node:path';
import { defineConfig } from 'vite';

const pageFiles = ['index.html', 'viewer.css'];
/** pdf.js loads these as scripts when a document holds a fax or a JPEG 2000 picture. */
const decoders = ['jbig2', 'openjpeg'].map(
	(name) => `node_modules/pdfjs-dist/wasm/${name}_nowasm_fallback.js`
);

/**
 * The document viewer: one classic script, because a module in an opaque origin is refused, with a page
 * and a stylesheet beside it. It shares no code with the app.
 */
export default defineConfig({
	publicDir: false,
	build: {
		target: 'es2022',
		outDir: 'build/viewer',
		emptyOutDir: true,
		chunkSizeWarningLimit: 4096,
		rolldownOptions: {
			input: 'src/viewer/viewer.ts',
			output: { format: 'iife', entryFileNames: 'viewer.js', codeSplitting: false }
		}
	},
	plugins: [
		{
			name: 'viewer-page',
			closeBundle() {
				mkdirSync('build/viewer/decoders');
				for (const file of pageFiles) copyFileSync(`src/viewer/${file}`, `build/viewer/${file}`);
				for (const file of decoders) copyFileSync(file, `build/viewer/decoders/${basename(file)}`);
			}
		}
	]
});

import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { defineConfig, type Plugin } from 'vite';

const page = ['src/viewer/index.html', 'src/viewer/viewer.css'];
/** pdf.js loads these as scripts when a document holds a fax or a JPEG 2000 picture. */
const decoders = ['jbig2', 'openjpeg'].map(
	(name) => `node_modules/pdfjs-dist/wasm/${name}_nowasm_fallback.js`
);

/** Adds the files which the viewer needs as they are. */
function filesBesideTheScript(): Plugin {
	return {
		name: 'files-beside-the-script',
		generateBundle() {
			for (const file of [...page, ...decoders]) {
				const folder = decoders.includes(file) ? 'decoders/' : '';
				const source = readFileSync(file);
				this.emitFile({ type: 'asset', fileName: folder + basename(file), source });
			}
		}
	};
}

/**
 * The document viewer: one classic script, because a module in an opaque origin is refused, with a page
 * and a stylesheet beside it. It shares no code with the app.
 */
export default defineConfig({
	publicDir: false,
	plugins: [filesBesideTheScript()],
	build: {
		target: 'es2022',
		outDir: 'build/viewer',
		emptyOutDir: true,
		modulePreload: false,
		chunkSizeWarningLimit: 4096,
		rolldownOptions: {
			input: 'src/viewer/viewer.ts',
			// A classic script has no import.meta; pdf.js only uses it under Node and for WebAssembly.
			transform: { define: { 'import.meta': '{}' } },
			output: { format: 'iife', entryFileNames: 'viewer.js', codeSplitting: false }
		}
	}
});

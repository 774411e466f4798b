import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { defineConfig, type Plugin } from 'vite';

const page = ['src/viewer/index.html', 'src/viewer/viewer.css'];

/** Adds the files which the viewer needs as they are. */
function filesBesideTheScript(): Plugin {
	return {
		name: 'files-beside-the-script',
		generateBundle() {
			for (const file of page) {
				this.emitFile({ type: 'asset', fileName: basename(file), source: readFileSync(file) });
			}
		}
	};
}

/**
 * pdf.js imports its decoders for faxes and JPEG 2000 when a document holds such a picture. A browser checks no hash of
 * what is imported that way, so they are part of the one script whose hash the page names.
 */
function decodersInTheScript(): Plugin {
	const names = ['jbig2', 'openjpeg'];
	const importing =
		/await import\(\s*(?:\/\*[^*]*\*\/\s*)*`\$\{WasmImage\.#wasmUrl\}\$\{this\._noWasmFilename\}`\)/;
	return {
		name: 'decoders-in-the-script',
		transform(code, id) {
			if (!id.endsWith('/pdfjs-dist/build/pdf.worker.mjs')) return null;
			if (!importing.test(code)) this.error('pdf.js loads its decoders in another way now');
			const imports = names.map(
				(name) => `import ${name}_decoder from 'pdfjs-dist/wasm/${name}_nowasm_fallback.js';`
			);
			const table = names.map((name) => `'${name}_nowasm_fallback.js': ${name}_decoder`).join(', ');
			const found = `{ default: ({ ${table} })[this._noWasmFilename] }`;
			return `${imports.join('\n')}\n${code.replace(importing, found)}`;
		}
	};
}

/**
 * The document viewer: one classic script, because a module in an opaque origin is refused, with a page
 * and a stylesheet beside it. It shares no code with the app.
 */
export default defineConfig({
	publicDir: false,
	plugins: [filesBesideTheScript(), decodersInTheScript()],
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

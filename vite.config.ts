import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';
import { fontFile } from './scripts/font-file.js';
import { languageFiles } from './scripts/language-files.js';
import { staffProgram } from './scripts/staff-program.js';
import { strictPage } from './scripts/strict-page.js';
import { spanish } from './src/lib/words/es/index.ts';
import { FONT_PATH, FONT_SHA256 } from './src/vault/certificate-font.ts';
import { viewerInDevelopment } from './src/viewer/dev-server.ts';

/** Where the API answers when it is not beside the pages: see docs/hosting.md. */
const apiOrigin = process.env['TALLYPORT_API_ORIGIN'] ?? '';

/** Browsers check no hash of a service worker; src/lib/core/service-workers.ts does, before it registers one. */
const integrityOf = (path: string): string =>
	`sha256-${createHash('sha256').update(readFileSync(path)).digest('base64')}`;

export default defineConfig({
	plugins: [
		viewerInDevelopment(),
		languageFiles({ es: spanish }),
		fontFile(FONT_PATH, FONT_SHA256),
		strictPage(),
		sveltekit(),
		staffProgram()
	],
	define: {
		__API_ORIGIN__: JSON.stringify(apiOrigin),
		__SAVE_WORKER_INTEGRITY__: JSON.stringify(integrityOf('static/save/worker.js')),
		__OFFLINE_WORKER_INTEGRITY__: JSON.stringify(integrityOf('static/offline.js')),
		__PUSH_WORKER_INTEGRITY__: JSON.stringify(integrityOf('static/push.js'))
	},
	worker: { format: 'es' },
	// No inlined assets: data: URLs would need holes in the content security policy.
	build: { target: 'es2022', sourcemap: false, assetsInlineLimit: 0 },
	server: { proxy: { '/api': 'http://127.0.0.1:8700' } }
});

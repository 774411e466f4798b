/** Serves the viewer at /viewer/ during `npm run dev`, built anew whenever one of its files changes. */
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { build, type Plugin } from 'vite';

const types: Record<string, string> = {
	'.html': 'text/html; charset=utf-8',
	'.css': 'text/css; charset=utf-8',
	'.js': 'text/javascript; charset=utf-8'
};

export function viewerInDevelopment(): Plugin {
	let script: Promise<string> | null = null;
	return {
		name: 'viewer-in-development',
		apply: 'serve',
		configureServer(server) {
			server.watcher.on('change', (path) => {
				if (path.includes('/src/viewer/')) script = null;
			});
			server.middlewares.use('/viewer', (request, response, next) => {
				const name = request.url?.split('?')[0]?.slice(1) || 'index.html';
				if (!['index.html', 'viewer.css', 'viewer.js'].includes(name)) return next();
				const body =
					name === 'viewer.js' ? (script ??= buildScript()) : readFile(`src/viewer/${name}`);
				body.then((content) => {
					response.setHeader('content-type', types[extname(name)] ?? 'text/plain');
					// The viewer's own origin is opaque, so its script and style are foreign to it.
					response.setHeader('access-control-allow-origin', '*');
					response.end(content);
				}, next);
			});
		}
	};
}

async function buildScript(): Promise<string> {
	const result = await build({
		configFile: 'vite.viewer.config.ts',
		logLevel: 'warn',
		build: { write: false, minify: false }
	});
	const outputs = Array.isArray(result) ? result : [result];
	const script = outputs
		.flatMap((one) => ('output' in one ? one.output : []))
		.find((one) => one.type === 'chunk');
	if (!script) throw new Error('The viewer built to nothing');
	return script.code;
}

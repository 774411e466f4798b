/** Serves the viewer at /viewer/ during `npm run dev`, built in memory and again when a file of it changes. */
import { build, type Plugin } from 'vite';

type Files = Map<string, string | Uint8Array>;

const types: Record<string, string> = {
	html: 'text/html; charset=utf-8',
	css: 'text/css; charset=utf-8',
	js: 'text/javascript; charset=utf-8'
};

export function viewerInDevelopment(): Plugin {
	let built: Promise<Files> | null = null;
	return {
		name: 'viewer-in-development',
		apply: 'serve',
		configureServer(server) {
			server.watcher.on('change', (path) => {
				if (path.includes('/src/viewer/')) built = null;
			});
			server.middlewares.use('/viewer', (request, response, next) => {
				const name = request.url?.split('?')[0]?.slice(1) ?? '';
				built ??= buildInMemory();
				built.then((files) => {
					const content = files.get(name);
					if (content === undefined) return next();
					response.setHeader('content-type', types[name.split('.').at(-1) ?? ''] ?? 'text/plain');
					// The viewer's own origin is opaque, so its script and style are foreign to it.
					response.setHeader('access-control-allow-origin', '*');
					response.end(content);
				}, next);
			});
		}
	};
}

async function buildInMemory(): Promise<Files> {
	const result = await build({
		configFile: 'vite.viewer.config.ts',
		logLevel: 'warn',
		build: { write: false, minify: false }
	});
	const outputs = (Array.isArray(result) ? result : [result]).flatMap((one) =>
		'output' in one ? one.output : []
	);
	return new Map(
		outputs.map((one) => [one.fileName, one.type === 'chunk' ? one.code : one.source])
	);
}

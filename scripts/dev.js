/**
 * `npm run dev`: the server, restarted when its code changes, and Vite with hot reload on
 * http://localhost:5173, which passes /api on to it. When one ends, so does the other.
 */
import { spawn } from 'node:child_process';
import { ensureInstalled, node, root } from './toolchain.js';

await ensureInstalled();

const env = { ...process.env, PORT: '8700', TALLYPORT_ORIGIN: 'http://localhost:5173' };
const halves = [
	['--watch', '--watch-preserve-output', 'src/server/main.ts'],
	['node_modules/vite/bin/vite.js', 'dev', '--port', '5173', '--strictPort']
].map((args) => spawn(node, args, { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'] }));

function stop() {
	for (const half of halves) half.kill('SIGTERM');
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);
for (const half of halves) half.on('exit', stop);

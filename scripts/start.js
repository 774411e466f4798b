/**
 * `npm start`: installs and builds what is missing or out of date, then runs the server under Node 24.
 * Everything after that is the server's own output; its exit code is ours.
 */
import { spawn } from 'node:child_process';
import { ensureBuilt } from './site.js';
import { ensureInstalled, node, root } from './toolchain.js';

await ensureInstalled();
// Pages that another origin serves were built for it (docs/hosting.md); the API alone needs none.
const { TALLYPORT_APP_ORIGIN: app, TALLYPORT_ORIGIN: own } = process.env;
if (!app || app === own) await ensureBuilt();

// A session of its own, so that Ctrl-C reaches the server once, through us, and not also from the terminal.
// The passkey library asks Node which algorithms it knows, some of which Node calls experimental.
const quiet = '--disable-warning=ExperimentalWarning';
const server = spawn(node, [quiet, 'src/server/main.ts', ...process.argv.slice(2)], {
	cwd: root,
	stdio: ['ignore', 'inherit', 'inherit'],
	detached: true
});

/** npm and the terminal both pass Ctrl-C on; the second copy of one key press must not look like impatience. */
let lastSignal = 0;
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
	process.on(signal, () => {
		if (Date.now() - lastSignal < 500) return;
		lastSignal = Date.now();
		server.kill(signal);
	});
}
server.on('error', (error) => {
	console.error(`The server could not be started: ${error.message}`);
	process.exit(1);
});
server.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)));

/** Runs one of the project's programs under its Node, in front: its output and its exit code are ours, and so is Ctrl-C. */
import { spawn } from 'node:child_process';
import { node, root } from './toolchain.js';

export function inFront(/** @type {string} */ program, /** @type {string[]} */ args) {
	// A session of its own, so that Ctrl-C reaches it once, through us, and not also from the terminal.
	// The passkey library asks Node which algorithms it knows, some of which Node calls experimental.
	const quiet = '--disable-warning=ExperimentalWarning';
	const child = spawn(node, [quiet, program, ...args], {
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
			child.kill(signal);
		});
	}
	child.on('error', (error) => {
		console.error(`${program} could not be started: ${error.message}`);
		process.exit(1);
	});
	child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)));
}

#!/usr/bin/env node
/**
 * The `tallyport` command, on any machine with Node 20 or newer: installs what is missing, then runs the command under
 * the Node 24 of the lockfile, in the folder it was called from. Its exit code is ours.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureInstalled, node, root } from './toolchain.js';

// Standard output belongs to the command, which may be asked for JSON; news of an installation goes beside it.
console.log = console.error;
await ensureInstalled();

// `npm run` moves to the project's folder first and says where it was.
const throughNpm = process.env['npm_lifecycle_event'] === 'tallyport';
const cwd = (throughNpm && process.env['INIT_CWD']) || process.cwd();
const quiet = '--disable-warning=ExperimentalWarning';
const command = spawn(node, [quiet, join(root, 'src/cli/main.ts'), ...process.argv.slice(2)], {
	cwd,
	stdio: 'inherit'
});
command.on('error', (error) => {
	console.error(`The command could not be started: ${error.message}`);
	process.exit(2);
});
command.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)));

/** `npm run new-firm`: runs the command under Node 24 where the server runs, with the same settings. */
import { spawnSync } from 'node:child_process';
import { ensureInstalled, node, root } from './toolchain.js';

await ensureInstalled();
const quiet = '--disable-warning=ExperimentalWarning';
const { status } = spawnSync(node, [quiet, 'src/server/new-firm.ts'], {
	cwd: root,
	stdio: 'inherit'
});
process.exit(status ?? 1);

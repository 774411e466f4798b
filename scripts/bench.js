/** `npm run bench`: runs tests/bench/run.ts under the Node that the lockfile installs. */
import { ensureInstalled, node, run } from './toolchain.js';

await ensureInstalled();
const { code } = await run(node, ['tests/bench/run.ts', ...process.argv.slice(2)]);
process.exit(code);

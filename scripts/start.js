/**
 * `npm start`: installs and builds what is missing or out of date, then runs the server under Node 24.
 * Everything after that is the server's own output; its exit code is ours.
 */
import { inFront } from './in-front.js';
import { ensureBuilt } from './site.js';
import { ensureInstalled } from './toolchain.js';

await ensureInstalled();
// Pages that another origin serves were built for it (docs/hosting.md); the API alone needs none.
const { TALLYPORT_APP_ORIGIN: app, TALLYPORT_ORIGIN: own } = process.env;
if (!app || app === own) await ensureBuilt();
inFront('src/server/main.ts', process.argv.slice(2));

/** `npm run demo`: installs and builds what is missing or out of date, then runs scripts/demo/main.ts, as `npm start` does. */
import { inFront } from './in-front.js';
import { ensureBuilt } from './site.js';
import { ensureInstalled } from './toolchain.js';

// The demo's pages come from its own server, whatever this shell says of other portals.
delete process.env['TALLYPORT_APP_ORIGIN'];
delete process.env['TALLYPORT_API_ORIGIN'];
await ensureInstalled();
await ensureBuilt();
inFront('scripts/demo/main.ts', process.argv.slice(2));

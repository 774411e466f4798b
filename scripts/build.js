/** `npm run build`: the pages, into build/. */
import { buildSite } from './site.js';
import { ensureInstalled } from './toolchain.js';

await ensureInstalled();
await buildSite();

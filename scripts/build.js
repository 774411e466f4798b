/** `npm run build`: the pages, into build/, and the fingerprint that anybody's build of the same sources has. */
import { fingerprintOf } from './seal-site.js';
import { buildSite, site } from './site.js';
import { ensureInstalled } from './toolchain.js';

await ensureInstalled();
await buildSite();
console.log(`The build's fingerprint: ${fingerprintOf(site)}`);

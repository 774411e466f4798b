/** `npm run build`: the pages, into build/, and the fingerprint that anybody's build of the same sources has. */
import { firstScreenScript } from './first-screen.js';
import { fingerprintOf } from './seal-site.js';
import { buildSite, site } from './site.js';
import { ensureInstalled } from './toolchain.js';

await ensureInstalled();
await buildSite();
const kilobytes = (firstScreenScript(site) / 1000).toFixed(1);
console.log(`JavaScript before the first screen: ${kilobytes} kB compressed`);
console.log(`The build's fingerprint: ${fingerprintOf(site)}`);

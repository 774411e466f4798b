/** `npm run build`: the pages, into build/, and the fingerprint that anybody's build of the same sources has. */
import { firstScreenScript, laterScript } from './first-screen.js';
import { fingerprintOf } from './seal-site.js';
import { buildSite, site } from './site.js';
import { ensureInstalled } from './toolchain.js';

await ensureInstalled();
await buildSite();
const kilobytes = (/** @type {number} */ size) => `${(size / 1000).toFixed(1)} kB compressed`;
console.log(`JavaScript before the first screen: ${kilobytes(firstScreenScript(site))}`);
console.log(`JavaScript for the screens of staff: ${kilobytes(laterScript(site))}`);
console.log(`The build's fingerprint: ${fingerprintOf(site)}`);

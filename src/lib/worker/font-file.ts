/** The font of certificates, beside the pages: fetched by whoever saves one that needs it, and checked by who asked for it. */
import type { Raw } from '../../crypto/brands.ts';

/** Written by the build: scripts/font-file.js. */
declare const __FONT_ADDRESS__: string;

/** For a very slow line. */
const AT_MOST_MS = 300_000;

export async function fontFile(): Promise<Raw> {
	const address = new URL(__FONT_ADDRESS__, self.location.origin);
	// Seldom wanted; and a copy that came damaged must not be kept, or it would be refused for ever.
	const response = await fetch(address, {
		cache: 'no-store',
		signal: AbortSignal.timeout(AT_MOST_MS)
	});
	return new Uint8Array(await response.arrayBuffer());
}

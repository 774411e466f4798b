/**
 * The font of certificates with letters that the standard ones of PDF do not have: Noto Sans 2.015, by its hash. A certificate
 * is checked by making its page again, so **this hash never changes**: another font would be a second one, beside it.
 */
import type { Raw } from '../crypto/brands.ts';
import { toHex } from '../crypto/bytes.ts';
import { sha256 } from '../crypto/hash.ts';
import { Refusal } from './refusal.ts';
import { TrueType } from './true-type.ts';

/** In the npm package of package.json. */
export const FONT_PATH = '@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf';
export const FONT_SHA256 = 'fe8c022f48d8dd29f17b744d16f9346f4357e16f7d4f7be58b000ae7c291b614';

/** Where the font's file comes from; rejects with whatever kept it from coming. */
export type FontFile = () => Promise<Raw>;

/** @throws Refusal `certificate-letters` when it does not come, or is another file */
export async function certificateFont(file: FontFile): Promise<TrueType> {
	const bytes = await file().catch(() => null);
	if (bytes === null || toHex(await sha256(bytes)) !== FONT_SHA256)
		throw new Refusal('certificate-letters');
	return new TrueType(bytes);
}

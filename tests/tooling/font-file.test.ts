/** The font of certificates as the build lays it beside the pages. */
import { expect, test } from 'vitest';
import { fontFile } from '../../scripts/font-file.js';
import { FONT_PATH, FONT_SHA256 } from '../../src/vault/certificate-font.ts';

test('a build with another font than certificates are made with fails', () => {
	expect(() => fontFile(FONT_PATH, FONT_SHA256)).not.toThrow();
	expect(() => fontFile(FONT_PATH, FONT_SHA256.replace(/^./u, '0'))).toThrow('is not the font');
	expect(() => fontFile(FONT_PATH.replace('400Regular', '700Bold'), FONT_SHA256)).toThrow();
});

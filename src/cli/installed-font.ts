/** The font of certificates, as npm installed it beside this program. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Raw } from '../crypto/brands.ts';
import { certificateFont, FONT_PATH } from '../vault/certificate-font.ts';
import { Refusal } from '../vault/refusal.ts';
import type { TrueType } from '../vault/true-type.ts';
import { Unreadable } from './reading.ts';

export const fontFile = async (): Promise<Raw> =>
	readFile(fileURLToPath(import.meta.resolve(FONT_PATH)));

/** @throws Unreadable */
export async function installedFont(file = fontFile): Promise<TrueType> {
	try {
		return await certificateFont(file);
	} catch (error) {
		if (!(error instanceof Refusal)) throw error;
		throw new Unreadable(
			'The font of certificates is not here as it should be, so this page was not checked. Install Tallyport again.'
		);
	}
}

import { expect, test } from 'vitest';
import { fontFile } from '../cli/installed-font.ts';
import { certificateFont } from './certificate-font.ts';

test('the font that npm installs is the one that certificates are made with', async () => {
	expect((await certificateFont(fontFile)).has('Ł')).toBe(true);
});

test('a font with one other byte, a page in its place, or none at all is refused', async () => {
	const changed = await fontFile();
	changed[400_000] = (changed[400_000] ?? 0) ^ 1;
	for (const other of [
		async () => changed,
		async () => new TextEncoder().encode('<!doctype html>'),
		() => Promise.reject(new TypeError('Failed to fetch'))
	])
		await expect(certificateFont(other)).rejects.toMatchObject({ code: 'certificate-letters' });
});

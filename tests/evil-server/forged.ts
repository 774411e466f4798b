/** Things a server can put into an entry that it makes up: it knows none of a vault's keys. */
import { idBytes, newFolderId } from '../../src/crypto/ids.ts';
import { epochSealKeyFrom } from '../../src/crypto/keys.ts';
import { randomBytes } from '../../src/crypto/random.ts';
import { fileBody } from '../vault/forge.ts';

export const madeUpKey = () => epochSealKeyFrom(randomBytes(32));

export function aFile() {
	const { blob, body, file } = fileBody({ name: 'planted.pdf' });
	return { kind: 'file.added', blobs: [blob], body, file };
}

export const aFolder = () => ({
	kind: 'folder.made',
	body: { folder: idBytes(newFolderId()), name: 'Planted' }
});

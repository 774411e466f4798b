/** Where uploads are kept that do not outlive the page: nowhere. Their keys are given up with it, and they begin again. */
import type { UserId } from '../../crypto/brands.ts';
import { uploadsKeyFrom } from '../../crypto/keys.ts';
import { randomBytes } from '../../crypto/random.ts';
import { KeptUploads, type UploadStore } from '../../vault/kept-uploads.ts';

export const ofThisPage = (user: UserId): KeptUploads =>
	new KeptUploads(nowhere, user, uploadsKeyFrom(randomBytes(32)));

const nothing = () => Promise.resolve();
const nowhere: UploadStore = {
	uploads: () => Promise.resolve(new Map()),
	saveUploads: nothing,
	removeUpload: nothing,
	parts: () => Promise.resolve(new Map()),
	savePart: nothing,
	removeParts: nothing
};

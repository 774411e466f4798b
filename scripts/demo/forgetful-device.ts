/** A browser that keeps nothing between visits: everything a made-up person needs is in their session. */
import type { Device } from '../../src/lib/worker/keyholder.ts';

const none = () => Promise.resolve(null);
const nothing = () => Promise.resolve();

export const forgetfulDevice = (): Device => ({
	loadHeads: none,
	saveHeads: nothing,
	loadReplies: none,
	forgetReplies: nothing,
	loadDrop: none,
	saveDrop: nothing,
	loadDigests: () => Promise.resolve(new Map()),
	saveDigest: nothing,
	removeDigests: nothing,
	lastVault: none,
	noteVault: nothing,
	logs: { load: none, save: nothing, remove: nothing },
	uploads: () => Promise.resolve(new Map()),
	saveUploads: nothing,
	removeUpload: nothing,
	parts: () => Promise.resolve(new Map()),
	savePart: nothing,
	removeParts: nothing,
	handles: () => Promise.resolve(new Map()),
	saveHandle: nothing,
	remembered: none,
	remember: nothing,
	forget: nothing
});

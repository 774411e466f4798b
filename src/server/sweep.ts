/** What time takes away: ended sessions, old challenges, unconfirmed addresses, uploads nobody finished, bytes nobody names. */
import { sweepSessions } from './accounts/session-store.ts';
import { finishRemovals } from './blobs/removals.ts';
import { sweepCeremonies } from './ceremonies/ceremony-store.ts';
import { dropStaleFiles } from './drops/drop-files.ts';
import { logFailure } from './http/request-log.ts';
import { sweepCounts } from './notices/counts.ts';
import { sweepInviteAddresses } from './notices/invite-reminders.ts';
import { sweepFailures } from './notices/line-state.ts';
import { sweepPending } from './notices/settings-store.ts';
import type { Services } from './services.ts';
import { dropStaleUploads, UPLOAD_MS } from './uploads/upload-store.ts';

const SWEEP_EVERY_MS = 10 * 60 * 1000;

export async function sweep(services: Services): Promise<void> {
	const { db, blobs, events } = services;
	const now = services.now();
	for (const session of await sweepSessions(db, now)) events.endSession(session);
	await sweepCeremonies(db, now);
	await sweepPending(db, now);
	await sweepInviteAddresses(db, now);
	await sweepFailures(db, now);
	await sweepCounts(db, now);
	await dropStaleUploads(db, now - UPLOAD_MS);
	await dropStaleFiles(db, now - UPLOAD_MS);
	await finishRemovals(services);
	await blobs.sweepStaging(now - UPLOAD_MS);
}

/** Sweeps now and then regularly; returns what stops it. A sweep that fails is logged and tried again later. */
export function sweepRegularly(services: Services): () => Promise<void> {
	let running = Promise.resolve();
	const start = () => {
		running = sweep(services).catch((failure: unknown) =>
			logFailure(services.log, failure, 'sweep')
		);
	};
	start();
	const timer = setInterval(start, SWEEP_EVERY_MS);
	timer.unref();
	return () => {
		clearInterval(timer);
		return running;
	};
}

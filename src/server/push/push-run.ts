/**
 * Tells devices what is due, again and again, as mail is sent: what was seen meanwhile is not told, what a push service does not
 * take now is tried again for a day and a half, and a device it does not know any more is forgotten. A push may come twice; its
 * sentence then takes the place of the first.
 */
import type { UserId } from '../../crypto/brands.ts';
import type { Db } from '../db/database.ts';
import { writtenOut } from '../db/written-out.ts';
import { logFailure } from '../http/request-log.ts';
import { retryAfter } from '../notices/due.ts';
import type { Services } from '../services.ts';
import type { PushConfig } from './push-address.ts';
import { pushKey, type PushKey } from './push-key.ts';
import { sendPush, type PushOutcome } from './push-send.ts';
import { dropTold, stillTells } from './push-waiting.ts';

interface Device {
	endpoint: string;
	user: UserId;
	tries: number;
}

/** Of one run, all at once: one that does not answer holds up no other. */
const AT_ONCE = 20;
const EVERY_MS = 15_000;
const MOST_BETWEEN_TRIES_MS = 4 * 60 * 60 * 1000;
const MOST_TRIES = 16;

export const dueDevices = writtenOut<Device>(`
	SELECT endpoint, user, tries FROM push_devices
	WHERE due_at IS NOT NULL AND due_at <= ? ORDER BY due_at LIMIT ?`);

export async function pushDue(services: Services, signal: AbortSignal): Promise<void> {
	const { config, db, now } = services;
	if (config.push === null) return;
	const due = await dueDevices.rows(db, now(), AT_ONCE);
	if (due.length === 0) return;
	const using = { config: config.push, key: await pushKey(db), signal };
	await Promise.all(due.map((device) => tell(services, using, device)));
	for (const user of new Set(due.map((device) => device.user))) await dropTold(db, user);
}

interface Using {
	readonly config: PushConfig;
	readonly key: PushKey;
	readonly signal: AbortSignal;
}

async function tell(
	{ db, now }: Services,
	{ config, key, signal }: Using,
	device: Device
): Promise<void> {
	if (!(await stillTells(db, device.user)))
		return setDevice(db, device, { due_at: null, tries: 0 });
	const outcome = await sendPush(config, key, device.endpoint, { now: now(), signal });
	// What we broke off ourselves is tried again after the start.
	if (!signal.aborted) await settle(db, device, outcome, now());
}

async function settle(db: Db, device: Device, outcome: PushOutcome, now: number): Promise<void> {
	if (outcome === 'gone') {
		await db.deleteFrom('push_devices').where('endpoint', '=', device.endpoint).execute();
		return;
	}
	if (outcome === 'sent') {
		const well = { failing: null, failed_at: null };
		return setDevice(db, device, { due_at: null, tries: 0, last_at: now, ...well });
	}
	const tries = device.tries + 1;
	const gaveUp = tries > MOST_TRIES;
	await setDevice(db, device, {
		failing: gaveUp ? 'gave-up' : outcome,
		failed_at: now,
		tries: gaveUp ? 0 : tries,
		due_at: gaveUp ? null : now + retryAfter(tries, MOST_BETWEEN_TRIES_MS)
	});
}

interface Change {
	readonly due_at: number | null;
	readonly tries: number;
	readonly last_at?: number;
	readonly failing?: 'unreachable' | 'refused' | 'gave-up' | null;
	readonly failed_at?: number | null;
}

/** Only while it is the same person's. */
async function setDevice(db: Db, { endpoint, user }: Device, change: Change): Promise<void> {
	await db
		.updateTable('push_devices')
		.set(change)
		.where('endpoint', '=', endpoint)
		.where('user', '=', user)
		.execute();
}

/** Runs one after another. A run that fails is logged, without what it was about, and tried again. */
export function pushRegularly(services: Services): () => Promise<void> {
	if (services.config.push === null) return () => Promise.resolve();
	const stop = new AbortController();
	let running: Promise<void> | null = null;
	const run = () => {
		running ??= pushDue(services, stop.signal)
			.catch((failure: unknown) => logFailure(services.log, failure, 'push'))
			.finally(() => (running = null));
	};
	const timer = setInterval(run, EVERY_MS);
	timer.unref();
	run();
	return async () => {
		clearInterval(timer);
		stop.abort();
		await running;
	};
}

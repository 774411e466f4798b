/**
 * Sends what is due, again and again. A notice that waits is on disk until the mail's text leaves for the mail server, and
 * is taken off in that moment: an outage, a restart or a crash before it loses nothing, and after it nothing is sent twice
 * (docs/decisions). However long mail was down, each person then gets one mail.
 */
import type { UserId } from '../../crypto/brands.ts';
import { logFailure } from '../http/request-log.ts';
import { compose } from '../mail/compose.ts';
import { lettersIn } from '../mail/letters.ts';
import type { MailConfig } from '../mail/mail-config.ts';
import type { Outcome } from '../mail/outcome.ts';
import { NoLine, openLine, Withdrawn } from '../mail/smtp.ts';
import type { Services } from '../services.ts';
import { countOf, nextDay } from './counts.ts';
import { retryAfter } from './due.ts';
import { invitedToRemind, remindInvited, type Sending } from './invite-post.ts';
import { mayTry, noteFailing, noteFailure, noteWorking } from './line-state.ts';
import { noteDuePlans } from './plans-due.ts';
import { dropWaiting } from './settings-store.ts';
import { dueQuery, findWaiting, putBack, putOff, takeWaiting, type Waiting } from './waiting.ts';

/** Mails of one run; the next run takes the next ones. */
const MAILS_A_RUN = 50;
const PERSON_DAILY = 20;
/** A mail server that puts a mail off is asked again for about a day and a half. */
const MOST_BETWEEN_TRIES_MS = 4 * 60 * 60 * 1000;
const MOST_TRIES = 16;
const EVERY_MS = 15_000;

/** One run: until nothing is due, or the line is down. */
export async function post(services: Services, signal: AbortSignal): Promise<void> {
	const { config, db, now } = services;
	if (config.mail === null) return;
	await noteDuePlans(services);
	if (!(await mayTry(db, now()))) return;
	const due = await dueQuery.rows(db, now(), MAILS_A_RUN);
	const waiting = await stillWaiting(services, due, config.mail);
	const invited = await invitedToRemind(services, config.mail);
	if (waiting.length + invited.length === 0) return;
	try {
		const line = await openLine(config.mail, signal);
		try {
			const sending = { line, mail: config.mail, signal };
			const isOpen = await sendAll(services, sending, waiting);
			if (isOpen) await remindInvited(services, sending, invited);
		} finally {
			line.close();
		}
	} catch (failure) {
		if (!(failure instanceof NoLine)) throw failure;
		if (!signal.aborted) await noteFailing(db, failure.reason, now());
	}
}

/** Without those who have seen everything meanwhile, or have had enough mail for today. */
async function stillWaiting(
	services: Services,
	due: readonly { readonly user: UserId }[],
	mail: MailConfig
): Promise<UserId[]> {
	const { db, now } = services;
	const left: UserId[] = [];
	for (const { user } of due) {
		const waiting = await findWaiting(db, user);
		if (waiting === null) continue;
		if (await hadEnough(services, waiting, mail))
			await putOff(db, user, waiting.tries, nextDay(now()));
		else left.push(user);
	}
	return left;
}

async function hadEnough(
	{ db, now }: Services,
	{ user, firms }: Waiting,
	{ firmDaily }: MailConfig
): Promise<boolean> {
	if ((await countOf(db, user, 'notice', now())) >= PERSON_DAILY) return true;
	for (const firm of firms)
		if ((await countOf(db, firm, 'notice', now())) >= firmDaily) return true;
	return false;
}

/** Whether the line is still open. */
async function sendAll(
	services: Services,
	sending: Sending,
	people: readonly UserId[]
): Promise<boolean> {
	for (const user of people) {
		if (sending.signal.aborted) return false;
		const waiting = await findWaiting(services.db, user);
		if (waiting === null) continue;
		const outcome = await sendOne(services, sending, waiting);
		await settle(services, sending, waiting, outcome);
		// A mail that was withdrawn took its connection with it.
		if (outcome.is === 'line-down' || outcome.is === 'withdrawn') return false;
	}
	return true;
}

async function sendOne(
	{ db, now }: Services,
	{ line, mail }: Sending,
	waiting: Waiting
): Promise<Outcome> {
	const { address: to, language, offToken, isReminder } = waiting;
	const letter = lettersIn(language).notice(mail, isReminder);
	const text = await compose(mail, letter, { to, offToken, now: now() });
	return line.send({ to, text }, async () => {
		const isTaken = await takeWaiting(db, waiting, { now: now(), waitMs: mail.waitMs });
		if (!isTaken) throw new Withdrawn();
	});
}

async function settle(
	services: Services,
	{ signal }: Sending,
	waiting: Waiting,
	outcome: Outcome
): Promise<void> {
	const { db, now } = services;
	const { user } = waiting;
	switch (outcome.is) {
		case 'sent':
			await db.updateTable('mail_settings').set({ tries: 0 }).where('user', '=', user).execute();
			return noteWorking(db, now());
		case 'put-off':
			if (outcome.refuses && waiting.tries === 0)
				await noteFailure(db, user, 'not-passed-on', now());
			return tryLater(services, waiting);
		case 'line-down':
			// A line that we broke off ourselves is not failing.
			if (!signal.aborted) await noteFailing(db, outcome.reason, now());
			if (outcome.perhaps) return noteFailure(db, user, 'perhaps-sent', now());
			return tryLater(services, waiting);
		case 'refused':
			await noteFailure(db, user, outcome.reason, now());
			return stop(services, user, outcome.reason === 'address-refused');
		case 'withdrawn':
			return;
	}
}

/** Others go first meanwhile. Given up in the end, and shown. */
async function tryLater({ db, now }: Services, waiting: Waiting): Promise<void> {
	const { user } = waiting;
	const tries = waiting.tries + 1;
	if (tries > MOST_TRIES) {
		await db.transaction().execute((tx) => dropWaiting(tx, user));
		return noteFailure(db, user, 'gave-up', now());
	}
	await putBack(db, waiting, now());
	await putOff(db, user, tries, now() + retryAfter(tries, MOST_BETWEEN_TRIES_MS));
}

/** No more to an address that is none, until its owner confirms one again. */
async function stop({ db, now }: Services, user: UserId, isAddress: boolean): Promise<void> {
	await db.transaction().execute(async (tx) => {
		await dropWaiting(tx, user);
		if (!isAddress) return;
		await tx
			.updateTable('mail_settings')
			.set({ refused_at: now() })
			.where('user', '=', user)
			.execute();
	});
}

/** Runs one after another. A run that fails is logged, without what it was about, and tried again. */
export function postRegularly(services: Services): () => Promise<void> {
	const { mail } = services.config;
	if (mail === null) return () => Promise.resolve();
	const stop = new AbortController();
	let running: Promise<void> | null = null;
	const run = () => {
		running ??= post(services, stop.signal)
			.catch((failure: unknown) => logFailure(services.log, failure, 'post'))
			.finally(() => (running = null));
	};
	const timer = setInterval(run, Math.min(EVERY_MS, mail.waitMs));
	timer.unref();
	run();
	return async () => {
		clearInterval(timer);
		stop.abort();
		await running;
	};
}

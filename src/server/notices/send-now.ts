/** A mail that somebody waits for in front of a screen: sent at once or refused, never queued. */
import { compose } from '../mail/compose.ts';
import type { Letter } from '../mail/letters.ts';
import type { MailConfig } from '../mail/mail-config.ts';
import type { Outcome } from '../mail/outcome.ts';
import { NoLine, openLine } from '../mail/smtp.ts';
import { refuse } from '../http/refusal.ts';
import type { Services } from '../services.ts';
import { noteFailing, noteWorking } from './line-state.ts';

const PATIENCE_MS = 40_000;

export const requireMail = ({ config }: Pick<Services, 'config'>): MailConfig =>
	config.mail ?? refuse('mail-off');

export async function sendNow(services: Services, letter: Letter, to: string): Promise<void> {
	const config = requireMail(services);
	const text = await compose(config, letter, { to, offToken: null, now: services.now() });
	const outcome = await attempt(config, { to, text });
	const { db, now } = services;
	if (outcome.is === 'line-down') await noteFailing(db, outcome.reason, now());
	else await noteWorking(db, now());
	if (outcome.is === 'refused') refuse('mail-address-refused');
	if (outcome.is !== 'sent') refuse('mail-failing');
}

async function attempt(
	config: MailConfig,
	parcel: { readonly to: string; readonly text: Buffer }
): Promise<Outcome> {
	try {
		const line = await openLine(config, AbortSignal.timeout(PATIENCE_MS));
		try {
			return await line.send(parcel, () => Promise.resolve());
		} finally {
			line.close();
		}
	} catch (failure) {
		if (!(failure instanceof NoLine)) throw failure;
		return { is: 'line-down', reason: failure.reason, perhaps: false };
	}
}

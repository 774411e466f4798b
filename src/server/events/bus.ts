/**
 * Nudges for the people who are looking: a log moved, go and fetch it. A nudge holds no content, goes only to
 * those who may read that log, and may be lost: whoever connects fetches everything anyway.
 */
import type { Logger } from 'pino';
import type { ServerEvent } from '../../contract/api.ts';
import type { UserId } from '../../crypto/brands.ts';
import type { Session } from '../accounts/session-store.ts';
import type { Db } from '../db/database.ts';
import { logFailure } from '../http/request-log.ts';
import { readersOf, type LogMoved } from './readers.ts';

export interface Listener {
	send(event: ServerEvent): void;
	close(): void;
}

export interface EventBus {
	/** Returns what takes the listener away again. */
	listen(session: Session, listener: Listener): () => void;
	/** Call after the commit. Never fails its caller. */
	publish(moved: LogMoved): void;
	/** The session ended: its streams say so and close. */
	endSession(session: string): void;
	endAll(): void;
}

/** More streams than this of one session, and its oldest ends: each holds a connection. */
const MOST_STREAMS = 20;

interface Connected {
	readonly session: Session;
	readonly listener: Listener;
}

export function eventBus(db: Db, log: Logger): EventBus {
	const connected = new Set<Connected>();

	async function deliver(moved: LogMoved): Promise<void> {
		if (connected.size === 0) return;
		const readers: ReadonlySet<UserId> = await readersOf(db, moved);
		for (const { session, listener } of connected) {
			if (readers.has(session.user)) listener.send(moved);
		}
	}

	function end(isEnded: (session: Session) => boolean, farewell: ServerEvent | null): void {
		for (const one of [...connected].filter(({ session }) => isEnded(session))) {
			if (farewell !== null) one.listener.send(farewell);
			one.listener.close();
			connected.delete(one);
		}
	}

	return {
		listen(session, listener) {
			const one = { session, listener };
			connected.add(one);
			const own = [...connected].filter((other) => other.session.id === session.id);
			const [oldest] = own;
			if (oldest !== undefined && own.length > MOST_STREAMS) {
				connected.delete(oldest);
				oldest.listener.close();
			}
			return () => connected.delete(one);
		},
		publish(moved) {
			deliver(moved).catch((failure: unknown) => logFailure(log, failure, 'events'));
		},
		endSession: (ended) => end(({ id }) => id === ended, { type: 'signed-out' }),
		endAll: () => end(() => true, null)
	};
}

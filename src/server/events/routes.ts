/** The stream of nudges, kept open by a heartbeat and closed with its session. */
import type { ServerEvent } from '../../contract/api.ts';
import { isSessionAlive } from '../accounts/session-store.ts';
import { signedInUser, type BySession } from '../http/access.ts';
import { logFailure } from '../http/request-log.ts';
import { bytesRoute } from '../http/route.ts';
import type { Services } from '../services.ts';
import type { Listener } from './bus.ts';

const HEARTBEAT_MS = 20_000;
/** A portal that was restarted is found again within a second: until then, nothing that waits for it goes on. */
const OPEN = ': open\nretry: 1000\n\n';
/** An event and not a comment, which no page hears: by its absence a page knows that the stream is dead. */
const STILL_HERE = 'event: still-here\ndata: 1\n\n';

export const eventRoutes = [
	bytesRoute({
		method: 'GET',
		path: '/api/events',
		access: signedInUser,
		takes: 'nothing',
		async handle({ services, http, granted }) {
			let stop = () => {};
			const body = new ReadableStream<Uint8Array>({
				start(controller) {
					stop = pump(controller, {
						listen: (listener) => services.events.listen(granted.session, listener),
						onHeartbeat: () => endIfOver(services, granted)
					});
				},
				cancel: () => stop()
			});
			// Proxies that gather answers before passing them on would hold nudges back.
			const headers = { 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' };
			return http.body(body, 200, headers);
		}
	})
];

/** However the session ended, by time or through another process, its stream ends with the next heartbeat. */
function endIfOver({ db, events, log, now }: Services, { session }: BySession): void {
	isSessionAlive(db, session.id, now())
		.then((isAlive) => (isAlive ? undefined : events.endSession(session.id)))
		.catch((failure: unknown) => logFailure(log, failure, 'events'));
}

interface Source {
	listen(listener: Listener): () => void;
	onHeartbeat(): void;
}

/** Writes events and heartbeats until one end closes. A comment line at once lets the browser see it is open. */
function pump(controller: ReadableStreamDefaultController<Uint8Array>, source: Source): () => void {
	const encoder = new TextEncoder();
	const write = (text: string) => controller.enqueue(encoder.encode(text));
	const heartbeat = setInterval(() => {
		write(STILL_HERE);
		source.onHeartbeat();
	}, HEARTBEAT_MS);
	heartbeat.unref();
	const unlisten = source.listen({
		send: (event: ServerEvent) => write(`data: ${JSON.stringify(event)}\n\n`),
		close: () => {
			stop();
			controller.close();
		}
	});
	const stop = () => {
		clearInterval(heartbeat);
		unlisten();
	};
	write(OPEN);
	return stop;
}

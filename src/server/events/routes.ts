/** The stream of nudges, kept open by a heartbeat and closed with its session. */
import type { ServerEvent } from '../../contract/api.ts';
import { signedInUser } from '../http/access.ts';
import { bytesRoute } from '../http/route.ts';

const HEARTBEAT_MS = 20_000;

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
					stop = pump(controller, (listener) => services.events.listen(granted.session, listener));
				},
				cancel: () => stop()
			});
			// Proxies that gather answers before passing them on would hold nudges back.
			const headers = { 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' };
			return http.body(body, 200, headers);
		}
	})
];

type Listen = (listener: { send(event: ServerEvent): void; close(): void }) => () => void;

/** Writes events and heartbeats until one end closes. A comment line at once lets the browser see it is open. */
function pump(controller: ReadableStreamDefaultController<Uint8Array>, listen: Listen): () => void {
	const encoder = new TextEncoder();
	const write = (text: string) => controller.enqueue(encoder.encode(text));
	const heartbeat = setInterval(() => write(': still here\n\n'), HEARTBEAT_MS);
	heartbeat.unref();
	const unlisten = listen({
		send: (event) => write(`data: ${JSON.stringify(event)}\n\n`),
		close: () => {
			stop();
			controller.close();
		}
	});
	const stop = () => {
		clearInterval(heartbeat);
		unlisten();
	};
	write(': open\n\n');
	return stop;
}

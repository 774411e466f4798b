/**
 * Calls across the worker's boundary: one message per call, one per answer, and events one way. Failures cross as
 * `Problem` values, never as Error objects, so that no stack or input leaks into the page.
 */
import type { Problem } from '../../vault/view.ts';
import type { Core, CoreEvent } from './port.ts';

type Call = { id: number; method: keyof Core; args: unknown[] };
type Answer =
	| { id: number; ok: true; value: unknown }
	| { id: number; ok: false; problem: Problem }
	| { event: CoreEvent }
	| { listening: true };

/** The part of Worker and DedicatedWorkerGlobalScope that both ends use. */
interface Channel {
	postMessage(message: unknown): void;
	addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
}

/** The part of Worker that the page uses. */
interface WorkerChannel extends Channel {
	postMessage(message: unknown, transfer?: Transferable[]): void;
}

/** Worker side: answers calls on `core` once `ready`; returns the function that emits events. */
export function serveCore(
	channel: Channel,
	core: Core,
	toProblem: (error: unknown) => Problem,
	ready: Promise<void>,
	/** Knows what somebody waits for. */
	during: (work: () => unknown, method: keyof Core) => unknown = (work) => work()
): (event: CoreEvent) => void {
	const answer = (message: Answer) => {
		channel.postMessage(message);
	};
	channel.addEventListener('message', ({ data }: MessageEvent<Call>) => {
		const { id, method, args } = data;
		const result = ready.then(() => during(() => callByName(core, method, args), method));
		result.then(
			(value) => {
				answer({ id, ok: true, value });
			},
			(error: unknown) => {
				answer({ id, ok: false, problem: toProblem(error) });
			}
		);
	});
	answer({ listening: true });
	return (event) => {
		answer({ event });
	};
}

/** The one place where a method's name becomes a call: only the core's own methods, never what objects inherit. */
function callByName(core: Core, method: keyof Core, args: unknown[]): unknown {
	const call: unknown = Object.hasOwn(core, method) ? Reflect.get(core, method) : null;
	if (typeof call !== 'function') throw new TypeError('no such method');
	return Reflect.apply(call, core, args);
}

/**
 * Page side: a `Core` whose every method is a message to the worker. Calls wait until the worker says that it listens:
 * its modules await the crypto library first, and a message that arrives meanwhile is lost without a word.
 */
export function connectCore(channel: WorkerChannel, onEvent: (event: CoreEvent) => void): Core {
	const waiting = new Map<number, PromiseWithResolvers<unknown>>();
	const outbox: Call[] = [];
	let listening = false;
	let next = 0;
	channel.addEventListener('message', ({ data }: MessageEvent<Answer>) => {
		if ('listening' in data) {
			listening = true;
			for (const call of outbox.splice(0)) channel.postMessage(call, portsOf(call));
			return;
		}
		if ('event' in data) {
			onEvent(data.event);
			return;
		}
		const call = waiting.get(data.id);
		waiting.delete(data.id);
		if (data.ok) call?.resolve(data.value);
		else call?.reject(data.problem);
	});
	return new Proxy({} as Core, {
		get:
			(_, method: keyof Core) =>
			(...args: unknown[]) => {
				const call = Promise.withResolvers<unknown>();
				const id = next++;
				waiting.set(id, call);
				const message = { id, method, args };
				if (listening) channel.postMessage(message, portsOf(message));
				else outbox.push(message);
				return call.promise;
			}
	});
}

/** A port is handed over; everything else is copied. */
const portsOf = ({ args }: Call): MessagePort[] =>
	args
		.flatMap((arg): unknown[] =>
			typeof arg === 'object' && arg !== null ? Object.values(arg) : []
		)
		.filter((value) => value instanceof MessagePort);

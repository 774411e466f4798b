/**
 * One push: an empty request, so that there is nothing to encrypt and nothing to read. Its topic makes a push service keep only
 * the newest for a device that is off. What the service answers is dropped but for its status; no redirection is followed.
 */
import { request as overHttp } from 'node:http';
import { request as overTls } from 'node:https';
import { publicLookup, type PushConfig } from './push-address.ts';
import { authorization, type PushKey } from './push-key.ts';

export type PushOutcome = 'sent' | 'gone' | 'refused' | 'unreachable';

const PATIENCE_MS = 15_000;
/** For a device that is off. */
const KEPT_SECONDS = 24 * 60 * 60;

export async function sendPush(
	{ contact, trusted }: PushConfig,
	key: PushKey,
	endpoint: string,
	{ now, signal }: { readonly now: number; readonly signal: AbortSignal }
): Promise<PushOutcome> {
	const isTrusted = new URL(endpoint).origin === trusted;
	const request = isTrusted && endpoint.startsWith('http:') ? overHttp : overTls;
	const headers = {
		Authorization: authorization(key, endpoint, contact, now),
		'Content-Length': 0,
		TTL: KEPT_SECONDS,
		Topic: 'waiting',
		Urgency: 'normal'
	};
	const { promise, resolve } = Promise.withResolvers<PushOutcome>();
	const sending = request(endpoint, {
		method: 'POST',
		headers,
		agent: false,
		signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]),
		...(isTrusted ? {} : { lookup: publicLookup })
	});
	sending.on('response', (answer) => {
		resolve(outcomeOf(answer.statusCode ?? 0));
		answer.destroy();
	});
	sending.on('error', () => resolve('unreachable'));
	sending.end();
	return promise;
}

function outcomeOf(status: number): PushOutcome {
	if (status >= 200 && status < 300) return 'sent';
	if (status === 404 || status === 410) return 'gone';
	return status === 429 || status >= 500 ? 'unreachable' : 'refused';
}

/**
 * Asks as a browser would, so that a portal has little to tell the check by; follows no redirect and reads no more than
 * any file of a build could hold.
 */
import { createHash } from 'node:crypto';
import { CannotVerifyError } from './cannot-verify.ts';

export interface Answer {
	readonly status: number;
	readonly location: string | null;
	readonly headers: Headers;
	/** SHA-256 of the body, in hexadecimal. */
	readonly hash: string;
	readonly text: string;
}

const PATIENCE_MS = 30_000;
const MOST_BYTES = 64 * 1024 * 1024;
const asBrowsersDo = {
	'user-agent':
		'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36',
	'accept-language': 'en-US,en;q=0.9',
	'cache-control': 'no-cache'
};

export async function ask(url: string, accept: string): Promise<Answer> {
	const signal = AbortSignal.timeout(PATIENCE_MS);
	try {
		const headers = { ...asBrowsersDo, accept };
		const response = await fetch(url, { headers, redirect: 'manual', signal });
		const body = await readBody(response);
		return {
			status: response.status,
			location: response.headers.get('location'),
			headers: response.headers,
			hash: createHash('sha256').update(body).digest('hex'),
			text: body.toString('utf8')
		};
	} catch (error) {
		throw new CannotVerifyError(`${url} does not answer: ${reasonOf(error)}.`);
	}
}

async function readBody(response: Response): Promise<Buffer> {
	const chunks: Uint8Array[] = [];
	let size = 0;
	for await (const chunk of response.body ?? []) {
		size += chunk.length;
		// What was read so far differs from every listed file.
		if (size > MOST_BYTES) break;
		chunks.push(chunk);
	}
	return Buffer.concat(chunks);
}

function reasonOf(error: unknown): string {
	const cause = error instanceof Error ? (error.cause ?? error) : error;
	if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string')
		return cause.code;
	return cause instanceof Error ? cause.name : 'unknown';
}

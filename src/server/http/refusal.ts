/**
 * The one way to say no. A use case throws a Refusal with a code of the contract; `explain` is the one place
 * that turns any failure into a status and a sentence. No answer carries input, names or the cause.
 */
import Sqlite from 'better-sqlite3';
import { apiErrors, type ApiErrorCode } from '../../contract/errors.ts';

export class Refusal extends Error {
	readonly code: ApiErrorCode;
	readonly headers: Readonly<Record<string, string>>;

	constructor(code: ApiErrorCode, headers: Readonly<Record<string, string>> = {}) {
		super(code);
		this.code = code;
		this.headers = headers;
	}
}

export function refuse(code: ApiErrorCode, headers?: Readonly<Record<string, string>>): never {
	throw new Refusal(code, headers);
}

/** The caller broke off in the middle of a body. Nobody hears the answer. */
const BROKEN_OFF = new Set(['ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE']);
const OUT_OF_SPACE = new Set(['ENOSPC', 'EDQUOT', 'SQLITE_FULL']);

export function codeOf(failure: unknown): ApiErrorCode {
	if (failure instanceof Refusal) return failure.code;
	const system = systemCode(failure) ?? '';
	if (BROKEN_OFF.has(system)) return 'malformed-request';
	return OUT_OF_SPACE.has(system) ? 'disk-full' : 'internal';
}

/** ENOSPC, SQLITE_FULL and the like: what the system called it, never what it said. */
export function systemCode(failure: unknown): string | undefined {
	if (failure instanceof Sqlite.SqliteError) return failure.code;
	if (!(failure instanceof Error) || !('code' in failure)) return undefined;
	return typeof failure.code === 'string' ? failure.code : undefined;
}

/** A body that was too large is still on its way: its connection cannot carry another request. */
const connection = (code: ApiErrorCode): Record<string, string> =>
	code === 'too-large' ? { Connection: 'close' } : {};

export function explain(failure: unknown): Response {
	const code = codeOf(failure);
	const [status, message] = apiErrors[code];
	const headers = failure instanceof Refusal ? failure.headers : {};
	return Response.json(
		{ error: { code, message } },
		{ status, headers: { ...headers, ...connection(code) } }
	);
}

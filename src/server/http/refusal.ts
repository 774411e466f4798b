/**
 * The one way to say no. A use case throws a Refusal with a code of the contract; `explain` is the one place
 * that turns any failure into a status and a sentence. No answer carries input, names or the cause.
 */
import Sqlite from 'better-sqlite3';
import { apiErrors, type ApiErrorCode } from '../../contract/errors.ts';

export class Refusal extends Error {
	readonly code: ApiErrorCode;

	constructor(code: ApiErrorCode) {
		super(code);
		this.code = code;
	}
}

export function refuse(code: ApiErrorCode): never {
	throw new Refusal(code);
}

const OUT_OF_SPACE = new Set(['ENOSPC', 'EDQUOT', 'SQLITE_FULL']);

export function codeOf(failure: unknown): ApiErrorCode {
	if (failure instanceof Refusal) return failure.code;
	return OUT_OF_SPACE.has(systemCode(failure) ?? '') ? 'disk-full' : 'internal';
}

/** ENOSPC, SQLITE_FULL and the like: what the system called it, never what it said. */
export function systemCode(failure: unknown): string | undefined {
	if (failure instanceof Sqlite.SqliteError) return failure.code;
	if (!(failure instanceof Error) || !('code' in failure)) return undefined;
	return typeof failure.code === 'string' ? failure.code : undefined;
}

export function explain(code: ApiErrorCode, headers: Record<string, string> = {}): Response {
	const [status, message] = apiErrors[code];
	return Response.json({ error: { code, message } }, { status, headers });
}

/**
 * How an endpoint is declared: method, path, who may call it, what comes in and what goes out. `access` is
 * required by the type and its result is all a handler gets to know about the caller, so an endpoint that
 * forgets to say who may call it does not compile. Input is parsed at the door; nothing is cast.
 */
import type { Context } from 'hono';
import type { z } from 'zod';
import type { Services } from '../services.ts';
import type { HeaderTable } from './headers.ts';
import { readJson } from './octets.ts';
import type { LimitName } from './rate-limits.ts';
import { refuse } from './refusal.ts';

/** Large enough for an entry of 2 MiB in base64url with its capsule. */
export const MAX_JSON_BYTES = 4 * 1024 * 1024;

export interface Door {
	readonly services: Services;
	readonly http: Context;
	/** What goes with every answer, for those that are written to the socket itself. */
	readonly headers: HeaderTable;
}

/** Decides whether the caller may pass, and what the handler may know. Refuses by throwing. */
export type Access<Granted> = (door: Door) => Promise<Granted>;

export interface Call<Granted, Body = null> extends Door {
	readonly granted: Granted;
	readonly body: Body;
}

export interface Route {
	readonly method: string;
	readonly path: string;
	readonly limit: LimitName | null;
	/** Requests of other sites are answered too: only where nothing rests on who asks. */
	readonly fromAnywhere: boolean;
	run(door: Door): Promise<Response>;
}

interface Declaration<Granted> {
	readonly path: `/api/${string}`;
	readonly access: Access<Granted>;
	readonly limit?: LimitName;
}

/** No body in, JSON out. */
export function route<Granted, Answer>(
	spec: Declaration<Granted> & {
		readonly method: 'GET' | 'DELETE';
		readonly response: z.ZodType<unknown, Answer>;
		handle(call: Call<Granted>): Promise<NoInfer<Answer>>;
	}
): Route {
	return bytesRoute<Granted>({
		...spec,
		takes: 'nothing',
		handle: async (call) => call.http.json(await spec.handle(call))
	});
}

/** JSON in, JSON out. */
export function bodyRoute<Granted, Body, Answer>(
	spec: Declaration<Granted> & {
		readonly method: 'POST' | 'PUT';
		readonly body: z.ZodType<Body>;
		readonly response: z.ZodType<unknown, Answer>;
		handle(call: Call<Granted, Body>): Promise<NoInfer<Answer>>;
	}
): Route {
	return bytesRoute<Granted>({
		...spec,
		takes: 'json',
		handle: async (call) => {
			const body = spec.body.safeParse(await readJson(call.http, MAX_JSON_BYTES));
			if (!body.success) refuse('malformed-request');
			return call.http.json(await spec.handle({ ...call, body: body.data }));
		}
	});
}

/** For what is not JSON: parts, blobs, the event stream. */
export function bytesRoute<Granted>(
	spec: Declaration<Granted> & {
		readonly method: 'GET' | 'DELETE' | 'POST' | 'PUT';
		readonly takes: 'nothing' | 'json' | 'octets';
		readonly fromAnywhere?: true;
		handle(call: Call<Granted>): Promise<Response>;
	}
): Route {
	return {
		method: spec.method,
		path: spec.path,
		limit: spec.limit ?? null,
		fromAnywhere: spec.fromAnywhere ?? false,
		async run(door) {
			requireContentType(door.http, spec.takes);
			const granted = await spec.access(door);
			return spec.handle({ ...door, granted, body: null });
		}
	};
}

const contentTypes = { json: 'application/json', octets: 'application/octet-stream' } as const;

/** A form on another site can post text, never these types: half of the defence against forged requests. */
function requireContentType(http: Context, takes: 'nothing' | 'json' | 'octets'): void {
	if (takes === 'nothing') return;
	const given = (http.req.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase();
	if (given !== contentTypes[takes]) refuse('wrong-content-type');
}

/** A path parameter as its type. One that does not parse answers as a missing thing does. */
export function pathParam<T>(http: Context, name: string, schema: z.ZodType<T>): T {
	const parsed = schema.safeParse(http.req.param(name));
	return parsed.success ? parsed.data : refuse('not-found');
}

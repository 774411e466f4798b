/** A portal for tests: the real app on a real database and folder, with a clock that tests can turn. */
import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { pino } from 'pino';
import { expect } from 'vitest';
import type { z } from 'zod';
import { apiErrors, type ApiErrorCode } from '../../src/contract/errors.ts';
import { renewSetupToken } from '../../src/server/accounts/setup-token.ts';
import { FolderBlobStore } from '../../src/server/blobs/folder-blob-store.ts';
import { openDatabase } from '../../src/server/db/database.ts';
import { eventBus } from '../../src/server/events/bus.ts';
import { createApp } from '../../src/server/http/app.ts';
import type { RateLimits } from '../../src/server/http/rate-limits.ts';
import type { MailConfig } from '../../src/server/mail/mail-config.ts';
import type { PushConfig } from '../../src/server/push/push-address.ts';
import type { Services } from '../../src/server/services.ts';
import type { Quotas } from '../../src/server/uploads/quotas.ts';
import { dataPlace } from './data-place.ts';

export const ORIGIN = 'http://localhost:8700';
export const HOUR = 60 * 60 * 1000;
export const DAY = 24 * HOUR;

export type Fetch = (path: string, init: RequestInit) => Promise<Response>;

export interface TestPortal {
	readonly services: Services;
	readonly folder: string;
	readonly setupToken: string;
	readonly fetch: Fetch;
	/** Everything the portal logged. */
	readonly logged: string[];
	pass(ms: number): void;
	close(): Promise<void>;
}

export interface PortalOptions {
	readonly limits?: RateLimits;
	readonly origin?: string;
	readonly behindProxy?: boolean;
	readonly pages?: string;
	readonly quotas?: Partial<Quotas>;
	readonly mail?: MailConfig;
	readonly push?: PushConfig;
}

/** Nothing is limited where a test says nothing of it. */
export const noQuotas: Quotas = {
	firmBytes: 0,
	userBytes: 0,
	userUploads: 0,
	userAnnounced: 0,
	diskReserve: 0
};

export async function openPortal(options: PortalOptions = {}): Promise<TestPortal> {
	const folder = await mkdtemp(path.join(dataPlace, 'tallyport-'));
	const database = openDatabase(path.join(folder, 'tallyport.sqlite'));
	const logged: string[] = [];
	const log = pino({ level: 'debug', base: null }, { write: (line) => void logged.push(line) });
	const { db } = database;
	let passed = 0;
	const origin = options.origin ?? ORIGIN;
	const services: Services = {
		config: {
			origin,
			rpId: new URL(origin).hostname,
			behindProxy: options.behindProxy ?? false,
			quotas: { ...noQuotas, ...options.quotas },
			mail: options.mail ?? null,
			push: options.push ?? null
		},
		db,
		blobs: await FolderBlobStore.open(path.join(folder, 'blobs')),
		events: eventBus(db, log),
		log,
		now: () => Date.now() + passed
	};
	const app = createApp(services, options);
	return {
		services,
		folder,
		logged,
		setupToken: (await renewSetupToken(db)) ?? '',
		fetch: async (address, init) => app.request(address, init),
		pass: (ms) => void (passed += ms),
		async close() {
			services.events.endAll();
			database.close();
			await rm(folder, { recursive: true, force: true });
		}
	};
}

/** One browser profile: it keeps its cookie and sends what a browser sends. */
export class Browser {
	readonly #fetch: Fetch;
	cookie: string | null = null;

	constructor(fetch: Fetch) {
		this.#fetch = fetch;
	}

	async send(method: string, address: string, init: RequestInit = {}): Promise<Response> {
		const headers = new Headers(init.headers);
		if (!headers.has('sec-fetch-site')) headers.set('sec-fetch-site', 'same-origin');
		if (this.cookie !== null) headers.set('cookie', this.cookie);
		const response = await this.#fetch(address, { ...init, method, headers });
		for (const cookie of response.headers.getSetCookie()) {
			const [pair = ''] = cookie.split(';');
			this.cookie = pair.endsWith('=') ? null : pair;
		}
		return response;
	}

	get = (address: string, headers: HeadersInit = {}) => this.send('GET', address, { headers });
	delete = (address: string) => this.send('DELETE', address);
	post = (address: string, body: unknown) => this.#json('POST', address, body);
	put = (address: string, body: unknown) => this.#json('PUT', address, body);

	#json(method: string, address: string, body: unknown): Promise<Response> {
		const headers = { 'content-type': 'application/json' };
		return this.send(method, address, { headers, body: JSON.stringify(body) });
	}
}

/** The answer as the contract has it. */
export async function read<S extends z.ZodType>(
	answer: Response | Promise<Response>,
	schema: S
): Promise<z.output<S>> {
	const response = await answer;
	const body: unknown = await response.json();
	expect({ status: response.status, body }).toMatchObject({ status: 200 });
	return schema.parse(body);
}

export async function expectRefusal(
	answer: Response | Promise<Response>,
	code: ApiErrorCode
): Promise<void> {
	const response = await answer;
	const [status, message] = apiErrors[code];
	const body: unknown = await response.json();
	expect({ status: response.status, body }).toEqual({ status, body: { error: { code, message } } });
}

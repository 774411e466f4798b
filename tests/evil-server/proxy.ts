/**
 * A portal that lies: the real server in its own process, and in front of it, at the address that browsers know, a proxy
 * which keeps every request and answers as it is told (lies.ts).
 */
import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { Fetch } from '../../src/vault/api.ts';
import type { Interfere } from '../claims/people.ts';
import { Portal } from '../e2e/fixtures/portal.ts';
import { freePort } from '../server/free-port.ts';
import { honest } from './lies.ts';

const QUIET_MS = 200;
const NEVER_QUIET_MS = 40_000;

export interface SeenRequest {
	readonly method: string;
	readonly path: string;
	readonly headers: string;
	readonly body: Buffer;
}

export class LyingPortal {
	readonly origin: string;
	/** Everything that browsers sent here. */
	readonly seen: SeenRequest[] = [];
	/** How the API answers. */
	lie: Interfere = honest;
	/** What is put into the headers of pages and their files. */
	pageHeaders: Record<string, string> = {};
	/** Requests that are not answered yet, and when the last one came or went. */
	readonly #underWay = new Map<ServerResponse, string>();
	#lastMoved = 0;
	readonly #server = createServer((incoming, outgoing) => {
		if (incoming.url !== '/api/events') this.#follow(incoming, outgoing);
		this.#answer(incoming, outgoing).catch(() => outgoing.destroy());
	});
	#portal: Portal | null = null;

	private constructor(port: number) {
		this.origin = `http://localhost:${String(port)}`;
	}

	static async start(): Promise<LyingPortal> {
		const port = await freePort();
		const lying = new LyingPortal(port);
		lying.#portal = await Portal.start({ TALLYPORT_ORIGIN: lying.origin });
		lying.#server.listen(port, '127.0.0.1');
		await once(lying.#server, 'listening');
		return lying;
	}

	get setupLink(): string {
		return this.#real.setupLink;
	}

	/** What the real server printed. */
	get output(): string {
		return this.#real.output;
	}

	/** What was sent since a mark that signs, wraps or stores anything. */
	writesSince(mark: number): string[] {
		return this.seen
			.slice(mark)
			.filter(({ method, path }) => method !== 'GET' && path.startsWith('/api/'))
			.filter(({ path }) => !/\/(?:ceremonies|sign-in|seen|sign-out|keyring)$/u.test(path))
			.map(({ method, path }) => `${method} ${path}`);
	}

	/**
	 * Until nobody asks anything any more: a page also fetches by itself, after news and after unlocking, and what it then
	 * hears must not be chance.
	 */
	async quiet(): Promise<void> {
		const began = Date.now();
		while (this.#underWay.size > 0 || Date.now() - this.#lastMoved < QUIET_MS) {
			if (Date.now() - began > NEVER_QUIET_MS) {
				const latest = this.seen.slice(-10).map(({ method, path }) => `${method} ${path}`);
				throw new Error(
					`Never quiet: ${[...this.#underWay.values()].join(', ')} under way; last ${latest.join(', ')}`
				);
			}
			await new Promise((resolve) => setTimeout(resolve, 20));
		}
	}

	#follow({ method, url }: IncomingMessage, outgoing: ServerResponse): void {
		this.#underWay.set(outgoing, `${String(method)} ${String(url)}`);
		this.#lastMoved = Date.now();
		outgoing.once('close', () => {
			this.#underWay.delete(outgoing);
			this.#lastMoved = Date.now();
		});
	}

	async [Symbol.asyncDispose](): Promise<void> {
		this.#server.closeAllConnections();
		this.#server.close();
		await this.#real[Symbol.asyncDispose]();
	}

	get #real(): Portal {
		if (!this.#portal) throw new Error('not started');
		return this.#portal;
	}

	async #answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
		const { method = 'GET', url: path = '/', headers } = incoming;
		const body = Buffer.concat(await incoming.toArray());
		this.seen.push({ method, path, headers: JSON.stringify(headers), body });
		const pass: Fetch = (address, init) => this.#forward(address, init, headers);
		const given = Object.entries(headers).map(([name, value]): [string, string] => [
			name,
			String(value)
		]);
		const init = { method, headers: given, ...(body.length > 0 ? { body } : {}) };
		const isApi = path.startsWith('/api/');
		const response = isApi ? await this.lie(path, init, pass) : await pass(path, init);
		// Whoever asked may have gone meanwhile; the real server must not wait for them.
		if (outgoing.destroyed) return void response.body?.cancel();
		const more = isApi ? {} : this.pageHeaders;
		outgoing.writeHead(response.status, headersOf(response, more));
		// A lie may break off in the middle of an answer.
		const cut = () => outgoing.destroy();
		if (response.body)
			Readable.fromWeb(response.body as never)
				.on('error', cut)
				.pipe(outgoing);
		else outgoing.end();
		outgoing.on('close', () => void response.body?.cancel().catch(() => undefined));
	}

	/** To the real server, with the headers the browser sent and those of `init`. */
	async #forward(
		path: string,
		init: RequestInit,
		browser: IncomingMessage['headers']
	): Promise<Response> {
		const headers = { ...browser, ...Object.fromEntries(new Headers(init.headers)) };
		delete headers['content-length'];
		delete headers['transfer-encoding'];
		headers.connection = 'close';
		const asked = request(new URL(path, this.#real.origin), {
			method: init.method ?? 'GET',
			headers
		});
		asked.end(init.body as Buffer | undefined);
		const [answer] = (await once(asked, 'response')) as [IncomingMessage];
		const status = answer.statusCode ?? 500;
		const bodiless = [204, 304].includes(status);
		return new Response(bodiless ? null : (Readable.toWeb(answer) as never), {
			status,
			headers: pairs(answer.rawHeaders)
		});
	}
}

/** Framing is this server's own; a body that a lie changed has another length. */
const FRAMING = ['connection', 'keep-alive', 'transfer-encoding', 'content-length'];

const pairs = (raw: readonly string[]): [string, string][] =>
	raw.flatMap((name, at): [string, string][] =>
		at % 2 === 0 && !FRAMING.includes(name.toLowerCase()) ? [[name, raw[at + 1] ?? '']] : []
	);

function headersOf(response: Response, more: Record<string, string>): string[] {
	const own = [...response.headers].filter(
		([name]) => !FRAMING.includes(name) && !(name in more) && name !== 'set-cookie'
	);
	const cookies = response.headers.getSetCookie().map((cookie) => ['set-cookie', cookie]);
	return [...own, ...cookies, ...Object.entries(more)].flat();
}

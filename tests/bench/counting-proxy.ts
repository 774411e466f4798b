/**
 * Stands between browsers and a portal and counts, of every part of every upload, the bytes that arrived and whether the
 * portal acknowledged it. It passes everything on as it comes, also when one of the two goes away in the middle.
 */
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';

export class CountingProxy {
	/** Bytes of parts that arrived from browsers. */
	received = 0;
	/** Of these, bytes of parts that had been acknowledged before. */
	receivedAgain = 0;
	/** Bytes of parts acknowledged, each part once. */
	acknowledged = 0;
	/** The hashes that each part was sent with; the portal takes no bytes that have another. */
	readonly #sentAs = new Map<string, Set<string>>();
	#held: { from: number; until: Promise<undefined> } | null = null;
	#watch: { total: number; reached: () => void } | null = null;
	readonly #acknowledged = new Set<string>();
	readonly #server = createServer((incoming, outgoing) => {
		void this.#pass(incoming, outgoing);
	});
	/** Where the portal is. */
	target = '';
	origin = '';

	static async start(): Promise<CountingProxy> {
		const proxy = new CountingProxy();
		proxy.#server.listen(0, '127.0.0.1');
		await once(proxy.#server, 'listening');
		const { port } = proxy.#server.address() as AddressInfo;
		proxy.origin = `http://localhost:${String(port)}`;
		return proxy;
	}

	/** How many ciphertexts the part with the most was ever sent as. */
	get ciphertextsOfAPart(): number {
		return Math.max(0, ...[...this.#sentAs.values()].map(({ size }) => size));
	}

	/** Until so many more bytes of parts have arrived. */
	async more(bytes: number): Promise<void> {
		const { promise, resolve } = Promise.withResolvers<undefined>();
		this.#watch = { total: this.received + bytes, reached: () => resolve(undefined) };
		await promise;
		this.#watch = null;
	}

	/** Lets the bytes of no part from this index on through, until the answer is called. */
	hold(from: number): () => void {
		const { promise, resolve } = Promise.withResolvers<undefined>();
		this.#held = { from, until: promise };
		return () => {
			this.#held = null;
			resolve(undefined);
		};
	}

	stop(): void {
		this.#server.closeAllConnections();
		this.#server.close();
	}

	async #pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
		const { method, url = '', headers } = incoming;
		const part = method === 'PUT' ? /\/uploads\/(.+\/parts\/\d+)$/u.exec(url)?.[1] : undefined;
		if (part !== undefined) this.#note(part, String(headers['x-part-sha256']));
		if (part !== undefined && this.#held && Number(part.split('/').at(-1)) >= this.#held.from)
			await this.#held.until;
		let bytes = 0;
		const isAgain = part !== undefined && this.#acknowledged.has(part);
		if (part !== undefined)
			incoming.on('data', (chunk: Buffer) => {
				bytes += chunk.length;
				this.received += chunk.length;
				if (isAgain) this.receivedAgain += chunk.length;
				if (this.#watch && this.received >= this.#watch.total) this.#watch.reached();
			});
		const onward = request(new URL(url, this.target), { method, headers });
		onward.on('error', () => outgoing.destroy());
		outgoing.on('close', () => onward.destroy());
		onward.on('response', (answer) => {
			if (part !== undefined && answer.statusCode === 200 && !isAgain) {
				this.#acknowledged.add(part);
				this.acknowledged += bytes;
			}
			outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
			pipeline(answer, outgoing).catch(() => undefined);
		});
		await pipeline(incoming, onward).catch(() => undefined);
	}

	#note(part: string, hash: string): void {
		this.#sentAs.set(part, (this.#sentAs.get(part) ?? new Set()).add(hash));
	}
}

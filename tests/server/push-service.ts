/**
 * A push service on loopback that believes nobody: of every push it checks the token's signature with the key that the portal
 * gave to browsers, its audience and its time, as RFC 8292 has it, and that it is empty.
 */
import { createPublicKey, verify } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { z } from 'zod';
import { decodeBase64url } from '../../src/crypto/base64url.ts';
import { freePort } from './free-port.ts';

export interface Pushed {
	readonly path: string;
	readonly headers: IncomingMessage['headers'];
	readonly bytes: number;
	/** Null where it is right. */
	readonly wrong: string | null;
	readonly claims: { readonly aud: string; readonly exp: number; readonly sub: string } | null;
}

const claimsOf = z.strictObject({ aud: z.string(), exp: z.int(), sub: z.string() });

export class PushService {
	readonly pushed: Pushed[] = [];
	/** What it answers, by path. */
	status: (path: string) => number = () => 201;
	/** The clock by which tokens are judged. */
	now: () => number = Date.now;
	/** What browsers were given. */
	key = '';
	readonly #server: Server;

	private constructor() {
		this.#server = createServer((request, answer) => {
			let bytes = 0;
			request.on('data', (part: Buffer) => (bytes += part.length));
			request.on('end', () => {
				this.pushed.push({
					path: request.url ?? '',
					headers: request.headers,
					bytes,
					...this.#judge(request)
				});
				const status = this.status(request.url ?? '');
				answer.writeHead(status, status === 307 ? { location: `${this.origin}/elsewhere` } : {});
				answer.end('answercanary');
			});
		});
	}

	static async open(): Promise<PushService> {
		const service = new PushService();
		// One that is down is to stay unreachable: nobody else gets this port meanwhile.
		service.#server.listen(await freePort(), '127.0.0.1');
		await once(service.#server, 'listening');
		return service;
	}

	get origin(): string {
		const address = this.#server.address();
		if (address === null || typeof address === 'string') throw new Error('Not listening');
		return `http://127.0.0.1:${String(address.port)}`;
	}

	async close(): Promise<void> {
		this.#server.closeAllConnections();
		await new Promise((resolve) => this.#server.close(resolve));
	}

	#judge({ headers }: IncomingMessage): Pick<Pushed, 'wrong' | 'claims'> {
		const match = /^vapid t=([\w-]+)\.([\w-]+)\.([\w-]+), k=([\w-]+)$/u.exec(
			headers.authorization ?? ''
		);
		const [, head = '', body = '', signature = '', key = ''] = match ?? [];
		if (match === null) return { wrong: 'no token', claims: null };
		const claims = claimsOf.parse(JSON.parse(Buffer.from(body, 'base64url').toString()));
		if (key !== this.key) return { wrong: 'another key', claims };
		const point = decodeBase64url(key);
		const publicKey = createPublicKey({
			format: 'jwk',
			key: {
				...{ kty: 'EC', crv: 'P-256' },
				x: Buffer.from(point.subarray(1, 33)).toString('base64url'),
				y: Buffer.from(point.subarray(33)).toString('base64url')
			}
		});
		const isSigned = verify(
			'sha256',
			Buffer.from(`${head}.${body}`),
			{ key: publicKey, dsaEncoding: 'ieee-p1363' },
			Buffer.from(signature, 'base64url')
		);
		if (!isSigned) return { wrong: 'a bad signature', claims };
		if (claims.aud !== this.origin) return { wrong: 'for another service', claims };
		const seconds = this.now() / 1000;
		const isNow = claims.exp > seconds && claims.exp <= seconds + 86_400;
		return { wrong: isNow ? null : 'not for now', claims };
	}
}

/**
 * A real SMTP server on loopback, behind a wire that writes down every byte of every session. It can be taken down and
 * put up again at the same address, and told to refuse.
 */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { freePort } from './free-port.ts';

export interface Received {
	readonly from: string;
	readonly to: string;
	readonly raw: string;
}

/** What the server says instead of yes. */
export interface Refusals {
	sender?: string;
	recipient?: (address: string) => string | undefined;
	/** After the text has come. */
	text?: string;
	/** Where the connection breaks once the text has come. */
	breaks?: boolean;
}

export class Post {
	/** Mails that were accepted, oldest first. */
	readonly received: Received[] = [];
	/** Everything that was said, both ways. */
	transcript = '';
	/** Connections there were. */
	sessions = 0;
	refusals: Refusals = {};
	readonly #server: SMTPServer;
	readonly #open = new Set<Socket>();
	#wire: Server | null = null;
	#port = 0;

	private constructor(options: SMTPServerOptions) {
		this.#server = new SMTPServer({
			disabledCommands: ['STARTTLS'],
			authOptional: true,
			disableReverseLookup: true,
			...options,
			onMailFrom: (_, _session, answer) => answer(said(this.refusals.sender)),
			onRcptTo: ({ address }, _, answer) => answer(said(this.refusals.recipient?.(address))),
			onData: (stream, { envelope }, answer) => {
				const parts: Buffer[] = [];
				stream.on('data', (part: Buffer) => parts.push(part));
				stream.on('end', () => {
					const { breaks, text } = this.refusals;
					if (breaks) return this.#cut();
					if (text !== undefined) return answer(said(text));
					this.received.push({
						from: envelope.mailFrom === false ? '' : envelope.mailFrom.address,
						to: envelope.rcptTo.map(({ address }) => address).join(','),
						raw: Buffer.concat(parts).toString()
					});
					answer();
				});
			}
		});
		// Clients that go away in the middle are part of what is tested.
		this.#server.on('error', () => undefined);
	}

	static async open(options: SMTPServerOptions = {}): Promise<Post> {
		const post = new Post(options);
		post.#server.listen(0, '127.0.0.1');
		await once(post.#server.server, 'listening');
		await post.up();
		return post;
	}

	get port(): number {
		return this.#port;
	}

	async up(): Promise<void> {
		this.#port ||= await freePort();
		this.#wire = createServer((near) => this.#carry(near)).listen(this.#port, '127.0.0.1');
		await once(this.#wire, 'listening');
	}

	async down(): Promise<void> {
		const wire = this.#wire;
		this.#wire = null;
		if (wire === null) return;
		const closed = once(wire, 'close');
		wire.close();
		this.#cut();
		await closed;
	}

	async close(): Promise<void> {
		await this.down();
		await new Promise<void>((resolve) => this.#server.close(resolve));
	}

	#cut(): void {
		for (const socket of this.#open) socket.destroy();
	}

	#carry(near: Socket): void {
		this.sessions++;
		const far = connect(portOf(this.#server.server), '127.0.0.1');
		for (const [from, to] of [
			[near, far],
			[far, near]
		] as const) {
			this.#open.add(from);
			from.on('data', (bytes: Buffer) => {
				this.transcript += bytes.toString('latin1');
				to.write(bytes);
			});
			from.on('end', () => to.end());
			from.on('error', () => to.destroy());
			from.on('close', () => {
				this.#open.delete(from);
				to.destroy();
			});
		}
	}
}

function portOf(server: { address(): AddressInfo | string | null }): number {
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('Not listening');
	return address.port;
}

/** "550 5.1.1 Nobody here" as the server's answer; nothing for yes. */
function said(answer: string | undefined): Error | null {
	if (answer === undefined) return null;
	const [code = '', ...words] = answer.split(' ');
	return Object.assign(new Error(words.join(' ')), { responseCode: Number(code) });
}

/** Soft line ends and escapes of quoted-printable, undone, and read as UTF-8. */
export function readable(raw: string): string {
	const bytes = raw
		.replace(/=\r?\n/g, '')
		.replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
	return Buffer.from(bytes, 'latin1').toString();
}

export const header = ({ raw }: Received, name: string): string | null =>
	new RegExp(`^${name}:((?:.|\\r?\\n[ \\t])*)`, 'im')
		.exec(raw)?.[1]
		?.replace(/\r?\n\s/g, ' ')
		.trim() ?? null;

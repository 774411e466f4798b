/** A firm whose portal sends mail: people who confirm addresses, deeds that are told, and time that passes. */
import { mailSettings, type MailPreferences } from '../../src/contract/notices.ts';
import { appendResponse } from '../../src/contract/api.ts';
import type { RateLimits } from '../../src/server/http/rate-limits.ts';
import type { MailConfig } from '../../src/server/mail/mail-config.ts';
import type { PushConfig } from '../../src/server/push/push-address.ts';
import { post } from '../../src/server/notices/post.ts';
import { DAY, openPortal, ORIGIN, read, type TestPortal } from './portal.ts';
import { Post, readable } from './smtp.ts';
import { ChangingWorld } from './changing-world.ts';
import type { Firm, Invitation, Person, Vault } from './world.ts';

export const MINUTE = 60_000;
export const WAIT_MS = 5 * MINUTE;

export const mailBy = ({ port }: { port: number }, more: Partial<MailConfig> = {}): MailConfig => ({
	host: '127.0.0.1',
	port,
	tls: 'none',
	ca: null,
	login: null,
	from: 'portal@firm.example',
	name: 'Harbor & Finch',
	colour: null,
	unsubscribe: null,
	origin: ORIGIN,
	apiOrigin: ORIGIN,
	waitMs: WAIT_MS,
	firmDaily: 1000,
	...more
});

/** Tests ask for more codes in a minute than a network address may. */
const boundless: RateLimits = {
	ceremonies: 1e6,
	setup: 1e6,
	signIn: 1e6,
	recovery: 1e6,
	drop: 1e6,
	join: 1e6,
	mail: 1e6,
	mailOff: 1e6
};

const atOnce: MailPreferences = {
	frequency: 'at-once',
	hour: 8,
	zone: 'Europe/Berlin',
	language: 'en'
};

export class MailWorld extends ChangingWorld {
	readonly portal: TestPortal;
	readonly mail: Post;
	readonly firm: Firm;

	private constructor(portal: TestPortal, mail: Post, firm: Firm) {
		super(portal.fetch, ORIGIN);
		this.portal = portal;
		this.mail = mail;
		this.firm = firm;
	}

	static async found(more: Partial<MailConfig> = {}, push?: PushConfig): Promise<MailWorld> {
		const mail = await Post.open();
		const portal = await openPortal({
			mail: mailBy(mail, more),
			limits: boundless,
			...(push && { push })
		});
		const world = new ChangingWorld(portal.fetch, ORIGIN);
		return new MailWorld(portal, mail, await world.setUp(portal.setupToken));
	}

	async close(): Promise<void> {
		await this.portal.close();
		await this.mail.close();
	}

	[Symbol.asyncDispose] = (): Promise<void> => this.close();

	get owner(): Person {
		return this.firm.owner;
	}

	/** For a day from then on, by the portal's clock. */
	override invitation(expires = this.portal.services.now() + DAY): Promise<Invitation> {
		return super.invitation(expires);
	}

	/** What is counted by the day has to lie in one, whenever the test runs. */
	toMidnight(): void {
		this.portal.pass(DAY - (this.portal.services.now() % DAY));
	}

	/** One run of what the portal does every few seconds. */
	post = (): Promise<void> => post(this.portal.services, new AbortController().signal);

	async postAfter(ms: number): Promise<void> {
		this.portal.pass(ms);
		await this.post();
	}

	prefer({ browser }: Person, preferences: Partial<MailPreferences>): Promise<Response> {
		return browser.put('/api/account/mail/preferences', { ...atOnce, ...preferences });
	}

	askForCode = ({ browser }: Person, address: string): Promise<Response> =>
		browser.post('/api/account/mail/address', { address });

	confirm = ({ browser }: Person, code: string): Promise<Response> =>
		browser.post('/api/account/mail/confirm', { code });

	/** The code in the newest mail. */
	get code(): string {
		const digits = /^ {4}(\d{4}) (\d{4})\r?$/m.exec(readable(this.mail.received.at(-1)?.raw ?? ''));
		return `${digits?.[1] ?? ''}${digits?.[2] ?? ''}`;
	}

	async confirmed(
		person: Person,
		address: string,
		preferences: Partial<MailPreferences> = {}
	): Promise<void> {
		await read(this.prefer(person, preferences), mailSettings);
		await read(this.askForCode(person, address), mailSettings);
		await read(this.confirm(person, this.code), mailSettings);
	}

	/** A client with a vault and a confirmed address. */
	async reachableClient(address: string, preferences: Partial<MailPreferences> = {}) {
		const vault = await this.createVault(this.firm, this.owner);
		const client = await this.client(vault);
		await this.confirmed(client, address, preferences);
		return { client, vault };
	}

	/** Somebody adds a file, which is told to the other side. */
	async tell(vault: Vault, by: Person = this.owner): Promise<void> {
		const blob = await this.upload(vault, by, [new Uint8Array(10)]);
		await read(this.addFile(vault, by, blob), appendResponse);
	}

	/** Notices that arrived for an address; codes are not among them. */
	noticesTo = (address: string) =>
		this.mail.received.filter(({ to, raw }) => to === address && raw.includes('List-Unsubscribe:'));
}

/**
 * People using the portal without a browser: the client's own modules, as the worker wires them, against the real
 * server app, database and blob folder. Only the authenticator and the browser's storage are stand-ins.
 */
import { createHash, randomFillSync } from 'node:crypto';
import type { Raw } from '../../src/crypto/brands.ts';
import { randomBytes } from '../../src/crypto/random.ts';
import { ready } from '../../src/crypto/sodium.ts';
import { fontFile as installed } from '../../src/cli/installed-font.ts';
import { connectApi, type Fetch } from '../../src/vault/api.ts';
import type { FontFile } from '../../src/vault/certificate-font.ts';
import { evidenceOf, type Evidence } from '../../src/vault/evidence.ts';
import type { DigestStore } from '../../src/vault/kept-digests.ts';
import type { LogStore } from '../../src/vault/kept-logs.ts';
import { inThisThread } from '../../src/vault/part-workers.ts';
import { toProblem } from '../../src/vault/problems.ts';
import { scanPdf } from '../../src/vault/scan-pdf.ts';
import { approvalDesk } from '../../src/lib/worker/approval-desk.ts';
import { dropDesk } from '../../src/lib/worker/drop-desk.ts';
import { dropPageDesk } from '../../src/lib/worker/drop-page-desk.ts';
import { entering, PendingWords } from '../../src/lib/worker/entering.ts';
import { filingDesk } from '../../src/lib/worker/filing-desk.ts';
import { faceDesk } from '../../src/lib/worker/face-desk.ts';
import { firmDesk } from '../../src/lib/worker/firm-desk.ts';
import { Keyholder, type Device } from '../../src/lib/worker/keyholder.ts';
import { Calm } from '../../src/lib/worker/knowing/calm.ts';
import { Knowing } from '../../src/lib/worker/knowing/desk.ts';
import { messageDesk } from '../../src/lib/worker/message-desk.ts';
import { noticeDesk } from '../../src/lib/worker/notice-desk.ts';
import { ownAccount } from '../../src/lib/worker/own-account.ts';
import { Reminding } from '../../src/lib/worker/reminder-desk.ts';
import { paperDesk } from '../../src/lib/worker/paper-desk.ts';
import { requestDesk } from '../../src/lib/worker/request-desk.ts';
import { templateDesk } from '../../src/lib/worker/template-desk.ts';
import { Rotating } from '../../src/lib/worker/rotating.ts';
import type { Core, NewPasskey, PasskeySignIn } from '../../src/lib/worker/port.ts';
import { filesBy } from '../../src/lib/worker/saving/files.ts';
import { savingDesk } from '../../src/lib/worker/saving/desk.ts';
import { Ranges } from '../../src/lib/worker/saving/ranges.ts';
import { Transfers } from '../../src/lib/worker/transfers.ts';
import { vaultDesk } from '../../src/lib/worker/vault-desk.ts';
import type { TransferNews } from '../../src/vault/view.ts';
import { SoftwarePasskey } from '../server/authenticator.ts';
import { Browser, ORIGIN, type TestPortal } from '../server/portal.ts';
import { memoryKeeping } from '../vault/keeping.ts';

/** A portal in this process, or one behind a socket. */
export type Reachable = Pick<TestPortal, 'fetch' | 'setupToken'> & {
	readonly services: Pick<TestPortal['services'], 'now'>;
};

/** What a server under test may do to an answer or a request on its way. */
export type Interfere = (path: string, init: RequestInit, pass: Fetch) => Promise<Response>;

/** What a client needs of a portal. */
export type Reached = Omit<Reachable, 'setupToken'>;

export class Person {
	readonly core: Core;
	readonly keyholder: Keyholder;
	readonly transfers: Transfers;
	/** Given what a page would be told of its queue, when it would be. */
	onTransfers: ((news: TransferNews) => void) | null = null;
	passkey = new SoftwarePasskey(ORIGIN);
	prf = randomBytes(32);
	/** Every request this person's client made: method, path and body as text or bytes. */
	readonly sent: { method: string; path: string; body: unknown }[] = [];
	interfere: Interfere | null = null;
	/** What the person's browser gets when it asks for the font of certificates. */
	fontFile: FontFile = installed;
	/** What would ring on the page, from calls and from the background. */
	readonly alarms: Evidence[] = [];
	readonly knowing: Knowing;
	readonly reminding: Reminding;
	/** Reads the vaults of all clients in the background, as a browser does: of the tests, few want those requests too. */
	knows = false;

	constructor(portal: Reached, device: Device = memoryDevice()) {
		const browser = new Browser(portal.fetch);
		const pass: Fetch = (path, init) => browser.send(init.method ?? 'GET', path, init);
		const api = connectApi((path, init) => {
			this.sent.push({ method: init.method ?? 'GET', path, body: init.body });
			return this.interfere ? this.interfere(path, init, pass) : pass(path, init);
		});
		const now = () => portal.services.now();
		const quiet = () => undefined;
		const pending = new PendingWords();
		this.keyholder = new Keyholder(api, device);
		const raise = (error: unknown) => {
			if (toProblem(error).alarming) this.alarms.push(evidenceOf(error, { time: now() }));
		};
		const transfers = new Transfers(device, now, inThisThread, {
			report: (news) => this.onTransfers?.(news),
			uploaded: quiet,
			failed: raise
		});
		this.transfers = transfers;
		const dropTransfers = new Transfers(device, now, inThisThread, {
			report: quiet,
			uploaded: quiet,
			failed: raise
		});
		const files = filesBy(api, inThisThread);
		const ranges = new Ranges(files);
		const rotating = new Rotating(api, now, quiet, raise);
		this.knowing = new Knowing(device, new Calm(() => false), quiet, raise);
		this.keyholder.onForgery(raise);
		this.keyholder.onChange((session) => {
			rotating.follow(session);
			transfers.follow(session);
			this.knowing.follow(session);
		});
		const requests = requestDesk(this.keyholder, quiet, now);
		this.reminding = new Reminding(this.keyholder, now);
		this.core = {
			...entering(this.keyholder, pending, now),
			...ownAccount(this.keyholder, pending, { emit: quiet, now, withoutNews: (work) => work() }),
			...firmDesk(this.keyholder, quiet, rotating, {
				origin: ORIGIN,
				now,
				listed: (...news) => {
					if (this.knows) this.knowing.listed(...news);
				}
			}),
			...this.knowing.desk,
			...vaultDesk(this.keyholder, transfers, quiet, now),
			...savingDesk(this.keyholder, transfers, { files, ranges }, quiet, now),
			...dropDesk(this.keyholder, transfers, inThisThread, quiet, { origin: ORIGIN, now }),
			...dropPageDesk(api, device, dropTransfers, quiet, now),
			...filingDesk(this.keyholder, transfers, quiet, now),
			...requests,
			...this.reminding.desk,
			...messageDesk(this.keyholder, quiet, now),
			...faceDesk(this.keyholder, quiet, now),
			...templateDesk(this.keyholder, quiet, now),
			...noticeDesk(this.keyholder),
			makeScan: scanPdf,
			...savingDesk(this.keyholder, transfers, { files, ranges }, quiet, now),
			...approvalDesk(this.keyholder, files, quiet, {
				origin: ORIGIN,
				now,
				fontFile: () => this.fontFile()
			}),
			...paperDesk(this.keyholder, transfers, files, quiet, now)
		};
	}

	async newPasskey(): Promise<NewPasskey> {
		const registering = await this.core.terms('register');
		const asserting = await this.core.terms('authenticate');
		return {
			registration: this.passkey.register(asChallenge(registering)),
			assertion: this.passkey.assert(asChallenge(asserting)),
			credential: this.passkey.id,
			prf: this.prf.slice()
		};
	}

	/** Signs in and unlocks with this person's passkey. */
	async enter(): Promise<void> {
		await this.core.signIn(await this.signIn());
	}

	async signIn(): Promise<PasskeySignIn> {
		const asserting = await this.core.terms('authenticate');
		return {
			assertion: this.passkey.assert(asChallenge(asserting)),
			credential: this.passkey.id,
			prf: this.prf.slice()
		};
	}
}

/** The same person at another browser, with a synced passkey, not signed in yet. */
export function elsewhere(portal: Reachable, person: Person, device?: Device): Person {
	const there = new Person(portal, device);
	there.passkey = person.passkey;
	there.prf = person.prf;
	return there;
}

const asChallenge = ({ ceremony, challenge }: { ceremony: string; challenge: Raw }) => ({
	id: ceremony,
	challenge: Buffer.from(challenge).toString('base64url')
});

export function memoryDevice(logs = memoryLogs(), digests = memoryDigests()): Device {
	const heads = new Map<string, Raw>();
	const drops = new Map<string, Raw>();
	const lastVaults = new Map<string, string>();
	let remembered: Awaited<ReturnType<Device['remembered']>> = null;
	return {
		loadReplies: (user) => Promise.resolve(heads.get(`replies ${user}`) ?? null),
		forgetReplies: (user) => Promise.resolve(void heads.delete(`replies ${user}`)),
		loadHeads: (userId) => Promise.resolve(heads.get(userId) ?? null),
		saveHeads: (userId, sealed) => Promise.resolve(void heads.set(userId, sealed)),
		remembered: () => Promise.resolve(remembered),
		remember: (value) => Promise.resolve(void (remembered = value)),
		lastVault: (user) => Promise.resolve(lastVaults.get(user) ?? null),
		noteVault: (user, vault) => Promise.resolve(void lastVaults.set(user, vault)),
		forget: () => {
			remembered = null;
			lastVaults.clear();
			logs.records.clear();
			digests.records.clear();
			return Promise.resolve();
		},
		logs,
		...digests,
		loadDrop: (name) => Promise.resolve(drops.get(name) ?? null),
		saveDrop: (name, sealed) => Promise.resolve(void drops.set(name, sealed)),
		...memoryKeeping()
	};
}

/** What IndexedDB remembers of logs, in memory, where a test may look at it and change it. */
export function memoryLogs(): LogStore & { readonly records: Map<string, Raw> } {
	const records = new Map<string, Raw>();
	return {
		records,
		load: (user, name) => Promise.resolve(records.get(`${user} ${name}`) ?? null),
		save: (user, name, sealed) => Promise.resolve(void records.set(`${user} ${name}`, sealed)),
		remove: (user, name) => Promise.resolve(void records.delete(`${user} ${name}`))
	};
}

/** The same for what is searched of vaults. */
export function memoryDigests(): DigestStore & { readonly records: Map<string, Raw> } {
	const records = new Map<string, Raw>();
	return {
		records,
		loadDigests: (user) => {
			const own = new Map<string, Raw>();
			for (const [key, sealed] of records) {
				const [whose, name = ''] = key.split(' ');
				if (whose === user) own.set(name, sealed);
				else records.delete(key);
			}
			return Promise.resolve(own);
		},
		saveDigest: (user, name, sealed) =>
			Promise.resolve(void records.set(`${user} ${name}`, sealed)),
		removeDigests: (user, names) => {
			for (const name of names) records.delete(`${user} ${name}`);
			return Promise.resolve();
		}
	};
}

/** A new firm whose owner is unlocked. */
export async function foundFirm(
	portal: Reachable,
	names = { firm: 'Harbor & Finch', owner: 'Olu' }
) {
	await ready;
	const owner = new Person(portal);
	const words = await owner.core.makeKit();
	await owner.core.setUp({
		token: portal.setupToken,
		firmName: names.firm,
		mark: { colour: 'pine', initials: 'HF' },
		ownerName: names.owner,
		passkey: await owner.newPasskey()
	});
	return { owner, words };
}

export const fragmentOf = (url: string): string => new URL(url).hash.slice(1);

/** Invites a preparer, lets them join and hands them the team's key. */
export async function hire(portal: Reachable, owner: Person, name: string): Promise<Person> {
	const { url } = await owner.core.inviteStaff(name, 'preparer');
	const preparer = new Person(portal);
	await preparer.core.openLink(fragmentOf(url));
	await preparer.core.makeRecoveryWords();
	const me = await preparer.core.join({
		name,
		passkey: await preparer.newPasskey(),
		withRecovery: true
	});
	await owner.core.team();
	await owner.core.grantTeam(me.userId, true);
	await preparer.core.team();
	return preparer;
}

/** Creates a client and lets them join by their link. */
export async function welcome(portal: Reachable, staff: Person, name: string) {
	const vault = await staff.core.createClient(name);
	const { url } = await staff.core.inviteClient(vault, name, true);
	const client = new Person(portal);
	await client.core.openLink(fragmentOf(url));
	await client.core.join({ name, passkey: await client.newPasskey(), withRecovery: false });
	return { vault, client, fragment: fragmentOf(url) };
}

export const fileOf = (name: string, content: Raw, type = 'application/pdf'): File =>
	new File([content], name, { type, lastModified: 1_700_000_000_000 });

/** As chosen in a dialog: without a handle. */
export const picked = (file: File) => ({ file, handle: null });

/** Sends files and waits until each is done; fails the test when one fails. */
export async function send(
	person: Person,
	vault: Parameters<Core['addFiles']>[0],
	...files: File[]
) {
	await person.core.addFiles(vault, null, files.map(picked));
	await arrived(person);
}

/** Resolves when all that was queued has arrived. @throws the code of the first that failed */
export async function arrived(person: Person) {
	for (;;) {
		const { changed } = await person.core.transfers();
		const up = changed.filter(({ direction }) => direction === 'up');
		const failed = up.find(({ state }) => state === 'failed');
		if (failed) throw new Error(failed.problem?.code);
		if (up.every(({ state }) => state === 'done')) return;
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
}

export const sha256 = (bytes: Uint8Array | ArrayBuffer): string =>
	createHash('sha256').update(new Uint8Array(bytes)).digest('hex');

/** Random bytes of any length. */
export const noise = (length: number): Raw => randomFillSync(new Uint8Array(length));

/** An owner, a preparer, and a client of hers with the vault. */
export async function firmWithClient(portal: TestPortal) {
	const { owner } = await foundFirm(portal);
	const petra = await hire(portal, owner, 'Petra');
	const { vault, client: ana } = await welcome(portal, petra, 'Ana');
	return { owner, petra, ana, vault };
}

/** With which code something is refused; "accepted" when it is not. */
export const codeOf = (work: Promise<unknown>): Promise<unknown> =>
	work.then(
		() => 'accepted',
		(error: unknown) => (error as { code?: unknown }).code
	);

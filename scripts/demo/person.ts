/**
 * Somebody who uses the portal without a browser: the client's own modules, put together as core.worker.ts does, with a
 * software passkey and a cookie of their own. What they write is signed and sealed as anybody's is.
 */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { UserId, VaultId } from '../../src/crypto/brands.ts';
import { connectApi } from '../../src/vault/api.ts';
import { FONT_PATH } from '../../src/vault/certificate-font.ts';
import { inThisThread } from '../../src/vault/part-workers.ts';
import { approvalDesk } from '../../src/lib/worker/approval-desk.ts';
import { dropDesk } from '../../src/lib/worker/drop-desk.ts';
import { dropPageDesk } from '../../src/lib/worker/drop-page-desk.ts';
import { entering, PendingWords } from '../../src/lib/worker/entering.ts';
import { faceDesk } from '../../src/lib/worker/face-desk.ts';
import { firmDesk } from '../../src/lib/worker/firm-desk.ts';
import { Keyholder } from '../../src/lib/worker/keyholder.ts';
import { messageDesk } from '../../src/lib/worker/message-desk.ts';
import { ownAccount } from '../../src/lib/worker/own-account.ts';
import type { Core, NewPasskey } from '../../src/lib/worker/port.ts';
import { requestDesk } from '../../src/lib/worker/request-desk.ts';
import { Rotating } from '../../src/lib/worker/rotating.ts';
import { savingDesk } from '../../src/lib/worker/saving/desk.ts';
import { filesBy } from '../../src/lib/worker/saving/files.ts';
import { Ranges } from '../../src/lib/worker/saving/ranges.ts';
import { Transfers } from '../../src/lib/worker/transfers.ts';
import { vaultDesk } from '../../src/lib/worker/vault-desk.ts';
import type { TransferNews } from '../../src/vault/view.ts';
import { forgetfulDevice } from './forgetful-device.ts';
import { DemoPasskey } from './passkey.ts';

/** A portal, and the time it is there. */
export interface Reach {
	readonly origin: string;
	readonly fetch: (path: string, init: RequestInit) => Promise<Response>;
	readonly now: () => number;
}

type Where = Parameters<Core['addFiles']>;

const AWAY_MS = 5 * 24 * 60 * 60 * 1000;
const quiet = () => undefined;

export class Person {
	/** For the things that ask the portal for a session; `awake` first. */
	readonly core;
	readonly #passkey: DemoPasskey;
	readonly #now: () => number;
	#seenAt: number;

	constructor(reach: Reach) {
		const { origin, now } = reach;
		this.#passkey = new DemoPasskey(origin);
		this.#now = now;
		this.#seenAt = now();
		this.core = deskOf(reach);
	}

	async newPasskey(): Promise<NewPasskey> {
		const { core } = this;
		return {
			registration: this.#passkey.register(await core.terms('register')),
			assertion: this.#passkey.assert(await core.terms('authenticate')),
			credential: this.#passkey.id,
			prf: this.#passkey.prf.slice()
		};
	}

	/** Opens an invitation and makes a passkey. Staff keep a recovery code. */
	async join(url: string, name: string): Promise<UserId> {
		const { core } = this;
		const { kind } = await core.openLink(fragmentOf(url));
		const withRecovery = kind === 'staff';
		if (withRecovery) await core.makeRecoveryWords();
		const me = await core.join({ name, passkey: await this.newPasskey(), withRecovery });
		return me.userId;
	}

	/** Signs in again after days away, as the portal asks everybody to. */
	async awake(): Promise<void> {
		const isAway = this.#now() - this.#seenAt > AWAY_MS;
		this.#seenAt = this.#now();
		if (!isAway) return;
		const assertion = this.#passkey.assert(await this.core.terms('authenticate'));
		const { id: credential, prf } = this.#passkey;
		await this.core.signIn({ assertion, credential, prf: prf.slice() });
	}

	/** Sends files and waits until all have arrived. */
	async send(vault: VaultId, folder: Where[1], files: File[], answers?: Where[3]): Promise<void> {
		await this.core.addFiles(vault, folder, files.map(picked), answers);
		await this.#arrived(this.core.transfers);
	}

	async sendByDrop(url: string, sender: string, note: string, files: File[]): Promise<void> {
		await this.core.openDrop(fragmentOf(url));
		await this.core.sendByDrop({ sender, note, files: files.map(picked) });
		await this.#arrived(this.core.dropTransfers);
	}

	async approve(vault: VaultId, approval: Parameters<Core['approve']>[1]): Promise<void> {
		await this.core.readForApproval(vault, approval);
		const { challenge } = await this.core.approvalTerms(vault, approval);
		await this.core.approve(vault, approval, this.#passkey.sign(challenge));
	}

	async #arrived(queue: () => Promise<TransferNews>): Promise<void> {
		for (;;) {
			const { changed } = await queue();
			const up = changed.filter(({ direction }) => direction === 'up');
			const failed = up.find(({ state }) => state === 'failed');
			if (failed) throw new Error(`A file of the demo did not arrive: ${failed.problem?.message}`);
			if (up.every(({ state }) => state === 'done')) return;
			await new Promise((resolve) => setTimeout(resolve, 5));
		}
	}
}

function deskOf({ origin, fetch, now }: Reach) {
	const api = connectApi(withCookie(fetch));
	const device = forgetfulDevice();
	const keyholder = new Keyholder(api, device);
	const pending = new PendingWords();
	const transfers = queue(device, now);
	const files = filesBy(api, inThisThread);
	const rotating = new Rotating(api, now, quiet, quiet);
	keyholder.onChange((session) => {
		transfers.follow(session);
		rotating.follow(session);
	});
	return {
		...entering(keyholder, pending, now),
		...ownAccount(keyholder, pending, { emit: quiet, now, withoutNews: (work) => work() }),
		...firmDesk(keyholder, quiet, rotating, { origin, now }),
		...faceDesk(keyholder, quiet, now),
		...vaultDesk(keyholder, transfers, quiet, now),
		...savingDesk(keyholder, transfers, { files, ranges: new Ranges(files) }, quiet, now),
		...requestDesk(keyholder, quiet, now),
		...messageDesk(keyholder, quiet, now),
		...approvalDesk(keyholder, files, quiet, { origin, now, fontFile }),
		...dropDesk(keyholder, transfers, inThisThread, quiet, { origin, now }),
		...dropPageDesk(api, device, queue(device, now), quiet, now)
	};
}

const fontFile = async () => readFile(fileURLToPath(import.meta.resolve(FONT_PATH)));

const queue = (device: ReturnType<typeof forgetfulDevice>, now: () => number) =>
	new Transfers(device, now, inThisThread, { report: quiet, uploaded: quiet, failed: quiet });

/** What a browser adds to the page's own requests. */
function withCookie(fetch: Reach['fetch']): Reach['fetch'] {
	let cookie: string | null = null;
	return async (path, init) => {
		const headers = new Headers(init.headers);
		headers.set('sec-fetch-site', 'same-origin');
		if (cookie !== null) headers.set('cookie', cookie);
		const answer = await fetch(path, { ...init, headers });
		for (const set of answer.headers.getSetCookie()) {
			const [pair = ''] = set.split(';');
			cookie = pair.endsWith('=') ? null : pair;
		}
		return answer;
	};
}

const picked = (file: File) => ({ file, handle: null });
const fragmentOf = (url: string): string => new URL(url).hash.slice(1);

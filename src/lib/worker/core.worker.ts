/**
 * The worker that holds the keys. No logic of its own: it gives the client's rules their clock, network and storage,
 * and serves them to the page. Nothing it posts contains a key.
 */
import './no-code-from-text.ts';
import { connectApi } from '../../vault/api.ts';
import { evidenceOf } from '../../vault/evidence.ts';
import { toProblem } from '../../vault/problems.ts';
import { scanPdf } from '../../vault/scan-pdf.ts';
import type { Problem } from '../../vault/view.ts';
import { ready } from '../../crypto/sodium.ts';
import { apiAddress } from './api-address.ts';
import { approvalDesk } from './approval-desk.ts';
import { buildDesk } from './build-desk.ts';
import { openBuildMemory, openDeviceStore } from './device-store.ts';
import { dropDesk } from './drop-desk.ts';
import { dropPageDesk } from './drop-page-desk.ts';
import { entering, PendingWords } from './entering.ts';
import { filingDesk } from './filing-desk.ts';
import { faceDesk } from './face-desk.ts';
import { firmDesk } from './firm-desk.ts';
import { fontFile } from './font-file.ts';
import { messageDesk } from './message-desk.ts';
import { Keyholder } from './keyholder.ts';
import { Calm } from './knowing/calm.ts';
import { Knowing } from './knowing/desk.ts';
import { listen, OPENING_MS } from './live.ts';
import { noticeDesk } from './notice-desk.ts';
import { ownAccount } from './own-account.ts';
import { paperDesk } from './paper-desk.ts';
import type { Core, CoreEvent } from './port.ts';
import { Reminding } from './reminder-desk.ts';
import { requestDesk } from './request-desk.ts';
import { templateDesk } from './template-desk.ts';
import { Rotating } from './rotating.ts';
import { serveCore } from './rpc.ts';
import { sealingPool } from './sealing.ts';
import type { Session } from '../../vault/session.ts';
import { filesBy } from './saving/files.ts';
import { savingDesk } from './saving/desk.ts';
import { Ranges } from './saving/ranges.ts';
import { isUnderWay } from './transfer-board.ts';
import { Transfers } from './transfers.ts';
import { vaultDesk } from './vault-desk.ts';

const KEYRING_EVERY_MS = 30_000;
const now = () => Date.now();
const api = connectApi((path, init) =>
	fetch(apiAddress(path), { ...init, credentials: 'include' })
);

const device = openDeviceStore();
const keyholder = new Keyholder(api, device);
const pending = new PendingWords();
let stopListening: () => void = () => undefined;
let emit: (event: CoreEvent) => void = () => undefined;
const send = (event: CoreEvent) => {
	if (event.type === 'connection' && event.online) {
		transfers.wake();
		dropTransfers.wake();
		knowing.wake();
	}
	if (event.type === 'vault-changed') reminding.look(event.vault);
	emit(event);
};
const reminding = new Reminding(keyholder, now);
/** The fingerprint of what runs here, once the page has asked for it. */
let runningBuild: string | null = null;
/** The one bell: whatever was caught, in a call or in the background, rings here with what was seen. */
function raise(error: unknown): Problem {
	const problem = toProblem(error);
	if (problem.alarming)
		send({
			type: 'alarm',
			problem,
			evidence: evidenceOf(error, { time: now(), build: runningBuild })
		});
	return problem;
}
/** Keys are with them only while a part is worked on; locking ends them. */
const sealing = sealingPool();
const transfers = new Transfers(device, now, sealing, {
	report: (news) => {
		send({ type: 'transfers', ...news });
	},
	uploaded: (vault) => {
		send({ type: 'vault-changed', vault });
		send({ type: 'clients-changed', vault });
	},
	failed: raise
});

/** Of who holds a drop link. Nobody's locking ends what they send. */
const dropSealing = sealingPool();
const dropTransfers = new Transfers(device, now, dropSealing, {
	report: (news) => {
		send({ type: 'drop-transfers', ...news });
	},
	uploaded: () => undefined,
	failed: raise
});

const files = filesBy(api, sealing);
const ranges = new Ranges(files);
const rotating = new Rotating(api, now, send, raise);
/** Reading all vaults waits for whatever somebody waits for. */
const calm = new Calm(
	() => transfers.news.changed.some(isUnderWay) || rotating.view?.state === 'running'
);
const knowing = new Knowing(device, calm, send, raise);

/** A vault is on the screen: files are likely to follow, once nobody waits for anything else. */
async function expectFiles(): Promise<void> {
	await calm.comes();
	if (keyholder.isOpen) sealing.warm();
}

/** Beside the pages, wherever the API is. */
async function fetchManifest() {
	const response = await fetch(new URL('/asset-manifest.json', self.location.origin));
	return response.ok ? new Uint8Array(await response.arrayBuffer()) : null;
}

const builds = buildDesk(openBuildMemory(), fetchManifest);

const vaults = vaultDesk(keyholder, transfers, send, now);
const dropPages = dropPageDesk(api, device, dropTransfers, send, now);
const requests = requestDesk(keyholder, send, now);

const core: Core = {
	...builds,
	async build(running) {
		const view = await builds.build(running);
		runningBuild = view.fingerprint;
		return view;
	},
	...entering(keyholder, pending, now),
	...ownAccount(keyholder, pending, { emit: send, now, withoutNews }),
	...firmDesk(keyholder, send, rotating, {
		origin: self.location.origin,
		now,
		listed: knowing.listed
	}),
	...knowing.desk,
	...vaults,
	async openVault(vault) {
		const opened = await reminding.after(vault, vaults.openVault(vault));
		void expectFiles();
		return opened;
	},
	vaultChanges: (vault, since) => reminding.after(vault, vaults.vaultChanges(vault, since)),
	...savingDesk(keyholder, transfers, { files, ranges }, send, now),
	...dropDesk(keyholder, transfers, sealing, send, { origin: self.location.origin, now }),
	...dropPages,
	async openDrop(fragment) {
		const page = await dropPages.openDrop(fragment);
		if (!page.ended) dropSealing.warm();
		return page;
	},
	...filingDesk(keyholder, transfers, send, now),
	...requests,
	...reminding.withLists(requests),
	...reminding.desk,
	...messageDesk(keyholder, send, now),
	...faceDesk(keyholder, send, now),
	...templateDesk(keyholder, send, now),
	...noticeDesk(keyholder),
	makeScan: scanPdf,
	...approvalDesk(keyholder, files, send, { origin: self.location.origin, now, fontFile }),
	...paperDesk(keyholder, transfers, files, send, now)
};

keyholder.onForgery(raise);
keyholder.onChange((session) => {
	stopListening();
	transfers.follow(session);
	sealing.stop();
	ranges.forget();
	rotating.follow(session);
	knowing.follow(session);
	if (session) return listenFor(session);
	send({ type: 'locked' });
	return undefined;
});

/** Resolves when news comes: what the page fetches from then on does not grow old unnoticed. */
function listenFor(session: Session): Promise<undefined> {
	const { promise: opened, resolve } = Promise.withResolvers<undefined>();
	const ready = () => resolve(undefined);
	const late = setTimeout(ready, OPENING_MS);
	const stop = listen(session, send, {
		ready,
		signedOut() {
			// First the reason, since locking tells the page too.
			send({ type: 'signed-out' });
			keyholder.lock();
		},
		failed: raise
	});
	const timer = setInterval(() => {
		session.saveKeyring().catch(raise);
	}, KEYRING_EVERY_MS);
	stopListening = () => {
		stop();
		clearTimeout(late);
		ready();
		clearInterval(timer);
	};
	return opened;
}

/** Hears nothing of the server while `work` goes on; when it fails, everything is as before. */
async function withoutNews<T>(work: () => Promise<T>): Promise<T> {
	const { session } = keyholder;
	stopListening();
	try {
		return await work();
	} catch (error) {
		if (keyholder.isOpen) void listenFor(session);
		throw error;
	}
}

self.addEventListener('online', () => {
	transfers.wake();
	dropTransfers.wake();
});

emit = serveCore(self, core, raise, ready, (work, method) =>
	// The page asks these as often as more is known: waiting for them, nothing more would be.
	method in knowing.desk ? work() : calm.during(work)
);

/**
 * The worker that holds the keys. No logic of its own: it gives the client's rules their clock, network and storage,
 * and serves them to the page. Nothing it posts contains a key.
 */
import { connectApi } from '../../vault/api.ts';
import { toProblem } from '../../vault/problems.ts';
import { ready } from '../../crypto/sodium.ts';
import { openDeviceStore } from './device-store.ts';
import { entering, PendingWords } from './entering.ts';
import { firmDesk } from './firm-desk.ts';
import { Keyholder } from './keyholder.ts';
import { listen } from './live.ts';
import { ownAccount } from './own-account.ts';
import type { Core, CoreEvent } from './port.ts';
import { serveCore } from './rpc.ts';
import { Transfers } from './transfers.ts';
import { vaultDesk } from './vault-desk.ts';

const KEYRING_EVERY_MS = 30_000;
const now = () => Date.now();
const api = connectApi((path, init) => fetch(path, { ...init, credentials: 'same-origin' }));

const keyholder = new Keyholder(api, openDeviceStore());
const pending = new PendingWords();
let stopListening: () => void = () => undefined;
let emit: (event: CoreEvent) => void = () => undefined;
const send = (event: CoreEvent) => {
	emit(event);
};
const transfers = new Transfers(api, now, {
	report: (views) => {
		send({ type: 'transfers', transfers: views });
	},
	uploaded: (vault) => {
		send({ type: 'vault-changed', vault });
		send({ type: 'clients-changed' });
	}
});

const core: Core = {
	...entering(keyholder, pending, now),
	...ownAccount(keyholder, pending, send),
	...firmDesk(keyholder, send, { origin: self.location.origin, now }),
	...vaultDesk(keyholder, transfers, send, now)
};

keyholder.onChange((session) => {
	stopListening();
	transfers.stopAll();
	if (!session) {
		send({ type: 'locked' });
		return;
	}
	const stop = listen(session, send, () => {
		// First the reason, since locking tells the page too.
		send({ type: 'signed-out' });
		keyholder.lock();
	});
	const timer = setInterval(() => {
		session.saveKeyring().catch(() => undefined);
	}, KEYRING_EVERY_MS);
	stopListening = () => {
		stop();
		clearInterval(timer);
	};
});
emit = serveCore(
	self,
	core,
	(error) => {
		const problem = toProblem(error);
		if (problem.alarming) send({ type: 'alarm', problem });
		return problem;
	},
	ready
);

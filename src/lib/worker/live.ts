/**
 * The server's nudges. An event only says that a log moved; what it holds is fetched and verified like anything else.
 * Whoever unlocks sees nothing before the stream is open, and after a lost connection everything open is fetched again:
 * so a missed nudge is never missed news.
 */
import { event as serverEvent, type ServerEvent } from '../../contract/api.ts';
import type { Session } from '../../vault/session.ts';
import { apiAddress } from './api-address.ts';
import type { CoreEvent } from './port.ts';

/** Nobody waits longer than this for the stream; when it opens later, everything is fetched again. */
export const OPENING_MS = 1500;

/** `on.ready`: nudges come from now on, or will not for a while. */
export function listen(
	session: Session,
	emit: (event: CoreEvent) => void,
	on: { signedOut(): void; failed(error: unknown): void; ready(): void }
): () => void {
	const source = new EventSource(apiAddress('/api/events'), { withCredentials: true });
	const began = Date.now();
	let wasDown = false;

	const guarded = async (work: () => Promise<unknown>) => {
		try {
			await work();
		} catch (error) {
			on.failed(error);
		}
	};
	const firmMoved = () =>
		guarded(async () => {
			await session.firm.sync();
			emit({ type: 'team-changed' });
		});
	const vaultMoved = (vault: Parameters<Session['vault']>[0]) =>
		guarded(async () => {
			if (session.openVaults.includes(vault)) await session.vault(vault);
			emit({ type: 'vault-changed', vault });
			emit({ type: 'clients-changed', vault });
		});

	/** Of what was read to unlock, before the stream was open, some may have moved meanwhile. */
	const firmMayHaveMoved = () =>
		guarded(async () => {
			const before = session.firm.state;
			await session.firm.sync();
			if (session.firm.state !== before) emit({ type: 'team-changed' });
		});

	source.onopen = () => {
		on.ready();
		emit({ type: 'connection', online: true });
		if (!wasDown && Date.now() - began < OPENING_MS) return void firmMayHaveMoved();
		wasDown = false;
		void firmMoved();
		for (const vault of session.openVaults) void vaultMoved(vault);
		emit({ type: 'clients-changed' });
	};
	source.onerror = () => {
		on.ready();
		wasDown = true;
		emit({ type: 'connection', online: false });
	};
	source.onmessage = ({ data }: MessageEvent<string>) => {
		const nudge = parse(data);
		if (nudge?.type === 'firm') void firmMoved();
		else if (nudge?.type === 'vault') void vaultMoved(nudge.vault);
		else if (nudge?.type === 'drops') emit({ type: 'vault-changed', vault: nudge.vault });
		else if (nudge?.type === 'signed-out') on.signedOut();
	};
	return () => {
		source.close();
	};
}

function parse(data: string): ServerEvent | null {
	try {
		const parsed = serverEvent.safeParse(JSON.parse(data));
		return parsed.success ? parsed.data : null;
	} catch {
		return null;
	}
}

/**
 * The server's nudges. An event only says that a log moved; what it holds is fetched and verified like anything else.
 * Whoever unlocks sees nothing before the stream is open, and after a lost connection everything open is fetched again:
 * so a missed nudge is never missed news.
 */
import { event as serverEvent, type ServerEvent } from '../../contract/api.ts';
import type { VaultId } from '../../crypto/brands.ts';
import type { FirmLog } from '../../vault/firm-log.ts';
import { Refusal } from '../../vault/problems.ts';
import type { Session } from '../../vault/session.ts';
import { apiAddress } from './api-address.ts';
import type { CoreEvent } from './port.ts';

/** The part of EventSource that is used here. */
export interface NudgeStream {
	onopen: ((event: Event) => void) | null;
	onerror: ((event: Event) => void) | null;
	onmessage: ((event: MessageEvent<string>) => void) | null;
	addEventListener(type: 'still-here', listener: () => void): void;
	/** 2: refused, and not opened again by itself. */
	readonly readyState: number;
	close(): void;
}

/** The portal says every 20 seconds that it is still there: a stream that is silent for longer is dead, or was never open. */
const SILENCE_MS = 60_000;
/** A stream that was refused, as by a proxy whose portal is down. */
const REFUSED_MS = 5_000;
const CLOSED = 2;

const connect = (): NudgeStream =>
	new EventSource(apiAddress('/api/events'), { withCredentials: true });

/** Nobody waits longer than this for the stream; when it opens later, everything is fetched again. */
export const OPENING_MS = 1500;

/** `on.ready`: nudges come from now on, or will not for a while. */
export function listen(
	session: Session,
	emit: (event: CoreEvent) => void,
	on: { signedOut(): void; failed(error: unknown): void; ready(): void },
	open = connect
): () => void {
	const began = Date.now();
	let wasDown = false;

	const guarded = async (work: () => Promise<unknown>) => {
		try {
			await work();
		} catch (error) {
			on.failed(error);
		}
	};
	const firmMoved = (firm: FirmLog | null) =>
		guarded(async () => {
			await firm?.sync();
			emit({ type: 'team-changed' });
		});
	/** A client is told of no vaults but their own: of one unknown here, another of their devices knows. */
	const isNews = (vault: VaultId) =>
		session.role === 'client' && !session.ownVaults.includes(vault);
	async function joinedElsewhere(vault: VaultId): Promise<void> {
		await session.learn();
		if (!session.ownVaults.includes(vault)) return;
		await session.vault(vault);
		emit({ type: 'team-changed' });
	}
	const vaultMoved = (vault: VaultId) =>
		guarded(async () => {
			if (isNews(vault)) await joinedElsewhere(vault);
			if (session.openVaults.includes(vault)) await session.vault(vault);
			emit({ type: 'vault-changed', vault });
			emit({ type: 'clients-changed', vault });
		});

	/** Of what was read to unlock, before the stream was open, some may have moved meanwhile. */
	const firmsMayHaveMoved = () => {
		for (const firm of session.firms)
			void guarded(async () => {
				const before = firm.state;
				await firm.sync();
				if (firm.state !== before) emit({ type: 'team-changed' });
			});
	};

	const opened = () => {
		on.ready();
		emit({ type: 'connection', online: true });
		if (!wasDown && Date.now() - began < OPENING_MS) {
			firmsMayHaveMoved();
			return;
		}
		wasDown = false;
		for (const firm of session.firms) void firmMoved(firm);
		for (const vault of session.openVaults) void vaultMoved(vault);
		emit({ type: 'clients-changed' });
	};
	const lost = () => {
		on.ready();
		wasDown = true;
		emit({ type: 'connection', online: false });
	};
	const heard = (data: string) => {
		const nudge = parse(data);
		if (nudge?.type === 'firm') void firmMoved(session.firmNamed(nudge.firm));
		else if (nudge?.type === 'vault') void vaultMoved(nudge.vault);
		else if (nudge?.type === 'drops') {
			emit({ type: 'vault-changed', vault: nudge.vault });
			emit({ type: 'clients-changed', vault: nudge.vault });
		} else if (nudge?.type === 'signed-out') on.signedOut();
	};
	/** The session may have ended while this device slept: nobody could tell it then. */
	const refused = () => {
		session.requireSignedIn().catch((error: unknown) => {
			if (error instanceof Refusal && error.code === 'not-signed-in') on.signedOut();
		});
	};
	return keepOpen(open, { opened, lost, refused, heard });
}

/** Opens the stream again when it has fallen silent or was refused. A stream that breaks is opened again by the browser. */
function keepOpen(
	open: () => NudgeStream,
	on: { opened(): void; lost(): void; refused(): void; heard(data: string): void }
): () => void {
	let source = open();
	let silence: ReturnType<typeof setTimeout>;
	const beginIn = (ms: number) => {
		clearTimeout(silence);
		silence = setTimeout(begin, ms);
	};
	const alive = () => beginIn(SILENCE_MS);
	const attach = () => {
		source.onopen = () => {
			alive();
			on.opened();
		};
		source.onerror = () => {
			on.lost();
			if (source.readyState !== CLOSED) return;
			beginIn(REFUSED_MS);
			on.refused();
		};
		source.onmessage = ({ data }: MessageEvent<string>) => {
			alive();
			on.heard(data);
		};
		source.addEventListener('still-here', alive);
		alive();
	};
	const begin = () => {
		source.close();
		on.lost();
		source = open();
		attach();
	};
	attach();
	return () => {
		clearTimeout(silence);
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

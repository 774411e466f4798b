/**
 * The server's nudges. An event only says that a log moved; what it holds is fetched and verified like anything else.
 * After a lost connection everything open is fetched again, so a missed nudge is never missed news.
 */
import { event as serverEvent, type ServerEvent } from '../../contract/api.ts';
import type { VaultId } from '../../crypto/brands.ts';
import type { FirmLog } from '../../vault/firm-log.ts';
import type { Session } from '../../vault/session.ts';
import { apiAddress } from './api-address.ts';
import type { CoreEvent } from './port.ts';

export function listen(
	session: Session,
	emit: (event: CoreEvent) => void,
	on: { signedOut(): void; failed(error: unknown): void }
): () => void {
	const source = new EventSource(apiAddress('/api/events'), { withCredentials: true });
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

	source.onopen = () => {
		emit({ type: 'connection', online: true });
		if (!wasDown) return;
		wasDown = false;
		for (const firm of session.firms) void firmMoved(firm);
		for (const vault of session.openVaults) void vaultMoved(vault);
		emit({ type: 'clients-changed' });
	};
	source.onerror = () => {
		wasDown = true;
		emit({ type: 'connection', online: false });
	};
	source.onmessage = ({ data }: MessageEvent<string>) => {
		const nudge = parse(data);
		if (nudge?.type === 'firm') void firmMoved(session.firmNamed(nudge.firm));
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

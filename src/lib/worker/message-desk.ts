/** What people write to each other in a vault: messages, staff notes, and how far they have read. */
import type { MessageId, VaultId } from '../../crypto/brands.ts';
import { newMessageId } from '../../crypto/ids.ts';
import {
	messageDraft,
	noteDraft,
	readDraft,
	takeBackDraft,
	typedMessage
} from '../../vault/messages.ts';
import type { Session } from '../../vault/session.ts';
import { threadPage } from '../../vault/threads-view.ts';
import type { Keyholder } from './keyholder.ts';
import type { Core, CoreEvent } from './port.ts';

type MessageDesk = Pick<
	Core,
	| 'thread'
	| 'sendMessage'
	| 'writeNote'
	| 'takeBack'
	| 'markRead'
	| 'replies'
	| 'keepReply'
	| 'forgetReply'
>;

/** The id each attempt of the page was given, until it arrived: the same words sent again are the same message. */
const attempts = new WeakMap<Session, Map<string, MessageId>>();

function idOf(session: Session, attempt: string): MessageId {
	const known = attempts.get(session) ?? new Map<string, MessageId>();
	attempts.set(session, known);
	const id = known.get(attempt) ?? newMessageId();
	known.set(attempt, id);
	return id;
}

export function messageDesk(
	keyholder: Keyholder,
	emit: (event: CoreEvent) => void,
	now: () => number
): MessageDesk {
	const told = (vault: VaultId) => {
		emit({ type: 'vault-changed', vault });
	};
	const saved = () => keyholder.session.savedReplies(keyholder.device);
	return {
		replies: async () => [...(await (await saved()).all())],
		keepReply: async (text) => (await saved()).keep(text),
		forgetReply: async (text) => (await saved()).forget(text),
		async thread(id, about, count) {
			const { session } = keyholder;
			const vault = session.loadedVault(id) ?? (await session.vault(id));
			return threadPage(vault, vault.firm.state, session.userId, { about, count });
		},
		async sendMessage(id, attempt, { read, ...content }) {
			const typed = typedMessage(content);
			const { session } = keyholder;
			const message = idOf(session, attempt);
			const vault = session.loadedVault(id) ?? (await session.vault(id));
			await vault.append(
				(state) => Promise.resolve(messageDraft(state, message, typed, read)),
				now
			);
			attempts.get(session)?.delete(attempt);
			told(id);
		},
		async writeNote(id, attempt, content) {
			const typed = typedMessage(content);
			const { session } = keyholder;
			const note = idOf(session, attempt);
			const vault = session.loadedVault(id) ?? (await session.vault(id));
			const { userId } = session;
			await vault.append((state) => noteDraft(vault.firm, userId, state, note, typed), now);
			attempts.get(session)?.delete(attempt);
			told(id);
		},
		async takeBack(id, seq) {
			const { session } = keyholder;
			const vault = session.loadedVault(id) ?? (await session.vault(id));
			const { userId } = session;
			await vault.append((state) => takeBackDraft(vault.firm, state, userId, seq), now);
			told(id);
		},
		async markRead(id, about, upTo) {
			try {
				const { session } = keyholder;
				const vault = session.loadedVault(id);
				if (!vault || !readDraft(vault.firm, vault.state, session.userId, about, upTo)) return;
				const draft = (state: typeof vault.state) =>
					Promise.resolve(readDraft(vault.firm, state, session.userId, about, upTo));
				await vault.append(draft, now);
				told(id);
			} catch {
				// A mark that cannot be written now keeps nobody from reading; the next look writes it.
			}
		}
	};
}

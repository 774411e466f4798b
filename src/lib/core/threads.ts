/** Threads in words, and what is unread in them. */
import type { ItemView, Subject, ThreadView, VaultView } from '../../vault/view.ts';
import { subjectKey } from '../../contract/message-terms.ts';
import { say } from '../words/say.ts';

export const GENERAL: Subject = { kind: 'vault', id: null };

/** Without those of the thread that is on the screen: it is being read. */
export const unreadIn = ({ threads }: Pick<VaultView, 'threads'>, shown: Subject | null): number =>
	threads
		.filter(({ subject }) => shown === null || subject !== subjectKey(shown))
		.reduce((sum, { unread }) => sum + unread, 0);

export function threadTitle(
	{ kind, id }: Subject,
	{ files, requests }: Pick<VaultView, 'files' | 'requests'>
): string {
	if (kind === 'vault') return say('General');
	if (kind === 'item') {
		const items = requests.flatMap((list) => list.items);
		return items.find(({ item }) => item === id)?.title ?? say('A request that is gone');
	}
	return files.find(({ file }) => file === id)?.name ?? say('A file that is gone');
}

/** What was written about a request, if anything was. */
export const threadOf = (
	threads: readonly ThreadView[],
	{ item }: Pick<ItemView, 'item'>
): ThreadView | undefined =>
	threads.find(({ about }) => about.kind === 'item' && about.id === item);

/** What a list shows: the general thread always, and first; one that was asked for, also while it is empty. */
export function listedThreads(
	threads: readonly ThreadView[],
	asked: Subject | null
): { about: Subject; subject: string; view: ThreadView | null }[] {
	const general = subjectKey(GENERAL);
	const rows = threads.map((view) => ({ about: view.about, subject: view.subject, view }));
	const missing = [GENERAL, ...(asked ? [asked] : [])]
		.map((about) => ({ about, subject: subjectKey(about), view: null }))
		.filter(({ subject }) => !rows.some((row) => row.subject === subject));
	const unique = new Map([...missing, ...rows].map((row) => [row.subject, row]));
	return [...unique.values()].sort(
		(a, b) => Number(b.subject === general) - Number(a.subject === general)
	);
}

/**
 * For who holds a drop link and has no account. One link at a time is open in a page; nothing here has anything to do with
 * whoever may be signed in beside it.
 */
import type { Api } from '../../vault/api.ts';
import { dropReceipt } from '../../vault/drop-receipt.ts';
import { DropSender } from '../../vault/drop-sending.ts';
import type { ProgressStore } from '../../vault/drop-progress.ts';
import { MAX_NOTE, MAX_SENDER } from '../../vault/drop-manifest.ts';
import { fingerprintOf } from '../../vault/people.ts';
import { Refusal, toProblem } from '../../vault/problems.ts';
import type { DropPageView } from '../../vault/view.ts';
import type { Core, CoreEvent } from './port.ts';
import type { Transfers } from './transfers.ts';

type DropPageDesk = Pick<
	Core,
	| 'openDrop'
	| 'dropPage'
	| 'sendByDrop'
	| 'dropTransfers'
	| 'tellDropTransfer'
	| 'provideDropFile'
	| 'keptDropHandle'
	| 'dropReceipt'
>;

export function dropPageDesk(
	api: Api,
	store: ProgressStore,
	transfers: Transfers,
	emit: (event: CoreEvent) => void,
	now: () => number
): DropPageDesk {
	let open: DropSender | null = null;

	function sender(): DropSender {
		if (!open) throw new Refusal('link-mangled');
		return open;
	}

	const arrived = () => {
		emit({ type: 'drop-changed' });
	};

	return {
		async openDrop(fragment) {
			const opened = await DropSender.open(api, store, fragment, arrived);
			open = opened;
			// What is over sends nothing any more, and says so itself.
			transfers.follow(opened.ended ? null : opened);
			return viewOf(opened);
		},
		dropPage: async () => viewOf(sender()),
		async sendByDrop({ sender: who, note, files, answers = null }) {
			const to = sender();
			const sum = files.reduce((total, { file }) => total + file.size, 0);
			if (sum > to.capsule.limit) throw new Refusal('drop-over-limit');
			await to.introduce(who.trim().slice(0, MAX_SENDER), note.trim().slice(0, MAX_NOTE));
			await transfers.add(to, null, files, answers);
		},
		dropTransfers: () => Promise.resolve(transfers.news),
		tellDropTransfer: (id, what) => transfers.pressed((all) => all[what](id)),
		provideDropFile: (id, file) => transfers.pressed((all) => all.provide(id, file)),
		keptDropHandle: (id) => Promise.resolve().then(() => transfers.keptHandle(id)),
		dropReceipt: (language) => dropReceipt(sender(), now(), language)
	};
}

async function viewOf({ capsule, progress, ended }: DropSender): Promise<DropPageView> {
	const { asks, firm, firmName, mark, greeting, expires, limit } = capsule;
	const { sender, note, files } = progress.current;
	return {
		firmName,
		mark,
		firmFingerprint: await fingerprintOf(firm),
		greeting,
		expires,
		limit,
		sender,
		note,
		asks: [...asks],
		arrived: files.flatMap(({ answers, blob, name, size, receivedAt }) =>
			receivedAt === null ? [] : [{ answers, blob, name, size, receivedAt }]
		),
		ended: ended && toProblem(ended)
	};
}

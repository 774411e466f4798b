/** The page of a drop link: what the firm says, this browser's own ticks, and the queue. Its secret is the worker's. */
import type { Language } from '../../contract/language.ts';
import type { ItemId } from '../../crypto/brands.ts';
import type { DropPageView } from '../../vault/view.ts';
import type { Core, PickedFile } from '../worker/port.ts';
import { Fetched } from './fetched.svelte.ts';
import { Queue } from './queue.svelte.ts';
import { saveFile } from './saving.ts';

export class DropPage extends Queue {
	readonly view: Fetched<DropPageView>;
	readonly #core: Core;
	#fragment: string | null = null;

	constructor(core: Core) {
		super({
			pauseTransfer: (id) => core.tellDropTransfer(id, 'pause'),
			resumeTransfer: (id) => core.tellDropTransfer(id, 'resume'),
			cancelTransfer: (id) => core.tellDropTransfer(id, 'cancel'),
			dismissTransfer: (id) => core.tellDropTransfer(id, 'dismiss'),
			dismissFinished: async () => {
				for (const { id } of this.all) await core.tellDropTransfer(id, 'dismiss');
			},
			keptHandle: (id) => core.keptDropHandle(id),
			provideFile: (id, file) => core.provideDropFile(id, file)
		});
		this.#core = core;
		this.view = new Fetched(() => this.#look());
	}

	/** Opens a link, and keeps its secret here only until the worker has it. */
	open(fragment: string): Promise<void> {
		this.#fragment = fragment;
		this.view.forget();
		this.forget();
		return this.view.refresh();
	}

	async #look(): Promise<DropPageView> {
		const fragment = this.#fragment;
		if (fragment === null) return this.#core.dropPage();
		const view = await this.#core.openDrop(fragment);
		this.#fragment = null;
		return view;
	}

	/** `answers`: what the link asks for and they are sent for. */
	send(said: { sender: string; note: string }, files: PickedFile[], answers?: ItemId) {
		return this.#core.sendByDrop({ ...said, files, ...(answers && { answers }) });
	}

	async saveReceipt(language: Language): Promise<void> {
		const receipt = await this.#core.dropReceipt(language);
		if (receipt) saveFile(receipt.name, receipt.content);
	}
}

/**
 * "Open with Tallyport": the browser gives the installed portal handles of the files, and nothing leaves for anywhere. They
 * wait in this page's memory until somebody who is in says where they go (docs/decisions/0016).
 */
import type { VaultId } from '../../crypto/brands.ts';
import { isNothing, nothingPicked, type Picked, type PickedFile } from '../ui/index.ts';
import { joined, read, readAgain } from './opened-files.ts';

/** https://wicg.github.io/web-app-launch/ and https://wicg.github.io/manifest-incubations/; not among TypeScript's DOM types. */
interface Launch {
	readonly files: readonly FileSystemHandle[];
	readonly targetURL?: string | null;
}
interface Launching extends Window {
	launchQueue?: { setConsumer(consumer: (launch: Launch) => void): void };
}

/** Read when the program starts: pages take the secret of a link out of the address. */
const loadedAt = location.href;

export class Opened {
	/** What waits for an answer. */
	picked: Picked = $state.raw(nothingPicked());
	readonly waits = $derived(!isNothing(this.picked));
	#handed: { vault: VaultId; files: readonly PickedFile[] } | null = $state.raw(null);
	#taking: Promise<void> = Promise.resolve();
	/** Counts how often everything was forgotten: what is still being read then belongs to whoever has left. */
	#times = 0;

	/**
	 * From now on the browser gives launches to this page, those from before included. A link that the browser opens in a
	 * portal that is open already is one without files, and is the page's to follow.
	 */
	listen(onlink: (link: string) => void): void {
		const launching: Launching = window;
		let isFirst = true;
		launching.launchQueue?.setConsumer(({ files, targetURL }) => {
			const isThisPage = isFirst && targetURL === loadedAt;
			isFirst = false;
			if (files.length > 0) void this.take(files);
			else if (targetURL && !isThisPage) onlink(targetURL);
		});
	}

	/** One launch after the other, in their order. */
	take(handles: readonly FileSystemHandle[]): Promise<void> {
		const times = this.#times;
		this.#taking = this.#taking.then(() => this.#add(handles, times));
		return this.#taking;
	}

	/** As they are at this moment. Null where that is not what was on screen: some are gone, or more have come. */
	async current(): Promise<readonly PickedFile[] | null> {
		const { picked } = this;
		const now = await readAgain(picked);
		if (this.picked !== picked) return null;
		const isWhole = now.files.length === picked.files.length;
		this.picked = now;
		return isWhole ? now.files : null;
	}

	/** These are on their way, or were handed to a page: they wait no longer. */
	sent(files: readonly PickedFile[]): void {
		const left = this.picked.files.filter((one) => !files.includes(one));
		this.picked = { ...nothingPicked(), files: left };
	}

	/** The page of that vault adds them, as if they had been chosen there. */
	handTo(vault: VaultId, files: readonly PickedFile[]): void {
		const still = files.filter((one) => this.picked.files.includes(one));
		this.#handed = { vault, files: still };
		this.sent(still);
	}

	isFor(vault: VaultId): boolean {
		return this.#handed?.vault === vault;
	}

	/** Once. */
	claim(vault: VaultId): Picked | null {
		if (this.#handed?.vault !== vault) return null;
		const { files } = this.#handed;
		this.#handed = null;
		return { ...nothingPicked(), files: [...files] };
	}

	/** Another page than theirs is on screen: they are asked about again, not added later by surprise. */
	takeBack(except: VaultId): void {
		if (!this.#handed || this.#handed.vault === except) return;
		this.picked = { ...this.picked, files: [...this.#handed.files, ...this.picked.files] };
		this.#handed = null;
	}

	/** What could not be taken was read. */
	noted(): void {
		this.picked = { ...nothingPicked(), files: this.picked.files };
	}

	/** Nobody gets them. */
	putAway(): void {
		this.picked = nothingPicked();
	}

	forget(): void {
		this.#times += 1;
		this.#handed = null;
		this.putAway();
	}

	async #add(handles: readonly FileSystemHandle[], times: number): Promise<void> {
		const found = await read(handles);
		while (times === this.#times) {
			const before = this.picked;
			const all = await joined(before, found);
			// What was sent or put away meanwhile must not come back.
			if (before !== this.picked) continue;
			this.picked = all;
			return;
		}
	}
}

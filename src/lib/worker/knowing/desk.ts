/** Search and figures across all clients of whoever is unlocked, if they are staff. Locking drops all of it from memory. */
import type { DigestStore } from '../../../vault/kept-digests.ts';
import type { OnListed } from '../../../vault/client-list.ts';
import type { Session } from '../../../vault/session.ts';
import type { Core, CoreEvent } from '../port.ts';
import type { Calm } from './calm.ts';
import { Knowledge } from './knowledge.ts';

/** While thousands are read, the page is told now and then. */
const REPORT_EVERY_MS = 1000;
/** Longer searches are cut: nobody types them. */
const MOST_TYPED = 200;

const nothing = { reading: null };

export class Knowing {
	readonly #store: DigestStore;
	readonly #calm: Calm;
	readonly #emit: (event: CoreEvent) => void;
	readonly #failed: (error: unknown) => void;
	#knowledge: Knowledge | null = null;
	#isDue = false;

	constructor(
		store: DigestStore,
		calm: Calm,
		emit: (event: CoreEvent) => void,
		failed: (error: unknown) => void
	) {
		this.#store = store;
		this.#calm = calm;
		this.#emit = emit;
		this.#failed = failed;
	}

	/** Follows whoever is unlocked; null when nobody is. */
	follow(session: Session | null): void {
		this.#knowledge?.stop();
		this.#knowledge = null;
		if (session?.role !== 'staff') return;
		this.#knowledge = new Knowledge(session, this.#store, {
			calm: () => this.#calm.comes(),
			report: () => {
				this.#soon();
			},
			failed: this.#failed
		});
	}

	readonly listed: OnListed = (clients, isAll) => {
		this.#knowledge?.listed(clients, isAll);
	};

	/** The connection is back. */
	wake(): void {
		this.#knowledge?.wake();
	}

	/** Resolves when nothing is read just now. */
	async settled(): Promise<void> {
		await this.#knowledge?.settled();
	}

	readonly desk: Pick<Core, 'search' | 'requestsAcross' | 'versionsBeside'> = {
		search: (text) =>
			Promise.resolve(
				this.#knowledge?.search(text.slice(0, MOST_TYPED)) ?? { ...nothing, groups: [] }
			),
		requestsAcross: (today) =>
			Promise.resolve(this.#knowledge?.requests(today) ?? { ...nothing, clients: [] }),
		versionsBeside: () => Promise.resolve(this.#knowledge?.versions() ?? new Map())
	};

	#soon(): void {
		if (this.#isDue) return;
		this.#isDue = true;
		setTimeout(() => {
			this.#isDue = false;
			this.#emit({ type: 'knowledge' });
		}, REPORT_EVERY_MS);
	}
}

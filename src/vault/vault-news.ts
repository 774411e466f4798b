/**
 * Asking for news of a vault before anything of a file leaves, so that it is encrypted to the newest key. Of many small files that were
 * added together only one asks: news is shared when it was asked for after a file was added, and for a few seconds.
 */
import type { VaultLog } from './vault-log.ts';

const NEWS_LASTS_MS = 3_000;
const latest = new WeakMap<VaultLog, { order: number; at: number; news: Promise<void> }>();
let order = 0;

export interface News {
	ask(vault: VaultLog, now: () => number): Promise<void>;
}

/** For a file that is added now. */
export function sharedNews(): News {
	const added = ++order;
	let asked = false;
	return {
		async ask(vault, now) {
			const known = latest.get(vault);
			const time = now();
			const isRecent = known && known.order > added && time - known.at < NEWS_LASTS_MS;
			// Whoever tries again wants to know what is true now.
			if (asked || !isRecent) {
				const mine = { order: ++order, at: time, news: vault.renewAsOfNow(now) };
				latest.set(vault, mine);
				mine.news.catch(() => {
					if (latest.get(vault) === mine) latest.delete(vault);
				});
				asked = true;
				return mine.news;
			}
			asked = true;
			await known.news;
			// What this device learned since may call for a new key; finding that out asks nobody.
			await vault.renew(now);
		}
	};
}

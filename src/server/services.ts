/** What every use case may reach. Built once at the start (start.ts) and by tests; nothing here is global. */
import type { Logger } from 'pino';
import type { BlobStore } from './blobs/blob-store.ts';
import type { Config } from './config.ts';
import type { Db } from './db/database.ts';
import type { EventBus } from './events/bus.ts';

export interface Services {
	readonly config: Pick<Config, 'origin' | 'rpId' | 'behindProxy' | 'quotas' | 'mail' | 'push'>;
	readonly db: Db;
	readonly blobs: BlobStore;
	readonly events: EventBus;
	readonly log: Logger;
	/** Milliseconds since 1970. */
	readonly now: () => number;
}

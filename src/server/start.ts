/**
 * Puts the portal together: data folder, database, blobs, app, listener. Stopping lets running requests finish,
 * ends the event streams and closes the database, in that order.
 */
import { mkdir } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import path from 'node:path';
import { getRequestListener } from '@hono/node-server';
import type { Logger } from 'pino';
import { renewSetupToken } from './accounts/setup-token.ts';
import { FolderBlobStore } from './blobs/folder-blob-store.ts';
import type { Config } from './config.ts';
import { openDatabase, type OpenDatabase } from './db/database.ts';
import { eventBus } from './events/bus.ts';
import { createApp } from './http/app.ts';
import { postRegularly } from './notices/post.ts';
import { pushKey } from './push/push-key.ts';
import { pushRegularly } from './push/push-run.ts';
import type { Services } from './services.ts';
import { sweepRegularly } from './sweep.ts';

/**
 * A part of 8 MiB may take hours over a slow line: what is limited is how long nothing happens. Bodies are watched where
 * they are read (http/octets.ts); these are for headers, and for a socket on which nothing moves in either direction,
 * such as that of a reader who takes no more.
 */
const TIMEOUTS = { requestTimeout: 0, headersTimeout: 60_000, keepAliveTimeout: 65_000 };
const STILL_MS = 5 * 60 * 1000;
/** Requests that have not finished this long after the stop are cut off. */
const GRACE_MS = 10 * 1000;

export interface Portal {
	/** The one-time link, while there is no firm yet. */
	readonly setupLink: string | null;
	stop(): Promise<void>;
}

export async function startPortal(config: Config, log: Logger): Promise<Portal> {
	const { services, database } = await openServices(config, log);
	const token = await renewSetupToken(services.db);
	if (config.push !== null) await pushKey(services.db);
	const server = serverOf(services, config);
	await listen(server, config);
	const stopSweeping = sweepRegularly(services);
	const stopPosting = postRegularly(services);
	const stopPushing = pushRegularly(services);
	return {
		setupLink: token === null ? null : `${config.origin}/setup#${token}`,
		async stop() {
			const closed = close(server);
			services.events.endAll();
			await Promise.all([stopSweeping(), stopPosting(), stopPushing()]);
			await closed;
			database.close();
		}
	};
}

async function openServices(
	config: Config,
	log: Logger
): Promise<{ services: Services; database: OpenDatabase }> {
	await mkdir(config.dataFolder, { recursive: true, mode: 0o700 });
	const database = openDatabase(path.join(config.dataFolder, 'tallyport.sqlite'));
	const { db } = database;
	const blobs = await FolderBlobStore.open(path.join(config.dataFolder, 'blobs'));
	const services = { config, db, blobs, events: eventBus(db, log), log, now: Date.now };
	return { services, database };
}

function serverOf(services: Services, config: Config): Server {
	const app = createApp(services, { pages: config.pagesFolder });
	const answer = getRequestListener(app.fetch);
	const server = createServer(TIMEOUTS, (incoming, outgoing) => void answer(incoming, outgoing));
	return server.setTimeout(STILL_MS);
}

function listen(server: Server, { port, host }: Config): Promise<void> {
	return new Promise((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, host, () => {
			server.off('error', reject);
			resolve();
		});
	});
}

/** A connection whose last answer has just ended is idle a moment later: they are let go as they come free. */
function close(server: Server): Promise<void> {
	return new Promise((resolve) => {
		const letGo = setInterval(() => server.closeIdleConnections(), 50);
		const cutOff = setTimeout(() => server.closeAllConnections(), GRACE_MS);
		server.close(() => {
			clearInterval(letGo);
			clearTimeout(cutOff);
			resolve();
		});
	});
}

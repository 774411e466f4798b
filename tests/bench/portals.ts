/**
 * Portals for measuring: the real app on a real database file and folder, that can be closed, copied and opened again,
 * so that every round starts from the same bytes. What a person's client talks to is whichever is open.
 */
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { renewSetupToken } from '../../src/server/accounts/setup-token.ts';
import { FolderBlobStore } from '../../src/server/blobs/folder-blob-store.ts';
import { openDatabase } from '../../src/server/db/database.ts';
import { eventBus } from '../../src/server/events/bus.ts';
import { createApp } from '../../src/server/http/app.ts';
import type { Services } from '../../src/server/services.ts';
import { noQuotas, ORIGIN, type TestPortal } from '../server/portal.ts';

const DATABASE = 'tallyport.sqlite';
/** The limits of doors open to anybody are not what is measured. */
const UNLIMITED = 1_000_000;
const limits = {
	ceremonies: UNLIMITED,
	setup: UNLIMITED,
	signIn: UNLIMITED,
	recovery: UNLIMITED,
	drop: 1e9,
	join: UNLIMITED,
	mail: UNLIMITED,
	mailOff: UNLIMITED
};

/** One portal at a time, under one address. */
export class Portals {
	readonly #folder: string;
	#open: TestPortal | null = null;
	#copies = 0;

	private constructor(folder: string) {
		this.#folder = folder;
	}

	static async create(): Promise<Portals> {
		return new Portals(await mkdtemp(path.join(tmpdir(), 'tallyport-bench-')));
	}

	get now(): TestPortal {
		if (!this.#open) throw new Error('no portal is open');
		return this.#open;
	}

	/** For a person's client, who does not notice when the portal is exchanged for a copy. */
	async asOne(): Promise<TestPortal> {
		const first = await this.#start(path.join(this.#folder, 'first'));
		return { ...first, fetch: (address, init) => this.now.fetch(address, init) };
	}

	/** Closes what is open and keeps it; what comes next opens copies of it. */
	async keep(name: string): Promise<void> {
		const { folder } = this.now;
		await this.#stop();
		const kept = path.join(this.#folder, name);
		await mkdir(kept, { recursive: true });
		await copyFile(path.join(folder, DATABASE), path.join(kept, DATABASE));
		await this.#start(folder);
	}

	/** Opens a fresh copy of what was kept, works with it, and goes back to what was open. */
	async onCopyOf<T>(name: string, work: () => Promise<T>): Promise<T> {
		const { folder } = this.now;
		await this.#stop();
		const copy = path.join(this.#folder, `copy-${String(this.#copies++)}`);
		await mkdir(copy);
		await copyFile(path.join(this.#folder, name, DATABASE), path.join(copy, DATABASE));
		await this.#start(copy);
		try {
			return await work();
		} finally {
			await this.#stop();
			await rm(copy, { recursive: true });
			await this.#start(folder);
		}
	}

	async remove(): Promise<void> {
		await this.#stop();
		await rm(this.#folder, { recursive: true });
	}

	async #start(folder: string): Promise<TestPortal> {
		this.#open = await portalIn(folder);
		return this.#open;
	}

	async #stop(): Promise<void> {
		await this.#open?.close();
		this.#open = null;
	}
}

/** The portal whose data is in this folder, or a new one. */
export async function portalIn(folder: string): Promise<TestPortal> {
	await mkdir(folder, { recursive: true });
	const database = openDatabase(path.join(folder, DATABASE));
	const { db } = database;
	const log = pino({ level: 'silent' });
	const services: Services = {
		config: {
			origin: ORIGIN,
			rpId: new URL(ORIGIN).hostname,
			behindProxy: false,
			quotas: noQuotas,
			mail: null,
			push: null
		},
		db,
		blobs: await FolderBlobStore.open(path.join(folder, 'blobs')),
		events: eventBus(db, log),
		log,
		now: Date.now
	};
	const app = createApp(services, { limits });
	return {
		services,
		folder,
		logged: [],
		setupToken: (await renewSetupToken(db)) ?? '',
		fetch: async (address, init) => app.request(address, init),
		pass: () => undefined,
		close: () => {
			services.events.endAll();
			database.close();
			return Promise.resolve();
		}
	};
}

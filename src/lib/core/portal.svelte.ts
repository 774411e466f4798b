/**
 * The page's one connection to the worker and all that the screens share. It routes the worker's nudges to what is
 * on screen and forgets every name when the portal locks.
 */
import { untrack } from 'svelte';
import type { VaultId } from '../../crypto/brands.ts';
import type { MailReport, MailSettings } from '../../contract/notices.ts';
import type {
	DeviceView,
	Finding,
	PasskeyView,
	PlaceView,
	RequestsAcross,
	TeamView
} from '../../vault/view.ts';
import type { Core, CoreEvent } from '../worker/port.ts';
import { raised, type Alarm } from './alarms.ts';
import { Clients } from './clients.svelte.ts';
import { DropPage } from './drop-page.svelte.ts';
import { spawnCore } from '../worker/spawn.ts';
import { Drafts } from './drafts.svelte.ts';
import { Fetched } from './fetched.svelte.ts';
import { FileLooks } from './file-look.svelte.ts';
import { IdleClock } from './idle.ts';
import { watchInstalling } from './installed.ts';
import { OpenVault } from './open-vault.svelte.ts';
import { Opened } from './opened.svelte.ts';
import { dayOf } from './request-words.ts';
import { Reasons } from './reasons.svelte.ts';
import { Rotation } from './rotation.svelte.ts';
import { Session } from './session.svelte.ts';
import { Transfers } from './transfers.svelte.ts';
import { toasts } from '../ui/index.ts';

class Portal {
	online = $state(true);
	/** What an honest portal cannot cause. Stays until it is read and put away. */
	alarms: Alarm[] = $state.raw([]);
	/** A client said "later" to the recovery code; asked again the next time. */
	recoveryPutOff = $state(false);
	/** How often more became known of all clients; whoever searches asks again. */
	known = $state(0);
	/** What was picked from what was found: its client's page shows it, and forgets it. */
	found: Finding | null = $state.raw(null);
	readonly core: Core = spawnCore((event) => this.#hear(event));
	readonly session = new Session(this.core, () => this.#forget());
	readonly transfers = new Transfers(this.core);
	readonly drafts = new Drafts();
	readonly looks = new FileLooks();
	readonly rotation = new Rotation(this.core);
	/** For who holds a drop link; needs no session. */
	readonly dropPage = new DropPage(this.core);
	readonly reasons = new Reasons();
	/** Files that the operating system opened with the portal, until somebody says where they go. */
	readonly opened = new Opened();
	readonly clients = new Clients(this.core);
	/** What all clients were asked for. */
	readonly requests = new Fetched<RequestsAcross>(() =>
		this.core.requestsAcross(dayOf(new Date()))
	);
	/** What the portal counts as files, and is none. */
	readonly versions = new Fetched<ReadonlyMap<VaultId, number>>(() => this.core.versionsBeside());
	/** A client's vaults, once there are several. */
	readonly places = new Fetched<PlaceView[]>(() => this.core.places());
	readonly team = new Fetched<TeamView>(() => this.core.team());
	readonly passkeys = new Fetched<PasskeyView[]>(() => this.core.passkeys());
	readonly devices = new Fetched<DeviceView[]>(() => this.core.devices());
	readonly mail = new Fetched<MailSettings>(() => this.core.mail());
	readonly mailReport = new Fetched<MailReport>(() => this.core.mailReport());
	/** Those that screens asked for. Only what is on screen holds anything. */
	readonly #vaults = new Map<VaultId, OpenVault>();
	#lastVault: VaultId | null = null;

	/**
	 * The same one for whoever asks, in whatever order: while one page takes another's place, both ask, and the one that leaves
	 * may be the last.
	 */
	vault(id: VaultId): OpenVault {
		const vault = this.#vaults.get(id) ?? new OpenVault(this.core, id);
		this.#vaults.set(id, vault);
		return vault;
	}

	/** It is on screen; its state is kept while it stays there. */
	shows({ id }: OpenVault): void {
		this.#lastVault = id;
		untrack(() => this.opened.takeBack(id));
		for (const [other, vault] of this.#vaults) if (other !== id) vault.forget();
	}

	/** The vault that was on screen last, until the portal locks. */
	get lastVault(): VaultId | null {
		return this.#lastVault;
	}

	/** Starts once, from the root layout; returns the way to stop listening. */
	start(): () => void {
		void this.session.start();
		const idle = new IdleClock(
			() => void this.session.lock('idle'),
			() => this.session.state !== 'in' || this.transfers.moving
		);
		const unwatch = idle.watch();
		const stop = new AbortController();
		const { signal } = stop;
		watchInstalling(signal);
		// The browser knows of a lost network before the worker's next request does.
		addEventListener('offline', () => (this.online = false), { signal });
		addEventListener('online', () => (this.online = true), { signal });
		return () => {
			unwatch();
			stop.abort();
		};
	}

	dismissAlarm(code: string): void {
		this.alarms = this.alarms.filter(({ problem }) => problem.code !== code);
	}

	#hear(event: CoreEvent): void {
		switch (event.type) {
			case 'locked':
				this.session.leave('locked');
				break;
			case 'signed-out':
				this.session.leave('elsewhere');
				break;
			case 'clients-changed':
				if (event.vault) this.clients.moved(event.vault);
				else this.clients.nudge();
				break;
			case 'team-changed':
				this.team.nudge();
				this.places.nudge();
				// The firm's name, its welcome and its stages are shown with a vault.
				for (const { contents } of this.#vaults.values()) contents.nudge();
				void this.session.refresh();
				break;
			case 'vault-changed':
				this.#vaults.get(event.vault)?.nudge();
				this.places.nudge();
				break;
			case 'transfers':
				this.transfers.hear(event);
				break;
			case 'drop-transfers':
				this.dropPage.hear(event);
				break;
			case 'drop-changed':
				this.dropPage.view.nudge();
				break;
			case 'rotation':
				this.rotation.hear(event.rotation);
				break;
			case 'knowledge':
				this.known++;
				this.requests.nudge();
				this.versions.nudge();
				break;
			case 'connection':
				this.online = event.online;
				break;
			case 'alarm':
				this.alarms = raised(this.alarms, event);
				break;
		}
	}

	#forget(): void {
		for (const kept of [this.clients, this.team, this.passkeys, this.devices]) kept.forget();
		for (const kept of [this.mail, this.mailReport, this.requests, this.places]) kept.forget();
		this.versions.forget();
		this.found = null;
		for (const vault of this.#vaults.values()) vault.forget();
		this.#vaults.clear();
		this.#lastVault = null;
		this.transfers.forget();
		this.drafts.forget();
		this.looks.forget();
		this.rotation.forget();
		this.reasons.forget();
		this.opened.forget();
		this.recoveryPutOff = false;
		toasts.clear();
	}
}

export const portal = new Portal();

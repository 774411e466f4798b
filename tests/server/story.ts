/**
 * A firm in which much can happen, told step by step by those who may and those who may not. Every step is an entry,
 * the request that brings it to the portal, and what is different once it was taken.
 */
import type { Raw, SigningKeyPair } from '../../src/crypto/brands.ts';
import { parseEntry, type Head, type ParsedEntry } from '../../src/crypto/entry.ts';
import { identityFromSeed } from '../../src/crypto/identity.ts';
import { idBytes, newBlobId } from '../../src/crypto/ids.ts';
import { linkKeys } from '../../src/crypto/link.ts';
import { newIdentitySeed, randomBytes } from '../../src/crypto/random.ts';
import { ChangingWorld, type BentTeam } from './changing-world.ts';
import { ORIGIN, type TestPortal } from './portal.ts';
import {
	append,
	bundleOf,
	joinProof,
	type Draft,
	type EpochChange,
	type Firm,
	type Invitation,
	type Person,
	type Vault
} from './world.ts';

export const lies = ['previous', 'missing', 'epoch', 'label', 'signature', 'teams'] as const;

export interface Step {
	readonly by: number;
	readonly about: number;
	/** How many entries of the firm's log the author has not seen. */
	readonly unseen: number;
	readonly lie: (typeof lies)[number] | null;
}

export interface Told {
	readonly entry: ParsedEntry;
	readonly send: () => Promise<Response>;
	readonly taken?: () => void;
}

export const pick = <T>(items: readonly T[], index: number): T => {
	const found = items[index % items.length];
	if (found === undefined) throw new Error('nothing to pick from');
	return found;
};

export class Story {
	readonly world: ChangingWorld;
	readonly firm: Firm;
	readonly vault: Vault;
	/** Whoever was ever here. The owner comes first and stays. */
	readonly people: Person[] = [];
	readonly #clients: Person[] = [];
	readonly #colleagues: Invitation[] = [];
	readonly #links: Invitation[] = [];
	readonly #drops: Raw[] = [randomBytes(16)];
	readonly #heads: Head[] = [];

	private constructor(world: ChangingWorld, firm: Firm, vault: Vault) {
		this.world = world;
		this.firm = firm;
		this.vault = vault;
	}

	static async begin({ fetch, setupToken }: TestPortal): Promise<Story> {
		const world = new ChangingWorld(fetch, ORIGIN);
		const firm = await world.setUp(setupToken);
		const { owner } = firm;
		const story = new Story(world, firm, await world.createVault(firm, owner));
		const { people, vault } = story;
		people.push(owner, await world.staff(firm, 'admin'), await world.staff(firm));
		people.push(await world.joinStaff(firm, await world.inviteStaff(firm, owner, 'admin')));
		story.#clients.push(await world.client(vault));
		people.push(...story.#clients);
		story.#colleagues.push(await world.inviteStaff(firm, owner, 'preparer'));
		story.#links.push(await world.inviteClient(vault, owner));
		return story;
	}

	/** Before each step: the heads that may be quoted. */
	async look(): Promise<{ inFirm: Head; inVault: Head }> {
		const { browser } = this.firm.owner;
		const inFirm = await this.world.head(browser, `/api/firms/${this.firm.id}/log`);
		if (inFirm.hash !== this.#heads.at(-1)?.hash) this.#heads.push(inFirm);
		return { inFirm, inVault: await this.world.head(browser, `/api/vaults/${this.vault.id}/log`) };
	}

	readonly chapters: Record<string, (step: Step) => Promise<Told>> = {
		'firm.changed': (step) =>
			this.#inFirm(step, { kind: 'firm.changed', payload: {}, ...this.#stale(step) }),
		'stages.named': (step) =>
			this.#inFirm(step, { kind: 'stages.named', payload: {}, ...this.#stale(step) }),
		'welcome.written': (step) =>
			this.#inFirm(step, { kind: 'welcome.written', payload: {}, ...this.#stale(step) }),
		'template.kept': (step) => this.#template(step, 'template.kept'),
		'template.removed': (step) => this.#template(step, 'template.removed'),
		'staff.invited': (step) => this.#staffInvited(step),
		'staff.uninvited': (step) => {
			const payload = { invite: idBytes(pick(this.#colleagues, step.about).id) };
			return this.#inFirm(step, { kind: 'staff.uninvited', payload, body: null });
		},
		'staff.joined': (step) => this.#staffJoined(step),
		'staff.rekeyed': (step) => this.#staffRekeyed(step),
		'staff.removed': (step) => this.#staffRemoved(step),
		'team.granted': (step) => this.#granted(step),
		'team.rotated': (step) => this.#rotated(step),
		'escrow.used': (step) => this.#escrowUsed(step),
		'folder.made': (step) => this.#inVault(step, { kind: 'folder.made', payload: {} }),
		'request.listed': (step) => this.#inVault(step, { kind: 'request.listed', payload: {} }),
		'request.accepted': (step) => this.#inVault(step, { kind: 'request.accepted', payload: {} }),
		'request.waived': (step) => this.#inVault(step, { kind: 'request.waived', payload: {} }),
		'message.sent': (step) => this.#inVault(step, { kind: 'message.sent', payload: {} }),
		'note.written': (step) => {
			const epoch = this.firm.epoch - (step.lie === 'epoch' ? 1 : 0);
			const seal = { sealed: randomBytes(201), team: idBytes(this.firm.team), teamEpoch: epoch };
			const seals = step.lie === 'missing' ? [seal, seal] : [seal];
			const payload = { note: randomBytes(16), seals };
			return this.#inVault(step, { kind: 'note.written', payload, body: null });
		},
		'stage.set': (step) => this.#inVault(step, { kind: 'stage.set', payload: {} }),
		'details.kept': (step) => {
			const epoch = this.firm.epoch - (step.lie === 'epoch' ? 1 : 0);
			const seal = { sealed: randomBytes(201), team: idBytes(this.firm.team), teamEpoch: epoch };
			const seals = step.lie === 'missing' ? [seal, seal] : [seal];
			return this.#inVault(step, { kind: 'details.kept', payload: { seals }, body: null });
		},
		'approval.asked': (step) => this.#approval(step, 'approval.asked'),
		'approval.given': (step) => this.#approval(step, 'approval.given'),
		'approval.declined': (step) => this.#approval(step, 'approval.declined'),
		'approval.withdrawn': (step) => this.#approval(step, 'approval.withdrawn'),
		'approval.scanned': (step) => this.#approval(step, 'approval.scanned'),
		'approval.scan-accepted': (step) => this.#approval(step, 'approval.scan-accepted'),
		'approval.scan-returned': (step) => this.#approval(step, 'approval.scan-returned'),
		'files.tagged': (step) => this.#inVault(step, { kind: 'files.tagged', payload: {} }),
		'version.restored': (step) => this.#inVault(step, { kind: 'version.restored', payload: {} }),
		'files.removed': (step) => {
			// What is not there, none, or one twice: neither side takes it.
			const [one, two] = [newBlobId(), newBlobId()];
			const blobs = [[one, two], [], [one, one]][step.about % 3] ?? [];
			return this.#inVault(step, { kind: 'files.removed', payload: {}, blobs, body: null });
		},
		'vault.renamed': (step) => {
			const payload = { label: this.world.label(this.firm) };
			return this.#inVault(step, { kind: 'vault.renamed', payload });
		},
		'epoch.started': (step) => this.#epochStarted(step),
		'member.invited': (step) => this.#memberInvited(step),
		'member.uninvited': async (step) => {
			const { id } = pick(this.#links.toReversed(), step.about % 3);
			const payload = { epoch: await this.#next(step, { without: id }), invite: idBytes(id) };
			return this.#inVault(step, { kind: 'member.uninvited', payload });
		},
		'member.removed': async (step) => {
			const { userId } = this.#client(step).identity;
			const payload = { epoch: await this.#next(step, { leaves: userId }), user: idBytes(userId) };
			return this.#inVault(step, { kind: 'member.removed', payload });
		},
		'drop.opened': (step) => this.#dropOpened(step),
		'drop.closed': (step) => {
			const payload = { drop: pick(this.#drops, step.about) };
			return this.#inVault(step, { kind: 'drop.closed', payload, body: null });
		},
		'member.joined': (step) => this.#memberJoined(step),
		'member.rekeyed': (step) => this.#memberRekeyed(step)
	};

	#template(step: Step, kind: string): Promise<Told> {
		// What is sealed is said in the open: neither side takes it.
		const payload = step.lie === 'missing' ? { name: 'Expats' } : {};
		return this.#inFirm(step, { kind, payload, ...this.#stale(step) });
	}

	#approval(step: Step, kind: string): Promise<Told> {
		return this.#inVault(step, { kind, payload: { approval: randomBytes(16) } });
	}

	/** The owner acts as often as all others. */
	#by = ({ by }: Step): Person => (by % 2 === 0 ? this.firm.owner : this.#other(by >> 1));
	#about = ({ about }: Step): Person => this.#other(about);
	/** A client as a rule, and now and then anybody. */
	#client = (step: Step): Person =>
		step.about % 4 === 0 ? this.#about(step) : pick(this.#clients.toReversed(), step.about);
	#other = (index: number): Person => pick(this.people.slice(1), index);

	/** In whose name the logs are read, whoever writes. */
	#reading = (person: Person): Person => ({ ...person, browser: this.firm.owner.browser });

	#signer = ({ lie }: Step): { signer?: SigningKeyPair } =>
		lie === 'signature' ? { signer: pick(this.people, 2).identity.signing } : {};

	#stale = ({ lie }: Step): { epoch?: number } =>
		lie === 'epoch' ? { epoch: this.firm.epoch - 1 } : {};

	#bendTeam(step: Step): BentTeam {
		const { lie } = step;
		if (lie === 'previous') return { change: { previous: null } };
		if (lie === 'missing') return { change: { members: (right) => right.slice(1) } };
		if (lie === 'epoch') return { epoch: this.firm.epoch };
		return lie === 'teams' ? { teams: [] } : this.#signer(step);
	}

	async #inFirm(step: Step, draft: Draft, capsule?: Invitation): Promise<Told> {
		const { world, firm } = this;
		const by = this.#by(step);
		const entry = await world.firmEntry(firm, this.#reading(by), {
			...draft,
			...this.#signer(step)
		});
		return this.#toFirm(by, entry, capsule);
	}

	#toFirm(by: Person, entry: ParsedEntry, invitation?: Invitation, taken = () => {}): Told {
		const capsule = invitation?.capsule ?? null;
		const address = `/api/firms/${this.firm.id}/log`;
		return { entry, taken, send: () => by.browser.post(address, append(entry, capsule)) };
	}

	async #staffInvited(step: Step): Promise<Told> {
		const invitation = await this.world.invitation();
		const role = pick(['preparer', 'admin', 'owner'], step.about);
		const payload = { ...invitation.payload, role };
		const told = await this.#inFirm(step, { kind: 'staff.invited', payload }, invitation);
		return { ...told, taken: () => void this.#colleagues.push(invitation) };
	}

	async #staffJoined(step: Step): Promise<Told> {
		const { world, firm } = this;
		const link = pick(this.#colleagues, step.about);
		const person = await world.person();
		const { identity } = person;
		const { signing } = await linkKeys(link.secret);
		const entry = await world.firmEntry(firm, this.#reading(person), {
			kind: 'staff.joined',
			payload: {
				bundle: bundleOf(identity),
				invite: idBytes(link.id),
				proof: joinProof(identity, { firm: firm.id }, link.id)
			},
			author: { kind: 'invite', id: link.id },
			signer: signing,
			...this.#stale(step),
			...this.#signer(step)
		});
		return this.#byLink(person, link, entry);
	}

	async #byLink(person: Person, link: Invitation, entry: ParsedEntry): Promise<Told> {
		const account = await this.world.account(person);
		const body = { ...account, entry: append(entry, null).entry };
		return {
			entry,
			send: () => person.browser.post(`/api/invites/${link.id}/join`, body),
			taken: () => {
				this.people.push(person);
				if (entry.header.vault === null) return;
				this.vault.epoch += 1;
				this.#clients.push(person);
			}
		};
	}

	async #granted(step: Step): Promise<Told> {
		const { firm } = this;
		const { userId } = this.#about(step).identity;
		const epoch = firm.epoch - (step.lie === 'epoch' ? 1 : 0);
		const key = { earlier: [], epoch, wrap: randomBytes(1169) };
		const payload = { ...key, team: idBytes(firm.team), user: idBytes(userId) };
		const told = await this.#inFirm(step, { kind: 'team.granted', payload, body: null });
		return { ...told, taken: () => void firm.members.add(userId) };
	}

	async #rotated(step: Step): Promise<Told> {
		const { world, firm } = this;
		const by = this.#by(step);
		const admits = step.about % 2 === 0 ? undefined : this.#other(step.about >> 1);
		const entry = await world.rotation(firm, this.#reading(by), admits, this.#bendTeam(step));
		return this.#toFirm(by, entry, undefined, () => {
			firm.epoch += 1;
			if (admits !== undefined) firm.members.add(admits.identity.userId);
		});
	}

	async #staffRemoved(step: Step): Promise<Told> {
		const { world, firm } = this;
		const by = this.#by(step);
		const about = this.#about(step);
		const entry = await world.removal(firm, this.#reading(by), about, this.#bendTeam(step));
		return this.#toFirm(by, entry, undefined, () => {
			firm.epoch = entry.header.epoch;
			firm.members.delete(about.identity.userId);
			firm.gone.add(about.identity.userId);
		});
	}

	async #staffRekeyed(step: Step): Promise<Told> {
		const { world, firm } = this;
		const former = this.#about(step);
		const successor = await identityFromSeed(newIdentitySeed());
		const reading = this.#reading(former);
		const entry = await world.staffSuccession(firm, reading, successor, this.#bendTeam(step));
		const request = await world.rekeyRequest(former, successor, [{ vault: null, entry }]);
		return {
			entry,
			send: () => former.browser.post('/api/account/rekey', request),
			taken: () => {
				const { userId } = former.identity;
				firm.epoch = entry.header.epoch;
				if (firm.members.delete(userId)) firm.members.add(successor.userId);
				firm.gone.add(userId);
				this.#replace(former, { ...former, identity: successor });
			}
		};
	}

	/** Under new keys, in the browser they had. */
	#replace(former: Person, successor: Person): void {
		for (const list of [this.people, this.#clients]) {
			const at = list.indexOf(former);
			if (at >= 0) list[at] = successor;
		}
	}

	async #escrowUsed(step: Step): Promise<Told> {
		const { world, firm } = this;
		const person = await world.person();
		const { inFirm } = await this.look();
		const request = await world.kitRequest(firm, inFirm, person, this.#bendTeam(step));
		return {
			entry: await parseEntry(new Uint8Array(Buffer.from(request.entry, 'base64url'))),
			send: () => person.browser.post('/api/kits/recover', request),
			taken: () => {
				firm.epoch += 1;
				firm.members.add(person.identity.userId);
				this.people.push(person);
			}
		};
	}

	async #vaultPlace(step: Step) {
		const { inFirm, inVault } = await this.look();
		return { head: inVault, firmHead: this.#heads.at(-1 - step.unseen) ?? inFirm };
	}

	#next(step: Step, change: EpochChange) {
		const { world, vault, firm } = this;
		const bent: EpochChange = {
			...(step.lie === 'missing' ? { grants: (right) => right.slice(1) } : {}),
			...(step.lie === 'epoch' ? { number: vault.epoch } : {}),
			...(step.lie === 'previous' ? { previous: null } : {})
		};
		return world.nextEpoch(vault, firm.owner, { ...change, ...bent });
	}

	async #inVault(step: Step, draft: Draft, invitation?: Invitation): Promise<Told> {
		const { world, vault } = this;
		const by = this.#by(step);
		const startsEpoch = 'epoch' in draft.payload;
		const entry = await world.vaultEntry(vault, this.#reading(by), {
			...draft,
			epoch: vault.epoch + (startsEpoch ? 1 : 0) - (step.lie === 'teams' ? 1 : 0),
			...(await this.#vaultPlace(step)),
			...this.#signer(step)
		});
		const body = append(entry, invitation?.capsule ?? null);
		return {
			entry,
			send: () => by.browser.post(`/api/vaults/${vault.id}/log`, body),
			taken: () => void (vault.epoch += startsEpoch ? 1 : 0)
		};
	}

	async #epochStarted(step: Step): Promise<Told> {
		const { world, firm } = this;
		const isStaff = firm.members.has(this.#by(step).identity.userId);
		const label = isStaff === (step.lie !== 'label') ? world.label(firm) : null;
		const payload = { epoch: await this.#next(step, {}), label };
		return this.#inVault(step, { kind: 'epoch.started', payload });
	}

	async #dropOpened(step: Step): Promise<Told> {
		const { firm, vault } = this;
		const { capsule, payload, ...invitation } = await this.world.invitation();
		const { kem } = await linkKeys(invitation.secret);
		const drop = step.about % 5 === 0 ? pick(this.#drops, step.about) : idBytes(invitation.id);
		const wrap = randomBytes(1169);
		const teamEpoch = firm.epoch - (step.lie === 'epoch' ? 1 : 0);
		const grants = [
			{ id: idBytes(vault.firm.id), teamEpoch: null, to: 'escrow', wrap },
			{ id: idBytes(firm.team), teamEpoch, to: 'team', wrap }
		].slice(step.lie === 'missing' ? 1 : 0);
		const { invite: _, ...shared } = payload;
		const limits = { kem: kem.publicKey, maxBytes: 1, maxUses: 1 };
		const said = { ...shared, drop, grants, ...limits };
		const opened = { kind: 'drop.opened', payload: said };
		const told = await this.#inVault(step, opened, { capsule, payload, ...invitation });
		return { ...told, taken: () => void this.#drops.push(drop) };
	}

	async #memberInvited(step: Step): Promise<Told> {
		const invitation = await this.world.invitation();
		const { kem } = await linkKeys(invitation.secret);
		const wrap = step.lie === 'missing' ? null : randomBytes(1169);
		const key = step.about % 3 === 0 ? { kem: null, wrap: null } : { kem: kem.publicKey, wrap };
		const payload = { ...invitation.payload, earlier: [], ...key };
		const told = await this.#inVault(step, { kind: 'member.invited', payload }, invitation);
		return { ...told, taken: () => void this.#links.push(invitation) };
	}

	async #memberJoined(step: Step): Promise<Told> {
		const { world, vault, firm } = this;
		const link = pick(this.#links.toReversed(), step.about % 3);
		const person = await world.person();
		const { identity } = person;
		const { signing } = await linkKeys(link.secret);
		const change = { joins: identity.userId, without: link.id };
		const entry = await world.vaultEntry(vault, this.#reading(person), {
			kind: 'member.joined',
			payload: {
				bundle: bundleOf(identity),
				earlier: [],
				epoch: await this.#next(step, step.by % 2 === 0 ? { ...change, previous: null } : change),
				invite: idBytes(link.id),
				proof: joinProof(identity, { firm: firm.id, vault: vault.id }, link.id)
			},
			epoch: vault.epoch + 1,
			author: { kind: 'invite', id: link.id },
			...(await this.#vaultPlace(step)),
			signer: signing,
			...this.#signer(step)
		});
		return this.#byLink(person, link, entry);
	}

	async #memberRekeyed(step: Step): Promise<Told> {
		const { world, vault } = this;
		const former = this.#client(step);
		const { userId: leaves } = former.identity;
		const successor = await identityFromSeed(newIdentitySeed());
		const change = { leaves, joins: successor.userId };
		const right = await world.memberSuccession(vault, this.#reading(former), successor);
		const entry = await world.memberSuccession(vault, this.#reading(former), successor, {
			payload: { ...right.header.payload, epoch: await this.#next(step, change) },
			...(await this.#vaultPlace(step)),
			...this.#signer(step)
		});
		const entries = [{ vault: vault.id, entry }];
		const request = await world.rekeyRequest(former, successor, entries);
		return {
			entry,
			send: () => former.browser.post('/api/account/rekey', { ...request, recovery: null }),
			taken: () => {
				vault.epoch += 1;
				this.#replace(former, { ...former, identity: successor });
			}
		};
	}
}

/**
 * A firm and one client's vault with real keys, built by the same code that ships: founded, staff invited and joined,
 * team keys handed over, clients invited and joined. Tests start from here and then misbehave (forge.ts).
 */
import { decodeBase64url } from '../../src/crypto/base64url.ts';
import type { InviteId, Raw, UserId, VaultId, WordsEntropy } from '../../src/crypto/brands.ts';
import { parseEntry } from '../../src/crypto/entry-header.ts';
import { idBytes, newFolderId } from '../../src/crypto/ids.ts';
import type { Identity } from '../../src/crypto/identity.ts';
import { newWordsEntropy, randomBytes } from '../../src/crypto/random.ts';
import { kitKeys, type KitKeys } from '../../src/crypto/recovery.ts';
import type { Role } from '../../src/contract/wire.ts';
import type { OpenAccount } from '../../src/vault/account.ts';
import { admitToTeam } from '../../src/vault/admitting.ts';
import { createVault } from '../../src/vault/create-vault.ts';
import { FirmLog } from '../../src/vault/firm-log.ts';
import { foundFirm } from '../../src/vault/found-firm.ts';
import { inviteClient, inviteStaff, type Issued } from '../../src/vault/invitations.ts';
import { prepareJoin } from '../../src/vault/join.ts';
import { openLink } from '../../src/vault/open-link.ts';
import type { TransferHooks } from '../../src/vault/upload.ts';
import { VaultLog } from '../../src/vault/vault-log.ts';
import { Portal } from './portal.ts';

export const START = 1_760_000_000_000;

/** A clock that moves by a second whenever it is read. */
function clock(from = START): () => number {
	let time = from;
	return () => (time += 1000);
}

export interface Person {
	readonly account: OpenAccount;
	readonly identity: Identity;
	readonly id: UserId;
	readonly firm: FirmLog;
	/** This person's own view of a vault's log, verified from its genesis. */
	vault(vault: VaultId): Promise<VaultLog>;
}

export class World {
	readonly portal: Portal;
	readonly now = clock();
	readonly kit: KitKeys;
	/** The recovery kit's. */
	readonly words: WordsEntropy;
	readonly owner: Person;

	private constructor(portal: Portal, words: WordsEntropy, kit: KitKeys, owner: Person) {
		this.words = words;
		this.portal = portal;
		this.kit = kit;
		this.owner = owner;
	}

	static async found(): Promise<World> {
		const portal = new Portal();
		const words = newWordsEntropy();
		const firm = { firmName: 'Alder & Finch', mark: { colour: 'pine', initials: 'AF' } };
		const made = await foundFirm({ ...firm, ownerName: 'Olga Alder' }, words, passkey(), START);
		await portal.firmLog.append(decodeBase64url(made.request.genesis), null);
		return new World(portal, words, await kitKeys(words), await person(portal, made.account));
	}

	async inviteStaff(name: string, role: Role, by: Person = this.owner): Promise<Issued> {
		return inviteStaff(by.firm, by.identity, { name, role }, this.now);
	}

	/** Invited and joined, without the team's key. */
	async newStaff(name: string, role: Role): Promise<Person> {
		const { fragment } = await this.inviteStaff(name, role);
		const joined = await this.join(fragment, name);
		await this.owner.firm.sync();
		return joined;
	}

	/** Invited, joined and given the team's key. */
	async staff(name: string, role: Role): Promise<Person> {
		const joined = await this.newStaff(name, role);
		await grantTeam(this.owner, joined.id, this.now);
		await joined.firm.sync();
		return joined;
	}

	createVault(name: string, by: Person = this.owner): Promise<VaultId> {
		return createVault(this.portal.api, by.firm, by.identity, name, this.now());
	}

	async inviteClient(
		vault: VaultId,
		name: string,
		by: Person = this.owner,
		history = true
	): Promise<Issued> {
		return inviteClient(by.firm, await by.vault(vault), by.identity, { name, history }, this.now);
	}

	async client(vault: VaultId, name: string, history = true): Promise<Person> {
		const { fragment } = await this.inviteClient(vault, name, this.owner, history);
		return this.join(fragment, name);
	}

	/** Uses a link as the joiner's page does. */
	async join(fragment: string, name: string): Promise<Person> {
		const link = await openLink(this.portal.api, fragment);
		const joiner = { name, passkey: passkey(), words: newWordsEntropy() };
		const { account, request } = await prepareJoin(link, joiner, this.now());
		const entry = decodeBase64url(String(request['entry']));
		const { vault } = (await parseEntry(entry)).header;
		await (vault ? this.portal.vaultLog(vault) : this.portal.firmLog).append(entry, null);
		return person(this.portal, account);
	}
}

export async function person(portal: Portal, account: OpenAccount): Promise<Person> {
	const { identity, keyring } = account;
	const [membership] = keyring.firms;
	if (!membership) throw new Error('an account without a firm');
	const firm = new FirmLog(membership.firm, portal.firmLog, identity, membership.directory);
	await firm.sync();
	const vaults = new Map<VaultId, VaultLog>();
	return {
		account,
		identity,
		id: identity.userId,
		firm,
		async vault(vault) {
			const log =
				vaults.get(vault) ??
				new VaultLog(vault, firm, sourceOf(portal, vault), () => ({ identity, teams: firm.teams }));
			vaults.set(vault, log);
			await log.sync();
			return log;
		}
	};
}

/** As a session reads a vault's log: through the portal's API. */
const sourceOf = (portal: Portal, vault: VaultId) => ({
	page: (after: number | null) => portal.api.vaultLog(vault, after),
	append: async (entry: Raw, capsule: Raw | null) => {
		await portal.api.appendVault(vault, entry, capsule ?? undefined);
	}
});

const passkey = () => ({ credential: 'Y3JlZGVudGlhbA', prf: randomBytes(32) });

export const grantTeam = (by: Person, user: UserId, now: () => number): Promise<void> =>
	admitToTeam(by.firm, by.identity, user, true, now);

export async function makeFolder(log: VaultLog, name: string, now: () => number) {
	const folder = newFolderId();
	await log.append(
		() =>
			Promise.resolve({
				kind: 'folder.made',
				payload: {},
				body: { folder: idBytes(folder), name }
			}),
		now
	);
	return folder;
}

/** Hooks of a transfer that never waits. */
export function transferHooks(signal: AbortSignal = new AbortController().signal) {
	const progress: number[] = [];
	const retrying: boolean[] = [];
	const pauses: number[] = [];
	const hooks: TransferHooks = {
		signal,
		onProgress: (done) => progress.push(done),
		onRetrying: (waiting) => retrying.push(waiting),
		wait: (ms) => {
			pauses.push(ms);
			return Promise.resolve();
		}
	};
	return { hooks, progress, retrying, pauses };
}

/** The code of the refusal that `work` ends in; `accepted` when it does not. */
export async function refusalOf(work: () => unknown): Promise<string> {
	try {
		await work();
		return 'accepted';
	} catch (error) {
		if (error instanceof Error && 'code' in error) return String(error.code);
		throw error;
	}
}

export const inviteOf = (log: VaultLog | FirmLog, name: string): InviteId => {
	const found = [...log.state.invitations.values()].find((invitation) => invitation.name === name);
	if (!found) throw new Error('no such invitation');
	return found.invite;
};

/**
 * Where the attacks happen: a real portal with a firm, a preparer, two clients with a vault each, and a file; and
 * Mallory, who runs the server and has keys of her own.
 */
import type { z } from 'zod';
import type { account } from '../../src/contract/api.ts';
import type { Raw, UserId, VaultId } from '../../src/crypto/brands.ts';
import type { RateLimits } from '../../src/server/http/rate-limits.ts';
import { identityFromSeed, type Identity } from '../../src/crypto/identity.ts';
import { newIdentitySeed } from '../../src/crypto/random.ts';
import { expectedRecipients } from '../../src/vault/recipients.ts';
import type { FileView } from '../../src/vault/view.ts';
import { openPortal, type TestPortal } from '../server/portal.ts';
import {
	fileOf,
	foundFirm,
	hire,
	noise,
	type Person,
	send,
	welcome,
	type Interfere
} from '../claims/people.ts';

export interface Stage {
	readonly portal: TestPortal;
	readonly owner: Person;
	/** The firm's recovery kit. */
	readonly kit: readonly string[];
	readonly ana: Person;
	readonly vault: VaultId;
	readonly client: Person;
	/** Maria's link, used. */
	readonly usedLink: string;
	readonly otherVault: VaultId;
	readonly otherClient: Person;
	readonly content: Raw;
	readonly mallory: Identity;
}

/** The attacks sign in hundreds of times a minute. */
const boundless: RateLimits = {
	ceremonies: 1e6,
	setup: 1e6,
	signIn: 1e6,
	recovery: 1e6,
	join: 1e6,
	mail: 1e6,
	mailOff: 1e6,
	drop: 1e6
};

/** What a test finds where nothing was found. */
export const nothing = new Uint8Array();
export const idOf = ({ keyholder }: Person): UserId => keyholder.session.userId;

export async function setStage(): Promise<Stage> {
	const portal = await openPortal({ limits: boundless });
	const { owner, words } = await foundFirm(portal);
	const ana = await hire(portal, owner, 'Ana');
	const { vault, client, fragment } = await welcome(portal, owner, 'Maria');
	const { vault: otherVault, client: otherClient } = await welcome(portal, owner, 'Jonas');
	const content = noise(500);
	await send(client, vault, fileOf('W-2.pdf', content));
	await send(otherClient, otherVault, fileOf('1099.pdf', noise(500)));
	const mallory = await identityFromSeed(newIdentitySeed());
	return {
		portal,
		owner,
		kit: words,
		ana,
		vault,
		client,
		usedLink: fragment,
		otherVault,
		otherClient,
		content,
		mallory
	};
}

export async function fileNamed(reader: Person, vault: VaultId, name: string): Promise<FileView> {
	const { files } = await reader.core.openVault(vault);
	const file = files.find((one) => one.name === name);
	if (!file) throw new Error(`no file ${name}`);
	return file;
}

/** The public keys that this person would wrap the vault's next key to. */
export async function keysWrappedTo(person: Person, vault: VaultId): Promise<string[]> {
	const { session } = person.keyholder;
	const { state } = await session.vault(vault);
	const recipients = expectedRecipients(session.firm.state, state.teams, state, Date.now());
	return recipients.map(({ kem }) => Buffer.from(kem).toString('base64url'));
}

/** Entries as the portal stores them. */
export const firmEntries = async ({ owner }: Stage): Promise<Raw[]> => {
	const { api, session } = owner.keyholder;
	return (await api.firmLog(session.firm.firm, null)).entries;
};

export const vaultEntries = async ({ owner }: Stage, vault: VaultId): Promise<Raw[]> =>
	(await owner.keyholder.api.vaultLog(vault, null)).entries;

export type Account = z.input<typeof account>;

/** A person’s account record, as the portal hands it out. */
export async function accountOf(person: Person): Promise<Account> {
	const records: Account[] = [];
	const listening: Interfere = async (path, init, pass) => {
		const response = await pass(path, init);
		if (path.endsWith('/account')) records.push((await response.clone().json()) as Account);
		return response;
	};
	person.interfere = listening;
	await person.core.passkeys();
	person.interfere = null;
	const [record] = records;
	if (!record) throw new Error('no account');
	return record;
}

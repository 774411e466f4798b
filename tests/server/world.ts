/**
 * A firm with people in it, made through the API with real identities, signatures and seals. Wraps are stand-ins of
 * the right size: the server cannot look inside, and that they open is tested where they are made.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { appendResponse, ceremony, logPage, signedIn } from '../../src/contract/api.ts';
import { expectedGrantees, type Grantee } from '../../src/contract/recipients.ts';
import { toWire, type Role } from '../../src/contract/wire.ts';
import {
	sealIdentity,
	sealKeyring,
	wrapAccountKeyForPasskey,
	wrapAccountKeyForRecovery
} from '../../src/crypto/account.ts';
import type {
	BlobId,
	FirmId,
	InviteId,
	LinkSecret,
	Raw,
	SigningKeyPair,
	TeamId,
	TeamSecret,
	UserId,
	VaultId,
	WordsEntropy
} from '../../src/crypto/brands.ts';
import { encode, type Value } from '../../src/crypto/encoding.ts';
import { signEntry, type Author, type Head, type ParsedEntry } from '../../src/crypto/entry.ts';
import { epochKeys } from '../../src/crypto/epoch.ts';
import { identityFromSeed, type Identity } from '../../src/crypto/identity.ts';
import {
	idBytes,
	inviteIdFrom,
	newBlobId,
	newTeamId,
	newVaultId,
	userIdFrom
} from '../../src/crypto/ids.ts';
import { linkKeys } from '../../src/crypto/link.ts';
import { parsePrfOutput, passkeyUnlockKey } from '../../src/crypto/passkey.ts';
import {
	newAccountKey,
	newEpochSecret,
	newIdentitySeed,
	newLinkSecret,
	newTeamSecret,
	newWordsEntropy,
	randomBytes
} from '../../src/crypto/random.ts';
import { kitKeys, recoveryKeys } from '../../src/crypto/recovery.ts';
import { hashOf } from '../../src/crypto/hash.ts';
import { seal } from '../../src/crypto/seal.ts';
import { signContext } from '../../src/crypto/sign.ts';
import { sealLabel, teamKeys } from '../../src/crypto/team.ts';
import { SoftwarePasskey } from './authenticator.ts';
import { Browser, read, type Fetch } from './portal.ts';
import { readEntries } from './readers.ts';

export interface Person {
	readonly identity: Identity;
	readonly browser: Browser;
	readonly passkey: SoftwarePasskey;
	readonly entropy: WordsEntropy;
}

export interface Firm {
	readonly id: FirmId;
	readonly team: TeamId;
	readonly teamSecret: TeamSecret;
	readonly owner: Person;
	/** The recovery kit's signing key. */
	readonly root: SigningKeyPair;
	/** Of its team. */
	epoch: number;
	/** In the team. */
	readonly members: Set<UserId>;
	/** Who left the roster, or was on it with keys that were replaced. */
	readonly gone: Set<UserId>;
}

export interface Vault {
	readonly id: VaultId;
	readonly firm: Firm;
	epoch: number;
}

export interface Draft {
	readonly kind: string;
	readonly payload: { [key: string]: Value };
	/** Text stands for any body; null where the kind has none. */
	readonly body?: string | null;
	readonly epoch?: number;
	readonly blobs?: BlobId[];
	readonly time?: number;
	readonly head?: Head | null;
	readonly firmHead?: Head;
	readonly author?: Author;
	readonly signer?: SigningKeyPair;
}

/** What changes with the epoch that is made: who joins or is left out, and what is wrong with it. */
export interface EpochChange {
	readonly number?: number;
	readonly joins?: UserId;
	readonly leaves?: UserId;
	readonly without?: InviteId;
	readonly time?: number;
	readonly grants?: (right: Grantee[]) => Grantee[];
	readonly previous?: Raw | null;
}

/** How an honest request is bent. */
export interface Bent extends Partial<Draft> {
	readonly change?: EpochChange;
	readonly proof?: Raw;
}

export interface Invitation {
	readonly secret: LinkSecret;
	readonly id: InviteId;
	readonly capsule: Raw;
	readonly payload: { [key: string]: Value };
}

export const standIn = (): Raw => randomBytes(1169);
export const bundleOf = ({ bundle }: Identity) => ({
	kem: bundle.kem,
	proof: bundle.proof,
	signing: bundle.signing
});

export const joinProof = (
	{ signing, userId }: Identity,
	{ firm, vault }: { firm: FirmId; vault?: VaultId },
	invite: InviteId
): Raw =>
	signContext('join-proof', signing, {
		firm,
		...(vault === undefined ? {} : { vault }),
		object: idBytes(invite),
		sender: idBytes(userId)
	});

export const hashOfPart = (bytes: Uint8Array): string =>
	createHash('sha256').update(bytes).digest('base64url');

export class World {
	readonly #fetch: Fetch;
	readonly #origin: string;

	constructor(fetch: Fetch, origin: string) {
		this.#fetch = fetch;
		this.#origin = origin;
	}

	browser = (): Browser => new Browser(this.#fetch);

	async person(): Promise<Person> {
		return {
			identity: await identityFromSeed(newIdentitySeed()),
			browser: this.browser(),
			passkey: new SoftwarePasskey(this.#origin),
			entropy: newWordsEntropy()
		};
	}

	async ceremony(browser: Browser, purpose: 'register' | 'authenticate') {
		const made = await read(browser.post('/api/ceremonies', { purpose }), ceremony);
		return { id: made.id, challenge: toWire(made.challenge) };
	}

	async newPasskey(browser: Browser, passkey: SoftwarePasskey) {
		return {
			registration: passkey.register(await this.ceremony(browser, 'register')),
			assertion: passkey.assert(await this.ceremony(browser, 'authenticate'))
		};
	}

	async recovery({ identity }: Person, entropy: WordsEntropy) {
		const keys = await recoveryKeys(entropy);
		const accountKey = newAccountKey();
		const { recoveryId, unlockKey } = keys;
		const wrap = await wrapAccountKeyForRecovery(
			unlockKey,
			identity.userId,
			recoveryId,
			accountKey
		);
		return { recoveryId, signInKey: toWire(keys.signIn.publicKey), wrap: toWire(wrap) };
	}

	/** The account half of set-up and joining. */
	async account(person: Person, stays?: ReturnType<SoftwarePasskey['assert']>) {
		const { identity, passkey, browser, entropy } = person;
		const accountKey = newAccountKey();
		const unlock = await passkeyUnlockKey(parsePrfOutput(randomBytes(32)));
		const credential = new Uint8Array(Buffer.from(passkey.id, 'base64url'));
		const wrap = await wrapAccountKeyForPasskey(unlock, identity.userId, credential, accountKey);
		return {
			...(stays === undefined
				? await this.newPasskey(browser, passkey)
				: { registration: null, assertion: stays }),
			passkeyWrap: toWire(wrap),
			userId: identity.userId,
			identity: toWire(await sealIdentity(accountKey, identity)),
			keyring: toWire(
				await sealKeyring(accountKey, identity.userId, encode({ firms: [], heads: [] }))
			),
			recovery: await this.recovery(person, entropy)
		};
	}

	async genesis(
		owner: Person,
		bend: { epoch?: number; team?: { [key: string]: Value } } = {}
	): Promise<{ firm: Firm; entry: ParsedEntry; root: SigningKeyPair }> {
		const { root, escrow, firmId } = await kitKeys(newWordsEntropy());
		const teamSecret = newTeamSecret();
		const { kem, directory } = await teamKeys(teamSecret);
		const team = newTeamId();
		const members = [{ user: idBytes(owner.identity.userId), wrap: standIn() }];
		const payload = {
			escrow: escrow.publicKey,
			minSuite: 1,
			owner: bundleOf(owner.identity),
			root: root.publicKey,
			team: {
				epoch: 1,
				escrow: standIn(),
				id: idBytes(team),
				kem: kem.publicKey,
				members,
				previous: null,
				...bend.team
			}
		};
		const epoch = bend.epoch ?? 1;
		const place = { firm: firmId, vault: null, seq: 0, prev: null, epoch, firmHead: null };
		const author: Author = { kind: 'root', id: firmId };
		const entry = await signEntry(
			{ ...place, kind: 'firm.genesis', author, time: Date.now(), payload, blobs: [] },
			root,
			{ key: directory, value: { name: 'A firm' } }
		);
		const who = { gone: new Set<UserId>(), members: new Set([owner.identity.userId]) };
		const firm = { id: firmId, team, teamSecret, owner, root, epoch: 1, ...who };
		return { firm, entry, root };
	}

	async setUp(token: string): Promise<Firm> {
		const owner = await this.person();
		const { firm, entry } = await this.genesis(owner);
		const request = { token, ...(await this.account(owner)), genesis: toWire(entry.bytes) };
		await read(owner.browser.post('/api/setup', request), signedIn);
		return firm;
	}

	async head(browser: Browser, address: string): Promise<Head> {
		return (await read(browser.get(`${address}?after=1000000`), logPage)).head;
	}

	async firmEntry(firm: Firm, by: Person, draft: Draft): Promise<ParsedEntry> {
		const { directory } = await teamKeys(firm.teamSecret);
		const head = draft.head ?? (await this.head(by.browser, `/api/firms/${firm.id}/log`));
		return this.#sign(draft, by, {
			place: { firm: firm.id, vault: null, epoch: draft.epoch ?? firm.epoch, firmHead: null },
			head,
			key: directory
		});
	}

	async vaultEntry(vault: Vault, by: Person, draft: Draft): Promise<ParsedEntry> {
		const { firm } = vault;
		const head = draft.head ?? (await this.head(by.browser, `/api/vaults/${vault.id}/log`));
		const firmHead = draft.firmHead ?? (await this.head(by.browser, `/api/firms/${firm.id}/log`));
		return this.#sign(draft, by, {
			place: { firm: firm.id, vault: vault.id, epoch: draft.epoch ?? vault.epoch, firmHead },
			head,
			key: (await epochKeys(newEpochSecret())).seal
		});
	}

	#sign(
		draft: Draft,
		by: Person,
		at: {
			place: { firm: FirmId; vault: VaultId | null; epoch: number; firmHead: Head | null };
			head: Head;
			key: Parameters<typeof seal<'entry-body'>>[1];
		}
	): Promise<ParsedEntry> {
		const author = draft.author ?? { kind: 'user', id: by.identity.userId };
		const body = draft.body === null ? null : { key: at.key, value: { name: draft.body ?? 'x' } };
		return signEntry(
			{
				...at.place,
				seq: at.head.seq + 1,
				prev: at.head.hash,
				kind: draft.kind,
				author,
				time: draft.time ?? Date.now(),
				payload: draft.payload,
				blobs: draft.blobs ?? []
			},
			draft.signer ?? by.identity.signing,
			body
		);
	}

	appendFirm(firm: Firm, by: Person, entry: ParsedEntry, capsule: Raw | null = null) {
		return by.browser.post(`/api/firms/${firm.id}/log`, append(entry, capsule));
	}

	appendVault(vault: Vault, by: Person, entry: ParsedEntry, capsule: Raw | null = null) {
		return by.browser.post(`/api/vaults/${vault.id}/log`, append(entry, capsule));
	}

	async invitation(expires = Date.now() + 86_400_000): Promise<Invitation> {
		const secret = newLinkSecret();
		const keys = await linkKeys(secret);
		const object = idBytes(keys.inviteId);
		const capsule = await seal('capsule', keys.capsuleKey, { object }, encode({ kind: 'x' }));
		const capsuleHash = new Uint8Array(createHash('sha256').update(capsule).digest());
		const payload = { capsuleHash, expires, invite: object, key: keys.signing.publicKey };
		return { secret, id: keys.inviteId, capsule, payload };
	}

	async inviteStaff(firm: Firm, by: Person, role: Role, expires?: number): Promise<Invitation> {
		const invitation = await this.invitation(expires);
		const payload = { ...invitation.payload, role };
		const entry = await this.firmEntry(firm, by, { kind: 'staff.invited', payload });
		await read(this.appendFirm(firm, by, entry, invitation.capsule), appendResponse);
		return invitation;
	}

	async staffJoinRequest(firm: Firm, invitation: Invitation, person: Person, bend: Bent = {}) {
		const { inviteId, signing } = await linkKeys(invitation.secret);
		const entry = await this.firmEntry(firm, person, {
			kind: 'staff.joined',
			payload: {
				bundle: bundleOf(person.identity),
				invite: idBytes(inviteId),
				proof: bend.proof ?? joinProof(person.identity, { firm: firm.id }, inviteId)
			},
			head: await this.head(person.browser, `/api/invites/${inviteId}/firm-log`),
			author: { kind: 'invite', id: inviteId },
			signer: signing,
			...bend
		});
		return { ...(await this.account(person)), entry: toWire(entry.bytes) };
	}

	async joinStaff(firm: Firm, invitation: Invitation): Promise<Person> {
		const person = await this.person();
		const request = await this.staffJoinRequest(firm, invitation, person);
		await read(person.browser.post(`/api/invites/${invitation.id}/join`, request), signedIn);
		return person;
	}

	async grantTeam(firm: Firm, by: Person, to: Person): Promise<Response> {
		const user = idBytes(to.identity.userId);
		const key = { epoch: firm.epoch, team: idBytes(firm.team), wrap: standIn() };
		const payload = { ...key, earlier: [], user };
		const entry = await this.firmEntry(firm, by, { kind: 'team.granted', payload, body: null });
		return this.appendFirm(firm, by, entry);
	}

	/** A colleague who has joined and been given the team's key. */
	async staff(firm: Firm, role: Role = 'preparer'): Promise<Person> {
		const person = await this.joinStaff(firm, await this.inviteStaff(firm, firm.owner, role));
		await read(this.grantTeam(firm, firm.owner, person), appendResponse);
		firm.members.add(person.identity.userId);
		return person;
	}

	/** The next epoch of a vault for whom its log names, as read by `browser` at `address`. */
	async nextEpoch(
		vault: Vault,
		{ browser, address }: { browser: Browser; address?: string },
		change: EpochChange = {}
	): Promise<{ [key: string]: Value }> {
		const readers = await this.#readersOf(
			vault.firm,
			browser,
			address ?? `/api/vaults/${vault.id}/log`,
			change
		);
		const right = expectedGrantees(
			{
				firm: vault.firm.id,
				teams: [{ id: vault.firm.team, epoch: vault.firm.epoch }],
				...readers
			},
			change.time ?? Date.now()
		);
		const previous = change.previous === undefined ? randomBytes(105) : change.previous;
		return epochOf(change.number ?? vault.epoch + 1, change.grants?.(right) ?? right, previous);
	}

	async #readersOf(
		{ gone }: Firm,
		browser: Browser,
		address: string,
		{ joins, leaves, without }: EpochChange
	) {
		const users = new Set<UserId>(joins === undefined ? [] : [joins]);
		const links = new Map<InviteId, number>();
		for (const { header } of await readEntries(browser, address)) {
			const { author } = header;
			const { bundle, expires, invite, kem, user } = header.payload;
			if (header.kind === 'member.rekeyed' && author.kind === 'user') users.delete(author.id);
			if (user instanceof Uint8Array) users.delete(userIdFrom(user));
			if (bundle instanceof Object && 'kem' in bundle)
				users.add(
					userIdFrom(await hashOf('user-id', bundle['signing'] ?? null, bundle['kem'] ?? null))
				);
			if (!(invite instanceof Uint8Array)) continue;
			const reads = kem !== null && !(author.kind === 'user' && gone.has(author.id));
			if (header.kind !== 'member.invited') links.delete(inviteIdFrom(invite));
			else if (reads) links.set(inviteIdFrom(invite), Number(expires));
		}
		if (without !== undefined) links.delete(without);
		if (leaves !== undefined) users.delete(leaves);
		const invitations = [...links].map(([id, expires]) => ({ id, state: 'open', expires }));
		return { users: [...users], invitations };
	}

	async vaultGenesis(
		firm: Firm,
		by: Person,
		bend: Partial<Pick<Draft, 'epoch' | 'firmHead'>> & {
			teams?: Value[];
			label?: { [key: string]: Value };
			change?: EpochChange;
		} = {}
	) {
		const id = newVaultId();
		const sender = by.identity.userId;
		const { labels } = await teamKeys(firm.teamSecret);
		const teamEpoch = firm.epoch;
		const place = { firm: firm.id, vault: id, teamEpoch, team: firm.team, sender };
		const sealed = await sealLabel(labels, place, 'A client');
		const label = { sealed, team: idBytes(firm.team), teamEpoch, ...bend.label };
		const teams = bend.teams ?? [idBytes(firm.team)];
		const nobody = { users: [], invitations: [] };
		const right = expectedGrantees(
			{ firm: firm.id, teams: [{ id: firm.team, epoch: teamEpoch }], ...nobody },
			0
		);
		const change = bend.change ?? {};
		const grants = change.grants?.(right) ?? right;
		const epoch = await epochOf(change.number ?? 1, grants, change.previous ?? null);
		const entry = await signEntry(
			{
				firm: firm.id,
				vault: id,
				seq: 0,
				prev: null,
				epoch: bend.epoch ?? 1,
				kind: 'vault.genesis',
				author: { kind: 'user', id: sender },
				firmHead: bend.firmHead ?? (await this.head(by.browser, `/api/firms/${firm.id}/log`)),
				time: Date.now(),
				payload: { epoch, label, teams },
				blobs: []
			},
			by.identity.signing,
			{ key: (await epochKeys(newEpochSecret())).seal, value: { name: 'A client' } }
		);
		return { vault: { id, firm, epoch: 1 }, entry };
	}

	postVault(firm: Firm, by: Person, entry: ParsedEntry): Promise<Response> {
		return by.browser.post(`/api/firms/${firm.id}/vaults`, append(entry, null));
	}

	async createVault(firm: Firm, by: Person): Promise<Vault> {
		const { vault, entry } = await this.vaultGenesis(firm, by);
		await read(this.postVault(firm, by, entry), appendResponse);
		return vault;
	}

	/** Without `history` the link reads nothing. */
	async inviteClient(
		vault: Vault,
		by: Person,
		expires?: number,
		history = true
	): Promise<Invitation> {
		const invitation = await this.invitation(expires);
		const { kem } = await linkKeys(invitation.secret);
		const key = history ? { kem: kem.publicKey, wrap: standIn() } : { kem: null, wrap: null };
		const payload = { ...invitation.payload, earlier: [], ...key };
		const entry = await this.vaultEntry(vault, by, { kind: 'member.invited', payload });
		await read(this.appendVault(vault, by, entry, invitation.capsule), appendResponse);
		return invitation;
	}

	async clientJoinRequest(vault: Vault, invitation: Invitation, person: Person, bend: Bent = {}) {
		const { inviteId, signing } = await linkKeys(invitation.secret);
		const { identity, browser } = person;
		const address = `/api/invites/${inviteId}/vault-log`;
		const change = { joins: identity.userId, without: inviteId, ...bend.change };
		const place = { firm: vault.firm.id, vault: vault.id };
		const entry = await this.vaultEntry(vault, person, {
			kind: 'member.joined',
			payload: {
				bundle: bundleOf(identity),
				earlier: [],
				epoch: await this.nextEpoch(vault, { browser, address }, change),
				invite: idBytes(inviteId),
				proof: bend.proof ?? joinProof(identity, place, inviteId)
			},
			epoch: vault.epoch + 1,
			head: await this.head(browser, address),
			firmHead: await this.head(browser, `/api/invites/${inviteId}/firm-log`),
			author: { kind: 'invite', id: inviteId },
			signer: signing,
			...bend
		});
		return { ...(await this.account(person)), recovery: null, entry: toWire(entry.bytes) };
	}

	async joinClient(vault: Vault, invitation: Invitation): Promise<Person> {
		const person = await this.person();
		const request = await this.clientJoinRequest(vault, invitation, person);
		await read(person.browser.post(`/api/invites/${invitation.id}/join`, request), signedIn);
		vault.epoch += 1;
		return person;
	}

	async client(vault: Vault): Promise<Person> {
		return this.joinClient(vault, await this.inviteClient(vault, vault.firm.owner));
	}

	/** What staff or a member say to start the vault's next epoch. */
	async epochDraft(vault: Vault, by: Person, change: EpochChange = {}): Promise<Draft> {
		const isStaff = vault.firm.members.has(by.identity.userId);
		const payload = {
			epoch: await this.nextEpoch(vault, by, change),
			label: isStaff ? this.label(vault.firm) : null
		};
		return { kind: 'epoch.started', payload, epoch: vault.epoch + 1 };
	}

	label = ({ team, epoch }: Firm) => ({
		sealed: randomBytes(201),
		team: idBytes(team),
		teamEpoch: epoch
	});

	async startEpoch(vault: Vault, by: Person, change: EpochChange = {}): Promise<void> {
		const entry = await this.vaultEntry(vault, by, await this.epochDraft(vault, by, change));
		await read(this.appendVault(vault, by, entry), appendResponse);
		vault.epoch += 1;
	}

	beginUpload(vault: Vault, by: Person, upload: { blob: string; stored: number; parts: number }) {
		return by.browser.post(`/api/vaults/${vault.id}/uploads`, upload);
	}

	putPart(
		vault: Vault,
		by: Person,
		part: { blob: string; index: number | string; bytes: Uint8Array<ArrayBuffer>; hash?: string }
	) {
		const address = `/api/vaults/${vault.id}/uploads/${part.blob}/parts/${part.index}`;
		return by.browser.send('PUT', address, {
			headers: {
				'content-type': 'application/octet-stream',
				'x-part-sha256': part.hash ?? hashOfPart(part.bytes)
			},
			body: part.bytes
		});
	}

	/** A whole blob of these parts, on disk but not yet a file. */
	async upload(vault: Vault, by: Person, parts: Uint8Array<ArrayBuffer>[]): Promise<BlobId> {
		const blob = newBlobId();
		const stored = parts.reduce((total, part) => total + part.length, 0);
		await read(this.beginUpload(vault, by, { blob, stored, parts: parts.length }), z.any());
		for (const [index, bytes] of parts.entries()) {
			await read(this.putPart(vault, by, { blob, index, bytes }), z.any());
		}
		return blob;
	}

	/** A message; answers with the number of its entry. */
	async say(vault: Vault, by: Person): Promise<number> {
		const entry = await this.vaultEntry(vault, by, { kind: 'message.sent', payload: {} });
		await read(this.appendVault(vault, by, entry), appendResponse);
		return entry.header.seq;
	}

	async takeBack(vault: Vault, by: Person, seq: number): Promise<void> {
		const draft = { kind: 'message.removed', payload: { seq }, body: null };
		const entry = await this.vaultEntry(vault, by, draft);
		await read(this.appendVault(vault, by, entry), appendResponse);
	}

	async addFile(vault: Vault, by: Person, blob: BlobId): Promise<Response> {
		const entry = await this.vaultEntry(vault, by, {
			kind: 'file.added',
			payload: {},
			blobs: [blob]
		});
		return this.appendVault(vault, by, entry);
	}

	async signIn({ passkey }: Person, browser: Browser): Promise<Response> {
		const asked = await this.ceremony(browser, 'authenticate');
		return browser.post('/api/sign-in', { assertion: passkey.assert(asked) });
	}
}

async function epochOf(
	epoch: number,
	grantees: readonly Grantee[],
	previous: Raw | null
): Promise<{ [key: string]: Value }> {
	const { age } = await epochKeys(newEpochSecret());
	const grants = grantees.map(({ to, id, teamEpoch }) => ({
		to,
		id: idBytes(id),
		teamEpoch,
		wrap: standIn()
	}));
	return { epoch, grants, kem: age.publicKey, previous };
}

export const append = (entry: ParsedEntry, capsule: Raw | null) => ({
	entry: toWire(entry.bytes),
	capsule: capsule && toWire(capsule)
});

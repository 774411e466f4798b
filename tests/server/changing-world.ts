/** People leaving, new keys and the recovery kit, on top of the world: honest requests, and how each may be bent. */
import { appendResponse } from '../../src/contract/api.ts';
import { inOrder } from '../../src/contract/recipients.ts';
import { toWire } from '../../src/contract/wire.ts';
import type { FirmId, Raw, TeamId, UserId, VaultId } from '../../src/crypto/brands.ts';
import type { Value } from '../../src/crypto/encoding.ts';
import type { Head, ParsedEntry } from '../../src/crypto/entry.ts';
import type { Identity } from '../../src/crypto/identity.ts';
import { idBytes } from '../../src/crypto/ids.ts';
import { newTeamSecret, newWordsEntropy, randomBytes } from '../../src/crypto/random.ts';
import { signContext } from '../../src/crypto/sign.ts';
import { teamKeys } from '../../src/crypto/team.ts';
import { read } from './portal.ts';
import {
	bundleOf,
	standIn,
	World,
	type Bent,
	type Draft,
	type EpochChange,
	type Firm,
	type Person,
	type Vault
} from './world.ts';

/** What changes with a team's next epoch, and what is wrong with it. */
export interface TeamChange {
	readonly joins?: UserId;
	readonly leaves?: UserId;
	readonly number?: number;
	readonly id?: TeamId;
	readonly members?: (right: UserId[]) => UserId[];
	readonly previous?: Raw | null;
}

/** How an entry that brings new keys of the team is bent. */
export interface BentTeam extends Partial<Draft> {
	readonly change?: TeamChange;
	readonly proof?: Raw;
	readonly teams?: Value[];
}

/** `of`: the user id that is replaced, or the firm's for its recovery kit. */
export const successionProof = (
	{ signing, userId }: Identity,
	{ firm, vault }: { firm: FirmId; vault?: VaultId },
	of: UserId | FirmId
): Raw =>
	signContext('succession-proof', signing, {
		firm,
		...(vault === undefined ? {} : { vault }),
		object: idBytes(of),
		sender: idBytes(userId)
	});

export class ChangingWorld extends World {
	/** The next epoch of the firm's team, for whom `change` leaves in it. */
	async teamEpoch(firm: Firm, change: TeamChange = {}): Promise<{ [key: string]: Value }> {
		const { kem } = await teamKeys(newTeamSecret());
		const users = new Set(firm.members);
		if (change.leaves !== undefined) users.delete(change.leaves);
		if (change.joins !== undefined) users.add(change.joins);
		const right = inOrder(users);
		const members = (change.members?.(right) ?? right).map((user) => ({
			user: idBytes(user),
			wrap: standIn()
		}));
		return {
			epoch: change.number ?? firm.epoch + 1,
			escrow: standIn(),
			id: idBytes(change.id ?? firm.team),
			kem: kem.publicKey,
			members,
			previous: change.previous === undefined ? randomBytes(105) : change.previous
		};
	}

	async removal(firm: Firm, by: Person, { identity }: Person, bend: BentTeam = {}) {
		const { userId: leaves } = identity;
		const isIn = firm.members.has(leaves);
		const due = isIn ? [await this.teamEpoch(firm, { leaves, ...bend.change })] : [];
		return this.firmEntry(firm, by, {
			kind: 'staff.removed',
			payload: { teams: bend.teams ?? due, user: idBytes(leaves) },
			body: null,
			epoch: firm.epoch + (isIn ? 1 : 0),
			...bend
		});
	}

	async removeStaff(firm: Firm, by: Person, person: Person): Promise<void> {
		const entry = await this.removal(firm, by, person);
		await read(this.appendFirm(firm, by, entry), appendResponse);
		firm.epoch = entry.header.epoch;
		firm.members.delete(person.identity.userId);
		firm.gone.add(person.identity.userId);
	}

	/** A new key of the team; `admits` gets it without its history. */
	async rotateTeam(firm: Firm, by: Person, admits?: Person): Promise<void> {
		const entry = await this.rotation(firm, by, admits);
		await read(this.appendFirm(firm, by, entry), appendResponse);
		firm.epoch += 1;
		if (admits !== undefined) firm.members.add(admits.identity.userId);
	}

	async rotation(firm: Firm, by: Person, admits?: Person, bend: BentTeam = {}) {
		const joins = admits?.identity.userId;
		const change = joins === undefined ? {} : { joins, previous: null };
		const team = await this.teamEpoch(firm, { ...change, ...bend.change });
		return this.firmEntry(firm, by, {
			kind: 'team.rotated',
			payload: { admit: joins === undefined ? null : idBytes(joins), team },
			body: null,
			epoch: firm.epoch + 1,
			...bend
		});
	}

	/** What a person under new keys sends, for these entries. The passkey stays. */
	async rekeyRequest(
		former: Person,
		successor: Identity,
		entries: { vault: VaultId | null; entry: ParsedEntry }[]
	) {
		const next = { ...former, identity: successor, entropy: newWordsEntropy() };
		const { assertion, passkeyWrap, userId, identity, keyring, recovery } = await this.account(
			next,
			former.passkey.assert(await this.ceremony(former.browser, 'authenticate'))
		);
		const wire = entries.map(({ vault, entry }) => ({ vault, entry: toWire(entry.bytes) }));
		return { assertion, passkeyWrap, userId, identity, keyring, recovery, entries: wire };
	}

	async staffSuccession(firm: Firm, former: Person, successor: Identity, bend: BentTeam = {}) {
		const { userId: leaves } = former.identity;
		const isIn = firm.members.has(leaves);
		const change = { leaves, joins: successor.userId, ...bend.change };
		const due = isIn ? [await this.teamEpoch(firm, change)] : [];
		const proof = bend.proof ?? successionProof(successor, { firm: firm.id }, leaves);
		return this.firmEntry(firm, former, {
			kind: 'staff.rekeyed',
			payload: { bundle: bundleOf(successor), earlier: [], proof, teams: bend.teams ?? due },
			body: null,
			epoch: firm.epoch + (isIn ? 1 : 0),
			...bend
		});
	}

	async memberSuccession(vault: Vault, former: Person, successor: Identity, bend: Bent = {}) {
		const { userId: leaves } = former.identity;
		const change = { leaves, joins: successor.userId, ...bend.change };
		const place = { firm: vault.firm.id, vault: vault.id };
		const proof = bend.proof ?? successionProof(successor, place, leaves);
		return this.vaultEntry(vault, former, {
			kind: 'member.rekeyed',
			payload: {
				bundle: bundleOf(successor),
				earlier: [],
				epoch: await this.nextEpoch(vault, former, change),
				proof
			},
			epoch: vault.epoch + 1,
			...bend
		});
	}

	/** Somebody with the recovery kit's words and no account. `head`: of the firm's log. */
	async kitRequest(firm: Firm, head: Head, person: Person, bend: BentTeam = {}) {
		const { identity } = person;
		const change = { joins: identity.userId, ...bend.change };
		const proof = bend.proof ?? successionProof(identity, { firm: firm.id }, firm.id);
		const entry = await this.firmEntry(firm, person, {
			kind: 'escrow.used',
			payload: {
				bundle: bundleOf(identity),
				earlier: [],
				proof,
				teams: bend.teams ?? [await this.teamEpoch(firm, change)]
			},
			head,
			epoch: firm.epoch + 1,
			author: { kind: 'root', id: firm.id },
			signer: firm.root,
			...bend
		});
		return { firm: firm.id, ...(await this.account(person)), entry: toWire(entry.bytes) };
	}

	async memberRemoval(
		vault: Vault,
		by: Person,
		{ identity }: Person,
		change: EpochChange = {}
	): Promise<ParsedEntry> {
		const leaves = identity.userId;
		const epoch = await this.nextEpoch(vault, by, { leaves, ...change });
		return this.vaultEntry(vault, by, {
			kind: 'member.removed',
			payload: { epoch, user: idBytes(leaves) },
			epoch: vault.epoch + 1
		});
	}

	async removeMember(vault: Vault, by: Person, member: Person): Promise<void> {
		const entry = await this.memberRemoval(vault, by, member);
		await read(this.appendVault(vault, by, entry), appendResponse);
		vault.epoch += 1;
	}
}

/**
 * A vault's key generations: making one for exactly the right recipients, and learning those a reader may hold. A
 * learned secret is kept only when its public key is the one in the signed log (protocol.md section 10).
 */
import type {
	EpochSealKey,
	EpochSecret,
	FirmId,
	InviteId,
	KemKeyPair,
	KemPublicKey,
	VaultId,
	Wrapped
} from '../crypto/brands.ts';
import { equalConstantTime } from '../crypto/bytes.ts';
import type { Value } from '../crypto/encoding.ts';
import type { Author } from '../crypto/entry-header.ts';
import { epochKeys, openPreviousEpoch, sealPreviousEpoch } from '../crypto/epoch.ts';
import { CryptoError } from '../crypto/errors.ts';
import { idBytes } from '../crypto/ids.ts';
import type { Identity } from '../crypto/identity.ts';
import { newEpochSecret } from '../crypto/random.ts';
import { unwrapEpochSecret, wrap } from '../crypto/wrap.ts';
import type { Grant } from '../contract/log.ts';
import type { Recipient } from './recipients.ts';
import { heldEpochOf, type HeldTeams } from './team-keys.ts';
import type { Epoch, LateGrant, VaultState } from './vault-state.ts';
import { wrapOrNoise } from './wrap-or-noise.ts';

export interface HeldEpoch {
	readonly secret: EpochSecret;
	readonly seal: EpochSealKey;
	/** The age identity of this epoch's files. */
	readonly age: KemKeyPair;
}
export type HeldEpochs = ReadonlyMap<number, HeldEpoch>;

/** Whoever reads: a client with their own key, staff through their teams, a joiner through an open link. */
export interface Reader {
	readonly identity: Identity | null;
	readonly teams: HeldTeams;
	readonly link?: { invite: InviteId; kem: KemKeyPair };
}

interface EpochPlace {
	readonly firm: FirmId;
	readonly vault: VaultId;
	readonly epoch: number;
	readonly sender: Author;
}

const fields = ({ firm, vault, epoch, sender }: EpochPlace) => ({
	firm,
	vault,
	epoch,
	sender: idBytes(sender.id)
});

export const holdEpoch = async (secret: EpochSecret): Promise<HeldEpoch> => ({
	secret,
	...(await epochKeys(secret))
});

export const wrapEpochSecret = (
	secret: EpochSecret,
	recipient: KemPublicKey,
	place: EpochPlace
): Promise<Wrapped> => wrap('vault-grant', recipient, fields(place), secret);

/** A fresh generation of the key, wrapped to `recipients`, leading back to the one before it if that is given. */
export async function makeEpoch(
	place: EpochPlace,
	recipients: readonly Recipient[],
	previous: EpochSecret | null
): Promise<{ payload: Record<string, Value>; held: HeldEpoch }> {
	const held = await holdEpoch(newEpochSecret());
	const grants = await Promise.all(
		recipients.map(async ({ to, id, teamEpoch, kem }) => ({
			id: idBytes(id),
			teamEpoch,
			to,
			wrap: await wrapOrNoise(() => wrapEpochSecret(held.secret, kem, place))
		}))
	);
	const { firm, vault, epoch } = place;
	const chained =
		previous && (await sealPreviousEpoch(held.seal, { firm, vault, epoch }, previous));
	return { payload: { epoch, grants, kem: held.age.publicKey, previous: chained }, held };
}

/**
 * Adds every generation this reader can reach: by a grant of their own, by their link, or back from a later one. A
 * wrap that holds another secret than the signed log names is as good as none: its author withheld the key, and the
 * generations before stay readable.
 */
export async function learnEpochs(
	state: VaultState,
	reader: Reader,
	known: HeldEpochs
): Promise<HeldEpochs> {
	const held = new Map(known);
	for (let number = state.epoch; number >= 1; number--) {
		const epoch = state.epochs.get(number);
		if (!epoch || held.has(number)) continue;
		const ways = [
			() => byGrant(state, epoch, reader),
			() => byInvitation(state, number, reader),
			() => byChain(state, number, state.epochs.get(number + 1), held.get(number + 1))
		];
		for (const way of ways) {
			const candidate = await heldIfNamed(await way(), epoch);
			if (candidate) held.set(number, candidate);
			if (candidate) break;
		}
	}
	return held;
}

/** A secret counts only if its public key is the one that the signed entry states. */
async function heldIfNamed(secret: EpochSecret | null, epoch: Epoch): Promise<HeldEpoch | null> {
	if (!secret) return null;
	const candidate = await holdEpoch(secret);
	return equalConstantTime(candidate.age.publicKey, epoch.kem) ? candidate : null;
}

async function byGrant(
	{ firm, vault }: { firm: FirmId; vault: VaultId },
	{ epoch, grants, startedBy, late }: Epoch,
	reader: Reader
): Promise<EpochSecret | null> {
	const given = [
		...grants.map((grant) => ({ pair: pairFor(grant, reader), sender: startedBy, ...grant })),
		...late.map((grant) => ({ ...grant, pair: lateFor(grant, reader) }))
	];
	for (const { pair, sender, wrap: wrapped } of given) {
		if (!pair) continue;
		const place = { firm, vault, epoch, sender };
		const secret = await orNull(() => unwrapEpochSecret(pair.seed, fields(place), wrapped));
		if (secret) return secret;
	}
	return null;
}

const lateFor = ({ id }: LateGrant, { identity, link }: Reader): KemKeyPair | null => {
	if (identity && id === identity.userId) return identity.kem;
	return link && id === link.invite ? link.kem : null;
};

/**
 * Wraps of the epochs that no newer one leads back to, so that a newcomer with history reaches all that the giver holds.
 * `leadsBack`: whether the epoch that comes next will lead back to the present one.
 */
export async function earlierWraps(
	state: VaultState,
	held: HeldEpochs,
	to: { readonly kem: KemPublicKey; readonly sender: Author; readonly leadsBack: boolean }
): Promise<{ epoch: number; wrap: Wrapped }[]> {
	const { firm, vault } = state;
	const wraps = [];
	for (let epoch = 1; epoch <= state.epoch; epoch++) {
		const secret = held.get(epoch)?.secret;
		if (!secret || (await isReached(state, epoch, held, to.leadsBack))) continue;
		const place = { firm, vault, epoch, sender: to.sender };
		wraps.push({ epoch, wrap: await wrapEpochSecret(secret, to.kem, place) });
	}
	return wraps;
}

/** Only a chain that this person can follow counts: its author may have sealed anything into it. */
async function isReached(
	state: VaultState,
	epoch: number,
	held: HeldEpochs,
	leadsBack: boolean
): Promise<boolean> {
	if (epoch === state.epoch) return leadsBack;
	const [own, next] = [state.epochs.get(epoch), state.epochs.get(epoch + 1)];
	const chained = await byChain(state, epoch, next, held.get(epoch + 1));
	return own !== undefined && (await heldIfNamed(chained, own)) !== null;
}

/** The epoch that was current when the link was made is wrapped to it in the invitation itself. */
async function byInvitation(
	{ firm, vault, invitations }: VaultState,
	number: number,
	{ link }: Reader
): Promise<EpochSecret | null> {
	const invitation = link && invitations.get(link.invite);
	if (!link || invitation?.epoch !== number || !invitation.wrap) return null;
	const { wrap } = invitation;
	const sender = { kind: 'user' as const, id: invitation.by };
	return orNull(() =>
		unwrapEpochSecret(link.kem.seed, fields({ firm, vault, epoch: number, sender }), wrap)
	);
}

async function byChain(
	{ firm, vault }: { firm: FirmId; vault: VaultId },
	number: number,
	later: Epoch | undefined,
	held: HeldEpoch | undefined
): Promise<EpochSecret | null> {
	const previous = later?.previous;
	if (!previous || !held) return null;
	return orNull(() => openPreviousEpoch(held.seal, { firm, vault, epoch: number + 1 }, previous));
}

function pairFor(grant: Grant, { identity, teams, link }: Reader): KemKeyPair | null {
	switch (grant.to) {
		case 'escrow':
			return null;
		case 'user':
			return identity && grant.id === identity.userId ? identity.kem : null;
		case 'invite':
			return link && grant.id === link.invite ? link.kem : null;
		case 'team':
			return heldEpochOf(teams, grant.id, grant.teamEpoch)?.keys.kem ?? null;
	}
}

/** A wrap that does not open is no key: its author made it badly, and another way may still lead there. */
async function orNull<T>(work: () => Promise<T>): Promise<T | null> {
	try {
		return await work();
	} catch (error) {
		if (error instanceof CryptoError) return null;
		throw error;
	}
}

/**
 * Making and withdrawing drop links (protocol.md section 16). The link's own secret is returned for showing and exists
 * nowhere else; the secret that opens what is sent by it goes, wrapped, to the vault's teams and to escrow.
 */
import { MAX_CAPSULE_BYTES } from '../contract/drops.ts';
import type { ChecklistId, DropId, UserId } from '../crypto/brands.ts';
import {
	dropKeys,
	dropLinkKeys,
	openDropGrant,
	openDropNote,
	sealDropNote,
	wrapDropSecret,
	type DropKeys,
	type DropPlace
} from '../crypto/drop.ts';
import { equalConstantTime, utf8 } from '../crypto/bytes.ts';
import { CryptoError } from '../crypto/errors.ts';
import { sha256 } from '../crypto/hash.ts';
import { idBytes } from '../crypto/ids.ts';
import { encodeLinkSecret } from '../crypto/link.ts';
import { newDropSecret, newLinkSecret } from '../crypto/random.ts';
import { wantedOn } from './drop-asks.ts';
import { sealCapsuleOfDrop } from './drop-capsule.ts';
import type { FirmLog } from './firm-log.ts';
import { noClients } from './fold-drops.ts';
import type { Issued } from './invitations.ts';
import { Refusal } from './problems.ts';
import { expectedRecipients } from './recipients.ts';
import { heldEpochOf, type HeldTeams } from './team-keys.ts';
import type { VaultLog } from './vault-log.ts';
import type { Drop, VaultState } from './vault-state.ts';
import { wrapOrNoise } from './wrap-or-noise.ts';

export interface DropTerms {
	/** For staff: what the link is for. */
	readonly note: string;
	/** For the sender, shown above the files. */
	readonly greeting: string;
	readonly days: number;
	readonly uses: number;
	/** Bytes of the files themselves. */
	readonly limit: number;
	/** The checklists of which it asks for what is still wanted. What they say later does not change the link. */
	readonly asks?: readonly ChecklistId[];
}

const DAY = 24 * 60 * 60 * 1000;
const MAX_NOTE = 500;
/** Padding adds an eighth at most, and each file a header: what is stored may be that much more than what was meant. */
const allowanceFor = (limit: number): number => Math.ceil(limit * 1.125) + 1024 * 1024;

/** @throws Refusal `note-too-long` */
function words(text: string): string {
	const trimmed = text.trim();
	if (utf8(trimmed).length > MAX_NOTE) throw new Refusal('note-too-long');
	return trimmed;
}

/** @throws Refusal `note-too-long`, `nothing-wanted` or `drop-asks-too-much` */
export async function makeDropLink(
	firm: FirmLog,
	vault: VaultLog,
	userId: UserId,
	terms: DropTerms,
	now: () => number
): Promise<Issued> {
	const [note, greeting] = [words(terms.note), words(terms.greeting)];
	const secret = newLinkSecret();
	const keys = await dropLinkKeys(secret);
	const opening = newDropSecret();
	const { kem, notes } = await dropKeys(opening);
	const expires = now() + terms.days * DAY;
	await vault.append(async (state, time) => {
		const { name: firmName, mark } = firm.state;
		if (firmName === null || mark === null) throw new Refusal('no-keys-yet');
		const place = { firm: state.firm, vault: state.vault, drop: keys.drop };
		const asks = wantedOn(state, terms.asks ?? []);
		const capsule = await sealCapsuleOfDrop(keys.capsule, keys.drop, {
			firm: state.firm,
			vault: state.vault,
			firmName,
			mark,
			greeting,
			expires,
			limit: terms.limit,
			kem: kem.publicKey,
			asks
		});
		if (capsule.length > MAX_CAPSULE_BYTES) throw new Refusal('drop-asks-too-much');
		const recipients = expectedRecipients(firm.state, state.teams, noClients, time);
		const grants = await Promise.all(
			recipients.map(async ({ to, id, teamEpoch, kem: key }) => ({
				id: idBytes(id),
				teamEpoch,
				to,
				wrap: await wrapOrNoise(() => wrapDropSecret(opening, key, place, userId))
			}))
		);
		return {
			kind: 'drop.opened',
			payload: {
				capsuleHash: await sha256(capsule),
				drop: idBytes(keys.drop),
				expires,
				grants,
				kem: kem.publicKey,
				key: keys.signing.publicKey,
				maxBytes: allowanceFor(terms.limit),
				maxUses: terms.uses
			},
			body: {
				note: await sealDropNote(notes, place, note),
				...(asks.length > 0 && { asks: asks.map(({ item }) => idBytes(item)) })
			},
			capsule
		};
	}, now);
	return { fragment: encodeLinkSecret(secret), expires };
}

/** Null after somebody else did it. */
export const closeDropLink = (vault: VaultLog, drop: DropId, now: () => number): Promise<void> =>
	vault.append((state) => {
		const open = state.drops.get(drop);
		if (!open || open.isClosed) return Promise.resolve(null);
		return Promise.resolve({
			kind: 'drop.closed',
			payload: { drop: idBytes(drop) },
			body: null
		});
	}, now);

/** Unwrapping takes a moment, and a link stays the same object as long as nothing is said of it. */
const opened = new WeakMap<Drop, DropKeys>();

/** The keys of a link, if this person was given them; only such whose public half the signed log states. */
export async function heldDropKeys(
	{ firm, vault }: Pick<VaultState, 'firm' | 'vault'>,
	drop: Drop,
	teams: HeldTeams
): Promise<DropKeys | null> {
	const known = opened.get(drop);
	if (known) return known;
	const place = { firm, vault, drop: drop.drop };
	for (const grant of drop.grants) {
		const held = grant.to === 'team' && heldEpochOf(teams, grant.id, grant.teamEpoch);
		if (!held) continue;
		const keys = await orNull(async () =>
			dropKeys(await openDropGrant(held.keys.kem, place, drop.by, grant.wrap))
		);
		if (!keys || !equalConstantTime(keys.kem.publicKey, drop.kem)) continue;
		opened.set(drop, keys);
		return keys;
	}
	return null;
}

export const noteOf = async (place: DropPlace, drop: Drop, keys: DropKeys | null) => {
	const { note } = drop;
	return keys && note && orNull(() => openDropNote(keys.notes, place, note));
};

async function orNull<T>(work: () => Promise<T>): Promise<T | null> {
	try {
		return await work();
	} catch (error) {
		if (error instanceof CryptoError) return null;
		throw error;
	}
}

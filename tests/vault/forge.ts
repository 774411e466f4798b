/**
 * Entries that no shipped code would write: any kind, author, key, position or recipient. Signed and sealed for real,
 * so that what a fold refuses is the lie and nothing else.
 */
import type {
	EpochSecret,
	KemPublicKey,
	Raw,
	SigningKeyPair,
	VaultId
} from '../../src/crypto/brands.ts';
import type { Value } from '../../src/crypto/encoding.ts';
import { openBody, signEntry, type BodyKey } from '../../src/crypto/entry.ts';
import type { Author, EntryHeader, ParsedEntry } from '../../src/crypto/entry-header.ts';
import { fileOfBlob, idBytes, newBlobId } from '../../src/crypto/ids.ts';
import { identityFromSeed, type Bundle, type Identity } from '../../src/crypto/identity.ts';
import { linkKeys } from '../../src/crypto/link.ts';
import { newIdentitySeed, newLinkSecret, randomBytes } from '../../src/crypto/random.ts';
import { planBlob } from '../../src/crypto/age/file.ts';
import { isFirmKind, isVaultKind } from '../../src/contract/log.ts';
import { makeEpoch, wrapEpochSecret } from '../../src/vault/epoch-keys.ts';
import { firmEvent, vaultEvent } from '../../src/vault/events.ts';
import type { FirmState } from '../../src/vault/firm-state.ts';
import { joinProof, type JoinPlace } from '../../src/vault/joining.ts';
import { readEvent } from '../../src/vault/log-entry.ts';
import { openOrNull } from '../../src/vault/open-body.ts';
import { expectedRecipients, type Recipient } from '../../src/vault/recipients.ts';
import type { VaultLog } from '../../src/vault/vault-log.ts';
import type { VaultState } from '../../src/vault/vault-state.ts';
import { START, type Person } from './world.ts';

/** An hour after the world was built and well before its links expire. */
export const LATER = START + 3_600_000;

type Draft = Omit<EntryHeader, 'bodyHash'>;
export interface Forgery extends Partial<Draft> {
	readonly kind: string;
	readonly signer?: SigningKeyPair;
	readonly body?: Value | null;
	readonly bodyKey?: BodyKey;
}

export const by = (person: Person) => ({
	author: { kind: 'user', id: person.id } satisfies Author as Author,
	signer: person.identity.signing
});

export async function byLink(secret = newLinkSecret()) {
	const keys = await linkKeys(secret);
	const author: Author = { kind: 'invite', id: keys.inviteId };
	return { keys, as: { author, signer: keys.signing } };
}

export const stranger = () => identityFromSeed(newIdentitySeed());

export const bundleMap = ({ kem, proof, signing }: Bundle): Value => ({ kem, proof, signing });

/** Who joins, as the payload of a join says it: their keys, the link, and their own proof that they mean it. */
export const joiner = (identity: Identity, place: JoinPlace) => ({
	bundle: bundleMap(identity.bundle),
	invite: idBytes(place.invite),
	proof: joinProof(identity, place)
});

/** The next entry of the firm log, by `author` unless the forgery says otherwise. */
export function forgeFirm(
	author: Person,
	forgery: Forgery,
	state: FirmState = author.firm.state
): Promise<ParsedEntry> {
	const team = author.firm.teams.get(state.everyone);
	const draft = {
		firm: state.firm,
		vault: null,
		seq: state.head.seq + 1,
		prev: state.head.hash,
		epoch: state.teams.get(state.everyone)?.epoch ?? 1,
		firmHead: null
	};
	return forged({ ...draft, ...by(author), ...forgery }, team?.keys.directory);
}

/** The next entry of a vault log as `log`, read by `author`, has it. */
export function forgeVault(
	author: Person,
	log: VaultLog,
	forgery: Forgery,
	state: VaultState = log.state
): Promise<ParsedEntry> {
	const draft = {
		firm: state.firm,
		vault: state.vault,
		seq: state.head.seq + 1,
		prev: state.head.hash,
		epoch: state.epoch,
		firmHead: author.firm.state.head
	};
	return forged({ ...draft, ...by(author), ...forgery }, log.heldEpoch(state.epoch)?.seal);
}

type Place = Pick<Draft, 'firm' | 'vault' | 'seq' | 'prev' | 'epoch' | 'firmHead' | 'author'>;

function forged(
	forgery: Place & Forgery & { signer: SigningKeyPair },
	usualKey: BodyKey | undefined
): Promise<ParsedEntry> {
	const { signer, body, bodyKey, ...header } = forgery;
	const key = bodyKey ?? usualKey;
	return signEntry(
		{ time: LATER, payload: {}, blobs: [], ...header },
		signer,
		body === undefined || body === null || !key ? null : { key, value: body }
	);
}

export const readFirm = async (parsed: ParsedEntry, key: BodyKey | null) =>
	readEvent(firmEvent, isFirmKind, parsed, key && (await openOrNull(() => openBody(parsed, key))));

export const readVault = async (parsed: ParsedEntry, key: BodyKey | null) =>
	readEvent(
		vaultEvent,
		isVaultKind,
		parsed,
		key && (await openOrNull(() => openBody(parsed, key)))
	);

/** A next key generation for whomever the test likes. */
export async function nextEpoch(
	log: VaultLog,
	author: Author,
	recipients: readonly Recipient[],
	change: { epoch?: number; previous?: EpochSecret | null } = {}
) {
	const { state } = log;
	const epoch = change.epoch ?? state.epoch + 1;
	const previous = change.previous === undefined ? log.epoch(state.epoch).secret : change.previous;
	const place = { firm: state.firm, vault: state.vault, epoch, sender: author };
	const { payload, held } = await makeEpoch(place, recipients, previous);
	return { epoch: payload, held, header: { epoch, bodyKey: held.seal } };
}

export const readersOf = (firm: FirmState, state: VaultState, time = LATER): Recipient[] =>
	expectedRecipients(firm, state.teams, state, time);

export const ghost = async (): Promise<Recipient> => {
	const { userId, kem } = await stranger();
	return { to: 'user', id: userId, teamEpoch: null, kem: kem.publicKey };
};

/** A well-formed description of a file that nobody ever uploads. */
export function fileBody(change: Record<string, Value> = {}, size = 1000) {
	const blob = newBlobId();
	const file = fileOfBlob(blob);
	const plan = planBlob(size);
	const body = {
		folder: null,
		modified: null,
		name: 'W-2.pdf',
		parts: randomBytes(32 * plan.parts),
		size,
		stored: plan.storedSize,
		type: 'application/pdf',
		...change
	};
	return { file, blob, body };
}

export const invitation = (
	keys: { inviteId: Parameters<typeof idBytes>[0]; signing: SigningKeyPair },
	change: Record<string, Value> = {}
) => ({
	capsuleHash: randomBytes(32),
	expires: LATER + 86_400_000,
	invite: idBytes(keys.inviteId),
	key: keys.signing.publicKey,
	...change
});

/** What a client's link, which reads what is there, says besides. */
export const asReader = async (log: VaultLog, kem: KemPublicKey, sender: Author) => ({
	earlier: [],
	kem,
	wrap: await linkWrap(log, log.vault, kem, sender)
});

const linkWrap = (log: VaultLog, vault: VaultId, kem: KemPublicKey, sender: Author) =>
	wrapEpochSecret(log.epoch(log.state.epoch).secret, kem, {
		firm: log.state.firm,
		vault,
		epoch: log.state.epoch,
		sender
	});

/** The same bytes with one bit changed. */
export function flipped(bytes: Raw, index: number): Raw {
	const changed = bytes.slice();
	changed[index] = (changed[index] ?? 0) ^ (1 << (index % 8));
	return changed;
}

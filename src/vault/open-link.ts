/**
 * Opening an invitation link: nothing it shows comes from the server unverified. The capsule opens only with the
 * link; both logs are verified from genesis, must contain the heads the capsule names, and must carry this very
 * capsule's hash and this very link's key in an invitation by the person the capsule names.
 */
import { equalConstantTime } from '../crypto/bytes.ts';
import type { InviteId } from '../crypto/brands.ts';
import { CryptoError } from '../crypto/errors.ts';
import { sha256 } from '../crypto/hash.ts';
import { linkKeys, parseLinkSecret, type LinkKeys } from '../crypto/link.ts';
import type { Api } from './api.ts';
import { openCapsule, type Capsule } from './capsule.ts';
import { receivedHash, witnessing } from './evidence.ts';
import { FirmLog } from './firm-log.ts';
import { firstSight, type LogId, type Witness } from './heads.ts';
import { isOpen, type FirmState, type Invitation } from './firm-state.ts';
import type { LogSource } from './log-source.ts';
import { Refusal } from './problems.ts';
import { VaultLog } from './vault-log.ts';

export interface OpenLink {
	readonly keys: LinkKeys;
	readonly capsule: Capsule;
	readonly firm: FirmLog;
	/** Null for a staff link. */
	readonly vault: VaultLog | null;
}

/** The heads that somebody who is in already has seen: what the link's holder is shown must contain them. */
export type KnownHeads = (log: LogId) => ReturnType<Witness['known']>;

const nothingKnown: KnownHeads = () => [];
const witnessOf = (known: KnownHeads, log: LogId): Witness => ({
	...firstSight,
	known: () => known(log)
});

/** @throws Refusal `link-mangled`, an `invite-…` code, `capsule-mismatch`, or what verifying the logs throws. */
export async function openLink(
	api: Api,
	fragment: string,
	known: KnownHeads = nothingKnown
): Promise<OpenLink> {
	const keys = await keysOf(fragment);
	const answer = await findInvite(api, keys.inviteId);
	return witnessing(
		async () => ({
			reading: 'invitation',
			ids: { invite: keys.inviteId },
			received: [await receivedHash('capsule', answer.capsule)]
		}),
		() => openInvitation(api, keys, answer, known)
	);
}

async function openInvitation(
	api: Api,
	keys: LinkKeys,
	answer: Awaited<ReturnType<Api['invite']>>,
	known: KnownHeads
): Promise<OpenLink> {
	const capsule = await openOrMismatch(keys, answer.capsule);
	const firm = new FirmLog(
		capsule.firm,
		readOnly((after) => api.inviteFirmLog(keys.inviteId, after)),
		null,
		capsule.directory,
		witnessOf(known, capsule.firm)
	);
	await firm.sync();
	if (!firm.at(capsule.firmHead)) throw new Refusal('log-rolled-back');
	const vault = capsule.kind === 'client' ? await openVault(api, keys, capsule, firm, known) : null;
	const invitation = (vault ?? firm).state.invitations.get(keys.inviteId);
	await requireInvitation(invitation, keys, answer.capsule, capsule, firm.state);
	return { keys, capsule, firm, vault };
}

async function keysOf(fragment: string): Promise<LinkKeys> {
	try {
		return await linkKeys(parseLinkSecret(fragment));
	} catch (error) {
		if (error instanceof CryptoError) throw new Refusal('link-mangled');
		throw error;
	}
}

async function findInvite(api: Api, invite: InviteId) {
	try {
		return await api.invite(invite);
	} catch (error) {
		if (error instanceof Refusal && error.code === 'not-found') throw new Refusal('link-mangled');
		throw error;
	}
}

async function openOrMismatch(keys: LinkKeys, sealed: Parameters<typeof openCapsule>[2]) {
	try {
		return await openCapsule(keys.capsuleKey, keys.inviteId, sealed);
	} catch (error) {
		if (error instanceof CryptoError) throw new Refusal('capsule-mismatch');
		throw error;
	}
}

async function openVault(
	api: Api,
	keys: LinkKeys,
	capsule: Capsule & { kind: 'client' },
	firm: FirmLog,
	known: KnownHeads
): Promise<VaultLog> {
	const vault = new VaultLog(
		capsule.vault,
		firm,
		readOnly((after) => api.inviteVaultLog(keys.inviteId, after)),
		() => ({
			identity: null,
			teams: new Map(),
			link: { invite: keys.inviteId, kem: keys.kem }
		}),
		witnessOf(known, capsule.vault)
	);
	await vault.sync();
	if (!vault.contains(capsule.vaultHead) || vault.genesis !== capsule.genesis)
		throw new Refusal('log-rolled-back');
	return vault;
}

async function requireInvitation(
	invitation: Invitation | undefined,
	keys: LinkKeys,
	sealed: Parameters<typeof sha256>[0],
	capsule: Capsule,
	firm: FirmState
): Promise<void> {
	if (
		!invitation ||
		invitation.by !== capsule.inviter ||
		!equalConstantTime(invitation.key, keys.signing.publicKey) ||
		!equalConstantTime(invitation.capsuleHash, await sha256(sealed))
	)
		throw new Refusal('capsule-mismatch');
	if (invitation.state === 'used') throw new Refusal('invite-used');
	if (!isOpen(invitation, firm)) throw new Refusal('invite-revoked');
}

const readOnly = (page: LogSource['page']): LogSource => ({
	page,
	append: () => Promise.reject(new Refusal('locked'))
});

/**
 * Joining one more vault with the identity one has. The link is opened anew against every head that this person has seen, so
 * that nobody signs into a history other than theirs; the entry is the one that a newcomer would sign; and the account's
 * keyring, without which no other device would find the vault, is changed by the portal in the same step.
 */
import type { UserId, VaultId } from '../crypto/brands.ts';
import { toWire } from '../contract/wire.ts';
import type { Api } from './api.ts';
import { joinEntry, placeOf } from './join.ts';
import { withRebase } from './log-source.ts';
import { typedName } from './names.ts';
import { openLink, type OpenLink } from './open-link.ts';
import { Refusal } from './problems.ts';
import type { Session } from './session.ts';
import type { VaultState } from './vault-state.ts';

/** Another device of this person may write the keyring at the same moment, but hardly for long. */
const MAX_MOVES = 4;

/**
 * `seen`: the link as it was opened when it was shown. @throws Refusal `not-allowed` for staff and for a link to the team,
 * `joined-already`, `left-before`, and whatever opening the link and signing the entry throw. Only success uses up the link.
 */
export async function joinAs(
	api: Api,
	session: Session,
	fragment: string,
	seen: OpenLink,
	now: () => number
): Promise<VaultId> {
	if (session.role !== 'client' || seen.capsule.kind !== 'client') throw new Refusal('not-allowed');
	const { vault } = seen.capsule;
	const attempt = async () => {
		const link = await openLink(api, fragment, (log) => session.heads.get(log) ?? []);
		if (link.vault?.vault !== vault) throw new Refusal('capsule-mismatch');
		requireNewcomer(link.vault.state, session.userId);
		await send(api, session, link, now);
	};
	try {
		await moving(session, () => withRebase(attempt, () => Promise.resolve()));
	} catch (error) {
		if (!(await wasTaken(session, error, vault))) throw error;
	}
	await session.vault(vault);
	return vault;
}

/** Whoever was taken out comes back with new keys only (fold-readers.ts); told before the link is used. */
function requireNewcomer({ members, former }: VaultState, me: UserId): void {
	if (members.has(me)) throw new Refusal('joined-already');
	if (former.has(me)) throw new Refusal('left-before');
}

async function send(api: Api, session: Session, link: OpenLink, now: () => number): Promise<void> {
	const { identity } = session.account;
	const entry = await joinEntry(link, identity, typedName(link.capsule.name), now());
	const place = placeOf(link);
	const { sealed, version } = await session.keyringWith(place);
	const answer = await api.joinAs(link.keys.inviteId, {
		entry: toWire(entry.bytes),
		keyring: toWire(sealed),
		version
	});
	await session.admitted(place, answer.version);
}

/** Tries again with what another device wrote. */
async function moving(session: Session, work: () => Promise<void>): Promise<void> {
	for (let tries = 1; ; tries++) {
		try {
			await work();
			return;
		} catch (error) {
			const isMoved = error instanceof Refusal && error.code === 'keyring-moved';
			if (!isMoved || tries === MAX_MOVES) throw error;
			await session.learn();
		}
	}
}

/** The answer to an earlier try was lost on its way: then this link was used, and by nobody but this person. */
async function wasTaken(session: Session, error: unknown, vault: VaultId): Promise<boolean> {
	if (!(error instanceof Refusal && error.code === 'invite-used')) return false;
	await session.learn();
	return session.ownVaults.includes(vault);
}

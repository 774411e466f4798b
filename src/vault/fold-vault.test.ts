import { afterAll, describe, expect, test } from 'vitest';
import {
	bundleMap,
	by,
	byLink,
	fileBody,
	flipped,
	forgeFirm,
	forgeVault,
	ghost,
	invitation,
	LATER,
	linkWrap,
	nextEpoch,
	readersOf,
	readVault,
	stranger,
	type Forgery
} from '../../tests/vault/forge.ts';
import { refusalOf, World, type Person } from '../../tests/vault/world.ts';
import type { EpochSecret } from '../crypto/brands.ts';
import type { Value } from '../crypto/encoding.ts';
import { signEntry, type Author, type ParsedEntry } from '../crypto/entry.ts';
import { entryHashFrom, idBytes, newBlobId, newTeamId, newVaultId } from '../crypto/ids.ts';
import type { Bundle } from '../crypto/identity.ts';
import { linkKeys, parseLinkSecret, type LinkKeys } from '../crypto/link.ts';
import { newEpochSecret, newLinkSecret, newWordsEntropy, randomBytes } from '../crypto/random.ts';
import { kitKeys } from '../crypto/recovery.ts';
import { labelFor } from './create-vault.ts';
import { makeEpoch } from './epoch-keys.ts';
import { foldVault, type FirmHistory } from './fold-vault.ts';
import { withdrawClientInvite } from './invitations.ts';
import { parseEntries } from './log-entry.ts';
import { expectedRecipients, type Recipient } from './recipients.ts';
import type { VaultState } from './vault-state.ts';
import { isRejection, type Rejection } from './verdict.ts';

const world = await World.found();
const { owner } = world;
const foundedHead = owner.firm.state.head;
const preparer = await world.staff('Petra', 'preparer');
const keyless = await world.newStaff('Nils', 'preparer');
const vault = await world.createVault('Rivera');
const ana = await world.client(vault, 'Ana');
const usedLink = await linkOf('Ben');
const ben = await world.join(usedLink.fragment, 'Ben');
const withdrawnLink = await linkOf('Wim');
await withdrawClientInvite(
	owner.firm,
	await owner.vault(vault),
	owner.identity,
	withdrawnLink.keys.inviteId,
	world.now
);
const openLink = await linkOf('Carl');
await keyless.firm.sync();
await preparer.firm.sync();
const log = await owner.vault(vault);
const { state } = log;
const reached = new Set<Rejection>();

async function linkOf(name: string) {
	const { fragment, expires } = await world.inviteClient(vault, name);
	const keys = await linkKeys(parseLinkSecret(fragment));
	const author: Author = { kind: 'invite', id: keys.inviteId };
	return { fragment, expires, keys, as: { author, signer: keys.signing } };
}

const asOwner = by(owner).author;
const asAna = by(ana).author;

/** A rejected entry changes nothing but the heads. */
async function judgedEntry(parsed: ParsedEntry, before = state, key = log.epoch(before.epoch).seal) {
	const entry = await readVault(parsed, key);
	const step = await foldVault({ firm: before.firm, vault }, before, entry, owner.firm);
	expect(step.state.head).toEqual({ seq: before.head.seq + 1, hash: parsed.hash });
	if (step.verdict.applied) return step.state;
	const { head, firmHead } = step.state;
	expect(step.state).toEqual({ ...before, head, firmHead });
	reached.add(step.verdict.reason);
	return step.verdict.reason;
}

const judged = async (forgery: Forgery, author: Person = owner, before = state) =>
	judgedEntry(await forgeVault(author, log, forgery, before), before, forgery.bodyKey as never);

async function applied(forgery: Forgery, author: Person = owner, before = state) {
	const outcome = await judged(forgery, author, before);
	if (isRejection(outcome)) throw new Error(outcome);
	return outcome;
}

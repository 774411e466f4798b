/**
 * Both logs of a firm in which everything has happened once, with one bit changed at a time: the changed entry is told
 * to the fold in its place, and never counts.
 */
import { describe, expect, test } from 'vitest';
import { firmPayloads, isFirmKind, isVaultKind, vaultPayloads } from '../../src/contract/log.ts';
import { decodeBase64url } from '../../src/crypto/base64url.ts';
import type { BlobId, Raw } from '../../src/crypto/brands.ts';
import type { Value } from '../../src/crypto/encoding.ts';
import { parseEntry, type ParsedEntry } from '../../src/crypto/entry-header.ts';
import { openBody, type BodyKey } from '../../src/crypto/entry.ts';
import { CryptoError } from '../../src/crypto/errors.ts';
import {
	fileOfBlob,
	idBytes,
	newBlobId,
	newChecklistId,
	newFolderId,
	newItemId,
	newMessageId
} from '../../src/crypto/ids.ts';
import { linkKeys, parseLinkSecret } from '../../src/crypto/link.ts';
import { newWordsEntropy, randomBytes } from '../../src/crypto/random.ts';
import type { filingPayloads } from '../../src/contract/filing.ts';
import type { requestPayloads } from '../../src/contract/requests.ts';
import { detailsDraft } from '../../src/vault/details.ts';
import { admitToTeam } from '../../src/vault/admitting.ts';
import { closeDropLink, makeDropLink } from '../../src/vault/drop-links.ts';
import { firmEvent, vaultEvent } from '../../src/vault/events.ts';
import { FirmLog } from '../../src/vault/firm-log.ts';
import type { FirmState } from '../../src/vault/firm-state.ts';
import { foldFirm } from '../../src/vault/fold-firm.ts';
import { foldVault } from '../../src/vault/fold-vault.ts';
import { withdrawClientInvite, type Issued } from '../../src/vault/invitations.ts';
import {
	templateDraft,
	templatesOf,
	typedTemplate,
	withoutTemplate
} from '../../src/vault/firm-templates.ts';
import { removeMember, removeStaff } from '../../src/vault/leaving.ts';
import { readEvent } from '../../src/vault/log-entry.ts';
import { messageDraft, noteDraft, takeBackDraft } from '../../src/vault/messages.ts';
import { prepareNewKeys } from '../../src/vault/new-keys.ts';
import { labelFor } from '../../src/vault/next-epoch.ts';
import { openOrNull } from '../../src/vault/open-body.ts';
import { Refusal } from '../../src/vault/problems.ts';
import { prepareFirmRecovery } from '../../src/vault/recovery-kit.ts';
import { Session } from '../../src/vault/session.ts';
import type { VaultLog } from '../../src/vault/vault-log.ts';
import type { VaultState } from '../../src/vault/vault-state.ts';
import { askedFor, decidedOn, ending, givenBy, scannedFor } from '../vault/approvals.ts';
import { fileBody, type Forgery } from '../vault/forge.ts';
import { makeFolder, World, type Person } from '../vault/world.ts';
import { isDeep, minutes, seed } from './depth.ts';

const world = await World.found();
const { owner, portal, now } = world;
const vault = await world.createVault('Rivera');
await everythingAboutClients();
await everythingAboutFiles(await owner.vault(vault));
await everythingAboutStaff();

const firmEntries = portal.firmLog.entries;
const vaultEntries = portal.vaultLog(vault).entries;
const firm = new FirmLog(world.kit.firmId, portal.firmLog, null, new Map());
await firm.sync();

test('every kind of entry is here', async () => {
	const kinds = async (entries: Raw[]) => {
		const parsed = await Promise.all(entries.map((bytes) => parseEntry(bytes)));
		return [...new Set(parsed.map(({ header }) => header.kind))].toSorted();
	};
	expect(await kinds(firmEntries)).toEqual(Object.keys(firmPayloads).toSorted());
	expect(await kinds(vaultEntries)).toEqual(Object.keys(vaultPayloads).toSorted());
});

describe('no entry of the firm’s log counts with a bit changed', async () => {
	let state: FirmState | null = null;
	const told = (before: FirmState | null) => async (parsed: ParsedEntry) => {
		const body = await bodyOf(parsed, owner.firm.directory.get(parsed.header.epoch));
		const entry = readEvent(firmEvent, isFirmKind, parsed, body);
		return foldFirm(world.kit.firmId, before, entry);
	};
	for (const [position, bytes] of firmEntries.entries()) {
		const parsed = await parseEntry(bytes);
		const fold = told(state);
		test(`${position}: ${parsed.header.kind}`, { timeout: minutes(20) }, async () => {
			expect((await fold(parsed)).verdict).toEqual({ applied: true });
			await expectNoneCounts(bytes, fold);
		});
		({ state } = await fold(parsed));
	}
});

describe('no entry of a vault’s log counts with a bit changed', async () => {
	const log = { firm: world.kit.firmId, vault };
	const read = await owner.vault(vault);
	let state: VaultState | null = null;
	const told = (before: VaultState | null) => async (parsed: ParsedEntry) => {
		const body = await bodyOf(parsed, read.heldEpoch(parsed.header.epoch)?.seal);
		return foldVault(log, before, readEvent(vaultEvent, isVaultKind, parsed, body), firm);
	};
	for (const [position, bytes] of vaultEntries.entries()) {
		const parsed = await parseEntry(bytes);
		const fold = told(state);
		test(`${position}: ${parsed.header.kind}`, { timeout: minutes(20) }, async () => {
			expect((await fold(parsed)).verdict).toEqual({ applied: true });
			await expectNoneCounts(bytes, fold);
		});
		({ state } = await fold(parsed));
	}
});

const bodyOf = (parsed: ParsedEntry, key: BodyKey | undefined): Promise<Value | null> =>
	openOrNull(async () => (key ? openBody(parsed, key) : null));

type Fold = (parsed: ParsedEntry) => Promise<{ verdict: { applied: boolean } }>;

/** In a deep run one bit of every byte, another at each seed; flips.test.ts has all bits of one entry. */
async function expectNoneCounts(bytes: Raw, fold: Fold): Promise<void> {
	const step = isDeep ? 1 : Math.max(1, Math.floor(bytes.length / 25));
	for (let at = isDeep ? 0 : seed % step; at < bytes.length; at += step) {
		const changed = bytes.slice();
		changed[at] = (changed[at] ?? 0) ^ (1 << ((seed + at) % 8));
		expect([at, await counts(changed, fold)]).toEqual([at, false]);
	}
}

async function counts(bytes: Raw, fold: Fold): Promise<boolean> {
	try {
		return (await fold(await parseEntry(bytes))).verdict.applied;
	} catch (error) {
		if (error instanceof CryptoError || error instanceof Refusal) return false;
		throw error;
	}
}

async function everythingAboutStaff(): Promise<void> {
	await world.staff('Petra', 'preparer');
	const leaver = await world.newStaff('Nils', 'preparer');
	await admitToTeam(owner.firm, owner.identity, leaver.id, false, now);
	const unused = await world.inviteStaff('Nobody', 'preparer');
	await say('staff.uninvited', { invite: idBytes(await inviteOf(unused)) }, null);
	const mark = { colour: 'pine', initials: 'AF' };
	await say('firm.changed', {}, { name: 'Alder & Finch LLP', mark });
	await say('stages.named', {}, { stages: ['In preparation', 'Filed'] });
	await say('welcome.written', {}, { text: 'Welcome' });
	await keepTemplate();
	await removeStaff(owner.firm, owner.identity, leaver.id, now);
	const client = await owner.vault(vault);
	await client.renew(now);
	await newKeys(await world.staff('Rita', 'preparer'));
	await owner.firm.sync();
	await useKit();
}

async function keepTemplate() {
	const { firm, id } = owner;
	const items = [{ title: 'W-2', hint: '', several: false }];
	const content = typedTemplate({ name: 'Expats', title: '2025', year: 2025, items });
	await firm.append(() => templateDraft(firm, id, content, null), now);
	const [kept] = await templatesOf(firm, id);
	await firm.append(() => Promise.resolve(withoutTemplate(firm, id, kept!)), now);
}

function say(
	kind: 'staff.uninvited' | 'firm.changed' | 'stages.named' | 'welcome.written',
	payload: Record<string, Value>,
	body: Value
) {
	return owner.firm.append(() => Promise.resolve({ kind, payload, body }), now);
}

async function inviteOf({ fragment }: Issued) {
	return (await linkKeys(parseLinkSecret(fragment))).inviteId;
}

async function newKeys(person: Person): Promise<void> {
	const device = { loadHeads: async () => null, saveHeads: async () => undefined };
	const session = await Session.open(portal.api, person.account, device);
	const passkey = { credential: 'Y3JlZGVudGlhbA', prf: randomBytes(32) };
	const { request } = await prepareNewKeys(session, passkey, newWordsEntropy(), now());
	for (const { vault: of, entry } of entriesOf(request))
		await (of === null ? portal.firmLog : portal.vaultLog(vault)).append(
			decodeBase64url(entry),
			null
		);
}

function entriesOf({ entries }: Record<string, unknown>): { vault: unknown; entry: string }[] {
	if (!Array.isArray(entries)) throw new TypeError();
	return entries.map(({ vault: of, entry }) => ({ vault: of, entry: String(entry) }));
}

/** All admins are lost: the recovery kit, which holds every team’s secret through escrow, makes a new owner. */
async function useKit(): Promise<void> {
	const byEscrow = new FirmLog(
		world.kit.firmId,
		portal.firmLog,
		null,
		new Map(),
		undefined,
		async () => owner.firm.teams
	);
	await byEscrow.sync();
	const heir = {
		name: 'Hanna',
		passkey: { credential: 'Y3JlZGVudGlhbA', prf: randomBytes(32) },
		words: newWordsEntropy()
	};
	const kit = { keys: world.kit, firm: byEscrow };
	const { request } = await prepareFirmRecovery(kit, heir, now());
	await portal.firmLog.append(decodeBase64url(String(request['entry'])), null);
}

async function everythingAboutClients(): Promise<void> {
	const ana = await world.client(vault, 'Ana');
	const unused = await world.inviteClient(vault, 'Nobody');
	const log = await owner.vault(vault);
	await withdrawClientInvite(owner.firm, log, owner.identity, await inviteOf(unused), now);
	const leaver = await world.client(vault, 'Ben');
	await removeMember(owner.firm, await owner.vault(vault), owner.identity, leaver.id, now);
	await newKeys(ana);
}

async function everythingAboutFiles(log: VaultLog): Promise<void> {
	const draft = (
		kind: `folder.${'renamed' | 'removed'}` | `file.${'changed' | 'viewed' | 'reopened'}`,
		body: Value
	) => log.append(() => Promise.resolve({ kind, payload: {}, body }), now);
	const folder = idBytes(await makeFolder(log, '2025', now));
	await draft('folder.renamed', { folder, name: '2026' });
	await draft('folder.removed', { folder });
	const { blob, body } = fileBody();
	await log.append(
		() => Promise.resolve({ kind: 'file.added', payload: {}, body, blobs: [blob] }),
		now
	);
	const file = idBytes(fileOfBlob(blob));
	await draft('file.changed', { file, folder: null, name: 'W-2 2025.pdf' });
	await draft('file.viewed', { file });
	await draft('file.reopened', { file });
	await everythingAboutRequests(log, file);
	await everythingAboutMessages(log);
	await everythingAboutStages(log);
	await everythingAboutDrops(log);
	await everythingAboutApprovals(log);
	await everythingOnPaper(log);
	await everythingAboutFiling(log, { file, blob });
	await log.append(
		() => Promise.resolve({ kind: 'file.removed', payload: {}, body: null, blobs: [blob] }),
		now
	);
	const label = await labelFor(owner.firm, owner.identity, vault, 'Rivera & Co');
	await log.append(
		() =>
			Promise.resolve({ kind: 'vault.renamed', payload: { label }, body: { name: 'Rivera & Co' } }),
		now
	);
}

async function everythingAboutStages(log: VaultLog): Promise<void> {
	const stage = { name: 'Filed', step: 2, steps: 2 };
	for (const body of [
		{ stage, year: 2025 },
		{ stage: null, year: 2025 }
	])
		await log.append(() => Promise.resolve({ kind: 'stage.set', payload: {}, body }), now);
	await log.append((state) => detailsDraft(owner.firm, owner.id, state, { paper: true }), now);
}

async function everythingAboutFiling(
	log: VaultLog,
	{ file, blob }: { file: Raw; blob: BlobId }
): Promise<void> {
	const say = (kind: keyof typeof filingPayloads, body: Value, blobs: BlobId[] = []) =>
		log.append(() => Promise.resolve({ kind, payload: {}, body, blobs }), now);
	await say('files.tagged', { add: ['2025'], files: [file], remove: [] });
	const folder = idBytes(newFolderId());
	await say('folders.made', { folders: [{ folder, name: '2026', within: null }] });
	await say('files.moved', { files: [file], folder });
	const replaces = { file, over: idBytes(blob) };
	const newer = fileBody({ replaces });
	await log.append(
		() =>
			Promise.resolve({ kind: 'file.added', payload: {}, body: newer.body, blobs: [newer.blob] }),
		now
	);
	const back = { file, name: 'W-2.pdf', over: idBytes(newer.blob), version: idBytes(blob) };
	await say('version.restored', back);
	await say('files.removed', null, [newer.blob]);
}

async function everythingAboutApprovals(log: VaultLog): Promise<void> {
	const [file] = log.state.files.values();
	if (!file) throw new Error('no file');
	const write = (make: (time: number) => Promise<Forgery> | Forgery) =>
		log.append(async (_, time) => {
			const { kind, payload = {}, body = null } = await make(time);
			if (!isVaultKind(kind)) throw new Error(kind);
			return { kind, payload, body };
		}, now);
	for (const end of ['given', 'declined', 'withdrawn'] as const) {
		const { id, forgery } = askedFor(file, { signers: [owner.id] });
		await write(() => forgery);
		await write((time) =>
			end === 'given' ? givenBy(owner.id, id, log.state, { time }) : ending(end, id)
		);
	}
}

async function everythingOnPaper(log: VaultLog): Promise<void> {
	const paper = fileBody({ name: 'Signed.pdf' });
	const added = { kind: 'file.added' as const, payload: {}, body: paper.body };
	await log.append(() => Promise.resolve({ ...added, blobs: [paper.blob] }), now);
	const [file] = log.state.files.values();
	const scan = log.state.files.get(fileOfBlob(paper.blob));
	if (!file || !scan) throw new Error('no files');
	const write = ({ kind, payload = {}, body = null }: Forgery) =>
		log.append(() => {
			if (!isVaultKind(kind)) throw new Error(kind);
			return Promise.resolve({ kind, payload, body });
		}, now);
	for (const decision of ['returned', 'accepted'] as const) {
		const { id, forgery } = askedFor(file, { signers: [owner.id] });
		await write(forgery);
		await write(scannedFor(id, owner.id, scan));
		await write(decidedOn(decision, id, log.state.head.hash));
	}
}

async function everythingAboutRequests(log: VaultLog, file: Raw): Promise<void> {
	const say = (deed: keyof typeof requestPayloads, body: Value) =>
		log.append(() => Promise.resolve({ kind: deed, payload: {}, body }), now);
	const [checklist, item] = [idBytes(newChecklistId()), idBytes(newItemId())];
	const wanted = { due: '2026-03-15', hint: 'All pages', item, several: true, title: 'W-2' };
	await say('request.listed', { checklist, items: [wanted], title: 'Documents', year: 2025 });
	await say('request.edited', { checklist, items: [wanted], title: 'Papers', year: 2025 });
	await say('request.waived', { item, note: 'Did not work' });
	await say('request.reopened', { item });
	await say('request.answered', { files: [file], item });
	await say('request.accepted', { answers: [file], item });
	await say('request.reopened', { item });
	await say('request.returned', { answers: [file], item, reason: 'Too dark' });
	await say('request.removed', { checklist });
}

async function everythingAboutMessages(log: VaultLog): Promise<void> {
	const about = { kind: 'vault', id: null } as const;
	const words = { about, files: [], text: 'Is this all?' };
	await log.append(async (state) => messageDraft(state, newMessageId(), words, null), now);
	const { seq } = log.state.head;
	await log.append((state) => takeBackDraft(owner.firm, state, owner.id, seq), now);
	const read = { about, upTo: log.state.head.seq };
	await log.append(() => Promise.resolve({ kind: 'message.read', payload: {}, body: read }), now);
	await log.append((state) => noteDraft(owner.firm, owner.id, state, newMessageId(), words), now);
	const { seq: note } = log.state.head;
	await log.append((state) => takeBackDraft(owner.firm, state, owner.id, note), now);
}

async function everythingAboutDrops(log: VaultLog): Promise<void> {
	const terms = { note: 'The bank', greeting: 'Hello', days: 7, uses: 2, limit: 1000 };
	await makeDropLink(owner.firm, log, owner.id, terms, now);
	const [link] = log.state.drops.values();
	if (!link) throw new Error('no link');
	const drop = idBytes(link.drop);
	const came = () => ({ blob: idBytes(newBlobId()), drop });
	const { blob, body } = fileBody();
	await log.append(
		() => Promise.resolve({ kind: 'drop.accepted', payload: came(), body, blobs: [blob] }),
		now
	);
	await log.append(
		() => Promise.resolve({ kind: 'drop.discarded', payload: came(), body: null }),
		now
	);
	await closeDropLink(log, link.drop, now);
}

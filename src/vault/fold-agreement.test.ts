/**
 * Whoever reads a vault's log, with whatever keys, arrives at the same members, links, teams and key generations; who
 * can read it arrives at the same contents too. Random histories, honest and not, in which the firm changes as well, told
 * to readers who differ in keys, in when they came and in how much they read at a time.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
	asReader,
	by,
	byLink,
	fileBody,
	forgeFirm,
	forgeVault,
	ghost,
	invitation,
	joiner,
	nextEpoch,
	readersOf,
	stranger,
	type Forgery
} from '../../tests/vault/forge.ts';
import { membersOf, nextTeamEpoch, successor } from '../../tests/vault/forge-teams.ts';
import { MemoryLog } from '../../tests/vault/portal.ts';
import { World, type Person } from '../../tests/vault/world.ts';
import { toHex } from '../crypto/bytes.ts';
import type { Head, ParsedEntry } from '../crypto/entry-header.ts';
import { idBytes, newChecklistId, newFolderId, newItemId } from '../crypto/ids.ts';
import type { Identity } from '../crypto/identity.ts';
import { parseLinkSecret } from '../crypto/link.ts';
import { newTeamSecret, randomBytes } from '../crypto/random.ts';
import { teamKeys } from '../crypto/team.ts';
import { admitToTeam } from './admitting.ts';
import { FirmLog } from './firm-log.ts';
import { removeStaff } from './leaving.ts';
import { labelFor } from './next-epoch.ts';
import { mayCarryHistory, type Recipient } from './recipients.ts';
import { VaultLog } from './vault-log.ts';
import type { VaultState } from './vault-state.ts';
import { rejections } from './verdict.ts';
import { versionsOf } from './versions.ts';

const world = await World.found();
const { owner } = world;
const preparer = await world.staff('Piotr', 'preparer');
const leaver = await world.staff('Petra', 'preparer');
const renewed = await world.staff('Rosa', 'preparer');
const keyless = await world.newStaff('Nils', 'preparer');
const newcomer = await world.newStaff('Nora', 'preparer');
const vault = await world.createVault('Rivera');
const ana = await world.client(vault, 'Ana');
const ben = await world.client(vault, 'Ben');
const late = await world.client(vault, 'Lea', false);
const openLinks = await Promise.all([linkBy(owner, 'Carl', true), linkBy(leaver, 'Cleo', true)]);
const firstHead = (await owner.vault(vault)).state.firmHead;
/** The firm as it changes meanwhile: somebody leaves, changes their keys, comes without history. */
const quotable = await firmStory();
const people = { owner, preparer, leaver, renewed, keyless, newcomer, ana, ben, late };
for (const { firm } of Object.values(people)) await firm.sync();
const shared = world.portal.vaultLog(vault).entries.slice();
const junkKey = (await teamKeys(newTeamSecret())).directory;

async function linkBy(person: Person, name: string, history: boolean) {
	await person.firm.sync();
	const { fragment } = await world.inviteClient(vault, name, person, history);
	return byLink(parseLinkSecret(fragment));
}

async function firmStory(): Promise<Head[]> {
	const { firm, identity } = owner;
	const heads = [firstHead];
	await world.inviteStaff('Later', 'preparer');
	heads.push(firm.state.head);
	await removeStaff(firm, identity, leaver.id, world.now);
	heads.push(firm.state.head);
	await rekeyed(renewed, await stranger());
	heads.push(firm.state.head);
	await admitToTeam(firm, identity, newcomer.id, false, world.now);
	return [...heads, firm.state.head];
}

async function rekeyed(person: Person, next: Identity): Promise<void> {
	const { firm } = owner;
	const members = membersOf(firm.state, { without: person.id, and: [next] });
	const { team, header } = await nextTeamEpoch(firm, person.id, members);
	const place = { firm: firm.firm, vault: null, from: person.id };
	const payload = { ...successor(next, place), earlier: [], teams: [team] };
	const entry = { kind: 'staff.rekeyed', payload, ...header, ...by(person) };
	world.portal.firmLog.force((await forgeFirm(owner, entry)).bytes);
	await firm.sync();
}

const kinds = [
	'folder.made',
	'file.added',
	'file.added',
	'file.changed',
	'file.removed',
	'file.viewed',
	'file.reopened',
	'stage.set',
	'files.tagged',
	'files.removed',
	'version.restored',
	'request.listed',
	'request.answered',
	'request.accepted',
	'request.waived',
	'vault.renamed',
	'epoch.started',
	'epoch.started',
	'member.invited',
	'member.uninvited',
	'member.uninvited',
	'member.joined',
	'member.joined',
	'member.removed',
	'member.rekeyed',
	'member.rekeyed'
] as const;
const lies = [
	'junk-key',
	'no-body',
	'signature',
	'ghost',
	'missing',
	'epoch',
	'older-team',
	'history',
	'label'
] as const;

const steps = fc.array(
	fc.record({
		kind: fc.constantFrom(...kinds),
		by: fc.constantFrom(
			...(['owner', 'owner', 'preparer', 'leaver', 'renewed', 'keyless', 'newcomer'] as const),
			...(['ana', 'ben', 'late'] as const)
		),
		lie: fc.oneof(
			{ weight: 4, arbitrary: fc.constant(null) },
			{ weight: 1, arbitrary: fc.constantFrom(...lies) }
		),
		/** The firm head quoted, compared with the newest quoted before. */
		quotes: fc.oneof(
			{ weight: 8, arbitrary: fc.constant(0) },
			{ weight: 1, arbitrary: fc.constant(-1) },
			{ weight: 3, arbitrary: fc.constant(1) }
		),
		history: fc.boolean(),
		pick: fc.nat(20)
	}),
	{ minLength: 3, maxLength: 20, size: 'max' }
);
type Step = (typeof steps extends fc.Arbitrary<infer T> ? T : never)[number];

interface Story {
	readonly log: VaultLog;
	readonly links: Map<string, Awaited<ReturnType<typeof byLink>>>;
	/** The people as they are now: a client may have changed their keys. */
	readonly cast: Record<keyof typeof people, Person>;
}

/** A step with what it is about: who says it, and the firm as they quote it. */
interface Scene extends Story {
	readonly step: Step;
	readonly author: Person;
	readonly head: Head;
}

function sceneOf(story: Story, step: Step): Scene {
	const { firmHead } = story.log.state;
	const known = quotable.findIndex(({ hash }) => hash === firmHead.hash);
	const head = quotable[known + step.quotes] ?? firmHead;
	return { ...story, step, author: story.cast[step.by], head };
}

const firmOf = ({ head }: Scene) => {
	const firm = owner.firm.at(head);
	if (!firm) throw new Error('no such head');
	return firm;
};

/** The entry that the scene's step means, on top of what its log has. */
async function told(scene: Scene): Promise<ParsedEntry> {
	const { log, author, head } = scene;
	const { lie } = scene.step;
	return forgeVault(author, log, {
		...by(author),
		firmHead: head,
		...(await forgeryFor(scene)),
		...(lie === 'junk-key' ? { bodyKey: junkKey } : {}),
		...(lie === 'no-body' ? { body: null } : {}),
		...(lie === 'signature' ? { signer: keyless.identity.signing } : {}),
		...(lie === 'epoch' ? { epoch: log.state.epoch + 3 } : {})
	});
}

const chosen = <T>(items: Iterable<T>, pick: number): T | undefined => {
	const all = [...items];
	return all[pick % all.length];
};

/** The next key for these readers, or for others, as the scene's lie has it. */
async function newKey(
	scene: Scene,
	readers: Partial<VaultState> = {},
	{ author = by(scene.author).author, givesHistory = true } = {}
) {
	const { log, step } = scene;
	const { state } = log;
	const firm = firmOf(scene);
	const right = readersOf(firm, { ...state, ...readers });
	const mayLeadBack = givesHistory && mayCarryHistory(state, firm);
	const leadsBack = mayLeadBack !== (step.lie === 'history');
	const previous = leadsBack ? log.epoch(state.epoch).secret : null;
	return nextEpoch(log, author, await unfaithful(step, right), { previous });
}

async function unfaithful({ lie }: Step, right: Recipient[]): Promise<Recipient[]> {
	if (lie === 'ghost') return [...right, await ghost()];
	if (lie === 'older-team')
		return right.map((one) =>
			one.to === 'team' ? { ...one, teamEpoch: Math.max(1, one.teamEpoch - 1) } : one
		);
	return lie === 'missing' ? right.slice(0, -1) : right;
}

async function forgeryFor(scene: Scene): Promise<Forgery> {
	const { step, log } = scene;
	const { kind, pick } = step;
	const file = chosen(log.state.files.values(), pick);
	const item = chosen(log.state.items.values(), pick);
	const asked = { item: item ? idBytes(item.item) : randomBytes(16) };
	const about = { file: file ? idBytes(file.file) : randomBytes(16) };
	switch (kind) {
		case 'folder.made':
			return { kind, body: { folder: idBytes(newFolderId()), name: 'Folder' } };
		case 'file.added': {
			const answers = item ? { answers: idBytes(item.item) } : {};
			const replaces = file && { file: idBytes(file.file), over: idBytes(file.blob) };
			const change = { ...answers, ...(replaces && step.history && { replaces }) };
			const { blob, body } = fileBody(change, 1 + pick);
			return { kind, body, blobs: [blob] };
		}
		case 'file.changed':
			return { kind, body: { ...about, folder: null, name: `Name ${String(pick)}` } };
		case 'file.removed':
			return { kind, blobs: file ? [file.blob] : [] };
		case 'file.viewed':
		case 'file.reopened':
			return { kind, body: about };
		case 'stage.set': {
			const stage = step.history ? { name: 'Filed', step: 1 + (pick % 5), steps: 5 } : null;
			return { kind, body: { stage, year: 2020 + (pick % 3) } };
		}
		case 'files.tagged':
			return { kind, body: { add: [String(pick % 3)], files: [about.file], remove: [] } };
		case 'files.removed':
			return { kind, blobs: file ? versionsOf(file).map(({ blob }) => blob) : [] };
		case 'version.restored': {
			const older = file && chosen(file.others, pick);
			if (!file || !older) return { kind, body: { ...about, name: 'x' } };
			const versions = { over: idBytes(file.blob), version: idBytes(older.blob) };
			return { kind, body: { ...about, name: 'x', ...versions } };
		}
		case 'request.listed':
			return { kind, body: checklistBody(pick) };
		case 'request.answered':
			return { kind, body: { ...asked, files: [about.file] } };
		case 'request.accepted':
			return { kind, body: { ...asked, answers: (item?.answers ?? []).map(idBytes) } };
		case 'request.waived':
			return { kind, body: { ...asked, note: '' } };
		case 'vault.renamed':
			return { kind, payload: { label: await labelAt(scene) }, body: { name: 'Other' } };
		case 'member.invited':
			return inviting(scene);
		default:
			return aboutKeys(scene, kind);
	}
}

function checklistBody(pick: number) {
	const several = pick % 2 === 0;
	const line = { due: null, hint: '', item: idBytes(newItemId()), several, title: 'W-2' };
	return { checklist: idBytes(newChecklistId()), items: [line], title: '2025', year: null };
}

/** A label under the key that the team has at the quoted head; a liar's under another. */
async function labelAt(scene: Scene) {
	const label = await labelFor(owner.firm, owner.identity, vault, 'Other');
	const firm = firmOf(scene);
	const teamEpoch = firm.teams.get(firm.everyone)?.epoch ?? 1;
	return { ...label, teamEpoch: teamEpoch + (scene.step.lie === 'label' ? 1 : 0) };
}

async function inviting({ step, log, links, author }: Scene): Promise<Forgery> {
	const link = await byLink();
	links.set(link.keys.inviteId, link);
	const reading = step.history
		? await asReader(log, link.keys.kem.publicKey, by(author).author)
		: { earlier: [], kem: null, wrap: null };
	const payload = invitation(link.keys, reading);
	return { kind: 'member.invited', payload, body: { name: 'Dora' } };
}

type KeyKind = Exclude<
	Step['kind'],
	| `file.${string}`
	| `files.${string}`
	| `version.${string}`
	| `folder.${string}`
	| `request.${string}`
	| `stage.${string}`
	| 'vault.renamed'
	| 'stage.set'
	| 'member.invited'
>;

async function aboutKeys(scene: Scene, kind: KeyKind): Promise<Forgery> {
	switch (kind) {
		case 'epoch.started': {
			const label = scene.step.history ? await labelAt(scene) : null;
			const { epoch, header } = await newKey(scene);
			return { kind, payload: { epoch, label }, body: { directory: [], name: 'N' }, ...header };
		}
		case 'member.removed':
			return removing(scene);
		case 'member.rekeyed':
			return rekeying(scene);
		case 'member.uninvited':
		case 'member.joined':
			return aboutLink(scene, kind);
	}
}

async function removing(scene: Scene): Promise<Forgery> {
	const members = new Map(scene.log.state.members);
	const user = chosen(members.keys(), scene.step.pick) ?? ana.id;
	members.delete(user);
	const { epoch, header } = await newKey(scene, { members });
	const payload = { epoch, user: idBytes(user) };
	return { kind: 'member.removed', payload, body: { directory: [] }, ...header };
}

async function rekeying(scene: Scene): Promise<Forgery> {
	const { log, author, cast, step } = scene;
	const next = await stranger();
	const members = new Map(log.state.members);
	members.delete(author.id);
	members.set(next.userId, { ...next, joinedAt: 0, name: null });
	const { epoch, header } = await newKey(scene, { members });
	const place = { firm: log.state.firm, vault, from: author.id };
	const payload = { ...successor(next, place), earlier: [], epoch };
	const forgery = { kind: 'member.rekeyed', payload, body: { directory: [] }, ...header };
	cast[step.by] = { ...author, identity: next, id: next.userId };
	return { ...forgery, ...by(author) };
}

async function aboutLink(
	scene: Scene,
	kind: 'member.uninvited' | 'member.joined'
): Promise<Forgery> {
	const { log, links, step } = scene;
	const { state } = log;
	const link = chosen(links.values(), step.pick) ?? (await byLink());
	const invite = idBytes(link.keys.inviteId);
	const known = state.invitations.get(link.keys.inviteId);
	const invitations = new Map(state.invitations);
	invitations.delete(link.keys.inviteId);
	if (kind === 'member.uninvited') {
		const { epoch, header } = await newKey(scene, { invitations });
		return { kind, payload: { epoch, invite }, body: { directory: [] }, ...header };
	}
	const identity = await stranger();
	const { userId, bundle } = identity;
	const members = new Map(state.members).set(userId, { userId, bundle, joinedAt: 0, name: null });
	const givesHistory = known?.kem !== null;
	const { epoch, header } = await newKey(
		scene,
		{ members, invitations },
		{ author: link.as.author, givesHistory }
	);
	const place = { firm: state.firm, vault, invite: link.keys.inviteId };
	const payload = { ...joiner(identity, place), earlier: [], epoch };
	return { kind, payload, body: { directory: [], name: 'Dora' }, ...header, ...link.as };
}

/** A firm's log and a vault's, as they grow. */
interface Logs {
	readonly firm: MemoryLog;
	readonly vault: MemoryLog;
}

/** The firm's log as long as `head` says, since nobody can quote what is not there. */
function grow({ firm }: Logs, { seq }: Head): void {
	const { entries } = world.portal.firmLog;
	while (firm.entries.length <= seq) {
		const next = entries[firm.entries.length];
		if (!next) throw new Error('no such entry');
		firm.force(next);
	}
}

async function readerOf(identity: Identity | null, logs: Logs): Promise<VaultLog> {
	const firm = new FirmLog(world.kit.firmId, logs.firm, identity, new Map());
	await firm.sync();
	const log = new VaultLog(vault, firm, logs.vault, () => ({ identity, teams: firm.teams }));
	await log.sync();
	return log;
}

/** What every reader must agree on. Names are absent: those without keys have none. */
const structure = ({ head, firmHead, teams, epochs, epoch, ...rest }: VaultState) => ({
	head,
	firmHead,
	teams,
	epoch,
	epochs: [...epochs].map(([number, { kem, grants, previous, startedBy, startedAt }]) => ({
		number,
		kem: toHex(kem.subarray(0, 32)),
		leadsBack: previous !== null,
		grants: grants.map(({ id, teamEpoch }) => [id, teamEpoch]),
		startedBy,
		startedAt
	})),
	members: [...rest.members.keys()],
	former: [...rest.former.values()].map(({ userId, successor: next }) => [userId, next]),
	invitations: [...rest.invitations.values()].map(({ invite, state, kem, by: inviter }) => ({
		invite,
		state,
		reads: kem !== null,
		inviter
	}))
});

const outcomes = { applied: new Map<string, number>(), rejected: new Map<string, number>() };
const count = (of: Map<string, number>, what: string) => of.set(what, (of.get(what) ?? 0) + 1);

async function tell(story: readonly Step[]): Promise<{ logs: Logs; patient: VaultLog }> {
	const logs = { firm: new MemoryLog(), vault: new MemoryLog() };
	for (const entry of shared) logs.vault.force(entry);
	grow(logs, firstHead);
	// Reads after every entry; the others read the whole story at once.
	const patient = await readerOf(owner.identity, logs);
	const links: Story['links'] = new Map(openLinks.map((link) => [link.keys.inviteId, link]));
	const scenes: Story = { log: patient, links, cast: { ...people } };
	for (const step of story) {
		const before = { ...scenes.cast };
		const scene = sceneOf(scenes, step);
		grow(logs, scene.head);
		logs.vault.force((await told(scene)).bytes);
		await patient.sync();
		const line = patient.journal.at(-1);
		count(
			line?.rejected === null ? outcomes.applied : outcomes.rejected,
			line?.rejected ?? step.kind
		);
		if (line?.rejected !== null) Object.assign(scenes.cast, before);
	}
	return { logs, patient };
}

test('readers with different keys agree on members, links and keys, and those with keys on everything', async () => {
	await fc.assert(
		fc.asyncProperty(steps, async (story) => {
			const { logs, patient } = await tell(story);
			for (const { identity } of [leaver, keyless, newcomer, ana, ben, late]) {
				const other = await readerOf(identity, logs);
				expect(structure(other.state)).toEqual(structure(patient.state));
			}
			const blind = await readerOf(null, logs);
			expect(structure(blind.state)).toEqual(structure(patient.state));
			for (const { identity } of [owner, preparer]) {
				const whole = await readerOf(identity, logs);
				expect(whole.state).toEqual(patient.state);
				expect(whole.journal).toEqual(patient.journal);
				for (let epoch = 1; epoch <= patient.state.epoch; epoch++)
					expect(whole.epoch(epoch).age.publicKey).toEqual(patient.state.epochs.get(epoch)?.kem);
			}
		}),
		{ numRuns: 20, seed: 20_260_415 }
	);
	// The stories are worth telling only if all this happens in them.
	const aboutReaders = kinds.filter(
		(kind) => kind.startsWith('member') || kind.startsWith('epoch')
	);
	expect([...outcomes.applied.keys()]).toEqual(expect.arrayContaining(aboutReaders));
	expect([...outcomes.rejected.keys()]).toContain(rejections['keys-behind']);
	expect(outcomes.rejected.size).toBeGreaterThan(8);
}, 120_000);

/**
 * Whoever reads a vault's log, with whatever keys, arrives at the same members, links, teams and key generations; who
 * can read it arrives at the same contents too. Random histories, honest and not, told to readers who differ in keys
 * and in how much they read at a time.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
	by,
	byLink,
	fileBody,
	forgeVault,
	ghost,
	invitation,
	joiner,
	linkWrap,
	nextEpoch,
	readersOf,
	stranger,
	type Forgery
} from '../../tests/vault/forge.ts';
import { MemoryLog } from '../../tests/vault/portal.ts';
import { outsider, World, type Person } from '../../tests/vault/world.ts';
import { toHex } from '../crypto/bytes.ts';
import type { ParsedEntry } from '../crypto/entry-header.ts';
import { idBytes, newFolderId } from '../crypto/ids.ts';
import { parseLinkSecret } from '../crypto/link.ts';
import { newTeamSecret, randomBytes } from '../crypto/random.ts';
import { teamKeys } from '../crypto/team.ts';
import { labelFor } from './create-vault.ts';
import type { Recipient } from './recipients.ts';
import { VaultLog } from './vault-log.ts';
import type { VaultState } from './vault-state.ts';

const world = await World.found();
const { owner } = world;
const preparer = await world.staff('Petra', 'preparer');
const keyless = await world.newStaff('Nils', 'preparer');
const vault = await world.createVault('Rivera');
const ana = await world.client(vault, 'Ana');
const ben = await world.client(vault, 'Ben');
const { fragment } = await world.inviteClient(vault, 'Carl');
const openLink = await byLink(parseLinkSecret(fragment));
const oldHead = (await owner.vault(vault)).state.firmHead;
await world.inviteStaff('Later', 'preparer');
const middleHead = owner.firm.state.head;
await world.inviteStaff('Even later', 'preparer');
const quotable = [oldHead, middleHead, owner.firm.state.head];
const people = { owner, preparer, keyless, ana, ben };
for (const { firm } of Object.values(people)) await firm.sync();
const shared = world.portal.vaultLog(vault).entries.slice();
const junkKey = (await teamKeys(newTeamSecret())).directory;

const kinds = [
	'folder.made',
	'file.added',
	'file.added',
	'file.changed',
	'file.removed',
	'file.viewed',
	'vault.renamed',
	'epoch.started',
	'member.invited',
	'member.uninvited',
	'member.joined'
] as const;

const steps = fc.array(
	fc.record({
		kind: fc.constantFrom(...kinds),
		by: fc.constantFrom('owner', 'owner', 'preparer', 'keyless', 'ana', 'ben'),
		lie: fc.oneof(
			{ weight: 4, arbitrary: fc.constant(null) },
			{
				weight: 1,
				arbitrary: fc.constantFrom('junk-key', 'no-body', 'signature', 'ghost', 'missing', 'epoch')
			}
		),
		/** The firm head quoted, compared with the newest quoted before. */
		quotes: fc.oneof(
			{ weight: 10, arbitrary: fc.constant(0) },
			{ weight: 1, arbitrary: fc.constantFrom(-1, 1) }
		),
		pick: fc.nat(20)
	}),
	{ minLength: 3, maxLength: 16, size: 'max' }
);
type Step = (typeof steps extends fc.Arbitrary<infer T> ? T : never)[number];

type Links = Map<string, Awaited<ReturnType<typeof byLink>>>;

/** The entry that `step` means, on top of what `log` has. */
async function told(step: Step, log: VaultLog, links: Links): Promise<ParsedEntry> {
	const { lie } = step;
	const author = people[step.by];
	const known = quotable.findIndex(({ hash }) => hash === log.state.firmHead.hash);
	return forgeVault(author, log, {
		firmHead: quotable[known + step.quotes] ?? quotable[known] ?? oldHead,
		...(await forgeryFor(step, log, links)),
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

async function forgeryFor(step: Step, log: VaultLog, links: Links): Promise<Forgery> {
	const { kind, pick } = step;
	const author = people[step.by];
	const { state } = log;
	const file = chosen(state.files.values(), pick);
	const about = { file: file ? idBytes(file.file) : randomBytes(16) };
	switch (kind) {
		case 'folder.made':
			return { kind, body: { folder: idBytes(newFolderId()), name: 'Folder' } };
		case 'file.added': {
			const { blob, body } = fileBody({}, 1 + pick);
			return { kind, body, blobs: [blob] };
		}
		case 'file.changed':
			return { kind, body: { ...about, folder: null, name: `Name ${String(pick)}` } };
		case 'file.removed':
			return { kind, blobs: file ? [file.blob] : [] };
		case 'file.viewed':
			return { kind, body: about };
		case 'vault.renamed': {
			const label = await labelFor(owner.firm, owner.identity, vault, 'Other');
			return { kind, payload: { label }, body: { name: 'Other' } };
		}
		case 'epoch.started': {
			const { author: as } = by(author);
			const readers = await unfaithful(step, readersOf(owner.firm.state, state));
			const { epoch, header } = await nextEpoch(log, as, readers);
			return { kind, payload: { epoch }, body: { directory: [] }, ...header };
		}
		case 'member.invited': {
			const link = await byLink();
			links.set(link.keys.inviteId, link);
			const kem = link.keys.kem.publicKey;
			const wrap = await linkWrap(log, vault, kem, by(author).author);
			return { kind, payload: invitation(link.keys, { kem, wrap }), body: { name: 'Dora' } };
		}
		case 'member.uninvited':
		case 'member.joined':
			return aboutLink(step, log, links);
	}
}

async function aboutLink(step: Step, log: VaultLog, links: Links): Promise<Forgery> {
	const { kind, pick } = step;
	const author = people[step.by];
	const { state } = log;
	const link = chosen(links.values(), pick) ?? (await byLink());
	const invite = idBytes(link.keys.inviteId);
	const invitations = new Map(state.invitations);
	invitations.delete(link.keys.inviteId);
	if (kind === 'member.uninvited') {
		const readers = readersOf(owner.firm.state, { ...state, invitations });
		const { epoch, header } = await nextEpoch(
			log,
			by(author).author,
			await unfaithful(step, readers)
		);
		return { kind, payload: { epoch, invite }, body: { directory: [] }, ...header };
	}
	const identity = await stranger();
	const { userId, bundle } = identity;
	const members = new Map(state.members).set(userId, { userId, bundle, joinedAt: 0, name: null });
	const readers = readersOf(owner.firm.state, { ...state, members, invitations });
	const { epoch, header } = await nextEpoch(log, link.as.author, await unfaithful(step, readers));
	const place = { firm: state.firm, vault, invite: link.keys.inviteId };
	const payload = { ...joiner(identity, place), epoch };
	return { kind, payload, body: { directory: [], name: 'Dora' }, ...header, ...link.as };
}

async function unfaithful({ lie }: Step, right: Recipient[]): Promise<Recipient[]> {
	if (lie === 'ghost') return [...right, await ghost()];
	return lie === 'missing' ? right.slice(0, -1) : right;
}

const readerOf = ({ identity, firm }: Person, source: MemoryLog) =>
	new VaultLog(vault, firm, source, () => ({ identity, teams: firm.teams }));

/** What every reader must agree on. Names are absent: those without keys have none. */
const structure = ({ head, firmHead, teams, epochs, epoch, members, invitations }: VaultState) => ({
	head,
	firmHead,
	teams,
	epoch,
	epochs: [...epochs].map(([number, { kem, grants, startedBy, startedAt }]) => ({
		number,
		kem: toHex(kem.subarray(0, 32)),
		grants: grants.map(({ id }) => id),
		startedBy,
		startedAt
	})),
	members: [...members.keys()],
	invitations: [...invitations.values()].map(({ invite, state, by: inviter }) => ({
		invite,
		state,
		inviter
	}))
});

test('readers with different keys agree on members, links and keys, and those with keys on everything', async () => {
	let applied = 0;
	let rejected = 0;
	await fc.assert(
		fc.asyncProperty(steps, async (story) => {
			const source = new MemoryLog();
			for (const entry of shared) source.force(entry);
			// Reads after every entry; the others read the whole story at once.
			const patient = readerOf(owner, source);
			await patient.sync();
			const links: Links = new Map([[openLink.keys.inviteId, openLink]]);
			for (const step of story) {
				source.force((await told(step, patient, links)).bytes);
				await patient.sync();
			}
			const [staff, client] = [readerOf(preparer, source), readerOf(ana, source)];
			const blind = outsider(world, vault, source);
			await blind.firm.sync();
			for (const log of [staff, client, blind.log]) await log.sync();
			expect(structure(blind.log.state)).toEqual(structure(patient.state));
			expect(staff.state).toEqual(patient.state);
			expect(client.state).toEqual(patient.state);
			expect(client.journal).toEqual(patient.journal);
			for (let epoch = 1; epoch <= patient.state.epoch; epoch++)
				expect(client.epoch(epoch).age.publicKey).toEqual(patient.state.epochs.get(epoch)?.kem);
			const told_ = patient.journal.slice(shared.length);
			rejected += told_.filter((line) => line.rejected !== null).length;
			applied += told_.filter((line) => line.rejected === null).length;
		}),
		{ numRuns: 30, seed: 20_260_415 }
	);
	// The stories are worth telling only if both happen.
	expect(applied).toBeGreaterThan(80);
	expect(rejected).toBeGreaterThan(80);
});

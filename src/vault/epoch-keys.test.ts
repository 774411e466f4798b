import { describe, expect, test } from 'vitest';
import { fileBody, stranger } from '../../tests/vault/forge.ts';
import { inviteOf, makeFolder, refusalOf, World, type Person } from '../../tests/vault/world.ts';
import { openPreviousEpoch, sealPreviousEpoch } from '../crypto/epoch.ts';
import { linkKeys, parseLinkSecret } from '../crypto/link.ts';
import { kemPublicKeyFrom } from '../crypto/keys.ts';
import { newEpochSecret } from '../crypto/random.ts';
import { vaultPayloads } from '../contract/log.ts';
import { holdEpoch, learnEpochs, makeEpoch, wrapEpochSecret, type Reader } from './epoch-keys.ts';
import { withdrawClientInvite } from './invitations.ts';
import { expectedRecipients } from './recipients.ts';
import { VaultLog } from './vault-log.ts';
import type { Epoch, VaultState } from './vault-state.ts';

const world = await World.found();
const { owner } = world;
const vault = await world.createVault('Rivera');
await addFile(owner, 'first.pdf');
const ana = await world.client(vault, 'Ana');
await addFile(ana, 'second.pdf');
const ben = await world.client(vault, 'Ben');
const log = await owner.vault(vault);
const { state } = log;
const none = new Map<never, never>();
const other = await holdEpoch(newEpochSecret());

async function addFile(author: Person, name: string) {
	const { body, blob } = fileBody({ name });
	const draft = { kind: 'file.added' as const, payload: {}, body, blobs: [blob] };
	await (await author.vault(vault)).append(() => Promise.resolve(draft), world.now);
}

const fileNames = (of: VaultLog) => [...of.state.files.values()].map(({ name }) => name);
const epochsOf = async (reader: Reader, of: VaultState = state) =>
	[...(await learnEpochs(of, reader, none)).keys()].sort();
const asClient = ({ identity }: Person): Reader => ({ identity, teams: none });
const asStaff = ({ identity, firm }: Person): Reader => ({ identity, teams: firm.teams });
const asLink = async (fragment: string): Promise<Reader> => {
	const { inviteId, kem } = await linkKeys(parseLinkSecret(fragment));
	return { identity: null, teams: none, link: { invite: inviteId, kem } };
};
const changed = (number: number, change: Partial<Epoch>): VaultState => {
	const epoch = state.epochs.get(number);
	if (!epoch) throw new Error('no such epoch');
	return { ...state, epochs: new Map(state.epochs).set(number, { ...epoch, ...change }) };
};
const withoutGrants = (number: number) => changed(number, { grants: [] });

describe('who learns which keys', () => {
	test('staff learn every epoch through their team', async () => {
		expect(await epochsOf(asStaff(owner))).toEqual([1, 2, 3]);
	});

	test('a member learns those from before they joined through the chain', async () => {
		const granted = [...state.epochs.values()].filter(({ grants }) =>
			grants.some(({ id }) => id === ben.id)
		);
		expect(granted.map(({ epoch }) => epoch)).toEqual([3]);
		expect(await epochsOf(asClient(ben))).toEqual([1, 2, 3]);
		expect(fileNames(await ben.vault(vault))).toEqual(['first.pdf', 'second.pdf']);
	});

	test('a member without a grant of the newest epoch keeps those granted before', async () => {
		expect(await epochsOf(asClient(ana), withoutGrants(3))).toEqual([1, 2]);
	});

	test('staff whose team moved on since learn nothing from an older team key', async () => {
		const [id, held] = [...owner.firm.teams][0] ?? [];
		if (!id || !held) throw new Error('no team');
		const teams = new Map([[id, { ...held, epoch: 2 }]]);
		expect(await epochsOf({ identity: owner.identity, teams })).toEqual([]);
	});

	test('a stranger learns none, and neither does a reader without any key', async () => {
		expect(await epochsOf({ identity: await stranger(), teams: none })).toEqual([]);
		expect(await epochsOf({ identity: null, teams: none })).toEqual([]);
	});

	test('what is known already is kept and not opened again', async () => {
		const known = await learnEpochs(state, asClient(ana), none);
		expect(await learnEpochs(withoutGrants(3), asClient(ana), known)).toEqual(known);
	});
});

describe('a secret is kept only when it is the one the signed log names', () => {
	test('a grant of another secret is no key, and takes none of the earlier ones away', async () => {
		const swapped = changed(3, { kem: other.age.publicKey });
		for (const reader of [asStaff(owner), asClient(ana)])
			expect([...(await learnEpochs(swapped, reader, none)).keys()]).not.toContain(3);
		expect((await learnEpochs(swapped, asClient(ana), none)).has(2)).toBe(true);
	});

	test('a chain to another secret leads nowhere', async () => {
		const place = { firm: state.firm, vault, epoch: 3 };
		const previous = await sealPreviousEpoch(log.epoch(3).seal, place, other.secret);
		const forged = changed(3, { previous });
		expect([...(await learnEpochs(forged, asClient(ben), none)).keys()]).toEqual([3]);
	});

	test('a wrap made for another place does not open, and the chain still leads there', async () => {
		const place = { firm: state.firm, vault, epoch: 1, sender: state.epochs.get(2)?.startedBy };
		if (!place.sender) throw new Error('no sender');
		const wrap = await wrapEpochSecret(log.epoch(2).secret, ana.identity.kem.publicKey, {
			...place,
			sender: place.sender
		});
		const grants = [{ to: 'user' as const, id: ana.id, teamEpoch: null, wrap }];
		expect(await epochsOf(asClient(ana), changed(2, { grants }))).toEqual([1, 2, 3]);
	});

	test('a chain that does not open ends there', async () => {
		const previous = await sealPreviousEpoch(
			log.epoch(2).seal,
			{ firm: state.firm, vault, epoch: 3 },
			log.epoch(2).secret
		);
		expect(await epochsOf(asClient(ben), changed(3, { previous }))).toEqual([3]);
		const right = state.epochs.get(3)?.previous;
		if (!right) throw new Error('no chain');
		const place = { firm: state.firm, vault, epoch: 3 };
		expect(await openPreviousEpoch(log.epoch(3).seal, place, right)).toEqual(log.epoch(2).secret);
	});
});

describe('a couple with two links', () => {
	test('the second still joins and reads everything; a used link opens nothing written after it', async () => {
		const first = await world.inviteClient(vault, 'Kim');
		const second = await world.inviteClient(vault, 'Lee');
		const kim = await world.join(first.fragment, 'Kim');
		await addFile(kim, 'kims.pdf');
		const ours = await owner.vault(vault);
		const whenKimJoined = ours.state.epoch;
		expect(await epochsOf(await asLink(second.fragment), ours.state)).toContain(whenKimJoined);

		const lee = await world.join(second.fragment, 'Lee');
		await addFile(lee, 'lees.pdf');
		const leesView = await lee.vault(vault);
		expect(fileNames(leesView)).toEqual(['first.pdf', 'second.pdf', 'kims.pdf', 'lees.pdf']);
		expect([...leesView.state.members.values()].map(({ name }) => name)).toEqual([
			'Ana',
			'Ben',
			'Kim',
			'Lee'
		]);

		// Somebody finds both links later and is given everything the server has.
		const { state: now } = await owner.vault(vault);
		expect(await epochsOf(await asLink(first.fragment), now)).toEqual([1, 2, 3]);
		expect(await epochsOf(await asLink(second.fragment), now)).toEqual([1, 2, 3, whenKimJoined]);
		const reader = await asLink(second.fragment);
		const finder = new VaultLog(vault, owner.firm, world.portal.vaultLog(vault), () => reader);
		await finder.sync();
		expect(fileNames(finder)).not.toContain('lees.pdf');
		expect(await refusalOf(() => finder.epoch(now.epoch))).toBe('key-withheld');
	});

	test('a withdrawn link does not get the next key', async () => {
		const { fragment } = await world.inviteClient(vault, 'Mo');
		const before = await owner.vault(vault);
		const held = await epochsOf(await asLink(fragment), before.state);
		expect(held).toContain(before.state.epoch);
		const invite = inviteOf(before, 'Mo');
		await withdrawClientInvite(owner.firm, before, owner.identity, invite, world.now);
		const { state: after } = await owner.vault(vault);
		expect(after.epoch).toBe(held.length + 1);
		expect(await epochsOf(await asLink(fragment), after)).toEqual(held);
	});

	test('withdrawing twice writes nothing the second time', async () => {
		const ours = await owner.vault(vault);
		const invite = inviteOf(ours, 'Mo');
		const { seq } = ours.state.head;
		await withdrawClientInvite(owner.firm, ours, owner.identity, invite, world.now);
		expect((await owner.vault(vault)).state.head.seq).toBe(seq);
	});
});

test('somebody without keys cannot write', async () => {
	const nils = await world.newStaff('Nils', 'preparer');
	const theirs = await nils.vault(vault);
	expect(theirs.state.name).toBeNull();
	expect(theirs.state.files.size).toBe(0);
	expect(await refusalOf(() => makeFolder(theirs, '2025', world.now))).toBe('no-keys-yet');
});

test('a reader with an unusable key gets noise, and everybody else the new epoch', async () => {
	const { firm } = owner;
	const sender = { kind: 'user' as const, id: owner.id };
	const place = { firm: state.firm, vault, epoch: state.epoch + 1, sender };
	const right = expectedRecipients(firm.state, state.teams, state, world.now());
	for (const filling of [0, 255]) {
		const recipients = right.map((one) =>
			one.id === ana.id
				? { ...one, kem: kemPublicKeyFrom(new Uint8Array(1216).fill(filling)) }
				: one
		);
		const { payload, held } = await makeEpoch(place, recipients, log.epoch(state.epoch).secret);
		const { epoch } = vaultPayloads['epoch.started'].parse({ epoch: payload, label: null });
		expect(epoch.grants.map(({ to, id }) => [to, id])).toEqual(right.map(({ to, id }) => [to, id]));
		const next = {
			...state,
			epoch: place.epoch,
			epochs: new Map(state.epochs).set(place.epoch, {
				...epoch,
				startedBy: sender,
				startedAt: 0,
				late: []
			})
		};
		expect((await learnEpochs(next, asClient(ben), none)).get(place.epoch)?.secret).toEqual(
			held.secret
		);
		expect((await learnEpochs(next, asStaff(owner), none)).has(place.epoch)).toBe(true);
	}
});

import { describe, expect, test } from 'vitest';
import { fileBody, forgeVault, readVault, type Forgery } from '../../tests/vault/forge.ts';
import { World, type Person } from '../../tests/vault/world.ts';
import type { DropId } from '../crypto/brands.ts';
import {
	dropIdFrom,
	fileOfBlob,
	idBytes,
	newBlobId,
	newChecklistId,
	newItemId
} from '../crypto/ids.ts';
import { isMap, type Value } from '../crypto/encoding.ts';
import { parseEntry } from '../crypto/entry-header.ts';
import { randomBytes } from '../crypto/random.ts';
import { closeDropLink, heldDropKeys, makeDropLink, noteOf } from './drop-links.ts';
import { foldVault } from './fold-vault.ts';
import { isDropBehind } from './fold-drops.ts';
import { removeStaff } from './leaving.ts';
import type { VaultState } from './vault-state.ts';
import { isRejection } from './verdict.ts';

const world = await World.found();
const { owner } = world;
const leaver = await world.staff('Petra', 'preparer');
const vault = await world.createVault('Rivera');
const ana = await world.client(vault, 'Ana');
await world.inviteClient(vault, 'Carl');
const terms = { note: 'For the bank', greeting: '', days: 7, uses: 2, limit: 1000 };
const log = await owner.vault(vault);
await makeDropLink(owner.firm, log, owner.id, terms, world.now);
const { state } = log;
const link = [...state.drops.values()][0]!;
/** As the shipped code says it. */
const entry = await parseEntry(world.portal.vaultLog(vault).entries.at(-1)!);
const payload = entry.header.payload;
const grants = (payload['grants'] as Value[]).filter(isMap);

async function judged(author: Person, forgery: Forgery, before: VaultState = state) {
	const parsed = await forgeVault({ ...author, firm: owner.firm }, log, forgery, before);
	const read = await readVault(parsed, log.epoch(before.epoch).seal);
	const step = await foldVault({ firm: state.firm, vault }, before, read, owner.firm);
	if (step.verdict.applied) return step.state;
	const { head, firmHead } = step.state;
	expect(step.state).toEqual({ ...before, head, firmHead });
	return step.verdict.reason;
}

async function applied(author: Person, forgery: Forgery, before: VaultState = state) {
	const outcome = await judged(author, forgery, before);
	if (isRejection(outcome)) throw new Error(outcome);
	return outcome;
}

const newDrop = () => dropIdFrom(randomBytes(16));
const opening = (change: Record<string, Value> = {}, drop: DropId = newDrop()): Forgery => ({
	kind: 'drop.opened',
	payload: { ...payload, drop: idBytes(drop), ...change },
	body: { note: randomBytes(200) }
});
const closing = (drop: DropId): Forgery => ({
	kind: 'drop.closed',
	payload: { drop: idBytes(drop) },
	body: null
});
const about = (blob = newBlobId(), drop: DropId = link.drop) => ({
	blob: idBytes(blob),
	drop: idBytes(drop)
});
const discarding = (which = about()): Forgery => ({
	kind: 'drop.discarded',
	payload: which,
	body: null
});
function accepting(which = about(), change: Record<string, Value> = {}) {
	const { blob, body } = fileBody(change);
	return { blob, forgery: { kind: 'drop.accepted', payload: which, body, blobs: [blob] } };
}

describe('opening a link', () => {
	test('is for escrow and the teams alone: no member and no invitation is among them', () => {
		expect(grants.map(({ to }) => to)).toEqual(['escrow', 'team']);
		expect(state.members.size + state.invitations.size).toBeGreaterThan(2);
	});

	test('is for staff', async () => {
		expect(await judged(ana, opening())).toBe('not-allowed');
		expect((await applied(leaver, opening())).drops.size).toBe(2);
	});

	test('is once for an id', async () => {
		expect(await judged(owner, opening({}, link.drop))).toBe('already-exists');
	});

	test.each([
		['one too few', grants.slice(1)],
		['one twice', [...grants, grants[1]!]],
		['in another order', grants.toReversed()],
		['an older key of the team', [grants[0]!, { ...grants[1], teamEpoch: 7 }]],
		['another team', [grants[0]!, { ...grants[1], id: randomBytes(16) }]]
	])('with %s among its recipients is rejected', async (_, changed) => {
		expect(await judged(owner, opening({ grants: changed as Value }))).toBe('wrong-recipients');
	});

	test.each([
		['no uses', { maxUses: 0 }],
		['too many uses', { maxUses: 1001 }],
		['no bytes', { maxBytes: 0 }],
		[
			'a member among its recipients',
			{ grants: [...grants, { ...grants[1], to: 'user' }] as Value }
		],
		['a key of another length', { kem: randomBytes(1215) }],
		['one field more', { extra: 1 }]
	])('with %s is malformed', async (_, change) => {
		expect(await judged(owner, opening(change))).toBe('malformed');
	});

	test('names no blob', async () => {
		expect(await judged(owner, { ...opening(), blobs: [newBlobId()] })).toBe('malformed');
	});

	test('counts for who cannot read its note', async () => {
		const { drops } = await applied(owner, { ...opening(), body: { other: 1 } });
		expect([...drops.values()].at(-1)?.note).toBeNull();
	});

	test('gives staff its keys and note, and nobody else', async () => {
		const held = await heldDropKeys(state, link, owner.firm.teams);
		const place = { firm: state.firm, vault, drop: link.drop };
		expect(await noteOf(place, link, held)).toBe('For the bank');
		const copy = { ...link };
		expect(await heldDropKeys(state, copy, new Map())).toBeNull();
		expect(await noteOf(place, copy, null)).toBeNull();
	});

	test('may say what it asks for, of at most as many lines as a list has', async () => {
		const asks = [newItemId(), newItemId()];
		const saying = (value: Value): Forgery => ({
			...opening(),
			body: { note: randomBytes(200), asks: value }
		});
		const asksOf = async (value: Value) =>
			[...(await applied(owner, saying(value))).drops.values()].at(-1)?.asks;
		expect(link.asks).toEqual([]);
		expect(await asksOf(asks.map(idBytes))).toEqual(asks);
		// As a reader who cannot open it: the link counts, and nothing is asked for by it.
		expect(await asksOf(Array.from({ length: 501 }, () => randomBytes(16)))).toEqual([]);
		expect(await asksOf([randomBytes(15)])).toEqual([]);
	});

	test('with a wrap that does not hold the key it states gives nothing', async () => {
		const other = { ...link, kem: randomBytes(1216) as typeof link.kem };
		expect(await heldDropKeys(state, other, owner.firm.teams)).toBeNull();
		const noise = link.grants.map((grant) => ({
			...grant,
			wrap: randomBytes(1169) as typeof grant.wrap
		}));
		expect(await heldDropKeys(state, { ...link, grants: noise }, owner.firm.teams)).toBeNull();
	});
});

describe('closing a link', () => {
	test('is for staff, once, and only of one that there is', async () => {
		expect(await judged(ana, closing(link.drop))).toBe('not-allowed');
		expect(await judged(owner, closing(newDrop()))).toBe('no-such-object');
		const closed = await applied(leaver, closing(link.drop));
		expect(closed.drops.get(link.drop)?.isClosed).toBe(true);
		expect(await judged(owner, closing(link.drop), closed)).toBe('no-such-object');
	});

	test('that is repeated by the client’s own code says nothing twice', async () => {
		const length = () => world.portal.vaultLog(vault).entries.length;
		const mine = await leaver.vault(vault);
		await closeDropLink(mine, newDrop(), world.now);
		expect(length()).toBe(state.head.seq + 1);
	});
});

describe('what came by a link', () => {
	test('is accepted by staff as a file like any other', async () => {
		const { blob, forgery } = accepting();
		expect(await judged(ana, forgery)).toBe('not-allowed');
		const { files } = await applied(leaver, forgery);
		expect(files.get(fileOfBlob(blob))).toMatchObject({ blob, addedBy: leaver.id });
	});

	test('becomes the answer of what staff say that it answers, and of nothing else', async () => {
		const [item, gone] = [newItemId(), newItemId()];
		const asked = { due: null, hint: '', item: idBytes(item), several: false, title: 'W-2' };
		const body = {
			checklist: idBytes(newChecklistId()),
			items: [asked],
			title: '2025',
			year: 2025
		};
		const wanted = await applied(owner, { kind: 'request.listed', body });
		const { blob, forgery } = accepting(about(), { answers: idBytes(item) });
		const after = await applied(leaver, forgery, wanted);
		expect(after.items.get(item)).toMatchObject({
			status: 'received',
			answers: [fileOfBlob(blob)]
		});
		const without = await applied(owner, accepting().forgery, wanted);
		expect(without.items.get(item)?.status).toBe('wanted');
		const other = accepting(about(), { answers: idBytes(gone) });
		const beside = await applied(owner, other.forgery, wanted);
		expect(beside.files.has(fileOfBlob(other.blob))).toBe(true);
		expect(beside.items).toBe(wanted.items);
	});

	test('counts once, accepted or discarded, also when its link was closed meanwhile', async () => {
		const which = about();
		const closed = await applied(owner, closing(link.drop));
		for (const first of [accepting(which).forgery, discarding(which)]) {
			const after = await applied(owner, first, closed);
			for (const second of [accepting(which).forgery, discarding(which)])
				expect(await judged(owner, second, after)).toBe('already-exists');
		}
	});

	test('of a link that there is not counts for nothing', async () => {
		const which = about(newBlobId(), newDrop());
		for (const forgery of [accepting(which).forgery, discarding(which)])
			expect(await judged(owner, forgery)).toBe('no-such-object');
	});

	test('is discarded by staff, and adds nothing', async () => {
		expect(await judged(ana, discarding())).toBe('not-allowed');
		expect((await applied(owner, discarding())).files).toBe(state.files);
	});

	test('takes one blob to be accepted, and none to be discarded', async () => {
		const { forgery } = accepting();
		expect(await judged(owner, { ...forgery, blobs: [] })).toBe('malformed');
		expect(await judged(owner, { ...discarding(), blobs: [newBlobId()] })).toBe('malformed');
	});

	test('with sizes that cannot belong together is not accepted, and may be again', async () => {
		const which = about();
		expect(await judged(owner, accepting(which, { size: 5 }).forgery)).toBe('malformed');
		await applied(owner, accepting(which).forgery);
	});

	test('that a reader cannot open takes its ids all the same', async () => {
		const { blob, forgery } = accepting();
		const after = await applied(owner, { ...forgery, body: { other: 1 } });
		expect(after.files.has(fileOfBlob(blob))).toBe(false);
		expect(await judged(owner, forgery, after)).toBe('already-exists');
	});
});

test('a link is behind once somebody left a team that has its key', async () => {
	expect(isDropBehind(link, owner.firm.state)).toBe(false);
	await removeStaff(owner.firm, owner.identity, leaver.id, world.now);
	expect(isDropBehind(link, owner.firm.state)).toBe(true);
	await log.renew(world.now);
	expect(isDropBehind(link, owner.firm.state)).toBe(true);
});

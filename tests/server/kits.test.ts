/** The recovery kit: with its root key, and nothing else, a firm's log is read and a new owner made. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { account, appendResponse, ceremony, logPage, signedIn } from '../../src/contract/api.ts';
import { toWire } from '../../src/contract/wire.ts';
import type { FirmId, SigningKeyPair } from '../../src/crypto/brands.ts';
import { parseEntry, type Head } from '../../src/crypto/entry-header.ts';
import { kitKeys, signRecoveryChallenge } from '../../src/crypto/recovery.ts';
import { newWordsEntropy, randomBytes } from '../../src/crypto/random.ts';
import { signContext } from '../../src/crypto/sign.ts';
import { DAY, expectRefusal, openPortal, ORIGIN, read, type TestPortal } from './portal.ts';
import { rejectedInFirm } from './readers.ts';
import { ChangingWorld, successionProof } from './changing-world.ts';
import { bundleOf, type Firm, type Person } from './world.ts';

let portal: TestPortal;
let world: ChangingWorld;
let firm: Firm;
let heir: Person;
let others: { id: FirmId; root: SigningKeyPair };
beforeEach(async () => {
	portal = await openPortal();
	world = new ChangingWorld(portal.fetch, ORIGIN);
	firm = await world.setUp(portal.setupToken);
	heir = await world.person();
	const { firmId, root } = await kitKeys(newWordsEntropy());
	others = { id: firmId, root };
});
/** Whatever a test tried: what the portal took, readers apply. */
afterEach(async () => {
	expect(await rejectedInFirm(firm)).toEqual([]);
	await portal.close();
});

const challenge = (id: FirmId) =>
	read(world.browser().post('/api/kits/challenge', { firm: id }), ceremony);

async function answer(id: FirmId, root: SigningKeyPair, signs = id) {
	const asked = await challenge(id);
	const object = asked.challenge;
	const signature = toWire(signContext('kit-challenge', root, { firm: signs, object }));
	return { firm: id, ceremony: asked.id, signature, after: null };
}
const readLog = (body: unknown) => world.browser().post('/api/kits/log', body);
const head = (): Promise<Head> => world.head(firm.owner.browser, `/api/firms/${firm.id}/log`);
const recover = (body: unknown) => heir.browser.post('/api/kits/recover', body);

test('the root key reads the firm’s log, page by page', async () => {
	await world.inviteStaff(firm, firm.owner, 'preparer');
	const page = await read(readLog(await answer(firm.id, firm.root)), logPage);
	expect([page.head, page.entries.length, page.more]).toEqual([await head(), 2, false]);
	const rest = { ...(await answer(firm.id, firm.root)), after: 0 };
	const { entries } = await read(readLog(rest), logPage);
	const [entry] = await Promise.all(entries.map((bytes) => parseEntry(bytes)));
	expect([entries.length, entry?.header.kind]).toEqual([1, 'staff.invited']);
});

test('each answer reads one page', async () => {
	const body = await answer(firm.id, firm.root);
	await read(readLog(body), logPage);
	await expectRefusal(readLog(body), 'ceremony-expired');
});

test('a wrong answer uses the challenge up', async () => {
	const right = await answer(firm.id, firm.root);
	const signature = toWire(randomBytes(64));
	await expectRefusal(readLog({ ...right, signature }), 'kit-unknown');
	await expectRefusal(readLog(right), 'ceremony-expired');
});

test('other words, another firm’s challenge and another purpose are refused', async () => {
	await expectRefusal(readLog(await answer(firm.id, others.root)), 'kit-unknown');
	await expectRefusal(readLog(await answer(firm.id, firm.root, others.id)), 'kit-unknown');
	const asked = await challenge(firm.id);
	const signature = toWire(signRecoveryChallenge(firm.root, asked.challenge));
	const body = { firm: firm.id, ceremony: asked.id, signature, after: null };
	await expectRefusal(readLog(body), 'kit-unknown');
});

test('a challenge that is over, or for something else, is refused', async () => {
	const body = await answer(firm.id, firm.root);
	const asked = await world.ceremony(heir.browser, 'authenticate');
	await expectRefusal(readLog({ ...body, ceremony: asked.id }), 'ceremony-expired');
	portal.pass(DAY);
	await expectRefusal(readLog(body), 'ceremony-expired');
});

const said = async (response: Promise<Response>) => {
	const { status, headers } = await response;
	return { status, headers: [...headers].filter(([name]) => name !== 'date') };
};

test('a firm that is not here answers as one whose kit was mistyped', async () => {
	const ask = (id: FirmId) => said(world.browser().post('/api/kits/challenge', { firm: id }));
	expect(await ask(others.id)).toEqual(await ask(firm.id));
	await expectRefusal(readLog(await answer(others.id, others.root)), 'kit-unknown');
	const known = await said(readLog(await answer(firm.id, others.root)));
	expect(await said(readLog(await answer(others.id, others.root)))).toEqual(known);
	const elsewhere = { ...firm, id: others.id, root: others.root };
	const body = await world.kitRequest(elsewhere, await head(), heir);
	await expectRefusal(recover(body), 'kit-unknown');
});

test('whoever has the kit becomes an owner with new keys, and everybody sees it', async () => {
	const stays = await world.staff(firm, 'admin');
	const vault = await world.createVault(firm, stays);
	const { account: made } = await read(
		recover(await world.kitRequest(firm, await head(), heir)),
		signedIn
	);
	expect([made.userId, made.passkeys.length]).toEqual([heir.identity.userId, 1]);
	expect(made.recovery).not.toBeNull();
	expect(await read(heir.browser.get('/api/account'), account)).toEqual(made);
	firm.epoch += 1;
	firm.members.add(heir.identity.userId);
	await world.startEpoch(vault, heir);
	// As an owner: over the one who lost everything too.
	await world.removeStaff(firm, heir, firm.owner);
	await world.inviteStaff(firm, heir, 'owner');
	firm = { ...firm, owner: heir };
});

test('those who remain hear of a new owner', async () => {
	const { events } = portal.services;
	const heard: unknown[] = [];
	const session = { id: 'any', user: firm.owner.identity.userId };
	events.listen(session, { send: (event) => void heard.push(event), close: () => undefined });
	await read(recover(await world.kitRequest(firm, await head(), heir)), signedIn);
	const { seq } = await head();
	await expect.poll(() => heard).toEqual([{ type: 'firm', firm: firm.id, seq }]);
});

test('a new owner signed for by another key than the root is refused', async () => {
	for (const signer of [others.root, firm.owner.identity.signing, heir.identity.signing]) {
		const body = await world.kitRequest(firm, await head(), heir, { signer });
		await expectRefusal(recover(body), 'kit-unknown');
	}
});

test('a new owner by another author than the root is refused', async () => {
	const author = { kind: 'user', id: firm.owner.identity.userId } as const;
	const signer = firm.owner.identity.signing;
	const body = await world.kitRequest(firm, await head(), heir, { author, signer });
	await expectRefusal(recover(body), 'entry-refused');
});

test('a new owner brings two ways to unlock', async () => {
	const body = await world.kitRequest(firm, await head(), heir);
	await expectRefusal(recover({ ...body, passkeyWrap: null }), 'passkey-too-weak');
	await expectRefusal(recover({ ...body, recovery: null }), 'malformed-request');
	await read(recover(body), signedIn);
});

test('a new owner whose keys did not sign for this is refused', async () => {
	const place = { firm: firm.id };
	for (const proof of [
		randomBytes(64),
		successionProof(heir.identity, place, firm.owner.identity.userId),
		successionProof(firm.owner.identity, place, firm.id),
		successionProof(heir.identity, { firm: others.id }, firm.id)
	]) {
		const body = await world.kitRequest(firm, await head(), heir, { proof });
		await expectRefusal(recover(body), 'entry-refused');
	}
});

test('a new owner whose bundle is not theirs, or not sound, is refused', async () => {
	const body = await world.kitRequest(firm, await head(), heir);
	const { userId } = (await world.person()).identity;
	await expectRefusal(recover({ ...body, userId }), 'entry-refused');
	const bundle = { ...bundleOf(heir.identity), proof: randomBytes(64) };
	const proof = successionProof(heir.identity, { firm: firm.id }, firm.id);
	const teams = [await world.teamEpoch(firm, { joins: heir.identity.userId })];
	const bent = { payload: { bundle, earlier: [], proof, teams } };
	await expectRefusal(
		recover(await world.kitRequest(firm, await head(), heir, bent)),
		'entry-refused'
	);
});

test('a new owner comes with new keys of every team, for everybody in it', async () => {
	await world.staff(firm);
	const bent = [
		{ teams: [] },
		{ teams: [], epoch: firm.epoch },
		{ epoch: firm.epoch },
		{ change: { previous: null } },
		{ change: { number: firm.epoch + 2 } },
		{ change: { members: (right: Person['identity']['userId'][]) => right.slice(1) } },
		{ change: { leaves: firm.owner.identity.userId } }
	];
	for (const bend of bent) {
		const body = await world.kitRequest(firm, await head(), heir, bend);
		await expectRefusal(recover(body), 'entry-refused');
	}
	const { db } = portal.services;
	const { userId } = heir.identity;
	const rows = await db.selectFrom('users').select('id').where('id', '=', userId).execute();
	expect(rows).toEqual([]);
});

test('an owner by the kit who lost the race for the head can send again with the same passkey answers', async () => {
	const body = await world.kitRequest(firm, await head(), heir);
	await world.inviteStaff(firm, firm.owner, 'preparer');
	await expectRefusal(recover(body), 'head-moved');
	const { entry } = await world.kitRequest(firm, await head(), heir);
	await read(recover({ ...body, entry }), signedIn);
});

test('keys of somebody who is here already make no new owner', async () => {
	const body = await world.kitRequest(firm, await head(), {
		...heir,
		identity: firm.owner.identity
	});
	await expectRefusal(recover(body), 'entry-refused');
});

test('an entry of another kind, or for another log, makes no new owner', async () => {
	const bend = { kind: 'firm.changed', payload: {}, epoch: firm.epoch };
	const body = await world.kitRequest(firm, await head(), heir, bend);
	await expectRefusal(recover(body), 'entry-refused');
	const right = await world.kitRequest(firm, await head(), heir);
	await expectRefusal(recover({ ...right, firm: others.id }), 'entry-refused');
});

test('the kit is not taken where staff write', async () => {
	const { entry } = await world.kitRequest(firm, await head(), heir);
	const answer = firm.owner.browser.post(`/api/firms/${firm.id}/log`, { entry, capsule: null });
	await expectRefusal(answer, 'entry-refused');
	await read(
		world.appendFirm(firm, firm.owner, await world.rotation(firm, firm.owner)),
		appendResponse
	);
});

test('the kit’s doors are open a limited number of times a minute', async () => {
	const own = await openPortal({
		limits: {
			ceremonies: 99,
			setup: 99,
			signIn: 99,
			recovery: 2,
			drop: 99,
			join: 99,
			mail: 99,
			mailOff: 99
		}
	});
	try {
		const there = new ChangingWorld(own.fetch, ORIGIN).browser();
		const body = { firm: others.id };
		await read(there.post('/api/kits/challenge', body), ceremony);
		await read(there.post('/api/kits/challenge', body), ceremony);
		for (const door of ['challenge', 'log', 'recover']) {
			const { status } = await there.post(`/api/kits/${door}`, body);
			expect(status).toBe(429);
		}
	} finally {
		await own.close();
	}
});

import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { appendResponse, logPage, MAX_LOG_PAGE } from '../../src/contract/api.ts';
import { toWire } from '../../src/contract/wire.ts';
import { parseEntry } from '../../src/crypto/entry-header.ts';
import type { Raw } from '../../src/crypto/brands.ts';
import { idBytes, newTeamId } from '../../src/crypto/ids.ts';
import { linkKeys } from '../../src/crypto/link.ts';
import { newLinkSecret, randomBytes } from '../../src/crypto/random.ts';
import { DAY, expectRefusal, openPortal, ORIGIN, read, type TestPortal } from './portal.ts';
import { rejectedInFirm } from './readers.ts';
import { World, type Draft, type Firm, type Person } from './world.ts';

let portal: TestPortal;
let world: World;
let firm: Firm;
let admin: Person;
let preparer: Person;
beforeAll(async () => {
	portal = await openPortal();
	world = new World(portal.fetch, ORIGIN);
	firm = await world.setUp(portal.setupToken);
	admin = await world.staff(firm, 'admin');
	preparer = await world.staff(firm);
});
/** Whatever a test tried: what the portal took, readers apply. */
afterEach(async () => expect(await rejectedInFirm(firm)).toEqual([]));
afterAll(() => portal.close());

const changed: Draft = { kind: 'firm.changed', payload: {} };
async function post(by: Person, draft: Draft, capsule: Raw | null = null) {
	return world.appendFirm(firm, by, await world.firmEntry(firm, by, draft), capsule);
}
const readLog = (after?: string) =>
	preparer.browser.get(`/api/firms/${firm.id}/log${after === undefined ? '' : `?after=${after}`}`);

test('an admin appends and everybody reads the same bytes', async () => {
	const entry = await world.firmEntry(firm, admin, changed);
	const { head } = await read(world.appendFirm(firm, admin, entry), appendResponse);
	expect(head).toEqual({ seq: entry.header.seq, hash: entry.hash });
	const page = await read(readLog(String(entry.header.seq - 1)), logPage);
	expect(page).toEqual({ entries: [new Uint8Array(entry.bytes)], head, more: false });
});

test('the log is a chain from its genesis', async () => {
	const { entries } = await read(readLog('-1'), logPage);
	let prev = null;
	for (const [seq, bytes] of entries.entries()) {
		const entry = await parseEntry(bytes);
		expect([entry.header.seq, entry.header.prev]).toEqual([seq, prev]);
		prev = entry.hash;
	}
});

test('a page has at most as many entries as the contract says, and says there are more', async () => {
	for (let i = 0; i < MAX_LOG_PAGE; i++) await read(post(admin, changed), appendResponse);
	const first = await read(readLog(), logPage);
	expect([first.entries.length, first.more]).toEqual([MAX_LOG_PAGE, true]);
	const rest = await read(readLog(String(MAX_LOG_PAGE - 1)), logPage);
	expect([rest.entries.length, rest.more]).toEqual([rest.head.seq + 1 - MAX_LOG_PAGE, false]);
	expect((await read(readLog('99999'), logPage)).entries).toEqual([]);
});

test('a mangled ?after is malformed', async () => {
	for (const after of ['-2', 'x', '1.5', '', '01', '9'.repeat(30)]) {
		await expectRefusal(readLog(after), 'malformed-request');
	}
});

test('an entry behind the head is refused as moved', async () => {
	const late = await world.firmEntry(firm, admin, changed);
	await read(post(admin, changed), appendResponse);
	await expectRefusal(world.appendFirm(firm, admin, late), 'head-moved');
});

test('an entry with a wrong previous hash is refused as moved', async () => {
	const { seq } = await world.head(admin.browser, `/api/firms/${firm.id}/log`);
	const { hash } = await world.firmEntry(firm, admin, changed);
	await expectRefusal(post(admin, { ...changed, head: { seq, hash } }), 'head-moved');
});

test('an entry ahead of the head is refused as moved', async () => {
	const head = await world.head(admin.browser, `/api/firms/${firm.id}/log`);
	const ahead = { ...head, seq: head.seq + 1 };
	await expectRefusal(post(admin, { ...changed, head: ahead }), 'head-moved');
});

test('of many writers at one head exactly one is heard', async () => {
	const entries = [];
	for (let i = 0; i < 8; i++) entries.push(await world.firmEntry(firm, admin, changed));
	const answers = await Promise.all(entries.map((entry) => world.appendFirm(firm, admin, entry)));
	expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(7).fill(409)]);
});

test('the same entry twice is refused the second time', async () => {
	const entry = await world.firmEntry(firm, admin, changed);
	await read(world.appendFirm(firm, admin, entry), appendResponse);
	await expectRefusal(world.appendFirm(firm, admin, entry), 'head-moved');
});

test('a preparer may not write the firm log', async () => {
	await expectRefusal(post(preparer, changed), 'entry-refused');
});

test('an entry with another author than its sender is refused', async () => {
	const entry = await world.firmEntry(firm, firm.owner, changed);
	await expectRefusal(world.appendFirm(firm, admin, entry), 'entry-refused');
});

test('an entry that its author did not sign is refused', async () => {
	await expectRefusal(
		post(admin, { ...changed, signer: preparer.identity.signing }),
		'entry-refused'
	);
});

test('an entry whose bytes were changed on the way is refused', async () => {
	const { bytes } = await world.firmEntry(firm, admin, changed);
	const broken = bytes.slice();
	const last = broken.length - 1;
	broken[last] = (broken[last] ?? 0) ^ 1;
	const body = { entry: toWire(broken), capsule: null };
	await expectRefusal(admin.browser.post(`/api/firms/${firm.id}/log`, body), 'entry-refused');
});

test('bytes that are no entry are refused', async () => {
	for (const bytes of [randomBytes(0), randomBytes(100), new Uint8Array(100_000).fill(0x81)]) {
		const body = { entry: toWire(bytes), capsule: null };
		await expectRefusal(admin.browser.post(`/api/firms/${firm.id}/log`, body), 'entry-refused');
	}
});

test('an entry for another log is refused', async () => {
	const vault = await world.createVault(firm, firm.owner);
	const entry = await world.vaultEntry(vault, admin, { kind: 'folder.made', payload: {} });
	await expectRefusal(world.appendFirm(firm, admin, entry), 'entry-refused');
});

test('an entry of an unknown kind is refused', async () => {
	await expectRefusal(post(admin, { kind: 'firm.sold', payload: {} }), 'entry-refused');
});

test('kinds that have an endpoint of their own are refused here', async () => {
	for (const kind of ['firm.genesis', 'staff.joined', 'vault.genesis', 'file.added']) {
		await expectRefusal(post(admin, { kind, payload: {} }), 'entry-refused');
	}
});

test('a payload with a field too many is refused', async () => {
	await expectRefusal(post(admin, { kind: 'firm.changed', payload: { more: 1 } }), 'entry-refused');
});

test('an entry that names blobs is refused in the firm log', async () => {
	const entry = await world.firmEntry(firm, admin, { ...changed, blobs: [] });
	expect(entry.header.blobs).toEqual([]);
	const blob = await world.upload(await world.createVault(firm, admin), admin, [new Uint8Array(9)]);
	await expectRefusal(post(admin, { ...changed, blobs: [blob] }), 'entry-refused');
});

async function invite(by: Person, role: string) {
	const { payload, capsule } = await world.invitation();
	return post(by, { kind: 'staff.invited', payload: { ...payload, role } }, capsule);
}

test('an admin invites preparers, and only an owner invites admins and owners', async () => {
	await read(invite(admin, 'preparer'), appendResponse);
	await expectRefusal(invite(admin, 'admin'), 'entry-refused');
	await expectRefusal(invite(admin, 'owner'), 'entry-refused');
	await read(invite(firm.owner, 'admin'), appendResponse);
	await read(invite(firm.owner, 'owner'), appendResponse);
	await expectRefusal(invite(preparer, 'preparer'), 'entry-refused');
});

test('an invitation without its capsule is refused', async () => {
	const { payload } = await world.invitation();
	const draft = { kind: 'staff.invited', payload: { ...payload, role: 'preparer' } };
	await expectRefusal(post(admin, draft), 'entry-refused');
});

test('an invitation with another capsule than it signs for is refused', async () => {
	const { payload } = await world.invitation();
	const draft = { kind: 'staff.invited', payload: { ...payload, role: 'preparer' } };
	await expectRefusal(post(admin, draft, randomBytes(200)), 'entry-refused');
});

test('a capsule with anything but an invitation is refused', async () => {
	await expectRefusal(post(admin, changed, randomBytes(200)), 'entry-refused');
});

test('an invitation under an id that is taken is refused', async () => {
	const { payload, capsule } = await world.invitation();
	const draft = { kind: 'staff.invited', payload: { ...payload, role: 'preparer' } };
	await read(post(admin, draft, capsule), appendResponse);
	await expectRefusal(post(admin, draft, capsule), 'entry-refused');
});

test('withdrawing an invitation that is not open is refused', async () => {
	const { inviteId } = await linkKeys(newLinkSecret());
	const draft = { kind: 'staff.uninvited', payload: { invite: idBytes(inviteId) }, body: null };
	await expectRefusal(post(admin, draft), 'entry-refused');
	const used = await world.inviteStaff(firm, admin, 'preparer');
	await world.joinStaff(firm, used);
	const invite = idBytes((await linkKeys(used.secret)).inviteId);
	await expectRefusal(post(admin, { ...draft, payload: { invite } }), 'entry-refused');
});

const grantTo = (user: Person, team = firm.team) => ({
	kind: 'team.granted',
	payload: {
		earlier: [],
		epoch: 1,
		team: idBytes(team),
		user: idBytes(user.identity.userId),
		wrap: randomBytes(1169)
	},
	body: null
});

test('a team is granted to people on the roster only', async () => {
	await expectRefusal(post(admin, grantTo(await world.person())), 'entry-refused');
});

test('a team of nobody cannot be granted', async () => {
	await expectRefusal(post(admin, grantTo(preparer, newTeamId())), 'entry-refused');
});

test('a team is granted once to each member', async () => {
	await expectRefusal(post(admin, grantTo(preparer)), 'entry-refused');
});

test('another key of the team than the current one is not granted', async () => {
	const newcomer = await world.joinStaff(firm, await world.inviteStaff(firm, admin, 'preparer'));
	const draft = grantTo(newcomer);
	const payload = { ...draft.payload, epoch: 2 };
	await expectRefusal(post(admin, { ...draft, payload }), 'entry-refused');
	await read(post(admin, draft), appendResponse);
});

test('an admin who does not hold the team’s key cannot hand it on', async () => {
	const late = await world.joinStaff(firm, await world.inviteStaff(firm, firm.owner, 'admin'));
	const other = await world.joinStaff(firm, await world.inviteStaff(firm, admin, 'preparer'));
	await expectRefusal(post(late, grantTo(other)), 'entry-refused');
	await expectRefusal(post(late, grantTo(late)), 'entry-refused');
	await read(post(late, changed), appendResponse);
});

test('an entry under another key than the team’s is refused', async () => {
	await expectRefusal(post(admin, { ...changed, epoch: 2 }), 'entry-refused');
});

test('an entry without the sealed body of its kind is refused', async () => {
	await expectRefusal(post(admin, { ...changed, body: null }), 'entry-refused');
});

test('an entry more than a day ahead of the portal’s clock is refused', async () => {
	const time = Date.now() + DAY + 60_000;
	await expectRefusal(post(admin, { ...changed, time }), 'clock-ahead');
});

test('a refused entry leaves the head where it was', async () => {
	const before = await world.head(admin.browser, `/api/firms/${firm.id}/log`);
	await expectRefusal(post(admin, grantTo(await world.person())), 'entry-refused');
	expect(await world.head(admin.browser, `/api/firms/${firm.id}/log`)).toEqual(before);
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { fileOf, foundFirm, hire, noise, send, welcome, type Person } from '../claims/people.ts';
import { openPortal, type TestPortal } from '../server/portal.ts';
import { Desk, headsOf, recordsOf } from './records.ts';

let portal: TestPortal;
let owner: Person;
let desk: Desk;
beforeAll(async () => {
	[portal, desk] = await Promise.all([openPortal(), Desk.clear()]);
	({ owner } = await foundFirm(portal));
});
afterAll(async () => {
	await Promise.all([portal.close(), desk.leave()]);
});

test('records of a firm that people left, and in which keys were changed, are sound', async () => {
	const petra = await hire(portal, owner, 'Petra');
	const { vault, client } = await welcome(portal, petra, 'Cleo');
	await send(client, vault, fileOf('wages.pdf', noise(300)));
	await desk.keep('heads.txt', await headsOf(portal, petra));
	const left = (await petra.core.me())!;
	await owner.core.removeStaff(left.userId);
	await owner.core.openVault(vault);
	const before = (await client.core.me())!;
	const after = await client.core.changeKeys({
		passkey: await client.signIn(),
		withRecovery: false
	});
	expect(after.userId).not.toBe(before.userId);
	await send(client, vault, fileOf('rent.pdf', noise(300)));
	await owner.core.openVault(vault);
	await owner.core.removeMember(vault, after.userId);

	await desk.keep('records.txt', await recordsOf(portal, owner, null, true));
	const { code, out } = await desk.tallyport('verify-log', 'records.txt', '--heads', 'heads.txt');
	expect(out).toContain('0 rejected, 0 not judged');
	expect(out).toContain('heads.txt: contained');
	expect(code).toBe(0);
	expect(out).toMatch(new RegExp(`former +\\[${left.userId.slice(0, 8)}\\] +Petra`, 'u'));
	for (const kind of ['staff.removed', 'member.rekeyed', 'member.removed'])
		expect(out).toContain(kind);
}, 60_000);

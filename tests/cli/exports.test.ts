import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { VaultId } from '../../src/crypto/brands.ts';
import { toWire } from '../../src/contract/wire.ts';
import { decodeBase64url } from '../../src/crypto/base64url.ts';
import { exportHeads, exportRecords } from '../../src/vault/records-export.ts';
import {
	fileOf,
	foundFirm,
	fragmentOf,
	noise,
	Person,
	send,
	type Interfere,
	welcome
} from '../claims/people.ts';
import { openPortal, type TestPortal } from '../server/portal.ts';
import { Desk, headsOf, recordsOf } from './records.ts';

let portal: TestPortal;
let owner: Person;
let client: Person;
let vault: VaultId;
let desk: Desk;

beforeAll(async () => {
	[portal, desk] = await Promise.all([openPortal(), Desk.clear()]);
	({ owner } = await foundFirm(portal));
	({ vault, client } = await welcome(portal, owner, 'Cleo'));
	await send(client, vault, fileOf('wages.pdf', noise(300)));
}, 60_000);
afterAll(async () => {
	await Promise.all([portal.close(), desk.leave()]);
});

/** A portal that changes every answer about one log. */
const lying =
	(log: string, change: (entries: string[]) => string[]): Interfere =>
	async (path, init, pass) => {
		const response = await pass(path, init);
		if (!path.includes(`${log}/log`)) return response;
		const page = (await response.json()) as { entries: string[] };
		return Response.json({ ...page, entries: change(page.entries) });
	};

async function whileLying<T>(person: Person, interfere: Interfere, work: () => Promise<T>) {
	person.interfere = interfere;
	try {
		return await work();
	} finally {
		person.interfere = null;
	}
}

describe('what the portal saves', () => {
	test('is a text file whose name says whether it shows names', async () => {
		const { api, session } = owner.keyholder;
		const now = Date.UTC(2026, 10, 22);
		const named = await exportRecords(api, session, { vault: null, withNames: true, now });
		expect(named.name).toBe('records-with-names-2026-11-22.txt');
		expect(named.content.type).toBe('text/plain');
		const sealed = await exportRecords(api, session, { vault: null, withNames: false, now });
		expect(sealed.name).toBe('records-2026-11-22.txt');
		expect((await exportHeads(api, session, now)).name).toBe('heads-2026-11-22.txt');
	});

	test('holds the firm’s log and one vault, when one is asked for', async () => {
		await welcome(portal, owner, 'Somebody else');
		const one = await recordsOf(portal, owner, vault, false);
		expect(one.match(/^vault .*$/gmu)).toEqual([`vault ${vault}`]);
		expect((await recordsOf(portal, owner, null, false)).match(/^vault /gmu)).toHaveLength(2);
	});

	test('has heads of the newest entry, also when it was signed with a link', async () => {
		const { url } = await owner.core.inviteStaff('Petra', 'preparer');
		const petra = new Person(portal);
		await petra.core.openLink(fragmentOf(url));
		await petra.core.makeRecoveryWords();
		const passkey = await petra.newPasskey();
		await petra.core.join({ name: 'Petra', passkey, withRecovery: true });
		const heads = await headsOf(portal, owner);
		const { head } = owner.keyholder.session.firm.state;
		expect(heads).toContain(`\nhead ${head.seq} ${head.hash}\n`);
		expect(heads).toMatch(/^key \S+$/mu);
		await desk.keep('heads.txt', heads);
		await desk.keep('theirs.txt', await headsOf(portal, client));
		await desk.keep('records.txt', await recordsOf(portal, owner, null, false));
		const kept = ['--heads', 'heads.txt', 'theirs.txt'];
		const { code, out } = await desk.tallyport('verify-log', 'records.txt', ...kept);
		expect(code).toBe(0);
		expect(out.match(/: contained/gu)).toHaveLength(2);
	});

	test('tells of a message that was taken back as what it is, and of none that an author had no right to', async () => {
		const about = { kind: 'vault', id: null } as const;
		const words = { about, text: 'Zanzibar', files: [], read: null };
		await client.core.openVault(vault);
		await client.core.sendMessage(vault, 'wrong', words);
		const { written } = await client.core.thread(vault, about, 1);
		await client.core.takeBack(vault, written[0]?.seq ?? 0);
		for (const withNames of [true, false]) {
			await desk.keep('taken.txt', await recordsOf(portal, owner, vault, withNames));
			const { code, out } = await desk.tallyport('verify-log', 'taken.txt');
			expect([code, out]).toEqual([0, expect.stringContaining(' 0 rejected, ')]);
			expect(out).not.toContain('Zanzibar');
			expect(out).toMatch(
				withNames
					? /message\.removed .* took back a message$/mu
					: /message\.removed .* contents sealed$/mu
			);
		}
	});

	test('never sends anything about it to the portal but reading', async () => {
		const before = owner.sent.length;
		await recordsOf(portal, owner, null, true);
		expect(owner.sent.slice(before).flatMap(({ body }) => body ?? [])).toEqual([]);
	});
});

describe('a portal that lies while records are saved', () => {
	test('cannot slip an older log into them', async () => {
		const saved = whileLying(
			owner,
			lying(vault, (entries) => entries.slice(0, -1)),
			() => recordsOf(portal, owner, vault, false)
		);
		await expect(saved).rejects.toMatchObject({ code: 'log-rolled-back' });
	});

	test('cannot slip an older firm’s log into them, or into heads', async () => {
		const { firm } = owner.keyholder.session.firm;
		const older = lying(firm, (entries) => entries.slice(0, -1));
		for (const save of [() => recordsOf(portal, owner, vault, false), () => headsOf(portal, owner)])
			await expect(whileLying(owner, older, save)).rejects.toMatchObject({
				code: 'log-rolled-back'
			});
	});

	test('leaves its evidence in them once it was caught, and the command names it', async () => {
		const { vault: other, client: victim } = await welcome(portal, owner, 'Vic');
		await send(victim, other, fileOf('a.pdf', noise(300)));
		const forged = lying(other, (entries) =>
			entries.map((entry) => {
				const bytes = decodeBase64url(entry);
				bytes[bytes.length - 1] = bytes.at(-1)! ^ 1;
				return toWire(bytes);
			})
		);
		const file = await whileLying(owner, forged, async () => {
			await expect(owner.core.openVault(other)).rejects.toMatchObject({ code: 'log-broken' });
			return recordsOf(portal, owner, other, true);
		});
		await desk.keep('evidence.txt', file);
		const { code, out } = await desk.tallyport('verify-log', 'evidence.txt');
		expect([code, out]).toEqual([1, expect.stringContaining('BROKEN   at entry 0')]);
		expect(out).toContain('not well-formed, or was changed after it was signed');
	});
});

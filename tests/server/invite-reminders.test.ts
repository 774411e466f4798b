/** Reminders of an invitation nobody answered: how many, when, to whom no more, and what is known afterwards. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { appendResponse } from '../../src/contract/api.ts';
import { inviteReminders } from '../../src/contract/reminders.ts';
import { encodeBase64url } from '../../src/crypto/base64url.ts';
import { idBytes } from '../../src/crypto/ids.ts';
import { issueSetupToken } from '../../src/server/accounts/setup-token.ts';
import { sweep } from '../../src/server/sweep.ts';
import { STAFF_LINK_LIFETIME } from '../../src/vault/invitations.ts';
import { MailWorld } from './mail-world.ts';
import { Browser, DAY, expectRefusal, HOUR, openPortal, ORIGIN, read } from './portal.ts';
import { header, readable } from './smtp.ts';
import { World, type Invitation, type Vault } from './world.ts';

let world: MailWorld;
let vault: Vault;
let address: string;
let people = 0;
beforeAll(async () => {
	world = await MailWorld.found();
});
beforeEach(async () => {
	await signInAgain();
	world.mail.refusals = {};
	vault = await world.createVault(world.firm, world.owner);
	address = `guest${String(people++)}@client.example`;
});
afterAll(() => world.close());

const signInAgain = () => world.signIn(world.owner, world.owner.browser);
const inDays = (days: number) => world.portal.services.now() + days * DAY;
const mails = (to = address) => world.mail.received.filter((one) => one.to === to);
const days = async (count: number) => {
	for (let hour = 0; hour < count * 24; hour += 6) await world.postAfter(6 * HOUR);
};
const offOf = (mail = mails()[0]): string =>
	/<(http[^>]+)>/u
		.exec((mail && header(mail, 'List-Unsubscribe')) ?? '')?.[1]
		?.slice(ORIGIN.length) ?? '';
/** All that the database holds. */
async function everything(): Promise<string> {
	const { db } = world.portal.services;
	return JSON.stringify(await db.selectFrom('invite_reminders').selectAll().execute());
}

const clients = {
	who: 'a client',
	...{ first: 3, every: 4, tooSoon: 'reminded-lately' as 'reminded-lately' | 'reminded-today' },
	base: () => `/api/vaults/${vault.id}/invites`,
	invite: (expires: number) => world.inviteClient(vault, world.owner, expires),
	join: (link: Invitation) => world.joinClient(vault, link),
	withdraw: async (link: Invitation) => {
		const epoch = await world.nextEpoch(vault, world.owner, { without: link.id });
		const entry = await world.vaultEntry(vault, world.owner, {
			kind: 'member.uninvited',
			payload: { epoch, invite: idBytes(link.id) },
			epoch: vault.epoch + 1
		});
		await read(world.appendVault(vault, world.owner, entry), appendResponse);
	}
};
const colleagues: typeof clients = {
	who: 'a colleague',
	...{ first: 1, every: 1, tooSoon: 'reminded-today' },
	base: () => `/api/firms/${world.firm.id}/invites`,
	invite: (expires) => world.inviteStaff(world.firm, world.owner, 'preparer', expires),
	join: (link) => world.joinStaff(world.firm, link),
	withdraw: async (link) => {
		const entry = await world.firmEntry(world.firm, world.owner, {
			kind: 'staff.uninvited',
			payload: { invite: idBytes(link.id) },
			body: null
		});
		await read(world.appendFirm(world.firm, world.owner, entry), appendResponse);
	}
};

describe.each([clients, colleagues])(
	'$who',
	({ base, invite, join, withdraw, first, every, tooSoon }) => {
		let link: Invitation;
		beforeEach(async () => {
			link = await invite(inDays(14));
		});

		const at = () => `${base()}/${link.id}`;
		const put = (to = address, active = true, language = 'en') =>
			world.owner.browser.put(at(), { address: to, active, language });
		const remindNow = () => world.owner.browser.post(at(), {});
		/** Of this invitation: the firm's own stay open through several tests. */
		const states = async () =>
			(await read(world.owner.browser.get(base()), inviteReminders)).invites.filter(
				(one) => one.invite === link.id
			);

		test('an invitation without an address is nobody’s to be reminded of', async () => {
			await days(10);
			await signInAgain();
			expect(await states()).toEqual([]);
		});

		test('C84 a reminder comes after the first days, then regularly, three in all while the link works', async () => {
			await read(put(), inviteReminders);
			await days(first - 0.5);
			expect(mails()).toHaveLength(0);
			await days(0.75);
			expect(mails()).toHaveLength(1);
			await days(every);
			expect(mails()).toHaveLength(2);
			await signInAgain();
			expect(await states()).toMatchObject([{ address, active: true, sent: 2, stopped: null }]);
			await days(every);
			await days(14);
			expect(mails()).toHaveLength(3);
		});

		test('C84 it says to look for the link, has no link of its own, and nothing of the invitation', async () => {
			await read(put(), inviteReminders);
			await days(4);
			const text = readable(mails()[0]?.raw ?? '');
			expect(text).toContain('look for the message in which they sent you a link');
			expect(text.match(/https?:\/\/[^\s"<>]+/gu)).toEqual([`${ORIGIN}${offOf()}`]);
			for (const secret of [
				link.id,
				encodeBase64url(link.secret),
				vault.id,
				world.firm.id,
				'A client'
			])
				expect(text).not.toContain(secret);
		});

		test('whoever joins is not reminded, and the address is forgotten', async () => {
			await read(put(), inviteReminders);
			await join(link);
			await days(6);
			expect(mails()).toHaveLength(0);
			expect(await everything()).not.toContain(address);
		});

		test('a withdrawn link is nobody’s to be reminded of, and the address is forgotten', async () => {
			await read(put(), inviteReminders);
			await withdraw(link);
			await days(6);
			expect(mails()).toHaveLength(0);
			expect(await everything()).not.toContain(address);
		});

		test('a link that has run out is nobody’s to be reminded of, and the address is forgotten', async () => {
			link = await invite(inDays(first - 0.5));
			await read(put(), inviteReminders);
			await days(6);
			expect(mails()).toHaveLength(0);
			await sweep(world.portal.services);
			expect(await everything()).not.toContain(address);
		});

		test('switched off none comes; switched on again they go on where they were', async () => {
			await read(put(), inviteReminders);
			await days(first);
			await read(put(address, false), inviteReminders);
			await days(6);
			expect(mails()).toHaveLength(1);
			await signInAgain();
			await read(put(), inviteReminders);
			await days(1);
			expect(mails()).toHaveLength(2);
		});

		test('now means with the next run, not twice at once, and not more than three', async () => {
			await read(put(), inviteReminders);
			await read(remindNow(), inviteReminders);
			await world.postAfter(15_000);
			expect(mails()).toHaveLength(1);
			await expectRefusal(remindNow(), tooSoon);
			for (const _ of [2, 3]) {
				world.portal.pass(3 * DAY);
				await read(remindNow(), inviteReminders);
				await world.postAfter(15_000);
			}
			expect(mails()).toHaveLength(3);
			world.portal.pass(3 * DAY);
			await signInAgain();
			await expectRefusal(remindNow(), 'reminders-used-up');
		});

		test('nobody is reminded now without an address', async () => {
			await expectRefusal(remindNow(), 'nobody-to-remind');
		});

		test('C84 one press in a mail program ends them for this invitation, and the address is forgotten', async () => {
			await read(put(), inviteReminders);
			await days(first);
			const off = offOf();
			const stranger = new Browser(world.portal.fetch);
			expect((await stranger.get(off)).status).toBe(303);
			const sites = {
				'sec-fetch-site': 'cross-site',
				'content-type': 'application/x-www-form-urlencoded'
			};
			const pressed = { headers: sites, body: 'List-Unsubscribe=One-Click' };
			expect((await stranger.send('POST', off, pressed)).status).toBe(200);
			await days(8);
			expect(mails()).toHaveLength(1);
			expect(await everything()).not.toContain(address);
			await signInAgain();
			expect(await states()).toMatchObject([{ address: null, active: false, stopped: 'declined' }]);
			await expectRefusal(put(), 'reminder-declined');
			await expectRefusal(put('another@client.example'), 'reminder-declined');
			await expectRefusal(remindNow(), 'reminder-declined');
			await read(world.owner.browser.delete(at()), inviteReminders);
			await expectRefusal(put(), 'reminder-declined');
		});

		test('an address that does not exist is said so, and another one may be put', async () => {
			await read(put(), inviteReminders);
			world.mail.refusals = { recipient: () => '550 5.1.1 Nobody here' };
			await days(first);
			world.mail.refusals = {};
			await days(2);
			expect(mails()).toHaveLength(0);
			await signInAgain();
			expect(await states()).toMatchObject([{ address, active: false, stopped: 'undeliverable' }]);
			const right = `right-${address}`;
			await read(put(right), inviteReminders);
			await days(every);
			expect(mails(right)).toHaveLength(1);
		});

		test('the address can be taken away', async () => {
			await read(put(), inviteReminders);
			await read(world.owner.browser.delete(at()), inviteReminders);
			expect(await states()).toEqual([]);
			expect(await everything()).not.toContain(address);
		});

		test('mail that is down for a day delays one and makes no second', async () => {
			await read(put(), inviteReminders);
			await world.mail.down();
			await days(4);
			await world.mail.up();
			await days(1);
			expect(mails()).toHaveLength(1);
			await signInAgain();
			expect(await states()).toMatchObject([{ sent: 1 }]);
		});

		test('a mail server that asks for patience gets it, and the reminder comes once', async () => {
			await read(put(), inviteReminders);
			world.mail.refusals = { text: '451 4.3.0 Later' };
			await days(3);
			await world.postAfter(HOUR);
			expect(await states()).toMatchObject([{ sent: 0 }]);
			world.mail.refusals = {};
			await days(1);
			expect(mails()).toHaveLength(1);
		});

		test('a connection that breaks after the text was sent counts as sent', async () => {
			await read(put(), inviteReminders);
			world.mail.refusals = { breaks: true };
			await days(first);
			world.mail.refusals = {};
			await days(every - 0.5);
			expect(mails()).toHaveLength(0);
			expect(await states()).toMatchObject([{ sent: 1 }]);
		});

		test('an address is one plain mailbox', async () => {
			await expectRefusal(put('a@b.example, c@d.example'), 'malformed-request');
		});

		test('one person gives no more than 200 addresses a day', async () => {
			world.toMidnight();
			for (let count = 0; count < 200; count++) await put(`guest${String(count)}@many.example`);
			await expectRefusal(put('one-more@many.example'), 'reminders-used-up');
			world.portal.pass(DAY);
			expect((await put('one-more@many.example')).status).toBe(200);
		});
	}
);

const put = (path: string, to = address) =>
	world.owner.browser.put(path, { address: to, active: true, language: 'en' });

test('of another vault’s invitation nothing is answered', async () => {
	const link = await clients.invite(inDays(14));
	const own = clients.base();
	vault = await world.createVault(world.firm, world.owner);
	const other = clients.base();
	const { browser } = world.owner;
	await expectRefusal(put(`${other}/${link.id}`), 'not-found');
	await expectRefusal(browser.post(`${other}/${link.id}`, {}), 'not-found');
	await read(put(`${own}/${link.id}`), inviteReminders);
	await read(browser.delete(`${other}/${link.id}`), inviteReminders);
	expect((await read(browser.get(own), inviteReminders)).invites).toHaveLength(1);
	expect((await read(browser.get(other), inviteReminders)).invites).toEqual([]);
});

test.each([
	[clients, colleagues],
	[colleagues, clients]
])(
	'an invitation of $who is reached where it was made, and not as the other kind',
	async (of, not) => {
		const link = await of.invite(inDays(14));
		const { browser } = world.owner;
		const elsewhere = `${not.base()}/${link.id}`;
		await expectRefusal(put(elsewhere), 'not-found');
		await read(put(`${of.base()}/${link.id}`), inviteReminders);
		await expectRefusal(browser.post(elsewhere, {}), 'not-found');
		const { invites } = await read(browser.delete(elsewhere), inviteReminders);
		expect(invites.map(({ invite }) => invite)).not.toContain(link.id);
		expect(await everything()).toContain(address);
	}
);

test('of another firm’s invited colleague nothing is answered', async () => {
	const there = await world.setUp(await issueSetupToken(world.portal.services.db));
	const link = await world.inviteStaff(there, there.owner, 'preparer', inDays(14));
	const { browser } = world.owner;
	const elsewhere = `${colleagues.base()}/${link.id}`;
	await read(
		there.owner.browser.put(`/api/firms/${there.id}/invites/${link.id}`, {
			address,
			active: true,
			language: 'en'
		}),
		inviteReminders
	);
	await expectRefusal(put(elsewhere), 'not-found');
	await expectRefusal(browser.post(elsewhere, {}), 'not-found');
	const { invites } = await read(browser.delete(elsewhere), inviteReminders);
	expect(invites.map(({ invite }) => invite)).not.toContain(link.id);
	expect(await everything()).toContain(address);
});

test('a client of the vault sees no address of who is invited', async () => {
	const link = await clients.invite(inDays(14));
	await read(put(`${clients.base()}/${link.id}`), inviteReminders);
	const member = await world.client(vault);
	await expectRefusal(member.browser.get(clients.base()), 'not-found');
});

test('C84 owners and admins alone see to what address a colleague is invited, or give one', async () => {
	const link = await colleagues.invite(inDays(14));
	const at = `${colleagues.base()}/${link.id}`;
	await read(put(at), inviteReminders);
	const admin = await world.staff(world.firm, 'admin');
	const { invites } = await read(admin.browser.get(colleagues.base()), inviteReminders);
	expect(invites.find(({ invite }) => invite === link.id)).toMatchObject({ address });
	const others = [await world.staff(world.firm, 'preparer'), await world.client(vault)];
	const wish = { address: 'other@client.example', active: true, language: 'en' };
	for (const { browser } of others) {
		await expectRefusal(browser.get(colleagues.base()), 'not-found');
		await expectRefusal(browser.put(at, wish), 'not-found');
		await expectRefusal(browser.post(at, {}), 'not-found');
		await expectRefusal(browser.delete(at), 'not-found');
	}
	expect(await everything()).toContain(address);
});

test('C84 no mail server on the way can tell an invited colleague from a client', async () => {
	for (const { base, invite } of [clients, colleagues]) {
		const { id } = await invite(inDays(14));
		await read(put(`${base()}/${id}`), inviteReminders);
		await read(world.owner.browser.post(`${base()}/${id}`, {}), inviteReminders);
		await world.postAfter(15_000);
	}
	const letters = mails().map(({ raw }) =>
		readable(raw).replace(/^(?:Date|Message-ID): .*$|NmP-\w+|\/off\/[\w-]+/gmu, '')
	);
	expect(letters).toHaveLength(2);
	expect(letters[1]).toEqual(letters[0]);
});

test('C84 while a colleague’s link works, two go out by themselves', async () => {
	const link = await colleagues.invite(world.portal.services.now() + STAFF_LINK_LIFETIME);
	await read(put(`${colleagues.base()}/${link.id}`), inviteReminders);
	await days(1);
	expect(mails()).toHaveLength(1);
	await days(4);
	expect(mails()).toHaveLength(2);
});

test('when whoever invited them leaves, a colleague is not reminded, and the address is forgotten', async () => {
	const admin = await world.staff(world.firm, 'admin');
	const link = await world.inviteStaff(world.firm, admin, 'preparer', inDays(14));
	await read(put(`${colleagues.base()}/${link.id}`), inviteReminders);
	await world.removeStaff(world.firm, world.owner, admin);
	expect(await everything()).not.toContain(address);
	await days(4);
	expect(mails()).toHaveLength(0);
});

test('a portal that sends no mail takes no address', async () => {
	const portal = await openPortal();
	try {
		const there = new World(portal.fetch, ORIGIN);
		const firm = await there.setUp(portal.setupToken);
		const own = await there.createVault(firm, firm.owner);
		const client = await there.inviteClient(own, firm.owner);
		const colleague = await there.inviteStaff(firm, firm.owner, 'preparer');
		const { browser } = firm.owner;
		for (const [base, { id }] of [
			[`/api/vaults/${own.id}/invites`, client],
			[`/api/firms/${firm.id}/invites`, colleague]
		] as const) {
			await expectRefusal(
				browser.put(`${base}/${id}`, { address, active: true, language: 'en' }),
				'mail-off'
			);
			const state = await read(browser.get(base), inviteReminders);
			expect(state).toEqual({ sends: false, invites: [] });
		}
	} finally {
		await portal.close();
	}
});

test('nothing of it is logged', () => {
	expect(world.portal.logged.join('\n')).not.toMatch(/guest\d|client\.example/u);
});

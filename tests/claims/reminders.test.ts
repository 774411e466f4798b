/** Reminders of a checklist: what the portal is told of it, by whom, and that it ends with the last document. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ChecklistId, ItemId, VaultId } from '../../src/crypto/brands.ts';
import { planOf } from '../../src/vault/reminder-plans.ts';
import type { ChecklistDraft } from '../../src/vault/view.ts';
import { mailBy } from '../server/mail-world.ts';
import { openPortal, type TestPortal } from '../server/portal.ts';
import { Post } from '../server/smtp.ts';
import { fileOf, foundFirm, noise, picked, welcome, type Person } from './people.ts';

const CANARY = 'Xylophone';
const DUE = '2031-03-15';
let mail: Post;
let portal: TestPortal;
let owner: Person;
let client: Person;
let vault: VaultId;
let list: ChecklistId;

beforeAll(async () => {
	mail = await Post.open();
	portal = await openPortal({ mail: mailBy(mail) });
	({ owner } = await foundFirm(portal));
});
afterAll(async () => {
	await portal.close();
	await mail.close();
});
beforeEach(async () => {
	({ vault, client } = await welcome(portal, owner, 'Rivera'));
	list = await lists().listRequests(vault, draft('W-2', '1098'));
	await expect.poll(async () => (await plans()).length).toBe(1);
});

const lists = (person = owner) => person.reminding.withLists(person.core);
const draft = (...titles: string[]): ChecklistDraft => ({
	title: `${CANARY} 2030`,
	year: 2030,
	items: titles.map((title) => ({
		item: null,
		title: `${CANARY} ${title}`,
		hint: `${CANARY} hint`,
		several: false,
		due: DUE
	}))
});
/** As the database has them. */
const plans = () =>
	portal.services.db.selectFrom('reminder_plans').selectAll().where('vault', '=', vault).execute();
const missing = async () => (await plans()).map((plan) => plan.missing);
const itemsOf = async (person: Person): Promise<ItemId[]> =>
	((await person.core.openVault(vault)).requests[0]?.items ?? []).map(({ item }) => item);
const filesIn = async (person: Person) => (await person.core.openVault(vault)).files;

async function send(person: Person, item: ItemId, name: string): Promise<void> {
	const before = (await filesIn(person)).length;
	await person.core.addFiles(vault, null, [picked(fileOf(name, noise(100)))], item);
	await expect.poll(async () => (await filesIn(person)).length).toBe(before + 1);
}

test('a new list is reminded of a week before it is due, weekly, four times at most', async () => {
	expect(await owner.core.reminders(vault)).toEqual({
		sends: true,
		lists: [{ checklist: list, active: true, next: '2031-03-08', every: 7, most: 4, sent: 0 }]
	});
});

test('C87 the portal is told days and a number: no title, no due date, no item and not the list', async () => {
	await owner.core.planReminders(vault, list, {
		...{ active: true, first: '2031-03-01', every: 14, most: 2 }
	});
	const said = owner.sent.filter(({ path }) => path.includes('/plans'));
	const text = said
		.map(({ path, body }) => `${path} ${typeof body === 'string' ? body : ''}`)
		.join('\n');
	expect(said.length).toBeGreaterThan(2);
	const bodies = said.flatMap(({ body }) => (typeof body === 'string' ? [body] : []));
	for (const body of bodies)
		expect(Object.keys(JSON.parse(body) as object).sort()).toEqual([
			'active',
			'every',
			'first',
			'most'
		]);
	for (const secret of [CANARY, DUE, list, ...(await itemsOf(owner))])
		expect(text).not.toContain(secret);
	// Four digits may stand in an id, which has 22 characters.
	expect(text.replaceAll(/[\w-]{22}/gu, 'id')).not.toContain('2030');
	expect((await plans()).map(({ plan }) => plan)).toEqual([await planOf(vault, list)]);
});

test('the last document ends them, told by the browser that sent it', async () => {
	const [first, second] = await itemsOf(client);
	if (!first || !second) throw new Error('nothing is asked for');
	await send(client, first, 'a.pdf');
	client.reminding.look(vault);
	await expect.poll(missing).toEqual([1]);
	await send(client, second, 'b.pdf');
	client.reminding.look(vault);
	await expect.poll(missing).toEqual([0]);
});

test('what does not apply is not missing; what is sent back is missing again, told by whoever sent it back', async () => {
	const [first, second] = await itemsOf(client);
	if (!first || !second) throw new Error('nothing is asked for');
	await send(client, first, 'a.pdf');
	await client.core.waiveItem(vault, second, 'None');
	client.reminding.look(vault);
	await expect.poll(missing).toEqual([0]);
	const [answer] = await filesIn(owner);
	if (!answer) throw new Error('nothing came');
	await owner.core.returnItem(vault, first, [answer.file], 'Not readable');
	owner.reminding.look(vault);
	await expect.poll(missing).toEqual([1]);
});

test('a browser that could not say so says so at its next look', async () => {
	const [first, second] = await itemsOf(client);
	if (!first || !second) throw new Error('nothing is asked for');
	await client.core.waiveItem(vault, first, '');
	await client.core.waiveItem(vault, second, '');
	client.interfere = (path, init, pass) =>
		path.includes('/missing') ? Promise.reject(new TypeError('no network')) : pass(path, init);
	client.reminding.look(vault);
	await expect.poll(() => client.sent.some(({ path }) => path.includes('/missing'))).toBe(true);
	expect(await missing()).toEqual([1]);
	client.interfere = null;
	await expect
		.poll(async () => {
			client.reminding.look(vault);
			return missing();
		})
		.toEqual([0]);
});

test('a browser that sees nothing new asks the portal nothing', async () => {
	await client.core.openVault(vault);
	client.reminding.look(vault);
	await expect.poll(() => client.sent.filter(({ path }) => path.endsWith('/plans')).length).toBe(1);
	await client.reminding.after(vault, client.core.openVault(vault));
	await client.core.openVault(vault);
	expect(client.sent.filter(({ path }) => path.endsWith('/plans'))).toHaveLength(1);
});

test('dates that change before the first reminder move it, and what staff chose stays', async () => {
	await owner.core.planReminders(vault, list, {
		...{ active: true, first: '2031-03-01', every: 14, most: 2 }
	});
	const { requests } = await owner.core.openVault(vault);
	const [known] = requests;
	if (!known) throw new Error('nothing is asked for');
	const changed = { ...draft('W-2'), items: [{ ...draft('W-2').items[0]!, due: '2031-05-20' }] };
	await lists().editRequests(vault, list, known.changed, changed);
	await expect
		.poll(async () => (await owner.core.reminders(vault)).lists)
		.toEqual([{ checklist: list, active: true, next: '2031-05-13', every: 14, most: 2, sent: 0 }]);
});

test('what staff switched off stays off when they change the list', async () => {
	await owner.core.planReminders(vault, list, {
		...{ active: false, first: '2031-03-01', every: 7, most: 4 }
	});
	const { requests } = await owner.core.openVault(vault);
	await lists().editRequests(vault, list, requests[0]?.changed ?? 0, draft('W-2', '1099'));
	expect((await owner.core.reminders(vault)).lists).toMatchObject([{ active: false }]);
});

test('a client who wants letters is reminded of a new list only when staff say so', async () => {
	await owner.core.preferPaper(vault, true);
	owner.sent.length = 0;
	await owner.core.openVault(vault);
	const second = await lists().listRequests(vault, draft('1099'));
	const looked = await owner.core.reminders(vault);
	expect(looked.lists.find(({ checklist }) => checklist === second)).toMatchObject({
		active: false
	});
	expect(
		owner.sent.filter(({ method, path }) => method === 'PUT' && path.includes('/plans/'))
	).toEqual([]);
	await owner.core.planReminders(vault, second, {
		...{ active: true, first: '2031-03-01', every: 7, most: 4 }
	});
	expect(await plans()).toHaveLength(2);
});

test('a list that is removed is forgotten', async () => {
	await lists().removeRequests(vault, list);
	await expect.poll(async () => (await plans()).length).toBe(0);
});

test('an address that was mistyped goes nowhere', async () => {
	const link = await owner.core.inviteClient(vault, 'Ben', true);
	const { invites } = await owner.core.openVault(vault);
	const [invite] = invites;
	if (!invite) throw new Error(link.name);
	await expect(
		owner.core.putInviteReminder(vault, invite.invite, {
			address: 'ben',
			language: 'en',
			active: true
		})
	).rejects.toMatchObject({ code: 'address-mistyped' });
	const { invites: known } = await owner.core.putInviteReminder(vault, invite.invite, {
		address: ' ben@client.example ',
		language: 'es',
		active: true
	});
	expect(known).toMatchObject([{ address: 'ben@client.example', language: 'es', active: true }]);
});

test('C84 of an invited colleague the portal is told an address and a language, and no name with them', async () => {
	await owner.core.inviteStaff(`${CANARY} Ana`, 'preparer');
	const { invites } = await owner.core.team();
	const [invited] = invites;
	if (!invited) throw new Error('nobody is invited');
	owner.sent.length = 0;
	const wish = { address: ' ana@staff.example ', language: 'es', active: true } as const;
	const { invites: known } = await owner.core.putInviteReminder(null, invited.invite, wish);
	expect(known).toMatchObject([{ ...wish, address: 'ana@staff.example', sent: 0 }]);
	await owner.core.remindInvited(null, invited.invite);
	await owner.core.putInviteReminder(null, invited.invite, { ...wish, active: false });
	expect((await owner.core.inviteReminders(null)).invites).toMatchObject([{ active: false }]);
	expect(await owner.core.forgetInviteAddress(null, invited.invite)).toMatchObject({ invites: [] });
	const at = `/api/firms/${owner.keyholder.session.firm.firm}/invites`;
	expect(owner.sent.map(({ method, path }) => `${method} ${path}`)).toEqual(
		['PUT', 'POST', 'PUT', 'GET', 'DELETE'].map((method) =>
			method === 'GET' ? `GET ${at}` : `${method} ${at}/${invited.invite}`
		)
	);
	expect(JSON.stringify(owner.sent)).not.toContain(CANARY);
});

/** Reminders for what is missing: when they go out, when they wait, and what ends them, through a real SMTP server. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { appendResponse } from '../../src/contract/api.ts';
import { reminderState } from '../../src/contract/notices.ts';
import { reminderPlans, type PlanRequest } from '../../src/contract/reminders.ts';
import { encodeBase64url } from '../../src/crypto/base64url.ts';
import { randomBytes } from '../../src/crypto/random.ts';
import { MailWorld, WAIT_MS } from './mail-world.ts';
import { Browser, DAY, expectRefusal, HOUR, read } from './portal.ts';
import { header, readable } from './smtp.ts';
import type { Person, Vault } from './world.ts';

const MARIA = 'maria@client.example';

let world: MailWorld;
let client: Person;
let vault: Vault;
beforeEach(async () => {
	world = await MailWorld.found();
	({ client, vault } = await world.reachableClient(MARIA, { hour: 8, zone: 'UTC' }));
	// At ten in the evening, whenever this runs.
	const since = (world.portal.services.now() - 22 * HOUR) % DAY;
	world.portal.pass(DAY - since);
	await signInAgain();
	await world.signIn(client, client.browser);
});
afterEach(() => world.close());

const newPlan = (): string => encodeBase64url(randomBytes(16));
const plan = newPlan();
const today = () => Math.floor(world.portal.services.now() / DAY);
const base = () => `/api/vaults/${vault.id}/plans`;
const signInAgain = () => world.signIn(world.owner, world.owner.browser);

async function ask(change: Partial<PlanRequest> = {}, id = plan) {
	const wish = { active: true, first: today() + 5, every: 7, most: 4, ...change };
	return read(world.owner.browser.put(`${base()}/${id}`, wish), reminderPlans);
}
const say = ({ browser }: Person, missing: boolean, id = plan) =>
	read(browser.post(`${base()}/${id}/missing`, { missing }), reminderPlans);
const plans = async () => (await read(world.owner.browser.get(base()), reminderPlans)).plans;
const told = () => world.noticesTo(MARIA).length;

/** Every few hours, as the portal looks every few seconds. */
async function days(count: number, every = 6): Promise<void> {
	for (let hour = 0; hour < count * 24; hour += every) await world.postAfter(every * HOUR);
}

test('a reminder comes on its day, at the person’s own hour, and again, and no more often than the limit', async () => {
	await ask({ most: 2 });
	await days(4);
	expect(told()).toBe(0);
	await days(2);
	expect(told()).toBe(1);
	await days(7);
	expect(told()).toBe(2);
	await days(30);
	expect(told()).toBe(2);
	await signInAgain();
	expect(await plans()).toMatchObject([{ sent: 2, most: 2, missing: true }]);
	const hours = world
		.noticesTo(MARIA)
		.map((mail) => new Date(header(mail, 'Date') ?? '').getUTCHours());
	// Looked at every six hours: in the six hours that begin at eight.
	for (const hour of hours) expect(hour).toSatisfy((at: number) => at >= 8 && at < 14);
});

test('the mail says that something is still waiting, and names nothing', async () => {
	await ask();
	await days(6);
	const [mail] = world.noticesTo(MARIA);
	const text = readable(mail?.raw ?? '');
	expect(header(mail ?? { from: '', to: '', raw: '' }, 'Subject')).toBe(
		'Something is still waiting for you'
	);
	expect(
		text.match(/https?:\/\/[^\s"<>]+/gu)?.filter((url) => !url.includes('/notices/off/'))
	).toEqual(['http://localhost:8700/sign-in', 'http://localhost:8700/sign-in']);
	expect(text).not.toContain(plan);
});

test('once nothing is missing, whoever said so, none comes; once something is again, they go on', async () => {
	await ask();
	await say(client, false);
	await days(10);
	expect(told()).toBe(0);
	await world.signIn(client, client.browser);
	await say(client, true);
	await days(5);
	expect(told()).toBe(1);
});

test('one that waits for the morning is not sent when nothing is missing by then', async () => {
	await ask({ first: today() + 5 });
	// Right after midnight it is noted for eight o’clock.
	world.portal.pass((today() + 5) * DAY + 60_000 - world.portal.services.now());
	await world.post();
	await world.signIn(client, client.browser);
	await say(client, false);
	await world.postAfter(12 * HOUR);
	expect(told()).toBe(0);
});

test('switched off none comes, and switching on again does not begin the count anew', async () => {
	await ask({ most: 1 });
	await days(6);
	expect(told()).toBe(1);
	await signInAgain();
	await ask({ active: false, most: 1 });
	await ask({ active: true, most: 1, first: 0 });
	await days(10);
	expect(told()).toBe(1);
});

test('removed with its list none comes', async () => {
	await ask();
	expect(
		(await read(world.owner.browser.delete(`${base()}/${plan}`), reminderPlans)).plans
	).toEqual([]);
	await days(10);
	expect(told()).toBe(0);
});

test('none comes within three days of what the client did', async () => {
	await ask();
	await days(4);
	await world.signIn(client, client.browser);
	await world.tell(vault, client);
	await days(2);
	expect(told()).toBe(0);
	await days(2);
	expect(told()).toBe(1);
});

test('none comes within three days of another notice', async () => {
	await ask();
	await days(4);
	await world.tell(vault);
	await world.postAfter(WAIT_MS);
	expect(told()).toBe(1);
	await days(2);
	expect(told()).toBe(1);
	await days(2);
	expect(told()).toBe(2);
});

test('none comes within three days of a reminder that staff sent, nor staff’s within three days of it', async () => {
	await ask();
	await days(4);
	await world.owner.browser.post(`/api/vaults/${vault.id}/reminder`, {});
	await days(2);
	expect(told()).toBe(1);
	await days(2);
	expect(told()).toBe(2);
	await signInAgain();
	await expectRefusal(
		world.owner.browser.post(`/api/vaults/${vault.id}/reminder`, {}),
		'reminded-lately'
	);
});

test('two lists of one client make no two mails within three days', async () => {
	await ask();
	await ask({}, newPlan());
	await days(7);
	expect(told()).toBe(1);
	await days(2);
	expect(told()).toBe(2);
});

test('of one that waits in the queue while mail is down there is no second: each person gets one', async () => {
	await ask({ every: 3 });
	await days(4);
	await world.mail.down();
	await days(9);
	await world.mail.up();
	await days(1);
	expect(told()).toBe(1);
	await signInAgain();
	expect(await plans()).toMatchObject([{ sent: 1 }]);
});

test('mail that is down for an hour delays it and loses nothing', async () => {
	await ask();
	await world.postAfter((today() + 5) * DAY + 60_000 - world.portal.services.now());
	await world.mail.down();
	await world.postAfter(8 * HOUR);
	for (let minute = 0; minute < 60; minute += 10) await world.postAfter(10 * 60_000);
	expect(told()).toBe(0);
	await world.mail.up();
	await world.postAfter(HOUR);
	expect(told()).toBe(1);
});

test('a clock that is a day ahead and is put right again makes no second one', async () => {
	await ask();
	await days(4);
	world.portal.pass(DAY);
	await days(1);
	expect(told()).toBe(1);
	world.portal.pass(-DAY);
	await days(5);
	expect(told()).toBe(1);
	await days(4);
	expect(told()).toBe(2);
});

test('a clock that was a day behind makes it a day late, once', async () => {
	await ask();
	world.portal.pass(-DAY);
	await days(5);
	expect(told()).toBe(0);
	await days(2);
	expect(told()).toBe(1);
});

test('a portal that stood still for a month sends one', async () => {
	await ask();
	world.portal.pass(30 * DAY);
	await days(3);
	expect(told()).toBe(1);
});

test('a browser whose clock is wrong by years can make it neither today nor at once', async () => {
	await ask({ first: 0 });
	await world.postAfter(HOUR);
	const [known] = await plans();
	expect((known?.next ?? 0) > Math.floor(Date.now() / DAY)).toBe(true);
});

test('who wants no mail gets none, and who reads a digest gets it with that', async () => {
	await ask();
	await world.prefer(client, { frequency: 'off' });
	await days(6);
	expect(told()).toBe(0);
	await world.signIn(client, client.browser);
	await world.prefer(client, { frequency: 'daily', hour: 20, zone: 'UTC' });
	await days(5);
	expect(told()).toBe(1);
	expect(new Date(header(world.noticesTo(MARIA)[0]!, 'Date') ?? '').getUTCHours()).toSatisfy(
		(hour: number) => hour >= 20
	);
});

test('while nobody of the client can be reached none is counted', async () => {
	const lonely = await world.createVault(world.firm, world.owner);
	vault = lonely;
	await ask();
	await days(8);
	await signInAgain();
	expect(await plans()).toMatchObject([{ sent: 0 }]);
});

test('whoever was taken out of the vault is not reminded any more, also not of what waits', async () => {
	await ask();
	await world.postAfter((today() + 5) * DAY + 60_000 - world.portal.services.now());
	await signInAgain();
	await world.removeMember(vault, world.owner, client);
	await days(10);
	expect(told()).toBe(0);
});

test('staff see when the last one went out where they remind by hand', async () => {
	await ask();
	await days(6);
	await signInAgain();
	const state = await read(
		world.owner.browser.get(`/api/vaults/${vault.id}/reminder`),
		reminderState
	);
	expect(state.last).not.toBeNull();
	expect(state.next).not.toBeNull();
});

test('a client may say what is missing, and neither plan nor remove', async () => {
	await ask();
	const wish = { active: false, first: 1, every: 7, most: 4 };
	await expectRefusal(client.browser.put(`${base()}/${plan}`, wish), 'not-found');
	await expectRefusal(client.browser.delete(`${base()}/${plan}`), 'not-found');
	expect((await say(client, false)).plans).toMatchObject([{ active: true, missing: false }]);
	await expectRefusal(new Browser(world.portal.fetch).get(base()), 'not-signed-in');
});

test('what is said of a plan that is not there makes none', async () => {
	expect((await say(client, true)).plans).toEqual([]);
});

test('there is a limit to the lists with reminders', async () => {
	for (let count = 0; count < 200; count++) await ask({}, newPlan());
	const wish = { active: true, first: today() + 5, every: 7, most: 4 };
	await expectRefusal(world.owner.browser.put(`${base()}/${newPlan()}`, wish), 'too-many-plans');
});

test.each([{ every: 2 }, { most: 0 }, { most: 11 }, { first: -1 }, { first: 1.5 }])(
	'a plan with %o is refused',
	async (change) => {
		const wish = { active: true, first: today() + 5, every: 7, most: 4, ...change };
		await expectRefusal(world.owner.browser.put(`${base()}/${plan}`, wish), 'malformed-request');
	}
);

test('a plan is untouched by entries: the server does not know which of them answers it', async () => {
	await ask();
	const entry = await world.vaultEntry(vault, world.owner, {
		kind: 'request.removed',
		payload: {}
	});
	await read(world.appendVault(vault, world.owner, entry), appendResponse);
	expect(await plans()).toMatchObject([{ missing: true }]);
});

/** Texts that staff use again and again, on all their devices: through the whole client and the real server. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { deviceKey } from '../../src/crypto/account.ts';
import type { Raw } from '../../src/crypto/brands.ts';
import { encode } from '../../src/crypto/encoding.ts';
import { idBytes } from '../../src/crypto/ids.ts';
import { pad } from '../../src/crypto/padding.ts';
import { repliesKey } from '../../src/crypto/saved-replies.ts';
import { seal } from '../../src/crypto/seal.ts';
import { openPortal, type TestPortal } from '../server/portal.ts';
import { codeOf, elsewhere, foundFirm, hire, memoryDevice, type Person } from './people.ts';

const PATH = '/api/account/replies';

let portal: TestPortal;
let owner: Person;
let petra: Person;
beforeAll(async () => {
	portal = await openPortal();
	({ owner } = await foundFirm(portal));
}, 60_000);
afterAll(() => portal.close());
/** Somebody who has kept nothing yet. */
beforeEach(async () => {
	petra = await hire(portal, owner, 'Petra');
});

async function unlocked(who = petra, device = memoryDevice()): Promise<Person> {
	const person = elsewhere(portal, who, device);
	await person.enter();
	return person;
}
const keep = async (person: Person, ...texts: string[]) => {
	for (const text of texts) await person.core.keepReply(text);
};
const puts = ({ sent }: Person) =>
	sent
		.filter(({ method, path }) => method === 'PUT' && path === PATH)
		.map(({ body }) => JSON.parse(String(body)) as { replies: string; version: number });
const stored = () =>
	portal.services.db.selectFrom('saved_replies').select(['user', 'version']).execute();

/** A browser in which a version from before left replies. */
async function browserWith(who: Person, ...texts: string[]) {
	const { account, userId } = who.keyholder.session;
	const key = await repliesKey(await deviceKey(account.key));
	const record = await seal('saved-replies', key, { object: idBytes(userId) }, pad(encode(texts)));
	const kept = new Map<string, Raw>([[userId, record]]);
	const device = {
		...memoryDevice(),
		loadReplies: (user: string) => Promise.resolve(kept.get(user) ?? null),
		forgetReplies: (user: string) => Promise.resolve(void kept.delete(user))
	};
	return { kept, device };
}

describe('saved replies', () => {
	test('C99 are on all devices of their person, as ciphertext in steps of 4,096 bytes', async () => {
		const [desk, phone] = [await unlocked(), await unlocked()];
		await keep(desk, 'Canary reply', 'Another', 'Canary reply');
		expect(await phone.core.replies()).toEqual(['Canary reply', 'Another']);
		await phone.core.forgetReply('Another');
		await phone.core.forgetReply('Never kept');
		expect(await desk.core.replies()).toEqual(['Canary reply']);
		expect(await codeOf(desk.core.keepReply(' '))).toBe('message-empty');
		expect(await codeOf(desk.core.keepReply('x'.repeat(20_001)))).toBe('message-too-long');
		expect(puts(phone)).toHaveLength(1);
		for (const { replies } of [...puts(desk), ...puts(phone)]) {
			const bytes = Buffer.from(replies, 'base64url');
			expect(bytes.includes('Canary')).toBe(false);
			expect(bytes.length).toBe(4096 + 73);
		}
		expect(await owner.core.replies()).toEqual([]);
		await desk.core.lock();
		expect(await codeOf(desk.core.replies())).toBe('locked');
		await desk.enter();
		expect(await desk.core.replies()).toEqual(['Canary reply']);
	});

	test('C99 two devices that change them at once lose nothing of each other', async () => {
		const [desk, phone] = [await unlocked(), await unlocked()];
		await keep(desk, 'From before', 'To go');
		desk.interfere = async (path, init, pass) => {
			if (path === PATH && init.method === 'PUT') {
				desk.interfere = null;
				await keep(phone, 'From the phone');
				await phone.core.forgetReply('To go');
			}
			return pass(path, init);
		};
		await keep(desk, 'From the desk');
		const all = ['From the desk', 'From the phone', 'From before'];
		expect([await desk.core.replies(), await phone.core.replies()]).toEqual([all, all]);
		expect(puts(desk).map(({ version }) => version)).toEqual([0, 1, 2, 4]);
	});

	test('one device that is always overtaken says so in the end', async () => {
		const desk = await unlocked();
		desk.interfere = (path, init, pass) =>
			path === PATH && init.method === 'PUT'
				? Promise.resolve(
						Response.json({ error: { code: 'replies-moved', message: '' } }, { status: 409 })
					)
				: pass(path, init);
		expect(await codeOf(desk.core.keepReply('Never'))).toBe('replies-moved');
		expect(puts(desk)).toHaveLength(8);
	});

	test('C99 a portal that shows another person’s list, a changed one, or one as another version is not believed, and nothing is written over it', async () => {
		const desk = await unlocked();
		await keep(desk, 'First', 'Second');
		await keep(owner, 'The owner’s');
		const [first, second] = puts(desk);
		const [theirs] = puts(owner);
		const changed = Buffer.from(second?.replies ?? '', 'base64url');
		changed[200] = (changed[200] ?? 0) ^ 1;
		const lies = [
			{ replies: theirs?.replies, version: 1 },
			{ replies: changed.toString('base64url'), version: 2 },
			{ replies: first?.replies, version: 2 },
			{ replies: '', version: 2 }
		];
		const written = puts(desk).length;
		for (const lie of lies) {
			desk.interfere = (path, init, pass) =>
				path === PATH && init.method === 'GET'
					? Promise.resolve(Response.json(lie))
					: pass(path, init);
			expect(await codeOf(desk.core.replies())).toBe('replies-damaged');
			expect(await codeOf(desk.core.keepReply('Third'))).toBe('replies-damaged');
		}
		expect(puts(desk)).toHaveLength(written);
		// An older list as what it was is shown: nothing depends on it, and the next change meets the newer version.
		desk.interfere = (path, init, pass) =>
			path === PATH && init.method === 'GET'
				? Promise.resolve(Response.json({ replies: first?.replies, version: 1 }))
				: pass(path, init);
		expect(await desk.core.replies()).toEqual(['First']);
		expect(await codeOf(desk.core.keepReply('Third'))).toBe('replies-moved');
		desk.interfere = null;
		expect(await desk.core.replies()).toEqual(['Second', 'First']);
	});

	test('what a version from before left in a browser is taken in once', async () => {
		const desk = await unlocked();
		await keep(desk, 'Kept anew', 'On both');
		const { kept, device } = await browserWith(petra, 'On both', 'Only there');
		const there = await unlocked(petra, device);
		const all = ['On both', 'Kept anew', 'Only there'];
		expect(await there.core.replies()).toEqual(all);
		expect(kept.size).toBe(0);
		expect(await there.core.replies()).toEqual(all);
		expect(puts(there)).toHaveLength(1);
		expect(await desk.core.replies()).toEqual(all);
	});

	test('locking in the middle of that loses none', async () => {
		const { kept, device } = await browserWith(petra, 'Only there');
		const there: Person = await unlocked(petra, {
			...device,
			loadReplies: async (user) => {
				const record = await device.loadReplies(user);
				await there.core.lock();
				return record;
			}
		});
		expect(await codeOf(there.core.replies())).toBe('locked');
		expect(kept.size).toBe(1);
	});

	test('what lies there of somebody else is taken for nothing, and goes', async () => {
		const { kept, device } = await browserWith(owner, 'The owner’s');
		const [record] = kept.values();
		kept.set(petra.keyholder.session.userId, record!);
		const there = await unlocked(petra, device);
		expect(await there.core.replies()).toEqual([]);
		expect([...kept.keys()]).toEqual([owner.keyholder.session.userId]);
		expect(puts(there)).toEqual([]);
	});

	test('are at most a hundred; what there is no room for waits where it is', async () => {
		const { kept, device } = await browserWith(
			petra,
			...Array.from({ length: 99 }, (_, at) => `Reply ${String(at)}`)
		);
		const there = await unlocked(petra, device);
		await keep(there, 'One');
		expect(await there.core.replies()).toHaveLength(100);
		expect(kept.size).toBe(0);
		expect(await codeOf(there.core.keepReply('One more'))).toBe('too-many-replies');

		const more = await browserWith(petra, 'From elsewhere');
		const elsewhereToo = await unlocked(petra, more.device);
		expect(await elsewhereToo.core.replies()).not.toContain('From elsewhere');
		expect(more.kept.size).toBe(1);
		await there.core.forgetReply('Reply 3');
		expect(await elsewhereToo.core.replies()).toContain('From elsewhere');
		expect(more.kept.size).toBe(0);
	});

	test('are at most 256 KiB altogether', async () => {
		const desk = await unlocked();
		const longest = (letter: string) => letter + '€'.repeat(19_999);
		await keep(desk, ...['a', 'b', 'c', 'd'].map(longest));
		expect(await codeOf(desk.core.keepReply(longest('e')))).toBe('replies-too-long');
		expect(await desk.core.replies()).toHaveLength(4);
		const { kept, device } = await browserWith(petra, longest('f'), 'short');
		const there = await unlocked(petra, device);
		expect(await there.core.replies()).toHaveLength(4);
		expect(kept.size).toBe(1);
	});

	test('go along when somebody changes their keys, and nothing is left of the former', async () => {
		const desk = await unlocked();
		await keep(desk, 'Goes along');
		const { userId: former } = desk.keyholder.session;
		await desk.core.makeRecoveryWords();
		await desk.core.changeKeys({ passkey: await desk.signIn(), withRecovery: true });
		expect(await desk.core.replies()).toEqual(['Goes along']);
		const users = (await stored()).map(({ user }) => user);
		expect(users).toContain(desk.keyholder.session.userId);
		expect(users).not.toContain(former);
	});

	test('go when their person leaves the firm', async () => {
		await keep(await unlocked(), 'Goodbye');
		const { userId } = petra.keyholder.session;
		const users = async () => (await stored()).map(({ user }) => user);
		expect(await users()).toContain(userId);
		await owner.core.team();
		await owner.core.removeStaff(userId);
		expect(await users()).not.toContain(userId);
	});
});

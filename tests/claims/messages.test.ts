import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { VaultId } from '../../src/crypto/brands.ts';
import type { Words } from '../../src/lib/worker/port.ts';
import { openPortal, type TestPortal } from '../server/portal.ts';
import {
	elsewhere,
	fileOf,
	codeOf,
	firmWithClient,
	hire,
	noise,
	Person,
	send,
	welcome
} from './people.ts';
import { copyOf, rob, secretsOf, since, type Copy, type Loot } from './thief.ts';

let portal: TestPortal;
let owner: Person;
let petra: Person;
let ana: Person;
let vault: VaultId;
beforeAll(async () => {
	portal = await openPortal();
	({ owner, petra, ana, vault } = await firmWithClient(portal));
	for (const person of [owner, petra]) await person.core.openVault(vault);
}, 60_000);
afterAll(() => portal.close());

const general = { kind: 'vault', id: null } as const;
const words = (text: string, change: Partial<Words> = {}): Words => ({
	about: general,
	text,
	files: [],
	...change
});
let attempts = 0;
const write = (person: Person, text: string, change: Partial<Words> & { read?: number } = {}) =>
	person.core.sendMessage(vault, `attempt ${attempts++}`, { read: null, ...words(text, change) });
const note = (person: Person, text: string, change: Partial<Words> = {}) =>
	person.core.writeNote(vault, `attempt ${attempts++}`, words(text, change));
async function texts(person: Person, about: Words['about'] = general) {
	await person.core.openVault(vault);
	const { written } = await person.core.thread(vault, about, 100);
	return written.map(({ text }) => text);
}
const opened = (loot: Loot, what: string) => [...loot].filter((name) => name.includes(what)).length;
/** Notes, and where those stood that were taken back. */
const notesIn = ({ entries }: Copy) =>
	entries.filter(({ header }) => header.kind.startsWith('note.')).length;

describe('messages', () => {
	test('people write to each other about the vault and a file, with files, and see what is unread and who read it', async () => {
		await send(petra, vault, fileOf('Draft.pdf', noise(300)));
		const [draft] = (await ana.core.openVault(vault)).files;
		const about = { kind: 'file', id: draft!.file } as const;
		await write(petra, 'Please look at this.', { about, files: [draft!.file] });
		await write(petra, 'Welcome!');

		const seen = await ana.core.openVault(vault);
		expect(seen.threads.map(({ subject, unread }) => [subject.split(' ')[0], unread])).toEqual([
			['vault', 1],
			['file', 1]
		]);
		const { written } = await ana.core.thread(vault, about, 10);
		expect(written).toMatchObject([
			{ text: 'Please look at this.', files: [draft!.file], by: { name: 'Petra', side: 'staff' } }
		]);
		await ana.core.markRead(vault, about, written[0]!.seq);
		await ana.core.markRead(vault, about, written[0]!.seq);
		const marks = (await ana.core.openVault(vault)).history.filter(
			({ kind }) => kind === 'message.read'
		);
		expect(marks.map(({ did }) => did)).toEqual(['read the messages about Draft.pdf']);
		expect((await ana.core.openVault(vault)).threads.map(({ unread }) => unread)).toEqual([1, 0]);

		// On another of her devices too.
		const phone = elsewhere(portal, ana);
		await phone.enter();
		expect((await phone.core.openVault(vault)).threads.map(({ unread }) => unread)).toEqual([1, 0]);

		await petra.core.openVault(vault);
		const own = await petra.core.thread(vault, about, 10);
		expect(own.written[0]?.readBy.map(({ name }) => name)).toEqual(['Ana']);
		expect((await petra.core.client(vault))?.newMessages).toBe(0);
		await write(ana, 'Thank you.', { read: seen.threads[0]!.lastSeq });
		expect((await ana.core.openVault(vault)).threads.map(({ unread }) => unread)).toEqual([0, 0]);
		expect((await petra.core.client(vault))?.newMessages).toBe(1);
	}, 30_000);

	test('two people who write at the same moment are both heard', async () => {
		await Promise.all([write(ana, 'From Ana'), write(petra, 'From Petra'), note(owner, 'Aside')]);
		const [clients, staffs] = [await texts(ana), await texts(petra)];
		expect(clients).toEqual(expect.arrayContaining(['From Ana', 'From Petra']));
		expect(staffs).toEqual(expect.arrayContaining(['From Ana', 'From Petra', 'Aside']));
	});

	test('words sent again under one attempt, after their answer was lost, arrive once', async () => {
		const { api } = ana.keyholder;
		const append = api.appendVault.bind(api);
		api.appendVault = async (...of) => {
			await append(...of);
			api.appendVault = append;
			throw Object.assign(new Error(), { code: 'offline' });
		};
		const again = () =>
			ana.core.sendMessage(vault, 'the same', { read: null, ...words('Only once') });
		expect(await codeOf(again())).toBe('offline');
		expect(await codeOf(again())).toBe('accepted');
		expect((await texts(petra)).filter((text) => text === 'Only once')).toHaveLength(1);
	});

	test('100,000 characters are refused before anything is sent', async () => {
		const { head } = ana.keyholder.session.loadedVault(vault)!.state;
		expect(await codeOf(write(ana, 'x'.repeat(100_000)))).toBe('message-too-long');
		expect(await codeOf(note(petra, 'x'.repeat(100_000)))).toBe('message-too-long');
		expect(await codeOf(write(ana, '  '))).toBe('message-empty');
		await write(ana, '€'.repeat(20_000));
		await note(petra, '€'.repeat(20_000));
		await ana.core.openVault(vault);
		const after = ana.keyholder.session.loadedVault(vault)!.state.head;
		expect(after.seq).toBe(head.seq + 2);
	});
});

describe('what was taken back', () => {
	test('C98 is shown, counted and searched nowhere, on either side, and everybody is told that it was', async () => {
		const { vault: own, client } = await welcome(portal, owner, 'Lea');
		const say = (who: Person, text: string) =>
			who.core.sendMessage(own, text, { read: null, ...words(text) });
		const look = async (who: Person) => {
			const { threads } = await who.core.openVault(own);
			return { threads, ...(await who.core.thread(own, general, 10)) };
		};
		await client.core.openVault(own);
		await say(client, 'Zanzibar, for somebody else');
		await say(client, 'Hello');
		const { written } = await look(owner);
		const [wrong] = written;
		const counted = async () => (await petra.core.client(own))?.newMessages;
		expect(await counted()).toBe(2);
		expect(await codeOf(owner.core.takeBack(own, wrong!.seq))).toBe('not-allowed');
		expect(await codeOf(client.core.takeBack(own, 0))).toBe('message-gone');
		await client.core.takeBack(own, wrong!.seq);
		await client.core.takeBack(own, wrong!.seq);

		for (const who of [owner, client]) {
			const seen = await look(who);
			expect(seen.threads).toMatchObject([{ count: 1, unread: who === owner ? 1 : 0 }]);
			expect(seen.written).toMatchObject([
				{ text: '', by: { name: 'Lea', isMe: who === client } },
				{ text: 'Hello', takenBackAt: null }
			]);
			const { history } = await who.core.openVault(own);
			const lines = history.filter(({ kind }) => kind === 'message.removed');
			expect(seen.written[0]?.takenBackAt).toBe(lines[0]?.at);
			expect(lines).toMatchObject([{ did: 'took back a message', rejected: null }]);
		}
		expect(await counted()).toBe(1);

		// On a device that reads all of it for the first time, too.
		const laptop = elsewhere(portal, owner);
		laptop.knows = true;
		await laptop.enter();
		await laptop.core.clients();
		await laptop.knowing.settled();
		expect((await laptop.core.search('zanzibar')).groups).toEqual([]);
		expect((await look(laptop)).written.map(({ text }) => text)).toEqual(['', 'Hello']);
		// What the portal has of it stays, as everything in the log: who has the keys and its bytes can open it.
		expect(
			opened(await rob(await copyOf(portal), secretsOf(client)), 'message.sent')
		).toBeGreaterThan(0);
	}, 30_000);

	test('under new keys one takes back what one wrote under the old', async () => {
		const { vault: own, client } = await welcome(portal, owner, 'Max');
		const say = async (who: Person, text: string) => {
			await who.core.openVault(own);
			await who.core.sendMessage(own, text, { read: null, ...words(text) });
			return who.keyholder.session.loadedVault(own)!.state.head.seq;
		};
		const seqs = [await say(owner, 'From the firm'), await say(client, 'From Max')] as const;
		await client.core.changeKeys({ passkey: await client.signIn(), withRecovery: false });
		await owner.core.makeRecoveryWords();
		await owner.core.changeKeys({ passkey: await owner.signIn(), withRecovery: true });
		await owner.core.openVault(own);
		await owner.core.takeBack(own, seqs[0]);
		await client.core.openVault(own);
		await client.core.takeBack(own, seqs[1]);
		const { written } = await client.core.thread(own, general, 10);
		expect(written.map(({ takenBackAt }) => takenBackAt !== null)).toEqual([true, true]);
		const { history } = await client.core.openVault(own);
		expect(history.filter(({ rejected }) => rejected !== null)).toEqual([]);
	}, 30_000);
});

describe('people who change their keys', () => {
	test('keep what they wrote and what they have read as theirs', async () => {
		const { vault: own, client } = await welcome(portal, owner, 'Kim');
		const say = (who: Person, text: string) =>
			who.core.sendMessage(own, text, { read: null, ...words(text) });
		const look = async (who: Person) => {
			const { threads } = await who.core.openVault(own);
			const { written } = await who.core.thread(own, general, 10);
			return [threads[0]?.unread, written.map(({ by }) => by.isMe)];
		};
		await owner.core.openVault(own);
		await say(owner, 'From the firm');
		await say(client, 'From Kim');
		await client.core.openVault(own);
		await client.core.markRead(
			own,
			general,
			client.keyholder.session.loadedVault(own)!.state.head.seq
		);
		await owner.core.openVault(own);
		await owner.core.markRead(
			own,
			general,
			owner.keyholder.session.loadedVault(own)!.state.head.seq
		);
		expect([await look(client), await look(owner)]).toEqual([
			[0, [false, true]],
			[0, [true, false]]
		]);
		await client.core.changeKeys({ passkey: await client.signIn(), withRecovery: false });
		await owner.core.makeRecoveryWords();
		await owner.core.changeKeys({ passkey: await owner.signIn(), withRecovery: true });
		expect([await look(client), await look(owner)]).toEqual([
			[0, [false, true]],
			[0, [true, false]]
		]);
		const { written } = await owner.core.thread(own, general, 10);
		expect(written[0]?.readBy.map(({ name }) => name)).toEqual(['Kim']);
	});
});

describe('staff notes', () => {
	test('C70 a client with every key they hold and a copy of the whole server opens no note, and their screen has none', async () => {
		await note(petra, 'Canary: do not extend credit');
		const copy = await copyOf(portal);
		const count = notesIn(copy);
		expect(count).toBeGreaterThan(2);
		await ana.core.openVault(vault);
		const loot = await rob(copy, [...secretsOf(ana), ana.prf]);
		// All else in the vault is theirs.
		expect(opened(loot, `body of ${vault}`)).toBe(
			copy.entries.filter(({ header, sealedBody }) => header.vault === vault && sealedBody).length
		);
		expect(opened(loot, 'note in')).toBe(0);
		expect(opened(await rob(copy, secretsOf(petra)), 'note in')).toBe(count);

		const shown = await ana.core.openVault(vault);
		const page = await ana.core.thread(vault, general, 100);
		expect(JSON.stringify([shown.threads, page, shown.history])).not.toContain('Canary');
		expect(page.written.map(({ kind }) => kind)).not.toContain('note');
		expect(shown.history.map(({ did }) => did)).toContain('wrote an internal note');
		expect(await texts(owner)).toContain('Canary: do not extend credit');
	}, 60_000);

	test('C98 one that its author took back is shown, counted and searched nowhere; a client is shown nothing and learns that it was', async () => {
		const { vault: own, client } = await welcome(portal, owner, 'Noa');
		for (const person of [owner, petra]) await person.core.openVault(own);
		await send(petra, own, fileOf('Lease.pdf', noise(40)));
		const [lease] = (await petra.core.openVault(own)).files;
		const about = { kind: 'file', id: lease!.file } as const;
		const aside = (text: string) => petra.core.writeNote(own, text, words(text, { about }));
		await aside('Zebra crossing');
		await aside('Stays');
		const look = async (who: Person) => {
			const { threads, history } = await who.core.openVault(own);
			return { threads, history, ...(await who.core.thread(own, about, 10)) };
		};
		const laptop = elsewhere(portal, owner);
		laptop.knows = true;
		await laptop.enter();
		const found = async (text: string) => {
			await laptop.core.clients();
			await laptop.knowing.settled();
			return (await laptop.core.search(text)).groups.length;
		};
		expect(await found('zebra')).toBe(1);
		const { written } = await look(owner);
		expect(written.map(({ text }) => text)).toEqual(['Zebra crossing', 'Stays']);
		const [wrong] = written;
		for (const who of [owner, client]) {
			await who.core.openVault(own);
			expect(await codeOf(who.core.takeBack(own, wrong!.seq))).toBe('not-allowed');
		}
		const before = await copyOf(portal);
		await petra.core.takeBack(own, wrong!.seq);
		await petra.core.takeBack(own, wrong!.seq);

		for (const who of [owner, petra]) {
			const seen = await look(who);
			expect(seen.threads).toMatchObject([{ about, count: 1, unread: 0, lastText: 'Stays' }]);
			expect(seen.written).toMatchObject([
				{ kind: 'note', text: '', files: [], by: { name: 'Petra', isMe: who === petra } },
				{ text: 'Stays', takenBackAt: null }
			]);
			const lines = seen.history.filter(({ kind }) => kind === 'note.removed');
			expect(lines).toMatchObject([{ did: 'took back an internal note', rejected: null }]);
			expect(seen.written[0]?.takenBackAt).toBe(lines[0]?.at);
		}
		expect([await found('zebra'), await found('stays')]).toEqual([0, 1]);
		const phone = elsewhere(portal, owner);
		await phone.enter();
		expect((await look(phone)).written.map(({ text }) => text)).toEqual(['', 'Stays']);

		const theirs = await look(client);
		expect([theirs.threads, theirs.written]).toEqual([[], []]);
		expect(theirs.history[0]).toMatchObject({ did: 'took back an internal note', rejected: null });
		// Where it stood is sealed as it was.
		const later = since(before, await copyOf(portal));
		expect(opened(await rob(later, [...secretsOf(client), client.prf]), 'note in')).toBe(0);
		expect(opened(await rob(later, secretsOf(owner)), 'note in')).toBe(1);
	}, 60_000);

	test('under new keys one takes back what one wrote under the old', async () => {
		const { vault: own } = await welcome(portal, owner, 'Lin');
		await owner.core.openVault(own);
		await owner.core.writeNote(own, 'From before', words('From before'));
		const [wrong] = (await owner.core.thread(own, general, 10)).written;
		await owner.core.makeRecoveryWords();
		await owner.core.changeKeys({ passkey: await owner.signIn(), withRecovery: true });
		await owner.core.openVault(own);
		await owner.core.takeBack(own, wrong!.seq);
		const { history } = await owner.core.openVault(own);
		expect(history.filter(({ rejected }) => rejected !== null)).toEqual([]);
		const { written } = await owner.core.thread(own, general, 10);
		expect(written).toMatchObject([{ text: '', by: { isMe: true } }]);
		expect(written[0]?.takenBackAt).not.toBeNull();
	}, 60_000);

	test('a client’s own page writes none', async () => {
		expect(await codeOf(note(ana, 'From outside'))).toMatch(/^(?:entry-rejected|no-keys-yet)$/u);
	});

	test('C71 whoever left, with every key they ever had, opens no later note; a newcomer reads old ones exactly if they get history', async () => {
		await note(petra, 'Before');
		const before = await copyOf(portal);
		const stolen = [...secretsOf(petra), petra.prf];
		expect(opened(await rob(before, stolen), 'note in')).toBe(notesIn(before));

		await owner.core.removeStaff(petra.keyholder.session.userId);
		await note(owner, 'After');
		const later = since(before, await copyOf(portal));
		expect(notesIn(later)).toBe(1);
		expect(opened(await rob(await copyOf(portal), stolen), 'note in')).toBe(notesIn(before));
		expect(opened(await rob(later, secretsOf(owner)), 'note in')).toBe(1);
		expect(await texts(owner)).toEqual(expect.arrayContaining(['Before', 'After']));

		const nils = await hire(portal, owner, 'Nils');
		expect(await texts(nils)).toEqual(expect.arrayContaining(['Before', 'After']));
		const { url } = await owner.core.inviteStaff('Mo', 'preparer');
		const mo = new Person(portal);
		await mo.core.openLink(new URL(url).hash.slice(1));
		await mo.core.makeRecoveryWords();
		const me = await mo.core.join({
			name: 'Mo',
			passkey: await mo.newPasskey(),
			withRecovery: true
		});
		await owner.core.team();
		await owner.core.grantTeam(me.userId, false);
		await mo.core.team();
		await note(owner, 'For everybody');
		expect((await texts(mo)).filter((text) => text !== null)).toEqual(['For everybody']);
	}, 60_000);
});

import { afterAll, beforeAll, describe, expect } from 'vitest';
import type { Raw, VaultId } from '../../src/crypto/brands.ts';
import type { Value } from '../../src/crypto/encoding.ts';
import { parseEntry } from '../../src/crypto/entry-header.ts';
import { randomBytes } from '../../src/crypto/random.ts';
import { sealForStaff } from '../../src/vault/notes.ts';
import { rejections, type Rejection } from '../../src/vault/verdict.ts';
import { elsewhere, memoryDevice, type Person } from '../claims/people.ts';
import { putTogether, takeApart } from './entries.ts';
import { attack, expectRefused, face } from './evil.ts';
import { by, forgedInVault } from './forger.ts';
import { honest, keeping, logOf, replaced, swapped, without } from './lies.ts';
import { idOf, nothing, setStage, vaultEntries, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
	stage = await setStage();
});
afterAll(() => stage.portal.close());

const about = { kind: 'vault', id: null } as const;

const write = (person: Person, vault: VaultId, text: string): Promise<void> =>
	person.core.sendMessage(vault, text, { about, files: [], read: null, text });

/** Writes, and says which entry brought it. */
async function say(person: Person, vault: VaultId, text: string): Promise<number> {
	await person.core.openVault(vault);
	await write(person, vault, text);
	return newest(person, vault);
}

async function note(person: Person, vault: VaultId, text: string): Promise<number> {
	await person.core.openVault(vault);
	await person.core.writeNote(vault, text, { about, files: [], text });
	return newest(person, vault);
}

/** Writes and takes back; says which entry brought it. */
async function takenBack(person: Person, vault: VaultId, text: string): Promise<number> {
	const seq = await say(person, vault, text);
	await takeBack(person, vault, seq);
	return seq;
}

async function newest(person: Person, vault: VaultId): Promise<number> {
	return (await person.keyholder.session.vault(vault)).state.head.seq;
}

async function takeBack(person: Person, vault: VaultId, seq: number): Promise<void> {
	await person.core.openVault(vault);
	await person.core.takeBack(vault, seq);
}

/** What a person's page shows of the vault: its texts, and the newest line of its history. */
const look = (person: Person, vault: VaultId) => async () => {
	const view = await person.core.openVault(vault);
	const { written } = await person.core.thread(vault, about, 100);
	return {
		texts: written.flatMap(({ text }) => text ?? []),
		threads: view.threads,
		newest: view.history[0]
	};
};
const enterAndLook = (person: Person, vault: VaultId) => async () => {
	await person.enter();
	return look(person, vault)();
};

/** Somebody at a browser that remembers what it saw of the vault, and has gone to lunch. */
async function knownDevice(who: Person, vault: VaultId): Promise<Person> {
	const device = elsewhere(stage.portal, who, memoryDevice());
	await device.enter();
	await device.core.openVault(vault);
	await device.keyholder.session.saveKeyring();
	await device.core.lock();
	return device;
}

/** Another browser of theirs; the account tells it what the first one saw. */
async function secondDevice(who: Person, vault: VaultId): Promise<Person> {
	await knownDevice(who, vault);
	return elsewhere(stage.portal, who);
}

/** The owner at a browser that has not read this vault yet. */
async function freshOwner(): Promise<Person> {
	const there = elsewhere(stage.portal, stage.owner);
	await there.enter();
	return there;
}

const appended =
	(extra: Raw) =>
	(entries: Raw[]): Raw[] => [...entries, extra];

const saying = (text: string) => ({
	kind: 'message.sent',
	body: {
		about: { id: null, kind: 'vault' },
		files: [],
		message: randomBytes(16),
		read: null,
		text
	}
});
const removing = (seq: Value) => ({ kind: 'message.removed', payload: { seq }, body: null });

describe('what was taken back', () => {
	attack('14j', async (named) => {
		const { owner, ana, client, vault } = stage;
		const removal = (await takenBack(client, vault, 'For somebody else')) + 1;
		await say(owner, vault, 'And then?');
		const entries = await vaultEntries(stage, vault);
		const { seq, prev, epoch, firmHead } = (await parseEntry(entries[removal] ?? nothing)).header;
		// What its author might have written in that place instead.
		const place = { seq, prev, epoch, firmHead };
		const twin = await forgedInVault(client, vault, { ...saying('Never mind'), ...place });
		const lies = {
			'cut before it': entries.slice(0, removal),
			'left out': without(entries, removal),
			'another in its place': replaced(entries, removal, twin),
			'another in its place, and cut there': [...entries.slice(0, removal), twin]
		};
		for (const who of [client, owner, ana])
			for (const arrive of [knownDevice, secondDevice])
				for (const [what, kept] of Object.entries(lies)) {
					const person = await arrive(who, vault);
					const lie = keeping(logOf(vault), () => kept);
					expectRefused(named, await face(person, lie, enterAndLook(person, vault)), what);
				}
	});

	attack('14k', async (named) => {
		// Whoever has not seen it yet is shown a log that ends before it.
		const { owner, ana, client, vault } = stage;
		const seq = await say(client, vault, 'Not for you');
		const [first, second] = [await knownDevice(owner, vault), await knownDevice(owner, vault)];
		const colleague = await knownDevice(ana, vault);
		await takeBack(client, vault, seq);
		const removed = await vaultEntries(stage, vault);
		const frozen = keeping(logOf(vault), (entries) => entries.slice(0, seq + 1));
		for (const reader of [first, second, colleague]) {
			const faced = await face(reader, frozen, enterAndLook(reader, vault));
			expect(named.ends).toContain('not prevented');
			expect(faced.code).toBeNull();
			expect(faced.value?.texts).toContain('Not for you');
		}

		// What they write in that history is taken by nobody who has the other.
		const { hash: prev } = await parseEntry(removed[seq] ?? nothing);
		const place = { seq: seq + 1, prev };
		const answer = await forgedInVault(ana, vault, { ...saying('I read it'), ...place });
		for (const kept of [
			[...removed, answer],
			[...removed.slice(0, seq + 1), answer]
		]) {
			const author = await knownDevice(client, vault);
			const lie = keeping(logOf(vault), () => kept);
			expectRefused(named, await face(author, lie, enterAndLook(author, vault)));
		}
		// An honest log takes nothing from somebody who has not seen it.
		const writing = face(first, frozen, () => write(first, vault, 'I read it'));
		expect(named.ends).toContain('head-moved');
		expect((await writing).code).toBe('head-moved');

		// Whatever newer they are shown, it comes with that.
		await say(client, vault, 'Later');
		const skipping = keeping(logOf(vault), (entries) => without(entries, seq + 1));
		expectRefused(named, await face(second, skipping, look(second, vault)));
		const after = await face(first, honest, look(first, vault));
		expect(after.value?.texts).toEqual(expect.arrayContaining(['', 'Later']));
		expect(after.value?.texts).not.toContain('Not for you');
		expect(after.value?.texts).not.toContain('I read it');
	});

	attack('04c', async (named) => {
		// With the vault’s own key, by members and colleagues who may not, as others, and of what is no message.
		const { owner, ana, client, otherClient, vault, mallory } = stage;
		const [firms, clients] = [await say(owner, vault, 'Ours'), await say(client, vault, 'Mine')];
		const aside = await note(owner, vault, 'Aside');
		const gone = await takenBack(client, vault, 'Gone');
		const before = await look(await freshOwner(), vault)();
		/** Sealed for the team, as only staff can. */
		const removingNote = async ({ keyholder }: Person, seq: number) => {
			const { firm, userId } = keyholder.session;
			const { state } = await keyholder.session.vault(vault);
			const value = { about: { id: null, kind: 'vault' } };
			const seals = await sealForStaff(firm, userId, state, value, 'staff-note');
			return {
				kind: 'note.removed',
				payload: { seals: seals.map((seal) => ({ ...seal })), seq },
				body: null
			};
		};
		const sealed = await removingNote(owner, aside);
		const seals = sealed.payload.seals.map((seal) => ({ ...seal, teamEpoch: 2 }));
		const outdated = { ...sealed, payload: { seals, seq: aside } };
		const as = (who: Person, signer: Person) => ({
			author: { kind: 'user' as const, id: idOf(who) },
			signer: signer.keyholder.session.account.identity.signing
		});
		const stranger = by(otherClient.keyholder.session.account.identity);
		const lies: [string, Person, Parameters<typeof forgedInVault>[2], object, string, boolean][] = [
			['a client, of the firm’s', client, removing(firms), {}, 'not-allowed', false],
			['staff, of a client’s', owner, removing(clients), {}, 'not-allowed', false],
			['a colleague, of staff’s', ana, removing(firms), {}, 'not-allowed', false],
			['twice', client, removing(gone), {}, 'not-as-it-was', false],
			['a note', owner, removing(aside), {}, 'no-such-object', false],
			['another entry', owner, removing(0), {}, 'no-such-object', false],
			['itself', owner, removing(gone + 2), {}, 'no-such-object', false],
			['what is to come', owner, removing(gone + 3), {}, 'no-such-object', false],
			['no number', client, removing(null), {}, 'malformed', false],
			['a note, by a colleague', ana, await removingNote(ana, aside), {}, 'not-allowed', false],
			['a note, by a client', client, await removingNote(owner, aside), {}, 'not-allowed', false],
			['a message as a note', owner, await removingNote(owner, firms), {}, 'no-such-object', false],
			['a note, sealed for nobody', owner, outdated, {}, 'wrong-epoch', true],
			[
				'a note, as its author',
				ana,
				await removingNote(ana, aside),
				as(owner, ana),
				'bad-signature',
				true
			],
			['as its author', ana, removing(firms), as(owner, ana), 'bad-signature', true],
			['by another’s client', owner, removing(clients), stranger, 'unknown-author', true],
			['by somebody made up', owner, removing(clients), by(mallory), 'unknown-author', true]
		];
		for (const [what, forger, forgery, author, reason, rings] of lies) {
			await forger.core.openVault(vault);
			const entry = await forgedInVault(forger, vault, { ...forgery, ...author });
			const reader = await freshOwner();
			const lie = keeping(logOf(vault), appended(entry));
			const faced = await face(reader, lie, look(reader, vault));
			expect(named.ends).toContain('rejected');
			expect(faced.value?.newest?.rejected, what).toBe(rejections[reason as Rejection]);
			expect(faced.value?.texts, what).toEqual(before.texts);
			expect(faced.value?.threads, what).toEqual(before.threads);
			expect(reader.alarms.map(({ code }) => code)).toEqual(rings ? ['entry-forged'] : []);
		}
		expect(before.texts).toEqual(expect.arrayContaining(['Ours', 'Mine', 'Aside']));
		expect(before.texts).not.toContain('Gone');
	});

	attack('17d', async (named) => {
		// The genuine entry once more, earlier, in another vault, or made to say another number.
		const { client, vault, otherVault } = stage;
		const stays = await say(client, vault, 'Stays');
		const gone = await takenBack(client, vault, 'Gone again');
		const mine = await vaultEntries(stage, vault);
		const theirs = await vaultEntries(stage, otherVault);
		const removal = mine.at(-1) ?? nothing;
		const histories: [VaultId, Raw[]][] = [
			[vault, [...mine, removal]],
			[vault, swapped(mine, mine.length - 1, mine.length - 2)],
			[vault, mine.toSpliced(stays + 1, 0, removal)],
			[otherVault, [...theirs, removal]],
			[otherVault, replaced(theirs, theirs.length - 1, removal)]
		];
		for (const [log, kept] of histories) {
			const reader = await freshOwner();
			const lie = keeping(logOf(log), () => kept);
			expectRefused(named, await face(reader, lie, look(reader, log)));
		}
		const bent = putTogether({ ...(await takeApart(removal)), payload: { seq: stays } });
		const reader = await freshOwner();
		const lie = keeping(logOf(vault), () => replaced(mine, mine.length - 1, bent));
		const faced = await face(reader, lie, look(reader, vault));
		expect(named.ends).toContain('rejected');
		// Neither counts: the text is there again, under a warning that the portal did this.
		expect(faced.value?.newest?.rejected).toBe(rejections['bad-signature']);
		expect(faced.value?.texts).toEqual(expect.arrayContaining(['Stays', 'Gone again']));
		expect(reader.alarms.map(({ code }) => code)).toEqual(['entry-forged']);
		for (const arrive of [knownDevice, secondDevice]) {
			const person = await arrive(client, vault);
			expectRefused(named, await face(person, lie, enterAndLook(person, vault)));
		}
		expect(gone).toBe(stays + 1);
	});
});

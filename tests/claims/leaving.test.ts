import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseLinkSecret } from '../../src/crypto/link.ts';
import type { Raw, VaultId } from '../../src/crypto/brands.ts';
import { openPortal, type TestPortal } from '../server/portal.ts';
import {
	fileOf,
	foundFirm,
	fragmentOf,
	hire,
	noise,
	Person,
	send,
	sha256,
	welcome
} from './people.ts';
import { copyOf, rob, secretsOf, since, type Copy, type Loot } from './thief.ts';

const codeOf = async (work: Promise<unknown>): Promise<unknown> =>
	work.then(
		() => 'accepted',
		(error: unknown) => (error as { code?: unknown }).code
	);

/** Waits until no vault needs a new key any more. */
async function rotated(person: Person): Promise<void> {
	for (;;) {
		const rotation = await person.core.rotation();
		if (rotation?.failed.length) throw new Error(rotation.failed[0]?.problem.code);
		if (rotation?.state !== 'running') return;
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
}

/** One of everything that people write: files, names, folders, links, people. */
async function business(owner: Person, client: Person, vault: VaultId): Promise<void> {
	await owner.core.openVault(vault);
	await owner.core.makeFolder(vault, 'Secret plans');
	await send(client, vault, fileOf('secret.pdf', noise(3000)));
	await owner.core.renameClient(vault, 'Secret name');
	await owner.core.changeFirm('Secret & Partners', { colour: 'plum', initials: 'SP' });
	await owner.core.inviteStaff('Secret colleague', 'preparer');
	await owner.core.inviteClient(vault, 'Secret spouse', true);
	await owner.core.team();
}

/** Bodies, labels, keys and files by what opened them. */
const opened = (loot: Loot, what: string) => [...loot].filter((name) => name.includes(what));
const bodies = ({ entries }: Copy, vault: VaultId) =>
	entries.filter(({ header, sealedBody }) => header.vault === vault && sealedBody).length;

describe('who was removed', () => {
	let portal: TestPortal;
	let owner: Person;
	let petra: Person;
	let ana: Person;
	let ben: Person;
	let vault: VaultId;
	let others: VaultId;
	const links: Raw[] = [];
	beforeAll(async () => {
		portal = await openPortal();
		({ owner } = await foundFirm(portal));
		petra = await hire(portal, owner, 'Petra');
		({ vault, client: ana } = await welcome(portal, owner, 'Ana'));
		({ vault: others, client: ben } = await welcome(portal, petra, 'Ben'));
		await send(ana, vault, fileOf('before.pdf', noise(500)));
		await petra.core.openVault(vault);
		// A link of theirs that nobody used yet.
		const { url } = await petra.core.inviteClient(vault, 'Still open', true);
		links.push(parseLinkSecret(fragmentOf(url)));
		await petra.core.openVault(others);
	}, 60_000);
	afterAll(() => portal.close());

	test('C35 a colleague with every key they ever held and a copy of the whole server opens nothing written after', async () => {
		const before = await copyOf(portal);
		const stolen = [...secretsOf(petra, links), petra.prf];
		const owners = () => secretsOf(owner);

		// The theft works: until they are removed, everything is theirs.
		const loot = await rob(before, stolen);
		expect(opened(loot, `body of ${vault}`).length).toBe(bodies(before, vault));
		expect(opened(loot, 'blob').length).toBe(before.blobs.size);
		expect(opened(loot, 'label').length).toBeGreaterThan(0);

		await owner.core.removeStaff(petra.keyholder.session.userId);
		await rotated(owner);
		await business(owner, ana, vault);
		await business(owner, ben, others);
		const later = since(before, await copyOf(portal));
		expect(later.entries.length).toBeGreaterThan(12);
		expect(later.blobs.size).toBe(2);

		// With their keys alone, and together with all that is older.
		expect([...(await rob(later, stolen))]).toEqual([]);
		const whole = await rob(await copyOf(portal), stolen);
		expect([...whole].sort()).toEqual([...loot].sort());

		// The same attempt with keys of somebody who stayed opens it all.
		const control = await rob(later, owners());
		expect(opened(control, 'body of').length).toBe(
			later.entries.filter(({ sealedBody }) => sealedBody).length
		);
		expect(opened(control, 'blob').length).toBe(2);
	}, 120_000);

	test('C35 a client with every key they ever held and a copy of the whole server opens nothing written into the vault after', async () => {
		const { vault: shared, client: kim } = await welcome(portal, owner, 'Kim');
		const { url } = await owner.core.inviteClient(shared, 'Lee', true);
		const lee = new Person(portal);
		await lee.core.openLink(fragmentOf(url));
		await lee.core.join({ name: 'Lee', passkey: await lee.newPasskey(), withRecovery: false });
		await send(kim, shared, fileOf('before.pdf', noise(500)));
		await kim.core.openVault(shared);
		const before = await copyOf(portal);
		const stolen = [...secretsOf(kim), kim.prf];
		const loot = await rob(before, stolen);
		expect(opened(loot, `body of ${shared}`).length).toBe(bodies(before, shared));

		await owner.core.removeMember(shared, kim.keyholder.session.userId);
		await business(owner, lee, shared);
		const later = since(before, await copyOf(portal));
		expect(bodies(later, shared)).toBeGreaterThan(4);
		const after = await rob(later, stolen);
		expect(opened(after, shared)).toEqual([]);
		expect(opened(after, 'blob')).toEqual([]);
		expect(opened(after, 'capsule')).toEqual([]);
	}, 120_000);

	test('C36 is out at once: no session, no way to sign in, no link of theirs works', async () => {
		const otto = await hire(portal, owner, 'Otto');
		const { vault: lastly, client: mia } = await welcome(portal, owner, 'Mia');
		await otto.core.openVault(lastly);
		const words = (await otto.core.makeRecoveryWords()).join(' ');
		await otto.core.saveRecovery();
		const { url } = await otto.core.inviteClient(lastly, 'Guest', true);
		const [ottos, mias] = [otto.keyholder.session.userId, mia.keyholder.session.userId];

		await owner.core.removeStaff(ottos);
		expect(await codeOf(otto.core.openVault(lastly))).toBe('not-signed-in');
		expect(await codeOf(otto.core.clients())).toBe('not-signed-in');
		expect(await codeOf(otto.core.makeFolder(lastly, 'x'))).toBe('not-signed-in');
		await otto.core.lock();
		expect(await codeOf(otto.signIn().then((answer) => otto.core.signIn(answer)))).not.toBe(
			'accepted'
		);
		expect(await codeOf(otto.core.recover(words))).not.toBe('accepted');
		expect(await codeOf(new Person(portal).core.openLink(fragmentOf(url)))).toMatch(
			/^(?:invite-revoked|link-mangled)$/u
		);

		await owner.core.removeMember(lastly, mias);
		expect(await codeOf(mia.core.openVault(lastly))).toMatch(/^not-(?:signed-in|found)$/u);
		expect(await codeOf(send(mia, lastly, fileOf('x.pdf', noise(5))))).not.toBe('accepted');
		await rotated(owner);
	}, 60_000);
});

describe('who comes, changes their keys or comes back', () => {
	let portal: TestPortal;
	let owner: Person;
	let words: string[];
	beforeAll(async () => {
		portal = await openPortal();
		({ owner, words } = await foundFirm(portal));
	});
	afterAll(() => portal.close());

	async function joined(url: string, name: string): Promise<Person> {
		const person = new Person(portal);
		await person.core.openLink(fragmentOf(url));
		await person.core.makeRecoveryWords();
		await person.core.join({ name, passkey: await person.newPasskey(), withRecovery: true });
		return person;
	}

	test('C37 a newcomer without history opens nothing from before', async () => {
		const { vault, client } = await welcome(portal, owner, 'Long-standing');
		await send(client, vault, fileOf('before.pdf', noise(500)));
		const guest = await owner.core.inviteClient(vault, 'Guest', false);
		const nora = await joined((await owner.core.inviteStaff('Nora', 'preparer')).url, 'Nora');
		const before = await copyOf(portal);
		const kim = await joined(guest.url, 'Kim');
		await owner.core.team();
		await owner.core.grantTeam(nora.keyholder.session.userId, false);
		await rotated(owner);
		await nora.core.team();
		await send(client, vault, fileOf('after.pdf', noise(500)));

		for (const [person, link] of [
			[nora, []],
			[kim, [parseLinkSecret(fragmentOf(guest.url))]]
		] as const) {
			const { files } = await person.core.openVault(vault);
			expect(files.map(({ name }) => name)).toEqual(['after.pdf']);
			const whole = await copyOf(portal);
			const loot = await rob(whole, [...secretsOf(person, link), person.prf]);
			expect(opened(loot, 'blob').length).toBe(1);
			const old = new Set(
				before.entries.map(({ header }) => `${header.vault ?? ''} ${String(header.seq)}`)
			);
			const fromBefore = opened(loot, vault).filter((name) =>
				[...old].some((place) => place.startsWith(vault) && name.includes(`${place} `))
			);
			expect(fromBefore).toEqual([]);
		}
		const control = await rob(before, secretsOf(owner));
		expect(opened(control, `body of ${vault}`).length).toBe(bodies(before, vault));
	}, 120_000);

	test('C38 what somebody’s old keys open ends when they change their keys', async () => {
		const staff = await hire(portal, owner, 'Rosa');
		const { vault, client } = await welcome(portal, owner, 'Careful');
		await send(client, vault, fileOf('before.pdf', noise(500)));
		for (const person of [staff, client]) {
			await person.core.openVault(vault);
			const before = await copyOf(portal);
			const stolen = secretsOf(person);
			const other = new Person(portal);
			Object.assign(other, { passkey: person.passkey, prf: person.prf });
			await other.core.signIn(await other.signIn());

			await person.core.makeRecoveryWords();
			const me = await person.core.changeKeys({
				passkey: await person.signIn(),
				withRecovery: true
			});
			const [accountKey, seed] = stolen.map(sha256);
			expect([accountKey, seed]).not.toEqual(secretsOf(person).slice(0, 2).map(sha256));
			expect(await codeOf(other.core.openVault(vault))).not.toBe('accepted');
			await person.core.openVault(vault);
			await rotated(owner);
			await send(client, vault, fileOf(`after ${me.name}.pdf`, noise(500)));
			await owner.core.openVault(vault);
			await owner.core.makeFolder(vault, `After ${me.name}`);

			const later = since(before, await copyOf(portal));
			expect(bodies(later, vault)).toBeGreaterThan(1);
			const loot = await rob(later, stolen);
			expect(opened(loot, vault)).toEqual([]);
			expect(opened(loot, 'blob')).toEqual([]);
			// The person goes on with everything.
			const { files, folders } = await person.core.openVault(vault);
			expect(files.map(({ name }) => name)).toContain('before.pdf');
			expect(folders.map(({ name }) => name)).toContain(`After ${me.name}`);
		}
	}, 120_000);

	test('C39 using the recovery kit is an entry that everybody sees, and it makes nobody lose anything', async () => {
		const staff = await hire(portal, owner, 'Sam');
		const { vault, client } = await welcome(portal, owner, 'Patient');
		const content = noise(500);
		await send(client, vault, fileOf('before.pdf', content));
		// The owner’s own recovery code is another by now, and then the owner is lost.
		await owner.core.makeRecoveryWords();
		await owner.core.saveRecovery();

		const renata = new Person(portal);
		expect(await renata.core.openKit(words.join(' '))).toMatchObject({ owners: ['Olu'] });
		await renata.core.makeRecoveryWords();
		const me = await renata.core.recoverFirm({
			name: 'Renata',
			passkey: await renata.newPasskey()
		});
		expect(me.role).toBe('owner');
		await rotated(renata);
		const { files } = await renata.core.openVault(vault);
		const [file] = files;
		if (!file) throw new Error('no file');
		const { content: read } = await renata.core.openFile(vault, file.file);
		expect(sha256(await read.arrayBuffer())).toBe(sha256(content));

		for (const person of [owner, staff, renata]) {
			const { history, staff: roster } = await person.core.team();
			expect(history.find(({ kind }) => kind === 'escrow.used')).toMatchObject({
				who: 'The recovery kit',
				did: 'was used to make Renata an owner of the firm',
				rejected: null
			});
			expect(roster.find(({ name }) => name === 'Renata')?.role).toBe('owner');
		}
		await staff.core.openVault(vault);
		await staff.core.makeFolder(vault, 'Still here');
		await send(client, vault, fileOf('after.pdf', noise(50)));
		const seen = await renata.core.openVault(vault);
		expect(seen.folders.map(({ name }) => name)).toEqual(['Still here']);
		expect(seen.files.length).toBe(2);
		expect(await codeOf(new Person(portal).core.openKit((await otherWords()).join(' ')))).toBe(
			'kit-unknown'
		);
	}, 60_000);

	const otherWords = () => new Person(portal).core.makeKit();

	test('C40 somebody who can manage the firm always remains, and the last way in is never removed', async () => {
		const own = await openPortal();
		const { owner: only } = await foundFirm(own);
		const { url } = await only.core.inviteStaff('Adam', 'admin');
		const adam = new Person(own);
		await adam.core.openLink(fragmentOf(url));
		await adam.core.makeRecoveryWords();
		await adam.core.join({ name: 'Adam', passkey: await adam.newPasskey(), withRecovery: true });
		await only.core.team();
		await only.core.grantTeam(adam.keyholder.session.userId, true);
		await adam.core.team();
		const owners = only.keyholder.session.userId;
		for (const person of [only, adam])
			expect(await codeOf(person.core.removeStaff(owners))).toMatch(
				/^(?:not-allowed|entry-rejected)$/u
			);
		const { client } = await welcome(own, only, 'Without a recovery code');
		const [passkey] = await client.core.passkeys();
		if (!passkey) throw new Error('no passkey');
		expect(await codeOf(client.core.removePasskey(passkey.credential))).toBe('last-way-in');
		expect((await client.core.passkeys()).length).toBe(1);
		await own.close();
	}, 60_000);
});

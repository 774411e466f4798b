/** One person, one set of keys, several vaults: of one firm and of two. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { VaultId } from '../../src/crypto/brands.ts';
import { issueSetupToken } from '../../src/server/accounts/setup-token.ts';
import { openPortal, type TestPortal } from '../server/portal.ts';
import { approve, askFor } from './approving.ts';
import {
	elsewhere,
	fileOf,
	foundFirm,
	fragmentOf,
	noise,
	Person,
	send,
	welcome
} from './people.ts';

describe('several vaults', () => {
	let portal: TestPortal;
	let owner: Person;
	let otherOwner: Person;
	let maria: Person;
	/** Her own, her company's, and one with another firm. */
	let home: VaultId;
	let company: VaultId;
	let abroad: VaultId;
	beforeAll(async () => {
		portal = await openPortal();
		({ owner } = await foundFirm(portal));
		const setupToken = await issueSetupToken(portal.services.db);
		({ owner: otherOwner } = await foundFirm(
			{ ...portal, setupToken },
			{ firm: 'Alder Tax', owner: 'Nuno' }
		));
	});
	beforeEach(async () => {
		({ vault: home, client: maria } = await welcome(portal, owner, 'Maria'));
		company = await owner.core.createClient('Rivera Ltd');
		abroad = await otherOwner.core.createClient('M. Rivera');
	});
	afterAll(() => portal.close());

	async function linkTo(staff: Person, vault: VaultId): Promise<string> {
		return fragmentOf((await staff.core.inviteClient(vault, 'Maria R.', true)).url);
	}
	async function joins(staff: Person, vault: VaultId, person = maria) {
		await person.core.openLink(await linkTo(staff, vault));
		return person.core.joinAs();
	}
	const namesIn = async (person: Person, vault: VaultId) =>
		(await person.core.openVault(vault)).files.map(({ name }) => name);
	const codeOf = async (work: Promise<unknown>): Promise<unknown> => {
		const error: unknown = await work.then(
			() => null,
			(failure: unknown) => failure
		);
		return error && (error as { code: unknown }).code;
	};

	test('C85 somebody joins vaults of two firms with the keys they have, and each firm gets what was sent to it alone', async () => {
		const before = maria.keyholder.session.userId;
		const { me, vault } = await joins(owner, company);
		expect(vault).toBe(company);
		expect(me.userId).toBe(before);
		const there = await joins(otherOwner, abroad);
		expect(there.me.vaults).toEqual([home, company, abroad]);
		expect(there.me.firms).toHaveLength(2);
		await send(maria, home, fileOf('home.pdf', noise(50)));
		await send(maria, company, fileOf('company.pdf', noise(50)));
		await send(maria, abroad, fileOf('abroad.pdf', noise(50)));
		expect(await namesIn(owner, home)).toEqual(['home.pdf']);
		expect(await namesIn(owner, company)).toEqual(['company.pdf']);
		expect(await namesIn(otherOwner, abroad)).toEqual(['abroad.pdf']);
		expect(await codeOf(owner.core.openVault(abroad))).toBe('not-found');
		expect(await codeOf(otherOwner.core.openVault(home))).toBe('not-found');
		// Each firm's readers are its own: nobody of the other firm is among them.
		const { readers } = await maria.core.openVault(abroad);
		expect(readers.teams.flatMap(({ members }) => members.map(({ name }) => name))).toEqual([
			'Nuno'
		]);
	});

	test('C85 whoever was asked to join by a link signs only into the history that they know of the firm', async () => {
		const fragment = await linkTo(owner, company);
		await maria.core.openLink(fragment);
		maria.interfere = async (path, init, pass) => {
			const response = await pass(path, init);
			if (!/\/firm-log/u.test(path)) return response;
			const page = (await response.json()) as { entries: string[]; head: unknown };
			return Response.json({ ...page, entries: page.entries.slice(0, -1) });
		};
		const sent = maria.sent.length;
		expect(await codeOf(maria.core.joinAs())).toBe('log-rolled-back');
		maria.interfere = null;
		expect(maria.sent.slice(sent).filter(({ body }) => body !== undefined)).toEqual([]);
	});

	test('messages, requests and approvals go on in a vault of another firm than one’s first', async () => {
		const { me } = await joins(otherOwner, abroad);
		const about = { kind: 'vault', id: null } as const;
		await maria.core.sendMessage(abroad, '1', { about, text: 'Hello Nuno', files: [], read: null });
		await otherOwner.core.openVault(abroad);
		const { written } = await otherOwner.core.thread(abroad, about, 10);
		expect(written.map(({ text, by }) => [text, by.name])).toEqual([['Hello Nuno', 'Maria R.']]);
		await otherOwner.core.listRequests(abroad, {
			title: '2025',
			year: 2025,
			items: [{ item: null, title: 'Deed', hint: '', several: false, due: null }]
		});
		const { requests } = await maria.core.openVault(abroad);
		for (const { item } of requests.flatMap(({ items }) => items)) {
			await maria.core.waiveItem(abroad, item, 'We rent.');
			await maria.core.reopenItem(abroad, item);
		}
		expect((await otherOwner.core.openVault(abroad)).requests[0]?.items[0]?.status).toBe('wanted');
		await send(otherOwner, abroad, fileOf('Return.pdf', noise(900)));
		const [file] = (await otherOwner.core.openVault(abroad)).files;
		if (!file) throw new Error('no file');
		const approval = await askFor(otherOwner, abroad, file.file, [me.userId]);
		await approve(maria, abroad, approval);
		const { approvals } = await otherOwner.core.openVault(abroad);
		expect(approvals.map(({ state }) => state)).toEqual(['approved']);
		const { name } = await maria.core.approvalCertificate(abroad, approval, 'en');
		expect(name).toBe('Return (approved).pdf');
		const records = await maria.core.exportRecords(abroad, true);
		expect(await records.content.text()).toContain(`vault ${abroad}`);
		expect(await records.content.text()).toContain(`firm ${String(me.firms[1])}`);
	});

	test('places say what is wanted and new in each vault, and whose it is', async () => {
		await joins(owner, company);
		await joins(otherOwner, abroad);
		await send(otherOwner, abroad, fileOf('return.pdf', noise(50)));
		await owner.core.listRequests(company, {
			title: '2025',
			year: 2025,
			items: [{ item: null, title: 'Bank statements', hint: '', several: true, due: null }]
		});
		for (const vault of [company, abroad]) await maria.core.openVault(vault);
		const places = await maria.core.places();
		expect(
			places.map(({ name, firmName, wanted, unread }) => [name, firmName, wanted, unread])
		).toEqual([
			['Maria', 'Harbor & Finch', 0, 0],
			['Rivera Ltd', 'Harbor & Finch', 1, 0],
			['M. Rivera', 'Alder Tax', 0, 1]
		]);
	});

	test('another device finds a vault that was joined meanwhile, and writes no older keyring over it', async () => {
		const device = elsewhere(portal, maria);
		await device.enter();
		await joins(otherOwner, abroad);
		await device.core.openVault(home);
		await device.keyholder.session.saveKeyring();
		expect(await namesIn(device, abroad)).toEqual([]);
		expect((await device.core.me())?.vaults).toEqual([home, abroad]);
		const third = elsewhere(portal, maria);
		await third.enter();
		expect((await third.core.me())?.vaults).toEqual([home, abroad]);
	});

	test('a keyring that was sealed before a join never takes the place of the one that the join wrote', async () => {
		const put = await maria.keyholder.session.sealedKeyring();
		await joins(owner, company);
		expect(await codeOf(Promise.resolve(put?.()))).toBe('keyring-moved');
		const device = elsewhere(portal, maria);
		await device.enter();
		expect((await device.core.me())?.vaults).toEqual([home, company]);
	});

	test('after unlocking all vaults are there, and the one that was open last is named', async () => {
		await joins(owner, company);
		await maria.core.openVault(company);
		await maria.core.openVault(home);
		await maria.core.openVault(company);
		await maria.core.lock();
		await maria.enter();
		const me = await maria.core.me();
		expect({ vaults: me?.vaults, last: me?.lastVault }).toEqual({
			vaults: [home, company],
			last: company
		});
	});

	test('new keys go into every vault of every firm', async () => {
		await joins(owner, company);
		await joins(otherOwner, abroad);
		await send(maria, abroad, fileOf('before.pdf', noise(50)));
		const before = maria.keyholder.session.userId;
		const me = await maria.core.changeKeys({ passkey: await maria.signIn(), withRecovery: false });
		expect(me.userId).not.toBe(before);
		expect(me.vaults).toEqual([home, company, abroad]);
		for (const vault of me.vaults) await send(maria, vault, fileOf('after.pdf', noise(50)));
		expect(await namesIn(maria, abroad)).toEqual(['before.pdf', 'after.pdf']);
		expect(await namesIn(otherOwner, abroad)).toEqual(['before.pdf', 'after.pdf']);
		expect(await namesIn(owner, company)).toEqual(['after.pdf']);
	});

	test('a vault that the firm took somebody out of goes, the others stay, also the only one of a firm', async () => {
		await joins(owner, company);
		const { me } = await joins(otherOwner, abroad);
		await owner.core.removeMember(company, me.userId);
		await otherOwner.core.removeMember(abroad, me.userId);
		await maria.core.lock();
		await maria.enter();
		const now = await maria.core.me();
		expect({ vaults: now?.vaults, firms: now?.firms.length }).toEqual({ vaults: [home], firms: 1 });
		expect(await codeOf(maria.core.openVault(abroad))).toBe('not-found');
	});

	test('who is in already is told so, and the link stays for somebody else', async () => {
		const fragment = await linkTo(owner, home);
		await maria.core.openLink(fragment);
		expect(await codeOf(maria.core.joinAs())).toBe('joined-already');
		const jonas = new Person(portal);
		await jonas.core.openLink(fragment);
		const passkey = await jonas.newPasskey();
		await jonas.core.join({ name: 'Jonas', passkey, withRecovery: false });
		expect((await maria.core.openVault(home)).readers.clients).toHaveLength(2);
	});

	test('who was taken out is told to come as somebody else before the link is used', async () => {
		const { me } = await joins(owner, company);
		await owner.core.removeMember(company, me.userId);
		const fragment = await linkTo(owner, company);
		await maria.core.openLink(fragment);
		expect(await codeOf(maria.core.joinAs())).toBe('left-before');
		const anew = new Person(portal);
		await anew.core.openLink(fragment);
	});

	test('staff join no vault with the account of their work, and no client a team', async () => {
		await otherOwner.core.openLink(await linkTo(owner, company));
		expect(await codeOf(otherOwner.core.joinAs())).toBe('not-allowed');
		const { url } = await owner.core.inviteStaff('Maria', 'preparer');
		await maria.core.openLink(fragmentOf(url));
		expect(await codeOf(maria.core.joinAs())).toBe('not-allowed');
	});

	test('without an open link there is nothing to join', async () => {
		expect(await codeOf(maria.core.joinAs())).toBe('link-mangled');
	});
});

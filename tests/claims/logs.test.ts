import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { logPage } from '../../src/contract/api.ts';
import { toWire } from '../../src/contract/wire.ts';
import { signEntry } from '../../src/crypto/entry.ts';
import { idBytes, newFolderId } from '../../src/crypto/ids.ts';
import { openPortal, type TestPortal } from '../server/portal.ts';
import { fileOf, foundFirm, memoryDevice, noise, Person, picked, send, welcome } from './people.ts';

describe('logs against a server that lies', () => {
	let portal: TestPortal;
	let owner: Person;
	beforeAll(async () => {
		portal = await openPortal();
		({ owner } = await foundFirm(portal));
	});
	afterAll(() => portal.close());

	/** Answers a log's pages with `entries` instead of what is stored. */
	const serving =
		(match: string, change: (entries: string[]) => string[]): NonNullable<Person['interfere']> =>
		async (address, init, pass) => {
			const response = await pass(address, init);
			if (!address.includes(match) || init.method !== 'GET' || !response.ok) return response;
			const page = logPage.parse(await response.json());
			const entries = change(page.entries.map(toWire));
			return Response.json({ entries, head: page.head, more: page.more });
		};

	test('C08 an entry its author had no right to is shown as rejected and changes nothing', async () => {
		const { vault, client } = await welcome(portal, owner, 'Overreaching');
		const { session } = client.keyholder;
		const log = await session.vault(vault);
		const { identity } = session.account;
		// A client makes a folder, which only staff may; a colluding server lets it through.
		const forged = await signEntry(
			{
				firm: session.firm.firm,
				vault,
				seq: log.state.head.seq + 1,
				prev: log.state.head.hash,
				epoch: log.state.epoch,
				kind: 'folder.made',
				author: { kind: 'user', id: identity.userId },
				firmHead: session.firm.state.head,
				time: portal.services.now(),
				payload: {},
				blobs: []
			},
			identity.signing,
			{
				key: log.epoch(log.state.epoch).seal,
				value: { folder: idBytes(newFolderId()), name: 'Planted' }
			}
		);
		await expect(client.keyholder.api.appendVault(vault, forged.bytes)).rejects.toMatchObject({
			code: 'entry-refused'
		});

		let injected = false;
		owner.interfere = serving(`/vaults/${vault}/log`, (entries) => {
			if (injected) return entries;
			injected = true;
			return [...entries, toWire(forged.bytes)];
		});
		const view = await owner.core.openVault(vault);
		owner.interfere = null;
		expect(view.folders).toEqual([]);
		expect(view.history[0]).toMatchObject({
			did: 'made the folder Planted',
			rejected: 'its author had no right to do this'
		});
	});

	test('C09 a shorter or different log than this device has seen is refused, and nothing is written', async () => {
		const device = memoryDevice();
		const known = new Person(portal, device);
		// The same person on the same device, before and after a reload.
		const { vault, client } = await welcome(portal, owner, 'Remembering');
		await send(client, vault, fileOf('one.pdf', noise(10)));
		Object.assign(known, { passkey: owner.passkey, prf: owner.prf });
		await known.core.signIn(await known.signIn());
		await known.core.openVault(vault);
		await known.core.lock();

		const bends: ((entries: string[]) => string[])[] = [
			(entries) => entries.slice(0, -1),
			(entries) => entries.slice(0, 1),
			(entries) => [...entries.slice(0, 1), ...entries.slice(2)],
			(entries) => entries.toReversed()
		];
		for (const bend of bends) {
			await known.core.signIn(await known.signIn());
			known.interfere = serving(`/vaults/${vault}/log`, bend);
			const before = known.sent.length;
			const refused = await known.core.openVault(vault).catch((error: unknown) => error);
			expect(['log-rolled-back', 'log-broken']).toContain((refused as { code: string }).code);
			await expect(known.core.makeFolder(vault, '2025')).rejects.toBeTruthy();
			await expect(
				known.core.addFiles(vault, null, [picked(fileOf('x', noise(5)))])
			).rejects.toBeTruthy();
			const written = known.sent
				.slice(before)
				.filter(({ path, body }) => body !== undefined && path.includes(vault));
			expect(written).toEqual([]);
			known.interfere = null;
			await known.core.lock();
		}
	}, 30_000);

	test('C26 a firm log withheld from one person is caught when somebody who saw it writes', async () => {
		const { vault, client } = await welcome(portal, owner, 'Deceived');
		await owner.core.inviteStaff('Newcomer', 'preparer');
		client.interfere = serving('/firms/', () => []);
		expect((await client.core.openVault(vault)).history).not.toEqual([]);
		await owner.core.makeFolder(vault, '2025');
		await expect(client.core.openVault(vault)).rejects.toMatchObject({ code: 'log-forked' });
		const adding = client.core.addFiles(vault, null, [picked(fileOf('x', noise(5)))]);
		await expect(adding).rejects.toMatchObject({ code: 'log-forked' });
		expect(client.sent.some(({ path }) => path.endsWith('/uploads'))).toBe(false);
	});

	test('an unlocking that a vault’s log refuses leaves no key behind', async () => {
		const { vault, client } = await welcome(portal, owner, 'Half-way');
		await client.core.lock();
		client.interfere = serving(`/vaults/${vault}/log`, (entries) => entries.slice(0, 1));
		const unlocking = client.signIn().then((answer) => client.core.signIn(answer));
		await expect(unlocking).rejects.toMatchObject({ code: 'log-rolled-back' });
		expect(client.keyholder.isOpen).toBe(false);
		expect(await client.core.me()).toBeNull();
		client.interfere = null;
		expect((await client.core.signIn(await client.signIn())).state).toBe('unlocked');
	});
});

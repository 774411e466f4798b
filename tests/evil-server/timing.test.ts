import { afterEach, beforeEach, describe, expect } from 'vitest';
import { parseEntry } from '../../src/crypto/entry-header.ts';
import { elsewhere, fileOf, memoryDevice, noise, send, type Interfere } from '../claims/people.ts';
import { attack, expectRefused, expectSilence, face, textOf } from './evil.ts';
import { firmLogPath, honest, isRead, keeping, logOf } from './lies.ts';
import { fileNamed, firmEntries, nothing, setStage, type Stage, vaultEntries } from './stage.ts';

let stage: Stage;
beforeEach(async () => {
	stage = await setStage();
});
afterEach(() => stage.portal.close());

const isAppend = (path: string, init: RequestInit): boolean =>
	init.method === 'POST' && /\/log$/u.test(path);

/** Says that an entry was stored, and throws it away. */
const dropping: Interfere = async (path, init, pass) => {
	if (!isAppend(path, init)) return pass(path, init);
	const { entry } = JSON.parse(textOf(init.body)) as { entry: string };
	const { header, hash } = await parseEntry(new Uint8Array(Buffer.from(entry, 'base64url')));
	return Response.json({ head: { seq: header.seq, hash } });
};

describe('answers out of their time', () => {
	attack('27a', async (named) => {
		// Yesterday's answer to the same question: each page of both logs as it was before the last entry.
		const { owner, vault } = stage;
		const kept = new Map<string, Response>();
		const recording: Interfere = async (path, init, pass) => {
			const response = await pass(path, init);
			if (isRead(init)) kept.set(path.replace(/\?.*/u, ''), response.clone());
			return response;
		};
		const person = elsewhere(stage.portal, owner, memoryDevice());
		await face(person, recording, async () => {
			await person.enter();
			await person.core.openVault(vault);
		});
		await owner.core.makeFolder(vault, '2025');
		await owner.core.inviteStaff('Later', 'preparer');
		await face(person, honest, () => person.core.openVault(vault));
		const replaying: Interfere = (path, init, pass) => {
			const old = kept.get(path.replace(/\?.*/u, ''));
			return isRead(init) && old ? Promise.resolve(old.clone()) : pass(path, init);
		};
		expectRefused(named, await face(person, replaying, () => person.core.openVault(vault)));
		await expectSilence(person, vault);
		await person.core.lock();
		const again = face(person, replaying, async () => {
			await person.enter();
			return person.core.openVault(vault);
		});
		expectRefused(named, await again);
	});

	attack('27b', async (named) => {
		// Two questions at once, and each gets the other's answer.
		const { owner, client, vault, otherVault } = stage;
		await send(client, vault, fileOf('one.bin', noise(700)), fileOf('two.bin', noise(700)));
		const files = [
			await fileNamed(owner, vault, 'one.bin'),
			await fileNamed(owner, vault, 'two.bin')
		];
		const crossing = crossed(/\/blobs\//u);
		const opened = await Promise.all(
			files.map((file) => face(owner, crossing, () => owner.core.openFile(vault, file.file)))
		);
		for (const faced of opened) expectRefused(named, faced);
		const person = elsewhere(stage.portal, owner);
		await person.enter();
		const logs = crossed(/\/vaults\/[^/]+\/log/u);
		const looks = await Promise.all(
			[vault, otherVault].map((id) => face(person, logs, () => person.core.openVault(id)))
		);
		for (const faced of looks) expectRefused(named, faced);
	});

	attack('27c', async (named) => {
		// An entry acknowledged and thrown away is missed the next time the log is read, in this very session.
		const { owner, client, vault } = stage;
		await face(owner, dropping, () => owner.core.makeFolder(vault, 'Acknowledged'));
		const look = await face(owner, honest, () => owner.core.openVault(vault));
		expectRefused(named, look);
		await expectSilence(owner, vault);
		expect((await client.core.openVault(vault)).folders).toEqual([]);
	});

	attack('27d', async (named) => {
		// "Somebody else was first", for ever: the client gives up, and has signed nothing but what was asked.
		const { owner, vault } = stage;
		const always: Interfere = (path, init, pass) =>
			isAppend(path, init)
				? Promise.resolve(
						Response.json({ error: { code: 'head-moved', message: '' } }, { status: 409 })
					)
				: pass(path, init);
		const before = owner.sent.length;
		const faced = await face(owner, always, () => owner.core.makeFolder(vault, '2025'));
		expect(named.ends).toContain(faced.code);
		const entries = owner.sent
			.slice(before)
			.filter(({ method, path }) => method === 'POST' && logOf(vault).test(path))
			.map(({ body }) => JSON.parse(String(body)) as { entry: string });
		expect(entries.length).toBeLessThanOrEqual(8);
		for (const { entry } of entries) {
			const { header } = await parseEntry(new Uint8Array(Buffer.from(entry, 'base64url')));
			expect(header.kind).toBe('folder.made');
		}
	});

	attack('27e', async (named) => {
		// Another part's acknowledgement, and one that is no acknowledgement at all.
		const { client, vault } = stage;
		const lies: Interfere[] = [
			async (path, init, pass) => {
				const response = await pass(path, init);
				return /\/parts\/\d+$/u.test(path) ? Response.json({ index: 7, size: 10 }) : response;
			},
			// Acknowledges what it threw away: the honest half of the portal misses the part when the file is announced.
			(path, init, pass) =>
				/\/parts\/\d+$/u.test(path)
					? Promise.resolve(Response.json({ index: 0, size: 1 }))
					: pass(path, init)
		];
		for (const lie of lies) {
			client.interfere = lie;
			const sending = send(client, vault, fileOf('lost.bin', noise(900)));
			await expect(sending).rejects.toMatchObject({
				message: expect.toBeOneOf([...named.ends]) as string
			});
			client.interfere = null;
			for (const { id } of (await client.core.transfers()).changed)
				await client.core.dismissTransfer(id);
		}
		expect((await client.core.openVault(vault)).files.map(({ name }) => name)).toEqual(['W-2.pdf']);
	});
});

/** Holds the first answer of this kind back until the second is there, and gives each to the other. */
function crossed(path: RegExp): Interfere {
	let first: { answer: Promise<Response>; take: (other: Response) => void } | null = null;
	return (address, init, pass) => {
		if (!path.test(address)) return pass(address, init);
		const answer = pass(address, init);
		if (first) {
			const { answer: theirs, take } = first;
			first = null;
			return answer.then((mine) => (take(mine), theirs));
		}
		const { promise, resolve } = Promise.withResolvers<Response>();
		first = { answer, take: resolve };
		return promise;
	};
}

describe('after an alarm', () => {
	attack('14f', async (named) => {
		// A fork of the firm's log, seen through one vault, is a reason to write in no other vault and to admit nobody.
		const { owner, client, vault, otherVault } = stage;
		const victim = elsewhere(stage.portal, stage.ana, memoryDevice());
		const { length } = await firmEntries(stage);
		const freeze = keeping(firmLogPath, (entries) => entries.slice(0, length));
		await face(victim, freeze, async () => {
			await victim.enter();
			return victim.core.openVault(otherVault);
		});
		await owner.core.inviteStaff('Unseen', 'preparer');
		await owner.core.makeFolder(vault, 'Unseen');
		expectRefused(named, await face(victim, freeze, () => victim.core.openVault(vault)));
		expect(client.keyholder.isOpen).toBe(true);
		victim.interfere = freeze;
		await expectSilence(victim, vault);
		await expectSilence(victim, otherVault);
		const before = victim.sent.length;
		await expect(victim.core.createClient('Another')).rejects.toBeTruthy();
		await expect(victim.core.inviteStaff('Another', 'preparer')).rejects.toBeTruthy();
		expect(victim.keyholder.session.loadedVault(otherVault)).toBeNull();
		expect(victim.sent.slice(before).filter(({ body }) => body !== undefined)).toEqual([]);
	});

	attack('14g', async (named) => {
		// Caught while a file is going up: not one more part of it leaves.
		const { client, vault } = stage;
		const entries = await vaultEntries(stage, vault);
		const fork = keeping(logOf(vault), () => [...entries, entries[1] ?? nothing]);
		const parts: string[] = [];
		let looked = false;
		client.interfere = async (path, init, pass) => {
			if (!/\/parts\//u.test(path)) return looked ? fork(path, init, pass) : pass(path, init);
			parts.push(path);
			if (!looked) {
				looked = true;
				// Somebody looks at the vault while the first part is on its way.
				await expect(client.core.openVault(vault)).rejects.toMatchObject({ code: named.ends[0] });
			}
			return pass(path, init);
		};
		const sending = send(client, vault, fileOf('big.bin', noise(20_000_000)));
		await expect(sending).rejects.toMatchObject({
			message: expect.toBeOneOf([...named.ends]) as string
		});
		expect(parts.length).toBe(1);
	});

	attack('14i', async (named) => {
		// Nobody waits for these: an upload that finds the lie when it announces the file, and new keys for all clients.
		const { client, owner, ana, vault } = stage;
		const bent = keeping(logOf(vault), (entries) => [...entries, entries[1] ?? nothing]);
		let announced = false;
		client.interfere = (path, init, pass) => {
			if (isAppend(path, init) && !announced) {
				announced = true;
				return Promise.resolve(
					Response.json({ error: { code: 'head-moved', message: '' } }, { status: 409 })
				);
			}
			return announced ? bent(path, init, pass) : pass(path, init);
		};
		await expect(send(client, vault, fileOf('late.pdf', noise(40)))).rejects.toBeTruthy();
		client.interfere = null;
		expect(client.alarms.map(({ code }) => code)).toEqual([named.ends[0]]);

		const person = elsewhere(stage.portal, owner);
		await person.enter();
		person.interfere = bent;
		await person.core.removeStaff(ana.keyholder.session.userId);
		await expect
			.poll(() => person.alarms.map(({ code, ids }) => [code, ids?.['vault']]))
			.toContainEqual([named.ends[0], vault]);
		person.interfere = null;
	});
});

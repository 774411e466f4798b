/** Stages, the welcome and what staff keep of a client: against a curious server, one that lies, and a client who wants to know more. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { VaultId } from '../../src/crypto/brands.ts';
import { usualStages } from '../../src/contract/stage-terms.ts';
import { kindOf, putTogether, takeApart } from '../evil-server/entries.ts';
import { firmLogPath, keeping, replaced } from '../evil-server/lies.ts';
import { openPortal, type TestPortal } from '../server/portal.ts';
import {
	elsewhere,
	fileOf,
	codeOf,
	firmWithClient,
	foundFirm,
	hire,
	memoryDevice,
	noise,
	send,
	welcome,
	type Person
} from './people.ts';
import { copyOf, rob, secretsOf, since } from './thief.ts';

const CANARY = 'Xylophone';
const HOUR = 60 * 60 * 1000;
const year = new Date().getUTCFullYear() - 1;
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

/** As a page does that hears of what happens in the firm. */
async function look(person: Person) {
	await person.keyholder.session.syncFirms();
	return person.core.openVault(vault);
}

/** Everything the server has on its disk, as text. */
async function stored(): Promise<string> {
	const names = await readdir(portal.folder, { recursive: true, withFileTypes: true });
	const files = names.filter((one) => one.isFile());
	const all = await Promise.all(files.map((one) => readFile(path.join(one.parentPath, one.name))));
	return Buffer.concat(all).toString('latin1');
}

describe('the stage of a tax year', () => {
	test('C66 is what staff said, readable in the vault alone, and no client or server says another', async () => {
		await owner.core.nameStages([`${CANARY} begun`, `${CANARY} done`]);
		await petra.core.setStage(vault, year, `${CANARY} begun`);
		const shown = await look(ana);
		expect(shown.stages).toMatchObject([
			{ year, name: `${CANARY} begun`, step: 1, steps: 2, by: 'Petra' }
		]);
		expect(shown.history[0]?.did).toBe(`set the stage of ${String(year)} to ${CANARY} begun`);
		expect(await stored()).not.toContain(CANARY);
		expect(await codeOf(ana.core.setStage(vault, year, `${CANARY} done`))).toBe('not-allowed');
		expect((await look(petra)).stages[0]?.name).toBe(`${CANARY} begun`);
	});

	test('is not renamed with the firm’s stages', async () => {
		await owner.core.nameStages(['A', 'B', 'C']);
		expect((await look(ana)).stages).toMatchObject([
			{ name: `${CANARY} begun`, step: 1, steps: 2 }
		]);
		expect((await look(petra)).stageNames).toEqual(['A', 'B', 'C']);
		expect(await codeOf(petra.core.setStage(vault, year, `${CANARY} done`))).toBe('stage-unknown');
		await petra.core.setStage(vault, year, 'C');
		expect((await look(ana)).stages).toMatchObject([{ name: 'C', step: 3, steps: 3 }]);
	});

	test('set by two at once is the last in the log, and the other is in the history', async () => {
		await Promise.all([
			owner.core.setStage(vault, year, 'A'),
			petra.core.setStage(vault, year, 'B')
		]);
		const { stages, history } = await look(ana);
		const said = history.flatMap(({ kind, did }) => (kind === 'stage.set' ? did : []));
		expect(said.slice(0, 2).toSorted()).toEqual(
			['A', 'B'].map((name) => `set the stage of ${String(year)} to ${name}`)
		);
		expect(said[0]).toBe(`set the stage of ${String(year)} to ${stages[0]!.name}`);
	});

	test('is taken away by staff, and its year is gone', async () => {
		await petra.core.setStage(vault, year, null);
		expect((await look(ana)).stages).toEqual([]);
		expect(await codeOf(petra.core.setStage(vault, year, null))).toBe('stage-gone');
		expect(await codeOf(petra.core.setStage(vault, 1950, 'A'))).toBe('stage-year-unknown');
	});

	test('is chosen from usual ones where the firm named none', async () => {
		const other = await openPortal();
		try {
			const { owner: alone } = await foundFirm(other);
			expect(await alone.core.face()).toEqual({
				stages: [...usualStages],
				ownStages: false,
				welcome: null
			});
			const { vault: theirs, client } = await welcome(other, alone, 'Ben');
			await alone.core.setStage(theirs, year, 'Ready to sign');
			expect((await client.core.openVault(theirs)).stages).toMatchObject([{ step: 4, steps: 5 }]);
		} finally {
			await other.close();
		}
	});
});

describe('the welcome', () => {
	test('C67 is read by clients as an administrator signed it: the server reads none of it and changes nothing', async () => {
		await owner.core.writeWelcome(`${CANARY}\r\nWe are here from nine.  `);
		const words = { text: `${CANARY}\nWe are here from nine.`, by: 'Olu' };
		expect((await look(ana)).welcome).toMatchObject(words);
		expect(await stored()).not.toContain(CANARY);
		const { client, vault: second } = await welcome(portal, petra, 'Newcomer');
		expect((await client.core.openVault(second)).welcome).toMatchObject(words);

		// Another text under the same signature, or none: the log does not hold together, and the page says so.
		const lied = elsewhere(portal, ana);
		lied.interfere = keeping(firmLogPath, async (entries) => {
			const parts = await Promise.all(entries.map(takeApart));
			const at = parts.findIndex((one) => kindOf(one) === 'welcome.written');
			const body = parts[at]!.body!.slice();
			body[40]! ^= 1;
			return replaced(entries, at, putTogether({ ...parts[at]!, body }));
		});
		expect(await codeOf(lied.enter())).toBe('log-broken');
	});

	test('is not by preparers nor clients, nor longer than 2,000 characters', async () => {
		expect(await codeOf(petra.core.writeWelcome('Mine'))).toBe('entry-rejected');
		expect(await codeOf(petra.core.nameStages(['Mine']))).toBe('entry-rejected');
		expect(await codeOf(ana.core.writeWelcome('Mine'))).not.toBe('accepted');
		expect(await codeOf(owner.core.writeWelcome('x'.repeat(2001)))).toBe('welcome-too-long');
	});

	test('written after a colleague left is read by a client who has been here longer', async () => {
		const leaver = await hire(portal, owner, 'Leaver');
		await owner.core.removeStaff((await leaver.core.me())!.userId);
		await owner.core.writeWelcome('After the change of keys.');
		await look(owner);
		await owner.core.setStage(vault, year, 'A');
		await look(ana);
		await ana.keyholder.session.saveKeyring();
		const again = elsewhere(portal, ana, memoryDevice());
		await again.enter();
		expect((await look(again)).welcome?.text).toBe('After the change of keys.');
	});

	test('is taken away with nothing', async () => {
		await owner.core.writeWelcome('  ');
		expect((await owner.core.face()).welcome).toBeNull();
		expect((await owner.core.team()).history[0]?.did).toBe('took the welcome for clients away');
	});
});

describe('what staff keep of a client for themselves', () => {
	test('C72 a client with every key they hold and a copy of the whole server does not learn how staff say they like to be written to', async () => {
		const before = await copyOf(portal);
		await petra.core.preferPaper(vault, true);
		expect([(await look(owner)).paper, (await look(petra)).paper]).toEqual([true, true]);
		const shown = await look(ana);
		expect(shown.paper).toBe(false);
		expect(shown.history[0]?.did).toBe('changed what the firm keeps for itself');
		const later = since(before, await copyOf(portal));
		const details = (loot: Iterable<string>) =>
			[...loot].filter((name) => name.startsWith('details in')).length;
		expect(details(await rob(later, [...secretsOf(ana), ana.prf]))).toBe(0);
		expect(details(await rob(later, secretsOf(petra)))).toBe(1);
		expect(await codeOf(ana.core.preferPaper(vault, false))).toBe('not-allowed');
		await owner.core.preferPaper(vault, false);
		expect((await look(petra)).paper).toBe(false);
	}, 60_000);
});

describe('receipts', () => {
	test('both sides read who opened a file, first and last; looks within hours of each other are one', async () => {
		await send(petra, vault, fileOf('Return.pdf', noise(50)));
		const opening = async (person: Person) => {
			const file = (await look(person)).files.find(({ name }) => name === 'Return.pdf');
			await person.core.openFile(vault, file!.file);
			return (await look(petra)).files.find(({ name }) => name === 'Return.pdf')!;
		};
		const first = await opening(ana);
		expect(first.opened).toMatchObject([{ name: 'Ana', side: 'client', isMe: false }]);
		expect(first.lastViewedByOther).toEqual(first.viewedByOther);
		portal.pass(5 * HOUR);
		expect((await opening(ana)).opened).toEqual(first.opened);
		portal.pass(2 * HOUR);
		const again = await opening(ana);
		const [seen] = again.opened;
		expect(seen!.last - seen!.first).toBeGreaterThanOrEqual(7 * HOUR);
		expect(again.viewedByOther).toEqual(first.viewedByOther);
		expect(again.lastViewedByOther).toEqual({ name: 'Ana', at: seen!.last });
		expect((await look(ana)).history[0]?.did).toBe('opened Return.pdf again');
		await opening(owner);
		const mine = (await look(ana)).files.find(({ name }) => name === 'Return.pdf')!;
		expect(mine.opened.map(({ name, isMe }) => [name, isMe])).toEqual([
			['Ana', true],
			['Olu', false]
		]);
	});
});

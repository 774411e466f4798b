/** What comes by a drop link, with the real client against the real server. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { BlobId, VaultId } from '../../src/crypto/brands.ts';
import { PART_BYTES, STORED_PART_BYTES } from '../../src/crypto/age/file.ts';
import { isReceiptSigned } from '../../src/crypto/drop.ts';
import { parseDropId } from '../../src/crypto/ids.ts';
import { signatureFrom, signingPublicKeyFrom } from '../../src/crypto/keys.ts';
import { parseLinkSecret } from '../../src/crypto/link.ts';
import { bytes as wireBytes } from '../../src/contract/wire.ts';
import { openPortal, type TestPortal } from '../server/portal.ts';
import { answerByDrop, dropLink, itemOf, sendByDrop, settled, visitor, wanting } from './drops.ts';
import {
	fileOf,
	foundFirm,
	hire,
	memoryDevice,
	noise,
	picked,
	send,
	sha256,
	welcome,
	fragmentOf,
	Person
} from './people.ts';
import { copyOf, rob, secretsOf, since } from './thief.ts';

let portal: TestPortal;
let owner: Person;
let client: Person;
let vault: VaultId;

beforeEach(async () => {
	portal = await openPortal();
	({ owner } = await foundFirm(portal));
	({ vault, client } = await welcome(portal, owner, 'Maria'));
});
afterEach(() => portal.close());

const codeOf = (work: Promise<unknown>): Promise<string> =>
	work.then(
		() => 'accepted',
		(error: unknown) =>
			typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'other'
	);

const namesIn = async (person: Person) =>
	(await person.core.openVault(vault)).files.map(({ name }) => name);
const waiting = async (person: Person = owner) => (await person.core.drops(vault)).dropped;

async function contentOf(person: Person, name: string): Promise<string> {
	const { files } = await person.core.openVault(vault);
	const file = files.find((one) => one.name === name);
	if (!file) throw new Error(`no file ${name}`);
	return sha256(await (await person.core.openFile(vault, file.file)).content.arrayBuffer());
}

/** Holds back the parts of what came by a link from this one on, until they are released or not wanted any more. */
function holdingDropped(from: number) {
	const door = Promise.withResolvers<undefined>();
	const reached = Promise.withResolvers<undefined>();
	const asked: number[] = [];
	owner.interfere = async (path, init, pass) => {
		const start = /bytes=(\d+)-/u.exec(new Headers(init.headers).get('range') ?? '')?.[1];
		if (start === undefined) return pass(path, init);
		const part = Math.floor(Number(start) / STORED_PART_BYTES);
		asked.push(part);
		if (part >= from) {
			reached.resolve(undefined);
			const gone = new Promise<never>((_, reject) => {
				init.signal?.addEventListener('abort', () => reject(new Error('aborted')));
			});
			await Promise.race([door.promise, gone]);
		}
		return pass(path, init);
	};
	return { asked, reached: reached.promise, release: () => door.resolve(undefined) };
}

describe('C94 what is sent by a drop link', () => {
	test('C94 waits for staff, who see who says they sent it, and is the client’s once accepted', async () => {
		const bank = await visitor(portal, await dropLink(owner, vault));
		const large = noise(PART_BYTES + 1000);
		expect(await sendByDrop(bank, fileOf('a.pdf', noise(10)), fileOf('b.pdf', large))).toEqual([]);
		const { arrived } = await bank.core.dropPage();
		expect(arrived.map(({ name }) => name).sort()).toEqual(['a.pdf', 'b.pdf']);
		expect(await namesIn(client)).toEqual([]);
		const { dropped, forged, withheld } = await owner.core.drops(vault);
		expect({ forged, withheld }).toEqual({ forged: 0, withheld: 0 });
		const said = { sender: 'Bea Bank', note: 'Two statements', linkNote: 'For the bank' };
		expect(dropped.map(({ name }) => name).sort()).toEqual(['a.pdf', 'b.pdf']);
		for (const one of dropped) expect(one).toMatchObject(said);
		for (const { blob, name } of dropped) {
			const saved = await owner.core.saveDropped(vault, blob, { to: 'memory' });
			if (name === 'b.pdf') expect(sha256(await saved!.arrayBuffer())).toBe(sha256(large));
			await owner.core.acceptDropped(vault, blob, null);
		}
		expect(await waiting()).toEqual([]);
		expect(await contentOf(client, 'b.pdf')).toBe(sha256(large));
		const { history } = await client.core.openVault(vault);
		expect(history.map(({ did }) => did)).toContain('accepted b.pdf, which came by a link');
	});

	test('can be looked at before it is accepted: as a document only where it says to be one, and without a mark', async () => {
		const bank = await visitor(portal, await dropLink(owner, vault));
		const [pdf, page] = [noise(700), noise(300)];
		await sendByDrop(bank, fileOf('a.pdf', pdf), new File([page], 'b.html', { type: 'text/html' }));
		const lines = (await owner.core.openVault(vault)).lines;
		const seen = new Map<string, [string, string, string]>();
		for (const { blob, name, opensAs } of await waiting()) {
			const content = await owner.core.openDropped(vault, blob);
			seen.set(name, [opensAs, content.type, sha256(await content.arrayBuffer())]);
		}
		expect(seen.get('a.pdf')).toEqual(['pdf', 'application/pdf', sha256(pdf)]);
		expect(seen.get('b.html')).toEqual(['download', 'application/octet-stream', sha256(page)]);
		expect((await owner.core.openVault(vault)).lines).toBe(lines);
		const [one] = await waiting();
		expect(await codeOf(client.core.openDropped(vault, one!.blob))).toBe('not-found');
	});

	test.each([
		['saved', (blob: BlobId) => owner.core.saveDropped(vault, blob, { to: 'memory' })],
		['looked at', (blob: BlobId) => owner.core.openDropped(vault, blob)]
	])('can be %s with a pause in the middle, after which nothing comes twice', async (_, begin) => {
		const content = noise(3 * PART_BYTES);
		await sendByDrop(await visitor(portal, await dropLink(owner, vault)), fileOf('a.bin', content));
		const [file] = await waiting();
		const held = holdingDropped(2);
		const getting = begin(file!.blob);
		await held.reached;
		const [row] = (await owner.core.transfers()).changed;
		expect(row).toMatchObject({ name: 'a.bin', direction: 'down', pausable: true });
		await owner.core.pauseTransfer(row!.id);
		expect((await owner.core.transfers()).changed).toMatchObject([{ state: 'paused' }]);
		held.release();
		await owner.core.resumeTransfer(row!.id);
		expect(sha256(await (await getting)!.arrayBuffer())).toBe(sha256(content));
		expect(held.asked).toEqual([0, 1, 2, 2]);
	});

	test('is said to wait no longer when a colleague dealt with it during a pause; cancelled, it is not saved', async () => {
		const bank = await visitor(portal, await dropLink(owner, vault));
		await sendByDrop(bank, fileOf('a.bin', noise(2 * PART_BYTES)));
		const [file] = await waiting();
		for (const how of ['cancelled', 'drop-gone'] as const) {
			const held = holdingDropped(1);
			const saving = codeOf(owner.core.saveDropped(vault, file!.blob, { to: 'memory' }));
			await held.reached;
			const rows = (await owner.core.transfers()).changed;
			const { id } = rows.find(({ state }) => state === 'working')!;
			await owner.core.pauseTransfer(id);
			held.release();
			if (how === 'cancelled') await owner.core.cancelTransfer(id);
			else await owner.core.discardDropped(vault, file!.blob);
			await owner.core.resumeTransfer(id);
			expect(await saving).toBe(how);
		}
	});

	test('opens for staff, and not for the client, another sender or the link with a copy of the server', async () => {
		const fragment = await dropLink(owner, vault);
		await sendByDrop(await visitor(portal, fragment), fileOf('secret.pdf', noise(500)));
		await client.core.openVault(vault);
		const copy = await copyOf(portal);
		expect(copy.manifests).toHaveLength(1);
		const ofDrop = (loot: ReadonlySet<string>) =>
			[...loot].filter((name) => /manifest|blob|drop key/u.test(name));
		const link = parseLinkSecret(fragment);
		expect(ofDrop(await rob(copy, [...secretsOf(client), client.prf, link]))).toEqual([]);
		// The same search finds all three with the secrets of staff.
		expect(ofDrop(await rob(copy, secretsOf(owner)))).toHaveLength(3);
		expect(await codeOf(client.core.drops(vault))).toBe('not-found');
	});

	test('a note of staff opens for staff only, though the client reads the entry it is in', async () => {
		await dropLink(owner, vault, { note: 'Divorce pending' });
		const ana = await hire(portal, owner, 'Ana');
		expect((await ana.core.drops(vault)).links).toMatchObject([{ note: 'Divorce pending' }]);
		const { state } = await client.keyholder.session.vault(vault);
		const [drop] = state.drops.values();
		expect(drop?.note?.length).toBeGreaterThan(100);
		const text = Buffer.from(drop?.note ?? []).toString('latin1');
		expect(text).not.toContain('Divorce');
	});
});

describe('C95 a sender', () => {
	test('C95 signs what is sent, so that the portal’s list shows nothing else', async () => {
		const bank = await visitor(portal, await dropLink(owner, vault));
		await sendByDrop(bank, fileOf('a.pdf', noise(10)), fileOf('b.pdf', noise(10)));
		owner.interfere = async (path, init, pass) => {
			const response = await pass(path, init);
			if (!path.endsWith('/drops')) return response;
			const page = (await response.json()) as { dropped: Record<string, unknown>[] };
			const [a, b] = page.dropped;
			// One under the other's name and signature.
			return Response.json({ ...page, dropped: [{ ...a, manifest: b?.['manifest'] }, b] });
		};
		expect(await owner.core.drops(vault)).toMatchObject({ forged: 1, dropped: [{}] });
	});

	test('goes on after a reload, also when an answer was lost, and counts as one use of the link', async () => {
		const fragment = await dropLink(owner, vault, { uses: 1 });
		const device = memoryDevice();
		const bank = await visitor(portal, fragment, device);
		bank.interfere = async (path, init, pass) => {
			const response = await pass(path, init);
			if (init.method === 'POST' && /\/files\/[^/]+$/u.test(path)) throw new TypeError('lost');
			return response;
		};
		const file = fileOf('a.pdf', noise(2 * PART_BYTES));
		await bank.core.sendByDrop({ sender: '', note: '', files: [picked(file)] });
		while ((await waiting()).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
		const again = await visitor(portal, fragment, device);
		const rows = async () => (await again.core.dropTransfers()).changed;
		await expect.poll(rows).toMatchObject([{ name: 'a.pdf', state: 'needs-file' }]);
		for (const { id } of await rows()) await again.core.provideDropFile(id, file);
		expect(await settled(again)).toEqual([]);
		expect((await again.core.dropPage()).arrived).toMatchObject([{ name: 'a.pdf' }]);
		expect(await waiting()).toHaveLength(1);
		// Nothing went over the line a second time, and somebody new is one too many.
		expect(again.sent.filter(({ method }) => method === 'PUT')).toEqual([]);
		expect(await codeOf(visitor(portal, fragment))).toBe('drop-used-up');
	});

	test.each([
		['en', 'Link', 'Bytes', /^Receipt [\d-]{10}\.txt$/u],
		['es', 'Enlace', 'Bytes', /^Comprobante [\d-]{10}\.txt$/u]
	] as const)(
		'can keep a receipt in their language (%s) that is signed with the link',
		async (language, link, size, called) => {
			const bank = await visitor(portal, await dropLink(owner, vault));
			expect(await bank.core.dropReceipt(language)).toBeNull();
			await sendByDrop(bank, fileOf('a.pdf', noise(10)));
			const { name, content } = (await bank.core.dropReceipt(language))!;
			expect(name).toMatch(called);
			const text = await content.text();
			expect(text).toMatch(/^tallyport\/1 drop receipt\n/u);
			const [, said = '', key = '', signature = ''] =
				/^(.*)Link key: (\S+)\nSignature: (\S+)\n$/su.exec(text) ?? [];
			const [, id = ''] = new RegExp(`^${link}: (\\S+)$`, 'mu').exec(said) ?? [];
			const check = (receipt: string) =>
				isReceiptSigned(
					signingPublicKeyFrom(wireBytes({ exact: 32 }).parse(key)),
					parseDropId(id),
					new TextEncoder().encode(receipt),
					signatureFrom(wireBytes({ exact: 64 }).parse(signature))
				);
			expect(await check(said)).toBe(true);
			expect(await check(said.replace(`${size}: 10`, `${size}: 11`))).toBe(false);
			if (language === 'es') expect(said).not.toMatch(/\b(?:the|firm|received|stored)\b/iu);
		}
	);

	test('is told what is too much before anything of it is sent', async () => {
		const bank = await visitor(portal, await dropLink(owner, vault, { limit: 2 * PART_BYTES }));
		const large = fileOf('large.bin', noise(2 * PART_BYTES + 1));
		expect(await codeOf(sendByDrop(bank, large))).toBe('drop-over-limit');
		expect(await sendByDrop(bank, fileOf('one.bin', noise(2 * PART_BYTES)))).toEqual([]);
		const before = bank.sent.length;
		expect(await sendByDrop(bank, fileOf('two.bin', noise(PART_BYTES)))).toEqual([
			'drop-too-large'
		]);
		expect(bank.sent.slice(before).filter(({ method }) => method === 'PUT')).toEqual([]);
	});

	test('of a link that is withdrawn while a file is on its way is told so, and what had arrived', async () => {
		const fragment = await dropLink(owner, vault);
		const device = memoryDevice();
		const bank = await visitor(portal, fragment, device);
		await sendByDrop(bank, fileOf('first.pdf', noise(10)));
		const reached = Promise.withResolvers<undefined>();
		const door = Promise.withResolvers<undefined>();
		bank.interfere = async (path, init, pass) => {
			if (/parts\/1$/u.test(path)) {
				reached.resolve(undefined);
				await door.promise;
			}
			return pass(path, init);
		};
		const sending = sendByDrop(bank, fileOf('second.bin', noise(2 * PART_BYTES)));
		await reached.promise;
		const [link] = (await owner.core.drops(vault)).links;
		await owner.core.closeDropLink(vault, link!.drop);
		door.resolve(undefined);
		expect(await sending).toEqual(['drop-closed']);
		const again = await (await visitor(portal, fragment, device)).core.dropPage();
		expect(again).toMatchObject({
			ended: { code: 'drop-closed' },
			arrived: [{ name: 'first.pdf' }]
		});
		expect((await waiting()).map(({ name }) => name)).toEqual(['first.pdf']);
		expect(await codeOf(visitor(portal, fragment))).toBe('drop-closed');
	});

	test('of a link that has expired sends nothing', async () => {
		const fragment = await dropLink(owner, vault, { days: 1 });
		portal.pass(25 * 60 * 60 * 1000);
		expect(await codeOf(visitor(portal, fragment))).toBe('drop-expired');
		expect((await owner.core.drops(vault)).links).toMatchObject([{ state: 'expired' }]);
	});
});

describe('a link that asks for what is wanted on a checklist', () => {
	const titles = ['W-2', '1098', 'Receipts'];
	const asking = async (change: { uses?: number } = {}) => {
		const list = await wanting(owner, vault, titles, ['Receipts']);
		return dropLink(owner, vault, { ...change, asks: [list] });
	};
	const accept = async (name: string) => {
		const one = (await waiting()).find((file) => file.name === name);
		return owner.core.acceptDropped(vault, one!.blob, null);
	};

	test('shows its holder the lines as they were, and files sent for them turn these to received once accepted', async () => {
		const fragment = await asking();
		const device = memoryDevice();
		const bank = await visitor(portal, fragment, device);
		const { asks } = await bank.core.dropPage();
		expect(asks.map(({ title, hint, due, several }) => [title, hint, due, several])).toEqual(
			titles.map((title) => [title, `${title} hint`, '2026-03-15', title === 'Receipts'])
		);
		expect(await answerByDrop(bank, 'W-2', fileOf('w2.pdf', noise(10)))).toEqual([]);
		const two = [fileOf('r1.pdf', noise(10)), fileOf('r2.pdf', noise(10))];
		expect(await answerByDrop(bank, 'Receipts', ...two)).toEqual([]);
		expect(await sendByDrop(bank, fileOf('else.pdf', noise(10)))).toEqual([]);
		// Another visit of the same browser has the same ticks; another browser has none.
		const again = await (await visitor(portal, fragment, device)).core.dropPage();
		const titleOf = (item: unknown) => asks.find((one) => one.item === item)?.title ?? null;
		expect(again.arrived.map(({ name, answers }) => [name, titleOf(answers)]).sort()).toEqual([
			['else.pdf', null],
			['r1.pdf', 'Receipts'],
			['r2.pdf', 'Receipts'],
			['w2.pdf', 'W-2']
		]);
		expect((await (await visitor(portal, fragment)).core.dropPage()).arrived).toEqual([]);
		const shown = new Map((await waiting()).map(({ name, answers }) => [name, answers]));
		expect(shown.get('w2.pdf')).toEqual({ title: 'W-2', isOpen: true });
		expect(shown.get('else.pdf')).toBeNull();
		for (const name of ['w2.pdf', 'r1.pdf', 'r2.pdf']) expect(await accept(name)).toBe(true);
		expect(await accept('else.pdf')).toBe(false);
		const stands = async (title: string) => {
			const { status, answers } = await itemOf(client, vault, title);
			return [status, answers.length];
		};
		expect(await stands('W-2')).toEqual(['received', 1]);
		expect(await stands('Receipts')).toEqual(['received', 2]);
		expect(await stands('1098')).toEqual(['wanted', 0]);
		const { history } = await client.core.openVault(vault);
		expect(history.map(({ did }) => did)).toContain(
			'accepted w2.pdf, which came by a link, for W-2'
		);
	});

	test('goes on asking with the words it was made with, while staff see those of today', async () => {
		const list = await wanting(owner, vault, ['W-2', '1098']);
		const bank = await visitor(portal, await dropLink(owner, vault, { asks: [list] }));
		await answerByDrop(bank, 'W-2', fileOf('w2.pdf', noise(10)));
		await answerByDrop(bank, '1098', fileOf('1098.pdf', noise(10)));
		const { requests } = await owner.core.openVault(vault);
		const now = requests.find(({ checklist }) => checklist === list)!;
		await owner.core.editRequests(vault, list, now.changed, {
			title: now.title,
			year: now.year,
			items: now.items.slice(0, 1).map((item) => ({ ...item, title: 'Wage statement' }))
		});
		expect((await bank.core.dropPage()).asks.map(({ title }) => title)).toEqual(['W-2', '1098']);
		const shown = new Map((await waiting()).map(({ name, answers }) => [name, answers?.title]));
		expect(shown.get('w2.pdf')).toBe('Wage statement');
		// The line is gone: it is a file like any other, and what the sender read is nowhere.
		expect(shown.get('1098.pdf')).toBeUndefined();
		expect(await accept('1098.pdf')).toBe(false);
		expect(await accept('w2.pdf')).toBe(true);
		expect((await itemOf(client, vault, 'Wage statement')).status).toBe('received');
	});

	test('adds a file and nothing more for what was decided or answered meanwhile', async () => {
		const bank = await visitor(portal, await asking());
		for (const title of titles) await answerByDrop(bank, title, fileOf(`${title}.pdf`, noise(10)));
		await send(client, vault, fileOf('mine.pdf', noise(9)));
		const [mine] = (await client.core.openVault(vault)).files;
		const w2 = await itemOf(client, vault, 'W-2');
		await client.core.answerItem(vault, w2.item, [mine!.file]);
		await client.core.waiveItem(vault, (await itemOf(client, vault, '1098')).item, 'We rent');
		const receipts = await itemOf(client, vault, 'Receipts');
		await owner.core.acceptItem(vault, receipts.item, []);
		for (const { answers } of await waiting()) expect(answers?.isOpen).toBe(false);
		for (const title of titles) expect(await accept(`${title}.pdf`)).toBe(false);
		const after = async (title: string) => {
			const { status, answers } = await itemOf(client, vault, title);
			return [status, answers];
		};
		expect(await after('W-2')).toEqual(['received', [mine!.file]]);
		expect(await after('1098')).toEqual(['waived', []]);
		expect(await after('Receipts')).toEqual(['accepted', []]);
		expect(await namesIn(client)).toHaveLength(4);
	});

	test('that asks for nothing takes no file for a line of it', async () => {
		await wanting(owner, vault, ['W-2']);
		const { item } = await itemOf(owner, vault, 'W-2');
		const bank = await visitor(portal, await dropLink(owner, vault));
		expect((await bank.core.dropPage()).asks).toEqual([]);
		const files = [picked(fileOf('w2.pdf', noise(10)))];
		await bank.core.sendByDrop({ sender: '', note: '', files, answers: item });
		expect(await settled(bank)).toEqual([]);
		expect(await waiting()).toMatchObject([{ name: 'w2.pdf', answers: null }]);
		expect(await accept('w2.pdf')).toBe(false);
	});
});

describe('C96 after somebody left', () => {
	test('C96 no link from before takes a file, and their keys open nothing that came by a new one', async () => {
		const ana = await hire(portal, owner, 'Ana');
		await ana.core.openVault(vault);
		const fragment = await dropLink(ana, vault);
		const bank = await visitor(portal, fragment);
		await sendByDrop(bank, fileOf('before.pdf', noise(100)));
		await ana.core.drops(vault);
		const before = await copyOf(portal);
		const hers = [...secretsOf(ana), ana.prf, parseLinkSecret(fragment)];
		await owner.core.removeStaff(ana.keyholder.session.userId);
		expect(await sendByDrop(bank, fileOf('after.pdf', noise(100)))).toEqual(['drop-behind']);
		expect(await codeOf(visitor(portal, fragment))).toBe('drop-behind');
		expect((await owner.core.drops(vault)).links).toMatchObject([{ state: 'behind' }]);
		const fresh = await dropLink(owner, vault);
		await sendByDrop(await visitor(portal, fresh), fileOf('after.pdf', noise(100)));
		const after = since(before, await copyOf(portal));
		expect(after.manifests).toHaveLength(1);
		expect([...(await rob(after, hers))]).toEqual([]);
		// What had come before is still there for who remained.
		expect((await waiting()).map(({ name }) => name)).toEqual(['before.pdf', 'after.pdf']);
	}, 60_000);

	test('staff without history open nothing from links of before their time', async () => {
		await sendByDrop(
			await visitor(portal, await dropLink(owner, vault)),
			fileOf('old.pdf', noise(9))
		);
		const { url } = await owner.core.inviteStaff('Nora', 'preparer');
		const nora = new Person(portal);
		await nora.core.openLink(fragmentOf(url));
		await nora.core.makeRecoveryWords();
		const passkey = await nora.newPasskey();
		const me = await nora.core.join({ name: 'Nora', passkey, withRecovery: true });
		await owner.core.team();
		await owner.core.grantTeam(me.userId, false);
		await nora.core.team();
		expect(await nora.core.drops(vault)).toMatchObject({ dropped: [], withheld: 1 });
	}, 60_000);
});

describe('C97 accepting', () => {
	test('C97 is whole or not at all wherever it stops, and never twice', async () => {
		const bank = await visitor(portal, await dropLink(owner, vault));
		const content = noise(PART_BYTES + 5);
		await sendByDrop(bank, fileOf('a.bin', content));
		const [one] = await waiting();
		for (const [method, path] of [
			['GET', /\/drops\/[\w-]+$/u],
			['POST', /\/uploads$/u],
			['PUT', /\/parts\/1$/u],
			['POST', /\/log$/u]
		] as const) {
			owner.interfere = async (address, init, pass) => {
				if (init.method !== method || !path.test(address)) return pass(address, init);
				// A refusal that nobody waits for to pass.
				return Response.json({ error: { code: 'disk-full', message: '' } }, { status: 507 });
			};
			expect(await codeOf(owner.core.acceptDropped(vault, one!.blob, null))).toBe('disk-full');
			owner.interfere = null;
			expect(await waiting()).toHaveLength(1);
			expect(await namesIn(client)).toEqual([]);
		}
		await owner.core.acceptDropped(vault, one!.blob, null);
		expect(await contentOf(client, 'a.bin')).toBe(sha256(content));
		expect(await codeOf(owner.core.acceptDropped(vault, one!.blob, null))).toBe('drop-gone');
		expect(await namesIn(client)).toEqual(['a.bin']);
	});

	/** Three parts; from the second on they are held back on their way up, until let through or not wanted any more. */
	async function acceptingWithPartsHeld(person = owner) {
		const content = noise(2 * PART_BYTES + 5);
		await sendByDrop(await visitor(portal, await dropLink(owner, vault)), fileOf('a.bin', content));
		const [file] = await waiting(person);
		const held = Promise.withResolvers<undefined>();
		let isHolding = true;
		let isGone = false;
		/** Blob and part, the hash of what was sent as it, and whether the portal said that it has it. */
		const puts: { part: string; hash: string | null; isAcknowledged: boolean }[] = [];
		person.interfere = async (path, init, pass) => {
			const part = /\/uploads\/(\S+\/parts\/\d+)$/u.exec(path)?.[1];
			if (init.method !== 'PUT' || part === undefined) return pass(path, init);
			const hash = new Headers(init.headers).get('x-part-sha256');
			const put = { part, hash, isAcknowledged: false };
			puts.push(put);
			if (isGone) throw new TypeError('no network');
			if (isHolding && !part.endsWith('/0')) {
				held.resolve(undefined);
				await new Promise<never>((_, reject) => {
					init.signal?.addEventListener('abort', () => reject(new Error('aborted')));
				});
			}
			const answer = await pass(path, init);
			put.isAcknowledged = answer.ok;
			return answer;
		};
		const accepted = codeOf(person.core.acceptDropped(vault, file!.blob, null));
		// In this thread one part is on its way at a time: the first has arrived.
		await held.promise;
		const row = async () =>
			(await person.core.transfers()).changed.find(({ name }) => name === 'a.bin');
		return {
			...{ accepted, puts, row, blob: file!.blob, id: (await row())!.id, content },
			letThrough: () => (isHolding = false),
			loseLine: (lost: boolean) => (isGone = lost)
		};
	}

	/** What was acknowledged went over the line once, and nothing ever with other bytes. */
	function expectNothingTwice(puts: Awaited<ReturnType<typeof acceptingWithPartsHeld>>['puts']) {
		for (const same of Map.groupBy(puts, ({ part }) => part).values()) {
			expect(new Set(same.map(({ hash }) => hash)).size).toBe(1);
			expect(same.map(({ isAcknowledged }) => isAcknowledged)).toEqual([
				...same.slice(1).map(() => false),
				true
			]);
		}
	}

	test('C97 stands still when paused and goes on there: what had arrived is not sent again, and nothing with other bytes', async () => {
		const { accepted, puts, row, id, content, letThrough } = await acceptingWithPartsHeld();
		expect(await row()).toMatchObject({ direction: 'up', state: 'working', pausable: true });
		await owner.core.pauseTransfer(id);
		expect(await row()).toMatchObject({ state: 'paused', resumable: true });
		letThrough();
		expect(await waiting()).toHaveLength(1);
		expect(await namesIn(client)).toEqual([]);
		expect(puts).toHaveLength(2);
		await owner.core.resumeTransfer(id);
		expect(await accepted).toBe('accepted');
		expect(puts).toHaveLength(4);
		expectNothingTwice(puts);
		expect(new Set(puts.map(({ part }) => part)).size).toBe(3);
		expect(await contentOf(client, 'a.bin')).toBe(sha256(content));
		expect(await waiting()).toEqual([]);
	}, 60_000);

	test('C97 waits for a line that is gone, however often it was tried, and goes on there', async () => {
		const { accepted, puts, row, id, content, letThrough, loseLine } =
			await acceptingWithPartsHeld();
		loseLine(true);
		letThrough();
		await owner.core.pauseTransfer(id);
		await owner.core.resumeTransfer(id);
		// More tries than an upload makes before it gives up.
		await expect
			.poll(
				() => {
					owner.transfers.wake();
					return puts.length;
				},
				{ timeout: 60_000 }
			)
			.toBeGreaterThan(20);
		await expect.poll(row).toMatchObject({ state: 'retrying', problem: { code: 'offline' } });
		loseLine(false);
		await expect
			.poll(
				() => {
					owner.transfers.wake();
					return namesIn(client);
				},
				{ timeout: 60_000 }
			)
			.toEqual(['a.bin']);
		expect(await accepted).toBe('accepted');
		expectNothingTwice(puts);
		expect(await contentOf(client, 'a.bin')).toBe(sha256(content));
	}, 180_000);

	test('C97 begins anew under another key, as another blob, when the vault’s changed while it stood still', async () => {
		const { accepted, puts, id, content, letThrough } = await acceptingWithPartsHeld();
		await owner.core.pauseTransfer(id);
		letThrough();
		await owner.core.inviteClient(vault, 'Ben', true);
		const { invites } = await owner.core.openVault(vault);
		await owner.core.withdrawClientInvite(vault, invites[0]!.invite);
		await owner.core.resumeTransfer(id);
		expect(await accepted).toBe('accepted');
		const blobs = puts.map(({ part }) => part.split('/')[0]);
		expect(new Set(blobs).size).toBe(2);
		expect(new Set(puts.map(({ hash }) => hash)).size).toBe(5);
		expect(await contentOf(client, 'a.bin')).toBe(sha256(content));
		const { blobs: stored } = await copyOf(portal);
		expect(stored.size).toBe(1);
	}, 60_000);

	test.each([
		['cancelled', 1],
		['drop-gone', 0]
	] as const)(
		'ended as %s while it stood still, leaves nothing of the new file',
		async (how, left) => {
			const ana = await hire(portal, owner, 'Ana');
			const { accepted, blob, id, letThrough } = await acceptingWithPartsHeld();
			await owner.core.pauseTransfer(id);
			letThrough();
			if (how === 'cancelled') await owner.core.cancelTransfer(id);
			else {
				await ana.core.drops(vault);
				await ana.core.discardDropped(vault, blob);
			}
			await owner.core.resumeTransfer(id);
			expect(await accepted).toBe(how);
			expect(await waiting()).toHaveLength(left);
			expect(await namesIn(client)).toEqual([]);
			expect(await portal.services.db.selectFrom('blobs').select('id').execute()).toEqual([]);
		},
		60_000
	);

	test('by two colleagues at once adds the file once', async () => {
		const ana = await hire(portal, owner, 'Ana');
		await sendByDrop(
			await visitor(portal, await dropLink(owner, vault)),
			fileOf('a.pdf', noise(9))
		);
		const [one] = await waiting();
		await ana.core.drops(vault);
		const outcomes = await Promise.all(
			[owner, ana].map((person) => codeOf(person.core.acceptDropped(vault, one!.blob, null)))
		);
		expect(outcomes.filter((outcome) => outcome === 'accepted')).toHaveLength(1);
		expect(outcomes).toContain('drop-done');
		expect(await namesIn(client)).toEqual(['a.pdf']);
	});

	test('goes into a folder, and discarding leaves a line in the history and no bytes', async () => {
		const bank = await visitor(portal, await dropLink(owner, vault));
		await sendByDrop(bank, fileOf('keep.pdf', noise(9)), fileOf('junk.pdf', noise(9)));
		const folder = await owner.core.makeFolder(vault, '2025');
		const named = (name: string, all: Awaited<ReturnType<typeof waiting>>) =>
			all.find((one) => one.name === name)!.blob;
		const all = await waiting();
		await owner.core.acceptDropped(vault, named('keep.pdf', all), folder);
		await owner.core.discardDropped(vault, named('junk.pdf', all));
		const { files, history } = await client.core.openVault(vault);
		expect(files).toMatchObject([{ name: 'keep.pdf', folder }]);
		expect(history[0]?.did).toBe('discarded a file that came by a link');
		const { blobs } = await copyOf(portal);
		expect(blobs.size).toBe(1);
		const { stored } = await portal.services.db
			.selectFrom('firms')
			.select('stored')
			.executeTakeFirstOrThrow();
		const [own] = await portal.services.db.selectFrom('blobs').select('stored').execute();
		expect(stored).toBe(own?.stored);
	});

	test('leaves what other files of the vault are as they were', async () => {
		await send(client, vault, fileOf('mine.pdf', noise(9)));
		await sendByDrop(
			await visitor(portal, await dropLink(owner, vault)),
			fileOf('a.pdf', noise(9))
		);
		const [one] = await waiting();
		await owner.core.acceptDropped(vault, one!.blob, null);
		expect(await namesIn(client)).toEqual(['mine.pdf', 'a.pdf']);
	});
});

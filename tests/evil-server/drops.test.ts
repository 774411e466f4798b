import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect } from 'vitest';
import { PART_BYTES, planBlob } from '../../src/crypto/age/file.ts';
import type { Raw, VaultId } from '../../src/crypto/brands.ts';
import { dropLinkKeys } from '../../src/crypto/drop.ts';
import { dropIdFrom, idBytes, newBlobId } from '../../src/crypto/ids.ts';
import { parseLinkSecret } from '../../src/crypto/link.ts';
import { randomBytes } from '../../src/crypto/random.ts';
import { dropResponse, type droppedPage } from '../../src/contract/drops.ts';
import { decodeBase64url, encodeBase64url } from '../../src/crypto/base64url.ts';
import type { DroppedView } from '../../src/vault/view.ts';
import {
	answerByDrop,
	dropLink,
	itemOf,
	sendByDrop,
	strayProgram,
	visitor,
	wanting
} from '../claims/drops.ts';
import { fileOf, noise, Person, type Interfere } from '../claims/people.ts';
import { copyOf, rob, secretsOf, since } from '../claims/thief.ts';
import { findTraces } from '../e2e/fixtures/traces.ts';
import { attack, cases, expectRefused, face, textOf } from './evil.ts';
import { answering, flipped, honest } from './lies.ts';
import { setStage, type Stage } from './stage.ts';

let stage: Stage;
beforeEach(async () => {
	stage = await setStage();
});
afterEach(() => stage.portal.close());

const opening = (fragment: string, lie: Interfere) => {
	const person = new Person(stage.portal);
	return face(person, lie, () => person.core.openDrop(fragment));
};

async function arrived(vault: VaultId, ...files: File[]): Promise<readonly DroppedView[]> {
	const fragment = await dropLink(stage.owner, vault);
	expect(await sendByDrop(await visitor(stage.portal, fragment), ...files)).toEqual([]);
	return (await stage.owner.core.drops(vault)).dropped;
}

type Row = (typeof droppedPage)['_zod']['input']['dropped'][number];
/** The list of what waits, as the portal changes it. */
const listing = (change: (rows: Row[]) => Row[]): Interfere =>
	answering(/\/drops$/u, (answer) => {
		const page = answer as { dropped: Row[]; more: boolean };
		return { ...page, dropped: change(page.dropped) };
	});
const changed = (text: string, at: number): string =>
	encodeBase64url(flipped(decodeBase64url(text), at));

/** Answers every range of what waits from other bytes. */
const handing =
	(bytes: Raw): Interfere =>
	async (address, init, pass) => {
		if (!/\/vaults\/[^/]+\/drops\/[^/]+$/u.test(address)) return pass(address, init);
		const range = /bytes=(\d+)-(\d+)/u.exec(new Headers(init.headers).get('range') ?? '');
		const [, start = '0', end = '0'] = range ?? [];
		return new Response(bytes.slice(Number(start), Number(end) + 1), { status: 206 });
	};

describe('drop links', () => {
	attack('01i', async (named) => {
		const { owner, vault, otherVault } = stage;
		const list = await wanting(owner, vault, ['W-2', '1098']);
		const fragment = await dropLink(owner, vault, { asks: [list] });
		const { drop } = await dropLinkKeys(parseLinkSecret(fragment));
		const other = await dropLinkKeys(parseLinkSecret(await dropLink(owner, otherVault)));
		const { capsule: foreign } = await owner.keyholder.api.dropLink(other.drop);
		const { capsule } = await owner.keyholder.api.dropLink(drop);
		const saying = (bytes: Raw) =>
			answering(/\/drops\/[^/]+$/u, (answer) => ({
				...(answer as object),
				capsule: encodeBase64url(bytes)
			}));
		expectRefused(named, await opening(fragment, saying(foreign)));
		const step = Math.max(1, Math.floor(capsule.length / cases(40, capsule.length)));
		for (let at = 0; at < capsule.length; at += step)
			expectRefused(named, await opening(fragment, saying(flipped(capsule, at))), String(at));
		const beside = answering(/\/drops\/[^/]+$/u, (answer) => ({
			...(answer as object),
			kem: encodeBase64url(stage.mallory.kem.publicKey)
		}));
		expectRefused(named, await opening(fragment, beside));
		const asked = answering(/\/drops\/[^/]+$/u, (answer) => ({ ...(answer as object), asks: [] }));
		expectRefused(named, await opening(fragment, asked));
		const shown = await opening(fragment, honest);
		expect(shown.value?.asks.map(({ title }) => title)).toEqual(['W-2', '1098']);
		expect(Object.keys(dropResponse.shape).sort()).toEqual(['bytesLeft', 'capsule', 'usesLeft']);
	});

	attack('06b', async (named) => {
		const { owner, vault } = stage;
		const size = 2 * PART_BYTES - 1000;
		const files = await arrived(vault, fileOf('a.bin', noise(size)), fileOf('b.bin', noise(size)));
		const stored = async ({ blob }: DroppedView) =>
			owner.keyholder.api.droppedRange(
				{ vault, blob },
				{ start: 0, end: planBlob(size).storedSize },
				new AbortController().signal
			);
		const [a, b] = files;
		if (!a || !b) throw new Error('two files');
		const [own, foreign] = [await stored(a), await stored(b)];
		const cut = planBlob(size).storedRange(1).start;
		const parts = (one: Raw, two: Raw) => new Uint8Array(Buffer.concat([one, two]));
		const bent = {
			swapped: parts(own.slice(cut), own.slice(0, cut)),
			repeated: parts(own.slice(0, cut), own.slice(0, own.length - cut)),
			'cut off': own.slice(0, cut),
			spliced: parts(own.slice(0, cut), foreign.slice(cut)),
			'another file': foreign,
			'one bit': flipped(own, cut + 5000)
		};
		for (const [how, bytes] of Object.entries(bent)) {
			const looked = await face(owner, handing(bytes), () =>
				owner.core.saveDropped(vault, a.blob, { to: 'memory' })
			);
			expectRefused(named, looked, how);
			const taken = await face(owner, handing(bytes), () =>
				owner.core.acceptDropped(vault, a.blob, null)
			);
			expect([taken.code, taken.writes.filter((write) => write.endsWith('/log'))], how).toEqual([
				'file-damaged',
				[]
			]);
		}
		await owner.core.acceptDropped(vault, a.blob, null);
	});

	attack('17b', async (named) => {
		const { owner, vault, otherVault } = stage;
		const [elsewhere] = await arrived(otherVault, fileOf('elsewhere.pdf', noise(20)));
		const elsewhereRows: Row[] = [];
		await face(
			owner,
			listing((rows) => (elsewhereRows.push(...rows), rows)),
			() => owner.core.drops(otherVault)
		);
		expect(elsewhere).toBeDefined();
		const files = await arrived(vault, fileOf('a.pdf', noise(20)), fileOf('b.pdf', noise(20)));
		const second = await dropLink(owner, vault);
		const { drop: otherLink } = await dropLinkKeys(parseLinkSecret(second));
		let seen: Row[] = [];
		const shown = async (change: (rows: Row[]) => Row[]) => {
			const told = listing((rows) => {
				seen = rows;
				return change(rows);
			});
			const faced = await face(owner, told, () => owner.core.drops(vault));
			expect(faced.writes).toEqual([]);
			return faced.value?.dropped.map(({ name }) => name).sort();
		};
		expect(await shown((rows) => rows)).toEqual(['a.pdf', 'b.pdf']);
		const alone = (bend: (row: Row, other: Row) => Row) =>
			shown(([one, other]) => (one && other ? [bend(one, other)] : []));
		const bends: Record<string, (row: Row, other: Row) => Row> = {
			'another link': (row) => ({ ...row, drop: otherLink }),
			'an unknown link': (row) => ({ ...row, drop: dropIdFrom(randomBytes(16)) }),
			'another id': (row) => ({ ...row, blob: newBlobId() }),
			'the other’s id': (row, other) => ({ ...row, blob: other.blob }),
			'the other’s manifest': (row, other) => ({ ...row, manifest: other.manifest }),
			'the other’s signature': (row, other) => ({ ...row, signature: other.signature }),
			'made up': (row) => ({ ...row, signature: encodeBase64url(randomBytes(64)) }),
			'of another vault': () => elsewhereRows[0]!
		};
		for (const [how, bend] of Object.entries(bends)) expect(await alone(bend), how).toEqual([]);
		const length = decodeBase64url(seen[0]?.manifest ?? '').length;
		const step = Math.max(1, Math.floor(length / cases(25, length)));
		for (let at = 0; at < length; at += step)
			expect(await alone((row) => ({ ...row, manifest: changed(row.manifest, at) }))).toEqual([]);
		expect(await shown((rows) => [...rows, ...rows])).toEqual(['a.pdf', 'b.pdf']);
		const before = seen;
		for (const { blob } of files) await owner.core.acceptDropped(vault, blob, null);
		expect(await shown(() => before)).toEqual([]);
		expect(named.ends).toEqual(['no effect']);
	});

	attack('26b', async (named) => {
		const { client, owner, portal, vault } = stage;
		await arrived(vault, fileOf('for staff.pdf', noise(100)));
		// The portal answers the client as it would answer staff.
		const asStaff: Interfere = (address, init, pass) => {
			if (!address.includes('/drops')) return pass(address, init);
			const { api } = owner.keyholder;
			return api.dropped(vault, null).then(({ dropped, more }) =>
				Response.json({
					dropped: dropped.map((row) => ({
						...row,
						manifest: encodeBase64url(row.manifest),
						signature: encodeBase64url(row.signature)
					})),
					more
				})
			);
		};
		const faced = await face(client, asStaff, () => client.core.drops(vault));
		expect(faced.value).toMatchObject({ dropped: [], withheld: 1, links: [{ note: null }] });
		const loot = await rob(await copyOf(portal), [...secretsOf(client), client.prf]);
		expect([...loot].filter((name) => /manifest|drop key/u.test(name))).toEqual([]);
		expect(named.ends).toEqual(['no effect']);
	});

	attack('12b', async (named) => {
		const { owner, portal, vault } = stage;
		const list = await wanting(owner, vault, ['Canary title']);
		const fragment = await dropLink(owner, vault, { greeting: 'Canary greeting', asks: [list] });
		const bank = await visitor(portal, fragment);
		await sendByDrop(bank, fileOf('Canary name.pdf', noise(100)));
		await answerByDrop(bank, 'Canary title', fileOf('Canary answer.pdf', noise(100)));
		const { item } = await itemOf(owner, vault, 'Canary title');
		await bank.core.dropReceipt('en');
		const keys = await dropLinkKeys(parseLinkSecret(fragment));
		const secrets = [
			fragment,
			parseLinkSecret(fragment),
			keys.capsule,
			keys.signing.seed,
			keys.uploads,
			keys.progress,
			decodeBase64url(keys.keeper),
			// Not even by its id does the portal know what is asked for, or answered.
			idBytes(item),
			...[
				'Canary greeting',
				'Canary name',
				'Canary title',
				'Canary answer',
				'Bea Bank',
				'Two statements',
				'For the bank'
			]
		];
		const sent = [...bank.sent, ...owner.sent].map(({ path: place, body }) => ({
			place,
			bytes: Buffer.concat([
				Buffer.from(place),
				body instanceof Uint8Array ? Buffer.from(body) : Buffer.from(textOf(body))
			])
		}));
		expect(sent.length).toBeGreaterThan(10);
		const traces = [
			...sent,
			...(await onDisk()),
			{ place: 'log', bytes: Buffer.from(portal.logged.join('\n')) }
		];
		for (const secret of secrets) expect(findTraces(secret, traces)).toEqual([]);
		expect(named.ends).toEqual(['no effect']);
	});

	attack('28d', async (named) => {
		const { ana, owner, portal, vault } = stage;
		const both = async (fragment: string, end: () => Promise<unknown> | void) => {
			const open = await visitor(portal, fragment);
			await end();
			const [late] = await sendByDrop(open, fileOf('late.pdf', noise(20)));
			expect(named.ends).toContain(late);
			const faced = await opening(fragment, honest);
			expectRefused(named, faced);
			expect((await owner.core.drops(vault)).dropped.map(({ name }) => name)).not.toContain(
				'late.pdf'
			);
			return faced.code;
		};
		const used = await dropLink(owner, vault, { uses: 1 });
		expect(
			await both(used, async () => {
				await sendByDrop(await visitor(portal, used), fileOf('first.pdf', noise(20)));
			})
		).toBe('drop-used-up');
		const closed = await dropLink(owner, vault);
		const { drop } = await dropLinkKeys(parseLinkSecret(closed));
		expect(await both(closed, () => owner.core.closeDropLink(vault, drop))).toBe('drop-closed');
		const left = await dropLink(owner, vault);
		const { userId } = ana.keyholder.session;
		expect(await both(left, () => owner.core.removeStaff(userId))).toBe('drop-behind');
		const expired = await dropLink(owner, vault, { days: 1 });
		expect(await both(expired, () => portal.pass(25 * 60 * 60 * 1000))).toBe('drop-expired');
	});

	attack('28g', async (named) => {
		const { client, owner, portal, vault, otherVault } = stage;
		const list = await wanting(owner, vault, ['W-2', 'Receipts'], ['Receipts']);
		const fragment = await dropLink(owner, vault, { asks: [list] });
		const second = await wanting(owner, vault, ['1099']);
		await dropLink(owner, vault, { asks: [second] });
		await wanting(owner, otherVault, ['1098']);
		const of = async (title: string, where = vault) =>
			idBytes((await itemOf(owner, where, title)).item);
		const send = await strayProgram(new Person(portal), fragment);
		await send('other list.pdf', { answers: await of('1099') });
		await send('other vault.pdf', { answers: await of('1098', otherVault) });
		await send('made up.pdf', { answers: randomBytes(16) });
		await send('none.pdf', {});
		const [w2, receipts] = [await of('W-2'), await of('Receipts')];
		const times = cases(4, 500);
		for (let n = 0; n < times; n++) await send(`same ${String(n)}.pdf`, { answers: w2 });
		// What is no manifest is no file: the form has one item, of sixteen bytes, or none.
		const malformed = [
			{ answers: [w2, receipts] },
			{ answers: w2.slice(1) },
			{ answers: null },
			{ answers: w2, title: 'W-2' }
		];
		for (const change of malformed) await send('malformed.pdf', change);
		const { dropped, forged } = await owner.core.drops(vault);
		expect(forged).toBe(malformed.length);
		const plain = ['made up.pdf', 'none.pdf', 'other list.pdf', 'other vault.pdf'];
		const claims = dropped.filter(({ answers }) => answers !== null);
		expect(claims.map(({ answers }) => answers?.title)).toEqual(
			Array.from({ length: times }, () => 'W-2')
		);
		expect(
			dropped
				.filter(({ answers }) => answers === null)
				.map(({ name }) => name)
				.sort()
		).toEqual(plain);
		const taken: boolean[] = [];
		for (const { blob } of dropped) taken.push(await owner.core.acceptDropped(vault, blob, null));
		expect(taken.filter(Boolean)).toHaveLength(1);
		const { requests, files } = await client.core.openVault(vault);
		const first = files.find(({ name }) => name === 'same 0.pdf');
		expect(
			requests
				.flatMap(({ items }) => items)
				.map(({ title, status, answers }) => [title, status, answers])
		).toEqual([
			['1099', 'wanted', []],
			['W-2', 'received', [first?.file]],
			['Receipts', 'wanted', []]
		]);
		expect((await itemOf(owner, otherVault, '1098')).status).toBe('wanted');
		expect(named.ends).toEqual(['no effect']);
	});

	attack('28e', async (named) => {
		const { ana, owner, portal, vault } = stage;
		const fragment = await dropLink(owner, vault);
		await ana.core.drops(vault);
		const hers = [...secretsOf(ana), ana.prf];
		const before = await copyOf(portal);
		await owner.core.removeStaff(ana.keyholder.session.userId);
		// The portal forgets that the team has a new key.
		await portal.services.db.updateTable('drop_teams').set({ epoch: 2 }).execute();
		expect(
			await sendByDrop(await visitor(portal, fragment), fileOf('late.pdf', noise(20)))
		).toEqual([]);
		const after = since(before, await copyOf(portal));
		expect([...(await rob(after, hers))].filter((name) => name.startsWith('manifest'))).toEqual([]);
		const whole = await rob(await copyOf(portal), hers);
		expect([...whole].filter((name) => name.startsWith('manifest'))).toHaveLength(1);
		// Staff see that the link had ended.
		expect((await owner.core.drops(vault)).links).toMatchObject([{ state: 'behind' }]);
		expect(named.ends).toEqual(['not prevented']);
	});
});

/** Every file of the portal. */
async function onDisk(): Promise<{ place: string; bytes: Buffer }[]> {
	const { folder } = stage.portal;
	const files = await readdir(folder, { recursive: true, withFileTypes: true });
	return Promise.all(
		files
			.filter((one) => one.isFile())
			.map(async (one) => {
				const place = path.join(one.parentPath, one.name);
				return { place, bytes: await readFile(place) };
			})
	);
}

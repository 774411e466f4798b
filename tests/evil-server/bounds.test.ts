import { afterAll, beforeAll, describe, expect } from 'vitest';
import { toWire } from '../../src/contract/wire.ts';
import type { Raw } from '../../src/crypto/brands.ts';
import { concat } from '../../src/crypto/bytes.ts';
import { encode, type Value } from '../../src/crypto/encoding.ts';
import { parseEntry } from '../../src/crypto/entry-header.ts';
import { idBytes } from '../../src/crypto/ids.ts';
import { randomBytes } from '../../src/crypto/random.ts';
import { readAfter } from '../../src/vault/log-source.ts';
import { elsewhere, type Interfere, type Person } from '../claims/people.ts';
import { HEADER, putTogether, takeApart } from './entries.ts';
import { attack, deep, expectRefused, face } from './evil.ts';
import { isRead, keeping, logOf } from './lies.ts';
import { fileNamed, nothing, setStage, type Stage, vaultEntries } from './stage.ts';

const MiB = 1024 * 1024;

let stage: Stage;
beforeAll(async () => {
	stage = await setStage();
});
afterAll(() => stage.portal.close());

/** A body that never ends; counts what was taken of it. */
function endless(start: string, chunk: Raw) {
	const taken = { bytes: 0 };
	let first = true;
	const body = new ReadableStream<Uint8Array>(
		{
			pull(controller) {
				const next = first ? new TextEncoder().encode(start) : chunk;
				first = false;
				taken.bytes += next.length;
				controller.enqueue(next);
			}
		},
		{ highWaterMark: 0 }
	);
	return { body, taken };
}

const swamp = (path: RegExp, make: () => Response): Interfere => {
	return (address, init, pass) =>
		path.test(address) && isRead(init) ? Promise.resolve(make()) : pass(address, init);
};

async function enteredOwner(): Promise<Person> {
	const person = elsewhere(stage.portal, stage.owner);
	await person.enter();
	return person;
}

async function within<T>(ms: number, work: () => Promise<T>): Promise<T> {
	const started = performance.now();
	const result = await work();
	expect(performance.now() - started).toBeLessThan(ms);
	return result;
}

describe('answers without end', () => {
	attack('25a', async (named) => {
		const { owner, vault } = stage;
		const file = await fileNamed(owner, vault, 'W-2.pdf');
		const spaces = new Uint8Array(MiB).fill(0x20);
		const places: [RegExp, (person: Person) => Promise<unknown>, number][] = [
			[/\/devices$/u, ({ core }) => core.devices(), 40 * MiB],
			[/\/vaults$/u, ({ core }) => core.clients(), 40 * MiB],
			[/\/account$/u, ({ core }) => core.passkeys(), 40 * MiB],
			[logOf(vault), ({ core }) => core.openVault(vault), 40 * MiB],
			[/\/blobs\//u, ({ core }) => core.openFile(vault, file.file), 4 * MiB]
		];
		for (const [path, act, limit] of places) {
			const person = await enteredOwner();
			if (path.source.includes('blobs')) await person.core.openVault(vault);
			const { body, taken } = endless('{', spaces);
			const lie = swamp(path, () => new Response(body, { status: 200 }));
			const faced = await within(20_000, () => face(person, lie, () => act(person)));
			expectRefused(named, faced, path.source);
			expect(taken.bytes, path.source).toBeLessThan(limit);
		}
	});

	attack('25b', async (named) => {
		// Lists that say "there is more" for ever, each page new.
		const page = async (address: string, init: RequestInit, pass: Parameters<Interfere>[2]) => {
			const response = await pass(address.replace(/\?.*/u, ''), init);
			const answer = (await response.json()) as { vaults: { vault: string }[] };
			const [row] = answer.vaults;
			const vaults = Array.from({ length: 1000 }, () => ({
				...row,
				// A label of an unknown key costs the reader nothing.
				labelTeamEpoch: 99,
				vault: toWire(randomBytes(16))
			}));
			return Response.json({ ...answer, vaults, more: true });
		};
		let asked = 0;
		const person = await enteredOwner();
		const faced = await within(60_000, () =>
			face(
				person,
				(address, init, pass) => {
					if (!/\/vaults(?:\?|$)/u.test(address) || !isRead(init)) return pass(address, init);
					asked += 1;
					if (asked > 300) throw new Error('asked without end');
					return page(address, init, pass);
				},
				() => person.core.clients()
			)
		);
		expectRefused(named, faced);
	});

	attack('25c', async (named) => {
		// Two pages in turn, for ever.
		const person = await enteredOwner();
		let asked = 0;
		const faced = await face(
			person,
			async (address, init, pass) => {
				if (!/\/vaults(?:\?|$)/u.test(address) || !isRead(init)) return pass(address, init);
				asked += 1;
				if (asked > 300) throw new Error('asked without end');
				const response = await pass(address.replace(/\?.*/u, ''), init);
				const answer = (await response.json()) as { vaults: unknown[] };
				const vaults = [answer.vaults[asked % answer.vaults.length]];
				return Response.json({ ...answer, vaults, more: true });
			},
			() => person.core.clients()
		);
		expectRefused(named, faced);
		expect(asked).toBeLessThan(10);
	});

	attack('25d', async (named) => {
		// A log that grows faster than it is read: entries of the server's own making, each well-formed. The shipped
		// limit is reached in the deep run; the quick one reads with a smaller one.
		const limit = deep ? undefined : 4 * MiB;
		const { bytes, header, hash } = await parseEntry(
			(await vaultEntries(stage, stage.vault)).at(-1) ?? nothing
		);
		let served = 0;
		const source = growing(bytes, (size) => (served += size));
		const reading = within(600_000, () => readAfter(source, { seq: header.seq, hash }, [], limit));
		await expect(reading).rejects.toMatchObject({
			code: expect.toBeOneOf([...named.ends]) as string
		});
		expect(served).toBeLessThan((limit ?? 128 * MiB) + 8 * MiB);
	});

	attack('25f', async (named) => {
		const person = await enteredOwner();
		const honest = await person.core.clients();
		const since = /\/vaults\?since=/u;
		const row = async () => {
			const { api, session } = person.keyholder;
			const { vaults } = await api.vaults(session.firm.firm, null);
			const [first] = vaults;
			if (!first) throw new Error('no client');
			const { label, labelTeam, lastBy } = first;
			return {
				...first,
				label: toWire(label),
				labelTeam: toWire(labelTeam),
				lastBy: toWire(lastBy)
			};
		};
		const real = await row();
		// A vault that is nobody's, with the label of one that is known.
		const ofNobody = () => ({ ...real, vault: toWire(randomBytes(16)) });
		let told = 0;
		type Page = { moved: number; total: number; vaults: unknown[]; more: boolean };
		const lies: [string, (page: Page) => Partial<Page>, number][] = [
			['a lower number', ({ moved }) => ({ moved: moved - 1e9 }), 1],
			['the same twice', ({ total }) => ({ vaults: [real, real], total }), 1],
			['of nobody', () => ({ vaults: [ofNobody()] }), 1],
			['fewer', ({ total }) => ({ total: total - 1 }), 1],
			['more', ({ total }) => ({ total: total + 1 }), 1],
			['always more, the same number', () => ({ more: true }), 1],
			['always more, higher numbers', ({ moved }) => ({ more: true, moved: moved + ++told }), 1],
			[
				'always more, one row a page',
				({ moved }) => ({ more: true, moved: moved + ++told, vaults: [ofNobody()] }),
				1
			],
			[
				'always more, full pages',
				({ moved }) => ({
					more: true,
					moved: moved + ++told,
					vaults: Array.from({ length: 1000 }, ofNobody)
				}),
				60
			]
		];
		for (const [lie, bend, most] of lies) {
			let asked = 0;
			const bent: Interfere = async (address, init, pass) => {
				if (!since.test(address)) return pass(address, init);
				asked += 1;
				if (asked > 300) throw new Error('asked without end');
				// What would be answered to the number that the client had from the truth.
				const response = await pass(address.replace(/since=\d+/u, `since=${String(start)}`), init);
				const page = (await response.json()) as Page & { since: number };
				const number = Number(/since=(\d+)/u.exec(address)?.[1]);
				return Response.json({ ...page, since: number, ...bend(page) });
			};
			const { api, session } = person.keyholder;
			const { moved: start } = await api.vaults(session.firm.firm, null);
			const faced = await face(person, bent, () => person.core.clients());
			expect({ lie, code: faced.code, writes: faced.writes }).toEqual({
				lie,
				code: null,
				writes: []
			});
			expect(new Set(faced.value), lie).toEqual(new Set(honest));
			expect(asked, lie).toBeGreaterThan(0);
			expect(asked, lie).toBeLessThanOrEqual(most);
			// And the list itself, once.
			expect(faced.trace.filter((one) => /\/vaults(?:\?after=.*)?$/u.test(one)).length, lie).toBe(
				1
			);
		}
		expect(named.ends).toEqual(['no effect']);
		// Counts that never fit, in the list itself as well: it is read, and read again the next time, no oftener.
		const faced = await face(
			person,
			async (address, init, pass) => {
				const response = await pass(address, init);
				if (!/\/vaults(?:\?|$)/u.test(address)) return response;
				return Response.json({ ...((await response.json()) as object), total: 49_999 });
			},
			async () => [await person.core.clients(), await person.core.clients()]
		);
		expect(faced.value).toEqual([honest, honest]);
		expect(faced.trace.length).toBeLessThanOrEqual(4);
	});

	attack('25e', async (named) => {
		const { vault } = stage;
		const entries = await vaultEntries(stage, vault);
		const parts = await takeApart(entries.at(-1) ?? new Uint8Array());
		const monsters: Raw[] = [
			// Announces four thousand million items, brings none.
			Uint8Array.of(0x9a, 0xff, 0xff, 0xff, 0xff),
			Uint8Array.of(0xba, 0xff, 0xff, 0xff, 0xff),
			Uint8Array.of(0x5b, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff),
			// A megabyte of opening brackets.
			new Uint8Array(MiB).fill(0x81),
			new Uint8Array(2 * MiB + 1),
			concat(encode([randomBytes(10), randomBytes(64), null]), new Uint8Array(10)),
			putTogether({ ...parts, payload: { deep: nested(12) } }),
			putTogether({ ...parts, payload: { wide: Array.from({ length: 100_000 }, () => 0) } })
		];
		for (const [index, monster] of monsters.entries()) {
			const person = await enteredOwner();
			const lie = keeping(logOf(vault), () => [...entries.slice(0, -1), monster]);
			const faced = await within(5000, () => face(person, lie, () => person.core.openVault(vault)));
			if (faced.code !== null) expectRefused(named, faced, String(index));
			else expect(faced.value?.history[0]?.rejected).not.toBeNull();
		}
	});
});

const nested = (depth: number): Value => (depth === 0 ? [] : [nested(depth - 1)]);

/** Pages of entries that follow `last` in form, signed by nobody, without end. */
function growing(last: Raw, count: (bytes: number) => void) {
	let tail = last;
	return {
		async page() {
			const entries: Raw[] = [];
			for (let n = 0; n < 2; n++) {
				tail = await follower(tail);
				entries.push(tail);
				count(tail.length);
			}
			const { header, hash } = await parseEntry(tail);
			return { entries, head: { seq: header.seq + 1, hash }, more: true };
		}
	};
}

async function follower(before: Raw): Promise<Raw> {
	const { header, hash } = await parseEntry(before);
	const parts = await takeApart(before);
	const body = new Uint8Array(MiB).fill(7);
	const bodyHash = new Uint8Array(await crypto.subtle.digest('SHA-256', body));
	const changed = new Map<string, Value>([
		['seq', header.seq + 1],
		['prev', idBytes(hash)],
		['bodyHash', bodyHash]
	]);
	const whole = parts.header.map((value, at) => changed.get(HEADER[at] ?? '') ?? value);
	return putTogether({ ...parts, header: whole, body });
}

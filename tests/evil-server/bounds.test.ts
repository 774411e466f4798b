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
			return Response.json({ vaults, more: true });
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
				const { vaults } = (await response.json()) as { vaults: unknown[] };
				return Response.json({ vaults: [vaults[asked % vaults.length]], more: true });
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

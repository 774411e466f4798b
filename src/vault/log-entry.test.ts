import { expect, test } from 'vitest';
import { refusalOf, World } from '../../tests/vault/world.ts';
import { parseEntries, requireNext } from './log-entry.ts';

const world = await World.found();
const [genesis] = await parseEntries(world.portal.firmLog.entries.slice(0, 1));
if (!genesis) throw new Error('no genesis');
const { header, hash } = genesis;
const log = { firm: header.firm, vault: null };
const head = { seq: 0, hash };
const but = (change: Partial<typeof header>) => ({ ...genesis, header: { ...header, ...change } });

test('a log begins with entry 0, which follows nothing', async () => {
	requireNext(log, null, genesis);
	expect(await refusalOf(() => requireNext(log, null, but({ seq: 1 })))).toBe('log-broken');
	expect(await refusalOf(() => requireNext(log, null, but({ prev: hash })))).toBe('log-broken');
});

test('every later entry names the one before it, by number and hash', async () => {
	requireNext(log, head, but({ seq: 1, prev: hash }));
	expect(await refusalOf(() => requireNext(log, head, but({ seq: 2, prev: hash })))).toBe(
		'log-broken'
	);
	expect(await refusalOf(() => requireNext(log, head, but({ seq: 1, prev: null })))).toBe(
		'log-broken'
	);
});

test('bytes that are no entry break the log; a fault of this program is not blamed on it', async () => {
	class Unreadable extends Uint8Array<ArrayBuffer> {
		constructor() {
			super(new ArrayBuffer(3));
		}

		override get length(): number {
			throw new RangeError('unreadable');
		}
	}
	expect(await refusalOf(() => parseEntries([new Uint8Array(3)]))).toBe('log-broken');
	await expect(parseEntries([new Unreadable()])).rejects.toThrow(RangeError);
});

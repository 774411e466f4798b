import { beforeAll, describe, expect, test } from 'vitest';
import type { ContextFields } from '../../src/crypto/context.ts';
import { firmIdFrom, vaultIdFrom } from '../../src/crypto/ids.ts';
import { epochSealKeyFrom } from '../../src/crypto/keys.ts';
import { randomBytes } from '../../src/crypto/random.ts';
import { open, seal } from '../../src/crypto/seal.ts';
import { ready } from '../../src/crypto/sodium.ts';

const place = (): Required<Omit<ContextFields, 'object' | 'recipient'>> => ({
	firm: firmIdFrom(randomBytes(32)),
	vault: vaultIdFrom(randomBytes(16)),
	epoch: 3,
	field: 'file.added',
	sequence: 7,
	sender: randomBytes(32)
});

describe('seals', () => {
	beforeAll(() => ready);

	test('C12 a sealed body opens in its own place and in no other', async () => {
		const key = epochSealKeyFrom(randomBytes(32));
		const here = place();
		const sealed = await seal('entry-body', key, here, randomBytes(40));
		expect(await open('entry-body', key, here, sealed)).toHaveLength(40);
		const elsewhere = { ...place(), epoch: 4, field: 'file.changed', sequence: 8 };
		for (const element of Object.keys(here) as (keyof typeof here)[]) {
			const moved = { ...here, [element]: elsewhere[element] };
			await expect(open('entry-body', key, moved, sealed)).rejects.toMatchObject({
				code: 'open-failed'
			});
		}
	});

	test('C13 no ciphertext opens under a second key, because the commitment names one', async () => {
		const [first, second] = [randomBytes(32), randomBytes(32)].map(epochSealKeyFrom);
		if (!first || !second) throw new Error('two keys');
		const here = place();
		const sealed = await seal('entry-body', first, here, randomBytes(40));
		const other = await seal('entry-body', second, here, randomBytes(40));
		await expect(open('entry-body', second, here, sealed)).rejects.toMatchObject({
			code: 'open-failed'
		});
		// Another key's commitment in front of this ciphertext, or this one's before another's.
		const mixed = sealed.slice();
		mixed.set(other.subarray(1, 33), 1);
		for (const key of [first, second])
			await expect(open('entry-body', key, here, mixed)).rejects.toMatchObject({
				code: 'open-failed'
			});
	});
});

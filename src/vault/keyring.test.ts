import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { refusalOf } from '../../tests/vault/world.ts';
import { encode, type Value } from '../crypto/encoding.ts';
import { entryHashFrom, firmIdFrom, vaultIdFrom } from '../crypto/ids.ts';
import { directoryKeyFrom } from '../crypto/keys.ts';
import { randomBytes } from '../crypto/random.ts';
import { encodeKeyring, parseKeyring } from './keyring.ts';

const firm = firmIdFrom(randomBytes(32));
const key = directoryKeyFrom(randomBytes(32));

const bytes = (length: number) =>
	fc.uint8Array({ minLength: length, maxLength: length }).map((value) => new Uint8Array(value));

test('any keyring comes back as it was', () => {
	const heads = fc.array(fc.tuple(fc.boolean(), bytes(32), bytes(32), fc.nat()));
	fc.assert(
		fc.property(heads, fc.array(bytes(16)), fc.boolean(), (list, vaults, isStaff) => {
			const keyring = {
				firms: [
					{
						firm,
						role: isStaff ? ('staff' as const) : ('client' as const),
						vaults: vaults.map(vaultIdFrom),
						directory: new Map([[1, key]])
					}
				],
				heads: new Map(
					list.map(([isFirm, log, hash, seq]) => [
						isFirm ? firmIdFrom(log) : vaultIdFrom(log.slice(0, 16)),
						[{ seq, hash: entryHashFrom(hash) }]
					])
				)
			};
			expect(parseKeyring(encodeKeyring(keyring))).toEqual(keyring);
		})
	);
});

describe('a keyring that is not one is refused', () => {
	const membership = { directory: [], firm: randomBytes(32), role: 'staff', vaults: [] };
	const cases: [string, Value, string][] = [
		['no map', [], 'account-damaged'],
		['a missing field', { firms: [] }, 'account-damaged'],
		['a field too many', { firms: [], heads: [], more: 1 }, 'account-damaged'],
		[
			'an unknown role',
			{ firms: [{ ...membership, role: 'owner' }], heads: [] },
			'account-damaged'
		],
		[
			'a firm id of 31 bytes',
			{ firms: [{ ...membership, firm: randomBytes(31) }], heads: [] },
			'malformed'
		],
		[
			'a head of no log',
			{ firms: [], heads: [{ hash: randomBytes(32), log: randomBytes(20), seq: 0 }] },
			'malformed'
		],
		[
			'a hash of 16 bytes',
			{ firms: [], heads: [{ hash: randomBytes(16), log: randomBytes(16), seq: 0 }] },
			'malformed'
		]
	];
	test.each(cases)('%s', async (_, value, code) => {
		expect(await refusalOf(() => parseKeyring(encode(value)))).toBe(code);
	});

	test('bytes that are not canonical', async () => {
		const encoded = encodeKeyring({ firms: [], heads: new Map() });
		expect(await refusalOf(() => parseKeyring(encoded.slice(0, -1)))).toBe('malformed');
	});
});

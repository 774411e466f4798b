import { hkdfSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toHex } from './bytes.ts';
import { encodeContext, type ContextFields } from './context.ts';
import { firmIdFrom, vaultIdFrom } from './ids.ts';
import { accountKeyFrom, epochSealKeyFrom } from './keys.ts';
import { randomBytes } from './random.ts';
import { open, seal } from './seal.ts';
import { answersToFlips, answersToResizing, refusalOf, wipedDuring } from './testing.ts';

const key = epochSealKeyFrom(randomBytes(32));
const fields = {
	firm: firmIdFrom(randomBytes(32)),
	vault: vaultIdFrom(randomBytes(16)),
	epoch: 1,
	field: 'folder.made',
	sequence: 7,
	sender: randomBytes(32)
} satisfies ContextFields;
const secret = new TextEncoder().encode('Harper & Daughters 2025');
const sealed = await seal('entry-body', key, fields, secret);
const openBody = (bytes: typeof secret) => open('entry-body', key, fields, bytes);

test('what was sealed opens with the same key in the same place', async () => {
	await fc.assert(
		fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), async (bytes) => {
			const plaintext = new Uint8Array(bytes);
			const made = await seal('entry-body', key, fields, plaintext);
			expect(made[0]).toBe(1);
			expect(made.length).toBe(plaintext.length + 73);
			expect(toHex(await openBody(made))).toBe(toHex(plaintext));
		})
	);
});

test('the derived key is overwritten after each use', async () => {
	let made = sealed;
	const bySealing = await wipedDuring(async () => {
		made = await seal('entry-body', key, fields, secret);
	});
	const context = encodeContext('entry-body', fields);
	const okm = hkdfSync('sha256', key, made.subarray(33, 57), context, 32);
	const derived = toHex(new Uint8Array(okm));
	expect(bySealing).toContain(derived);
	expect(await wipedDuring(() => openBody(made))).toContain(derived);
});

test('sealing the same thing twice gives different bytes everywhere but the suite', async () => {
	const again = await seal('entry-body', key, fields, secret);
	expect(toHex(again.subarray(1, 33))).not.toBe(toHex(sealed.subarray(1, 33)));
	expect(toHex(again.subarray(33, 57))).not.toBe(toHex(sealed.subarray(33, 57)));
	expect(toHex(again.subarray(57))).not.toBe(toHex(sealed.subarray(57)));
});

test('every changed byte makes it fail to open', async () => {
	expect(await answersToFlips(sealed, openBody)).toEqual(new Set(['open-failed']));
});

test('every other length fails to open', async () => {
	expect(await answersToResizing(sealed, openBody)).toEqual(new Set(['open-failed']));
});

test('another key fails to open', async () => {
	const other = epochSealKeyFrom(randomBytes(32));
	expect(await refusalOf(() => open('entry-body', other, fields, sealed))).toBe('open-failed');
});

test('a seal whose commitment is replaced by another key’s does not open under that key', async () => {
	const other = epochSealKeyFrom(randomBytes(32));
	const foreign = await seal('entry-body', other, fields, secret);
	const mixed = sealed.slice();
	mixed.set(foreign.subarray(1, 57), 1);
	expect(await refusalOf(() => open('entry-body', other, fields, mixed))).toBe('open-failed');
});

describe('a seal opens nowhere else', () => {
	const { vault: _, ...firmLog } = fields;
	test.each<[string, ContextFields]>([
		['another firm', { ...fields, firm: firmIdFrom(randomBytes(32)) }],
		['another vault', { ...fields, vault: vaultIdFrom(randomBytes(16)) }],
		['the firm log', firmLog],
		['another epoch', { ...fields, epoch: 2 }],
		['another kind', { ...fields, field: 'folder.renamed' }],
		['another position', { ...fields, sequence: 8 }],
		['another author', { ...fields, sender: randomBytes(32) }]
	])('%s', async (_, elsewhere) => {
		expect(await refusalOf(() => open('entry-body', key, elsewhere, sealed))).toBe('open-failed');
	});

	test('another object', async () => {
		const account = accountKeyFrom(randomBytes(32));
		const keyring = await seal('keyring', account, { object: randomBytes(32) }, secret);
		const run = () => open('keyring', account, { object: randomBytes(32) }, keyring);
		expect(await refusalOf(run)).toBe('open-failed');
	});

	test('another purpose', async () => {
		const account = accountKeyFrom(randomBytes(32));
		const place = { object: randomBytes(32) };
		const keyring = await seal('keyring', account, place, secret);
		const run = () => open('identity-seed', account, place, keyring);
		expect(await refusalOf(run)).toBe('open-failed');
	});
});

test('a context that lacks an element seals nothing', async () => {
	expect(await refusalOf(() => seal('entry-body', key, { epoch: 1 }, secret))).toBe('malformed');
});

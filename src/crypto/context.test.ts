import { expect, test } from 'vitest';
import { toHex } from './bytes.ts';
import { encodeContext, type ContextFields } from './context.ts';
import { decode } from './encoding.ts';
import { firmIdFrom, vaultIdFrom } from './ids.ts';
import { refusalOf } from './testing.ts';

const body: ContextFields = {
	firm: firmIdFrom(new Uint8Array(32).fill(1)),
	vault: vaultIdFrom(new Uint8Array(16).fill(2)),
	epoch: 3,
	field: 'file.added',
	sequence: 4,
	sender: new Uint8Array(32).fill(5)
};

test('a context is the eleven elements of section 3, with null for what is not used', () => {
	expect(decode(encodeContext('entry-body', body))).toEqual([
		'tallyport',
		1,
		'entry-body',
		new Uint8Array(32).fill(1),
		new Uint8Array(16).fill(2),
		3,
		null,
		'file.added',
		4,
		new Uint8Array(32).fill(5),
		null
	]);
});

test('the firm log’s bodies have no vault', () => {
	const { vault: _, ...inFirmLog } = body;
	expect(toHex(encodeContext('entry-body', inFirmLog))).not.toBe(
		toHex(encodeContext('entry-body', body))
	);
});

test.each(['firm', 'epoch', 'field', 'sequence', 'sender'] as const)(
	'a purpose without its %s is refused',
	async (element) => {
		const { [element]: _, ...missing } = body;
		expect(await refusalOf(() => encodeContext('entry-body', missing))).toBe('malformed');
	}
);

test('an element that the purpose does not use is refused', async () => {
	const withObject = { ...body, object: Uint8Array.of(1) };
	expect(await refusalOf(() => encodeContext('entry-body', withObject))).toBe('malformed');
	expect(await refusalOf(() => encodeContext('team-kem', { epoch: 1 }))).toBe('malformed');
});

const everything = {
	firm: firmIdFrom(new Uint8Array(32).fill(1)),
	vault: vaultIdFrom(new Uint8Array(16).fill(2)),
	epoch: 3,
	object: Uint8Array.of(4),
	field: 'file.added',
	sequence: 5,
	sender: new Uint8Array(32).fill(6),
	recipient: new Uint8Array(32).fill(7)
} satisfies ContextFields;
const grant = ['firm', 'vault', 'epoch', 'sender', 'recipient'] as const;
const used = Object.fromEntries(grant.map((element) => [element, everything[element]]));
const elements = Object.keys(everything).map((name) => name as keyof typeof everything);

test.each(grant)(
	'a grant without its %s is refused, whichever element that is',
	async (element) => {
		expect(await refusalOf(() => encodeContext('vault-grant', used))).toBe('accepted');
		const { [element]: _, ...missing } = used;
		expect(await refusalOf(() => encodeContext('vault-grant', missing))).toBe('malformed');
	}
);

test.each(elements)('a purpose that does not use %s is refused with it', async (element) => {
	const bare = element === 'object' ? ('team-kem' as const) : ('keyring' as const);
	const fields = bare === 'keyring' ? { object: everything.object } : {};
	expect(await refusalOf(() => encodeContext(bare, fields))).toBe('accepted');
	const more = { ...fields, [element]: everything[element] };
	expect(await refusalOf(() => encodeContext(bare, more))).toBe('malformed');
});

test('a recipient is a hash of 32 bytes', async () => {
	const fields = { object: Uint8Array.of(1), recipient: new Uint8Array(31) };
	expect(await refusalOf(() => encodeContext('unlock-passkey', fields))).toBe('malformed');
});

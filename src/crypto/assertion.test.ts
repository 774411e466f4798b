import { describe, expect, test } from 'vitest';
import { FLAGS, SigningPasskey, type Bend } from '../../tests/vault/signing-passkey.ts';
import { assertionFault, type Assertion } from './assertion.ts';
import type { Raw } from './brands.ts';
import { concat } from './bytes.ts';
import { randomBytes } from './random.ts';

const origin = 'https://portal.example';
const challenge = randomBytes(32);
const passkey = new SigningPasskey();
const faultOf = (assertion: Assertion) => assertionFault(assertion, { challenge, origin });
const bent = (bend: Bend) => faultOf(passkey.sign(challenge, origin, bend));
const right = passkey.sign(challenge, origin);

/** r or s begin with a zero in some signatures and not in others: both forms must be met. */
const several = Array.from({ length: 64 }, (_, n) => n);

describe('an assertion', () => {
	test.each(['ES256', 'EdDSA', 'RS256'] as const)('by a passkey of %s is right', async (alg) => {
		const other = new SigningPasskey(alg);
		expect(await faultOf(other.sign(challenge, origin))).toBeNull();
		expect(await faultOf({ ...other.sign(challenge, origin), key: passkey.key })).toBe('signature');
	});

	test('is right whatever bytes its signature begins with', async () => {
		for (const _ of several) expect(await faultOf(passkey.sign(challenge, origin))).toBeNull();
	});

	test('is of one challenge', async () => {
		expect(await assertionFault(right, { challenge: randomBytes(32), origin })).toBe('challenge');
	});

	test('of another ceremony is refused', async () => {
		expect(await bent({ type: 'webauthn.create' })).toBe('client-data');
	});

	test.each(['', 'null', '[]', '"a"', '{', '\u{feff}{}'])(
		'with client data %j is refused',
		async (client) => {
			expect(await bent({ client })).toBe('client-data');
		}
	);

	test('of another origin is refused, be it only another port', async () => {
		for (const other of ['https://evil.example', `${origin}:8443`, 'http://portal.example'])
			expect(await bent({ origin: other })).toBe('origin');
	});

	test('made inside another site’s page is refused', async () => {
		expect(await bent({ crossOrigin: true })).toBe('origin');
		expect(await bent({ more: { topOrigin: 'https://evil.example' } })).toBe('origin');
	});

	test('of another relying party is refused', async () => {
		expect(await bent({ rpId: 'example' })).toBe('relying-party');
	});

	test('without a touch is refused', async () => {
		expect(await bent({ flags: FLAGS & ~1 })).toBe('not-present');
	});

	test('without user verification is refused', async () => {
		expect(await bent({ flags: FLAGS & ~4 })).toBe('not-verified');
	});

	test('that is backed up and cannot be is refused; one that is only able to is right', async () => {
		expect(await bent({ flags: 0x15 })).toBe('backup-state');
		expect(await bent({ flags: 0x0d })).toBeNull();
		expect(await bent({ flags: 0x05 })).toBeNull();
	});

	test('with extension data is refused: a PRF output could lie in it', async () => {
		const extensions = Uint8Array.of(0xa1, 0x61, 0x61, 0x01);
		for (const flags of [FLAGS | 0x80, FLAGS | 0x40, FLAGS])
			expect(await bent({ flags, extensions })).toBe('authenticator-data');
		for (const flags of [FLAGS | 0x80, 0x40])
			expect(await bent({ flags })).toBe('authenticator-data');
		expect(await faultOf({ ...right, authenticator: right.authenticator.slice(0, 30) })).toBe(
			'authenticator-data'
		);
	});

	test('changed in any byte is refused', async () => {
		for (const field of ['authenticator', 'client', 'signature'] as const)
			for (const at of [0, 10, 20, 35, right[field].length - 1]) {
				const changed = right[field].slice();
				changed[at] = (changed[at] ?? 0) ^ 1;
				expect(await faultOf({ ...right, [field]: changed }), `${field} ${at}`).not.toBeNull();
			}
	});

	test('with a key that is none is refused', async () => {
		expect(await faultOf({ ...right, key: right.key.slice(1) })).toBe('key');
	});
});

describe('a DER signature in another form is refused', () => {
	const integer = (...digits: number[]) => Uint8Array.of(2, digits.length, ...digits);
	const sequence = (...parts: Raw[]) => {
		const inside = concat(...parts);
		return concat(Uint8Array.of(0x30, inside.length), inside);
	};
	const one = integer(1);
	test.each([
		['nothing', Uint8Array.of()],
		['one number', sequence(one)],
		['two numbers that sign nothing', sequence(one, one)],
		['three numbers', sequence(one, one, one)],
		['another tag outside', concat(Uint8Array.of(0x31), sequence(one, one).slice(1))],
		['another length outside', concat(Uint8Array.of(0x30, 9), sequence(one, one).slice(2))],
		['another tag inside', sequence(one, Uint8Array.of(3, 1, 1))],
		['an empty number', sequence(one, integer())],
		['a negative number', sequence(one, integer(0x80))],
		['a padded number', sequence(one, integer(0, 1))],
		['a lone zero', sequence(one, integer(0))],
		['a number cut short', sequence(one, Uint8Array.of(2, 5, 1))],
		['a number too long', sequence(one, integer(...new Array<number>(33).fill(1)))]
	])('%s', async (_, signature) => {
		expect(await faultOf({ ...right, signature })).toBe('signature');
	});
});

describe('a genuine DER signature, spelt another way, is refused:', () => {
	/** Signs until the number at `which` (0: r, 1: s) begins as wanted; one in 256 does. */
	function signed(which: 0 | 1, begins: (digits: Raw) => boolean) {
		for (;;) {
			const assertion = passkey.sign(challenge, origin);
			const numbers = numbersOf(assertion.signature);
			if (begins(numbers[which])) return { assertion, numbers };
		}
	}
	function numbersOf(der: Raw): [r: Raw, s: Raw] {
		const end = 4 + (der[3] ?? 0);
		return [der.slice(4, end), der.slice(end + 2)];
	}
	const spelt = (digits: Raw, tag = 2) => concat(Uint8Array.of(tag, digits.length), digits);
	const both = (r: Raw, s: Raw, length = r.length + s.length) =>
		concat(Uint8Array.of(0x30, length), r, s);
	const judged = (assertion: Assertion, signature: Raw) => faultOf({ ...assertion, signature });

	test('nothing changed, it is right', async () => {
		const { assertion, numbers } = signed(0, () => true);
		const [r, s] = numbers;
		expect(await judged(assertion, both(spelt(r), spelt(s)))).toBeNull();
	});

	test('another tag', async () => {
		const { assertion, numbers } = signed(0, () => true);
		const [r, s] = numbers;
		for (const der of [both(spelt(r, 3), spelt(s)), both(spelt(r), spelt(s, 3))])
			expect(await judged(assertion, der)).toBe('signature');
	});

	test('a length outside that does not fit', async () => {
		const { assertion, numbers } = signed(0, () => true);
		const [r, s] = [spelt(numbers[0]), spelt(numbers[1])];
		const length = r.length + s.length;
		for (const wrong of [length - 1, length + 1])
			expect(await judged(assertion, both(r, s, wrong))).toBe('signature');
	});

	test('something after it, within the length outside', async () => {
		const { assertion, numbers } = signed(0, () => true);
		const tail = concat(spelt(numbers[1]), Uint8Array.of(0));
		expect(await judged(assertion, both(spelt(numbers[0]), tail))).toBe('signature');
	});

	test('a zero before a number that needs none', async () => {
		const { assertion, numbers } = signed(0, ([first = 0]) => first > 0 && first < 0x80);
		const padded = concat(Uint8Array.of(0), numbers[0]);
		expect(await judged(assertion, both(spelt(padded), spelt(numbers[1])))).toBe('signature');
	});

	test.each([0, 1] as const)('number %i without the zero that makes it positive', async (which) => {
		const { assertion, numbers } = signed(which, ([zero, first]) => zero === 0 && first === 0x80);
		const [r, s] = numbers;
		expect(await judged(assertion, both(spelt(r), spelt(s)))).toBeNull();
		const bare = numbers.map((digits, n) => spelt(n === which ? digits.slice(1) : digits));
		const [first, second] = bare;
		if (!first || !second) throw new Error('two numbers');
		expect(await judged(assertion, both(first, second))).toBe('signature');
	});
});

test('the platform’s own failures are not taken for a verdict', async () => {
	const key = new Proxy(right.key, {
		get() {
			throw new TypeError('broken');
		}
	});
	await expect(faultOf({ ...right, key })).rejects.toThrow(TypeError);
});

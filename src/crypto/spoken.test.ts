import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { encode } from './encoding.ts';
import { idBytes, userIdFrom } from './ids.ts';
import { randomBytes } from './random.ts';
import { spokenFingerprint } from './spoken.ts';

test('a fingerprint is eight groups of five digits', async () => {
	expect(await spokenFingerprint(userIdFrom(randomBytes(32)))).toMatch(/^\d{5}( \d{5}){7}$/);
});

test('it is computed as section 6.1 says', async () => {
	const id = userIdFrom(randomBytes(32));
	const input = encode(['tallyport', 1, 'spoken', idBytes(id)]);
	const hash = createHash('sha256').update(input).digest();
	const expected = [0, 1, 2, 3, 4, 5, 6, 7].map((i) => {
		const offset = i === 7 ? 27 : 4 * i;
		const number = BigInt(`0x${hash.subarray(offset, offset + 5).toString('hex')}`);
		return (number % 100000n).toString().padStart(5, '0');
	});
	expect(await spokenFingerprint(id)).toBe(expected.join(' '));
});

import { expect, test } from 'vitest';
import { fromUtf8 } from '../bytes.ts';
import { kemSeedFrom } from '../keys.ts';
import { newFileKey, randomBytes } from '../random.ts';
import { kemKeyPair } from '../sign.ts';
import { parseHeader, writeHeader } from './header.ts';
import { planBlob } from './plan.ts';
import { chunksOf, HEADER_BYTES, storedLength } from './sizes.ts';

const { publicKey } = kemKeyPair(kemSeedFrom(randomBytes(32)));
const header = await writeHeader(publicKey, newFileKey());

test('the stated length of a header is that of a real one, and the payload nonce comes after it', () => {
	expect(header.length).toBe(HEADER_BYTES);
	expect(planBlob(1).headerSize).toBe(header.length + 16);
});

test('a header names age’s version and the type of its recipient', () => {
	expect(fromUtf8(header)).toMatch(/^age-encryption\.org\/v1\n-> mlkem768x25519 /);
	expect(parseHeader(header).stanzas.map(({ args }) => args[0])).toEqual(['mlkem768x25519']);
});

test.each([
	[0, 1, 16],
	[1, 1, 17],
	[65_536, 1, 65_552],
	[65_537, 2, 65_569],
	[131_072, 2, 131_104]
])('%i bytes are %i chunks, stored as %i bytes', (length, chunks, stored) => {
	expect([chunksOf(length), storedLength(length)]).toEqual([chunks, stored]);
});

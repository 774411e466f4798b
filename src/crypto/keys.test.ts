import { expect, test } from 'vitest';
import * as keys from './keys.ts';
import * as random from './random.ts';
import { refusalOf } from './testing.ts';

const sizes = {
	fileKeyFrom: 16,
	signatureFrom: 64,
	kemPublicKeyFrom: 1216,
	wrappedFrom: 1169
} as const;
const constructors = Object.entries(keys).filter(
	([name, value]) => typeof value === 'function' && name !== 'sealedFrom'
);

test.each(constructors)('%s takes bytes of one length', async (name, from) => {
	if (typeof from !== 'function') return;
	const size = Object.entries(sizes).find(([key]) => key === name)?.[1] ?? 32;
	expect(from(new Uint8Array(size)).length).toBe(size);
	for (const wrong of [0, size - 1, size + 1])
		expect(await refusalOf(() => from(new Uint8Array(wrong)))).toBe('malformed');
});

test('a seal is at least as long as the seal of nothing', async () => {
	expect(keys.sealedFrom(new Uint8Array(73)).length).toBe(73);
	expect(await refusalOf(() => keys.sealedFrom(new Uint8Array(72)))).toBe('malformed');
});

test.each([
	random.newAccountKey,
	random.newIdentitySeed,
	random.newTeamSecret,
	random.newDropSecret,
	random.newDropManifestKey,
	random.newEpochSecret,
	random.newLinkSecret,
	random.newWordsEntropy,
	random.newFileKey
])('%o makes a different secret each time', (make) => {
	const made = new Set(Array.from({ length: 50 }, () => make().toString()));
	expect(made.size).toBe(50);
});

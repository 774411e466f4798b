import { identityToRecipient } from 'age-encryption';
import { expect, test } from 'vitest';
import { kemSeedFrom } from '../keys.ts';
import { randomBytes } from '../random.ts';
import { kemKeyPair } from '../sign.ts';
import { ageIdentityText, ageRecipientText } from './identity-text.ts';

const pair = kemKeyPair(kemSeedFrom(randomBytes(32)));

test('an identity is in capitals and a recipient in small letters, as age writes them', () => {
	expect(ageIdentityText(pair.seed)).toMatch(/^AGE-SECRET-KEY-PQ-1[02-9AC-HJ-NP-Z]+$/);
	expect(ageRecipientText(pair.publicKey)).toMatch(/^age1pq1[02-9ac-hj-np-z]+$/);
});

test('another implementation finds the same recipient for an identity', async () => {
	const recipient = await identityToRecipient(ageIdentityText(pair.seed));
	expect(ageRecipientText(pair.publicKey)).toBe(recipient);
});

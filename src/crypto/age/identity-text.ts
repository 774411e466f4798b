/**
 * A vault epoch's key as age writes it (C2SP age.md, Bech32 of BIP 173), so that any age tool from 1.3 opens the
 * epoch's blobs. The identity text is the secret itself.
 */
import { bech32 } from '@scure/base';
import type { KemPublicKey, KemSeed } from '../brands.ts';

/** `AGE-SECRET-KEY-PQ-1…` */
export const ageIdentityText = (seed: KemSeed): string =>
	bech32.encodeFromBytes('AGE-SECRET-KEY-PQ-', seed).toUpperCase();

/** `age1pq1…`, beyond Bech32's usual limit of 90 characters. */
export const ageRecipientText = (publicKey: KemPublicKey): string =>
	bech32.encode('age1pq', bech32.toWords(publicKey), false);

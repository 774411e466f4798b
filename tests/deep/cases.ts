/** How many random cases each differential property has in a deep run; docs/evidence.md quotes the table. */
export const cases = {
	'age: ours, read by age-encryption': 1_500,
	'age: age-encryption’s, read by ours': 1_500,
	'age: damaged, read by both': 1_000,
	'HPKE: our wraps, opened by hpke-js': 1_500,
	'HPKE: hpke-js’s wraps, opened by ours': 1_500,
	'HPKE: damaged, opened by both': 1_000,
	'X-Wing: public keys, by noble': 1_000,
	'X-Wing: our encapsulations, opened by noble': 1_500,
	'X-Wing: noble’s encapsulations, opened by ours': 1_500,
	'X-Wing: damaged and arbitrary ciphertexts, by both': 1_500,
	'Ed25519: signatures, by noble': 2_500,
	'Ed25519: damaged signatures, keys and messages, by both': 2_500,
	'XChaCha20-Poly1305: our seals, opened by noble': 5_000,
	'XChaCha20-Poly1305: noble’s seals, opened by ours': 5_000,
	'ChaCha20-Poly1305: age’s chunks, by noble': 3_000,
	'SHA-256, HMAC and HKDF, by noble': 7_500,
	'CBOR: encodings, by cbor2': 10_000,
	'CBOR: damaged and arbitrary bytes, by a second reader': 20_000,
	'base64url and base64: texts, by @scure/base': 10_000,
	'BIP-39: words, by a second reader': 5_000
} as const;

export const total = Object.values(cases).reduce((sum, n) => sum + n, 0);

/** The age test kit (C2SP CCTV, npm cctv-age), taken apart: what each vector says, and its file. */
import { inflateSync } from 'node:zlib';
import { bech32 } from '@scure/base';
import * as vectors from 'cctv-age';
import type { KemSeed, Raw } from '../../src/crypto/brands.ts';
import { kemSeedFrom } from '../../src/crypto/keys.ts';

export interface Vector {
	name: string;
	/** The kit's word: `success`, or which kind of failure. */
	expects: string;
	/** SHA-256 of the plaintext, or of what may be released before a failure. */
	payload: string;
	/** In hex; empty where the kit has none. */
	fileKey: string;
	hybridSeeds: KemSeed[];
	isArmored: boolean;
	file: Raw;
}

export const kit: readonly Vector[] = Object.entries(vectors)
	.map(([name, bytes]) => parse(name, new Uint8Array(bytes)))
	.sort((a, b) => (a.name < b.name ? -1 : 1));

function parse(name: string, bytes: Raw): Vector {
	const text = new TextDecoder('latin1').decode(bytes);
	const end = text.indexOf('\n\n');
	const lines = text.slice(0, end).split('\n');
	const values = (key: string) =>
		lines.filter((l) => l.startsWith(`${key}: `)).map((l) => l.slice(key.length + 2));
	const body = bytes.slice(end + 2);
	return {
		name,
		expects: values('expect')[0] ?? '',
		payload: values('payload')[0] ?? '',
		fileKey: values('file key')[0] ?? '',
		hybridSeeds: values('identity')
			.filter((identity) => identity.startsWith('AGE-SECRET-KEY-PQ-'))
			.map((identity) => kemSeedFrom(new Uint8Array(bech32.decodeToBytes(identity).bytes))),
		isArmored: values('armored').includes('yes'),
		file: values('compressed').includes('zlib') ? new Uint8Array(inflateSync(body)) : body
	};
}

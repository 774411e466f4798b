/** ChaCha20's block and HChaCha20 (RFC 8439, draft-irtf-cfrg-xchacha), to compute what an attacker who has the keys can. */
import type { Raw } from '../../src/crypto/brands.ts';

const SIGMA = [0x61707865, 0x3320646e, 0x79622d32, 0x6b206574];

const words = (bytes: Uint8Array): number[] => {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
	return Array.from({ length: bytes.length / 4 }, (_, at) => view.getUint32(at * 4, true));
};

function bytesOf(list: readonly number[]): Raw {
	const bytes = new Uint8Array(list.length * 4);
	const view = new DataView(bytes.buffer);
	for (const [at, word] of list.entries()) view.setUint32(at * 4, word >>> 0, true);
	return bytes;
}

const rotate = (word: number, by: number): number => (word << by) | (word >>> (32 - by));

function quarter(state: number[], a: number, b: number, c: number, d: number): void {
	const step = (x: number, y: number, z: number, by: number) => {
		state[x] = ((state[x] ?? 0) + (state[y] ?? 0)) | 0;
		state[z] = rotate((state[z] ?? 0) ^ (state[x] ?? 0), by);
	};
	step(a, b, d, 16);
	step(c, d, b, 12);
	step(a, b, d, 8);
	step(c, d, b, 7);
}

function rounds(state: number[]): void {
	for (let n = 0; n < 10; n++) {
		for (let column = 0; column < 4; column++)
			quarter(state, column, column + 4, column + 8, column + 12);
		for (let row = 0; row < 4; row++)
			quarter(state, row, 4 + ((row + 1) % 4), 8 + ((row + 2) % 4), 12 + ((row + 3) % 4));
	}
}

export function hchacha20(key: Raw, nonce: Uint8Array): Raw {
	const state = [...SIGMA, ...words(key), ...words(nonce.slice())];
	rounds(state);
	return bytesOf([...state.slice(0, 4), ...state.slice(12)]);
}

/** `nonce` is the last 8 of XChaCha's 24 bytes. */
export function chachaBlock(key: Raw, nonce: Uint8Array, counter: number): Raw {
	const start = [...SIGMA, ...words(key), counter, 0, ...words(nonce.slice())];
	const state = [...start];
	rounds(state);
	return bytesOf(state.map((word, at) => (word + (start[at] ?? 0)) | 0));
}

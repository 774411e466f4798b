/**
 * The sizes that age's format fixes (C2SP age.md). Numbers only: what needs to know how long a blob is, and
 * never what is in it, can import this and plan.ts without a cipher.
 */
import { KEM_CIPHERTEXT_BYTES } from '../keys.ts';

export const CHUNK_BYTES = 65536;
export const TAG_BYTES = 16;
export const STORED_CHUNK_BYTES = CHUNK_BYTES + TAG_BYTES;

export const VERSION_LINE = 'age-encryption.org/v1';
export const STANZA_TYPE = 'mlkem768x25519';
/** A file key of 16 bytes with its tag. */
export const STANZA_BODY_BYTES = 32;
export const MAC_BYTES = 32;
export const PAYLOAD_NONCE_BYTES = 16;

const base64Length = (bytes: number): number => Math.ceil((bytes * 4) / 3);

/** Every header we write has this size: one stanza. */
export const HEADER_BYTES =
	`${VERSION_LINE}\n-> ${STANZA_TYPE} \n\n--- \n`.length +
	base64Length(KEM_CIPHERTEXT_BYTES) +
	base64Length(STANZA_BODY_BYTES) +
	base64Length(MAC_BYTES);

/** How many chunks hold `length` bytes of plaintext; nothing is one empty chunk. */
export const chunksOf = (length: number): number => Math.max(1, Math.ceil(length / CHUNK_BYTES));

export const storedLength = (length: number): number => length + TAG_BYTES * chunksOf(length);

/** Byte strings of a known length in payloads and bodies, as decoded from CBOR, and the ids that are made of them. */
import { z } from 'zod';
import type { Raw } from '../crypto/brands.ts';

export const sized = <T extends Raw>(size: number) =>
	z.custom<T>((value) => value instanceof Uint8Array && value.length === size);

export const id = <T>(from: (bytes: Raw) => T, size = 16) => sized<Raw>(size).transform(from);

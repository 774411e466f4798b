/**
 * What entries about messages and staff notes carry (protocol.md section 10). Everything people write is in a sealed body, or,
 * for a note, in a seal of its own inside the payload: the server and clients learn that there is one, and its padded size.
 */
import { z } from 'zod';
import type { Sealed } from '../crypto/brands.ts';
import { MAX_ATTACHED_FILES, MAX_MESSAGE_CHARACTERS } from './message-terms.ts';
import { fileIdFrom, itemIdFrom, messageIdFrom, teamIdFrom } from '../crypto/ids.ts';
import { id } from './sized.ts';

/** 20,000 characters are 60,000 bytes at most; the rest is room for what goes with them. */
const MAX_NOTE_BYTES = 65_536;

const file = id(fileIdFrom);
const seq = z.int().nonnegative();

/** What a thread is about: the vault as a whole, a file, or one thing that was asked for. */
export const subject = z.discriminatedUnion('kind', [
	z.strictObject({ id: z.null(), kind: z.literal('vault') }),
	z.strictObject({ id: file, kind: z.literal('file') }),
	z.strictObject({ id: id(itemIdFrom), kind: z.literal('item') })
]);
export type Subject = z.output<typeof subject>;

/** Files are named, not sent again. */
const words = {
	about: subject,
	files: z.array(file).max(MAX_ATTACHED_FILES),
	text: z.string().max(MAX_MESSAGE_CHARACTERS)
};

/** What the seal of a note holds. */
export const noteContent = z.strictObject(words);
export type NoteContent = z.output<typeof noteContent>;

/** What the seals of an entry that takes a note back hold: where to say so. */
export const noteSubject = z.strictObject({ about: subject });

const sealedNote = z.strictObject({
	sealed: z.custom<Sealed>(
		(value) => value instanceof Uint8Array && value.length <= MAX_NOTE_BYTES
	),
	team: id(teamIdFrom),
	teamEpoch: z.int().positive()
});
export type SealedNote = z.output<typeof sealedNote>;

/** One for each team of the vault. */
const seals = z.array(sealedNote).min(1).max(100);
const nothing = z.strictObject({});

export const messagePayloads = {
	'message.sent': nothing,
	'message.read': nothing,
	/** The entry that brought the message. */
	'message.removed': z.strictObject({ seq }),
	'note.written': z.strictObject({ note: id(messageIdFrom), seals }),
	/** The entry that brought the note. */
	'note.removed': z.strictObject({ seals, seq })
} as const;

export const messageBodies = {
	/** `read`: the newest message of the thread that its author had on the screen. */
	'message.sent': z.strictObject({ ...words, message: id(messageIdFrom), read: seq.nullable() }),
	'message.read': z.strictObject({ about: subject, upTo: seq }),
	'message.removed': null,
	'note.written': null,
	'note.removed': null
} as const;

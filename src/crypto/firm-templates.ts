/**
 * Checklist templates that a firm keeps for its staff: sealed inside the firm's log under a key that comes from the secret of the
 * team everybody on the staff is in, and which no client is ever given (protocol.md sections 6 and 9.1). The seal names the
 * template, its author and the very place in the log, so that it opens nowhere else and under nobody else's name.
 */
import type { FirmId, NotesKey, Raw, Sealed, TemplateId, UserId } from './brands.ts';
import type { ContextFields } from './context.ts';
import { decode, encode, type Value } from './encoding.ts';
import { idBytes } from './ids.ts';
import { pad, unpad } from './padding.ts';
import { open, seal } from './seal.ts';

export interface TemplatePlace {
	readonly firm: FirmId;
	/** Of the default team: the entry's own. */
	readonly epoch: number;
	readonly template: TemplateId;
	/** The entry's number in the firm's log. */
	readonly seq: number;
	readonly by: UserId;
}

const fields = ({ firm, epoch, template, seq, by }: TemplatePlace): ContextFields => ({
	firm,
	epoch,
	object: idBytes(template),
	sequence: seq,
	sender: idBytes(by)
});

export const sealTemplate = (
	key: NotesKey,
	place: TemplatePlace,
	content: Value
): Promise<Sealed> => seal('firm-template', key, fields(place), pad(encode(content)));

export const openTemplate = async (
	key: NotesKey,
	place: TemplatePlace,
	sealed: Raw
): Promise<Value> => decode(unpad(await open('firm-template', key, fields(place), sealed)));

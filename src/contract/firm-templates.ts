/**
 * Checklist templates that a firm keeps (protocol.md section 9.1). The public payloads are empty. The body, which a firm's clients may
 * come to open, says which template and what it takes the place of; name and documents are in a seal within it that only staff open.
 */
import { z } from 'zod';
import type { Sealed } from '../crypto/brands.ts';
import { templateIdFrom, userIdFrom } from '../crypto/ids.ts';
import { id } from './sized.ts';

/** Of one firm: every client's browser reads the firm's log. */
export const MAX_TEMPLATES = 100;
/** Of one template, for the same reason: 500 documents with titles and short hints fit. */
export const MAX_TEMPLATE_BYTES = 65_536;

const template = id(templateIdFrom);
const seq = z.int().nonnegative();
const nothing = z.strictObject({});

export const templatePayloads = {
	'template.kept': nothing,
	'template.removed': nothing
} as const;

export const templateBodies = {
	/**
	 * `author`: who made the template, whoever changes it. Not there in entries of before. `over`: the entry that its author saw the
	 * template in; null for a new one.
	 */
	'template.kept': z.strictObject({
		author: id(userIdFrom, 32).optional(),
		over: seq.nullable(),
		sealed: z.custom<Sealed>(
			(value) => value instanceof Uint8Array && value.length <= MAX_TEMPLATE_BYTES
		),
		template
	}),
	'template.removed': z.strictObject({ over: seq, template })
} as const;

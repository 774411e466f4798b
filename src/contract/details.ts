/**
 * What staff keep of a client for themselves (protocol.md section 10.5): sealed like a staff note, once for each team of the
 * vault. Clients and the server see that it was changed, never what it says, nor whether it is the same as before.
 */
import { z } from 'zod';
import type { Sealed } from '../crypto/brands.ts';
import { teamIdFrom } from '../crypto/ids.ts';
import { id } from './sized.ts';

const MAX_DETAILS_BYTES = 4096;

/** What the seal holds, all of it each time. `paper`: the client prefers letters to e-mails. */
export const detailsContent = z.strictObject({ paper: z.boolean() });
export type DetailsContent = z.output<typeof detailsContent>;

const sealedDetails = z.strictObject({
	sealed: z.custom<Sealed>(
		(value) => value instanceof Uint8Array && value.length <= MAX_DETAILS_BYTES
	),
	team: id(teamIdFrom),
	teamEpoch: z.int().positive()
});
export type SealedDetails = z.output<typeof sealedDetails>;

export const detailsPayloads = {
	'details.kept': z.strictObject({ seals: z.array(sealedDetails).min(1).max(100) })
} as const;

export const detailsBodies = { 'details.kept': null } as const;

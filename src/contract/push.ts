/**
 * Notices on a device, by its browser's push service (RFC 8030, 8292). A push carries nothing: what is shown is a sentence in
 * the worker's own file. The server learns the address at which that service takes pushes for one browser.
 *
 *   GET  /api/account/push                 -> pushSettings
 *   PUT  /api/account/push                 pushRequest -> pushSettings   (409 push-off, 422 push-address-refused)
 *   POST /api/account/push/off             pushOffRequest -> pushSettings
 *   GET  /api/firms/:firm/push             -> pushReport                 (owners and admins)
 */
import { z } from 'zod';
import * as wire from './wire.ts';

const endpoint = z.url({ protocol: /^https?$/ }).max(1000);
const timestamp = z.int().nonnegative();

export const pushRequest = z.strictObject({ endpoint });
/** Null: on every device of this person. */
export const pushOffRequest = z.strictObject({ endpoint: endpoint.nullable() });

export const pushSettings = z.strictObject({
	/** The key that browsers are to take pushes from (base64url); null: this portal sends none. */
	key: z.string().max(100).nullable(),
	/** The caller's own devices. */
	endpoints: z.array(z.string())
});
export type PushSettings = z.infer<typeof pushSettings>;

export const pushReason = z.enum(['unreachable', 'refused', 'gave-up']);
export type PushReason = z.infer<typeof pushReason>;

export const pushReport = z.strictObject({
	on: z.boolean(),
	devices: z.int().nonnegative(),
	/** Devices whose last push failed, newest first; `vault` is one that the person is a client of. */
	failures: z
		.array(z.strictObject({ at: timestamp, reason: pushReason, vault: wire.vaultId.nullable() }))
		.max(10)
});
export type PushReport = z.infer<typeof pushReport>;

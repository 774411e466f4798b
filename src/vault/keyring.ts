/**
 * What a person keeps about their firms, sealed under the account key (protocol.md section 7): which firm, which
 * vaults, and the newest log heads seen. It is where a new device's trust starts.
 */
import { z } from 'zod';
import type { FirmId, Raw, VaultId } from '../crypto/brands.ts';
import { decode, encode } from '../crypto/encoding.ts';
import { entryHashFrom, firmIdFrom, idBytes, vaultIdFrom } from '../crypto/ids.ts';
import { directory } from '../contract/log.ts';
import { directoryFrom, directoryList } from './directory.ts';
import type { Directory } from './firm-state.ts';
import { unionHeads, type Heads } from './heads.ts';
import { Refusal } from './problems.ts';

export interface FirmMembership {
	readonly firm: FirmId;
	readonly role: 'staff' | 'client';
	readonly vaults: readonly VaultId[];
	readonly directory: Directory;
}

export interface Keyring {
	readonly firms: readonly FirmMembership[];
	readonly heads: Heads;
}

/** Enough for every vault of a large firm; the account's record has to stay of a size to send. */
const MAX_HEADS = 20_000;

const bytes = z.custom<Raw>((value) => value instanceof Uint8Array);
const keyringMap = z.strictObject({
	firms: z
		.array(
			z.strictObject({
				directory,
				firm: bytes,
				role: z.enum(['staff', 'client']),
				vaults: z.array(bytes).max(1000)
			})
		)
		.max(100),
	heads: z
		.array(z.strictObject({ hash: bytes, log: bytes, seq: z.int().nonnegative() }))
		.max(MAX_HEADS)
});

export const encodeKeyring = ({ firms, heads }: Keyring): Raw =>
	encode({
		firms: firms.map((membership) => ({
			directory: directoryList(membership.directory),
			firm: idBytes(membership.firm),
			role: membership.role,
			vaults: membership.vaults.map(idBytes)
		})),
		heads: [...heads]
			.flatMap(([log, known]) => known.map((head) => ({ log, ...head })))
			.slice(-MAX_HEADS)
			.map(({ log, seq, hash }) => ({ hash: idBytes(hash), log: idBytes(log), seq }))
	});

/** @throws Refusal `account-damaged`; CryptoError `malformed` for an id of the wrong size. */
export function parseKeyring(plaintext: Raw): Keyring {
	const parsed = keyringMap.safeParse(decode(plaintext));
	if (!parsed.success) throw new Refusal('account-damaged');
	const { firms, heads } = parsed.data;
	return {
		firms: firms.map((membership) => ({
			firm: firmIdFrom(membership.firm),
			role: membership.role,
			vaults: membership.vaults.map(vaultIdFrom),
			directory: directoryFrom(membership.directory)
		})),
		heads: heads
			.map(
				({ hash, log, seq }): Heads =>
					new Map([
						[
							log.length === 32 ? firmIdFrom(log) : vaultIdFrom(log),
							[{ seq, hash: entryHashFrom(hash) }]
						]
					])
			)
			.reduce(unionHeads, new Map())
	};
}

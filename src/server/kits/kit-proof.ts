/**
 * Whoever has the recovery kit's words has the firm's root key. The server knows its public half from the genesis,
 * the first entry of the firm's log. A firm that is not here answers as one whose kit was mistyped.
 */
import { generateKeyPairSync } from 'node:crypto';
import { firmPayloads } from '../../contract/log.ts';
import { decodeBase64url } from '../../crypto/base64url.ts';
import type { FirmId, Raw } from '../../crypto/brands.ts';
import { parseEntry, signedBytes, type ParsedEntry } from '../../crypto/entry-header.ts';
import { burnCeremony, requireCeremony, spendCeremony } from '../ceremonies/ceremony-store.ts';
import type { Db } from '../db/database.ts';
import { refuse } from '../http/refusal.ts';
import { isContextSigned, isSigned } from '../logs/signatures.ts';
import type { Services } from '../services.ts';

/** A key whose private half nobody kept: signatures are checked for an unknown firm too. */
const nobodysKey: Raw = decodeBase64url(
	generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }).x ?? ''
);

const rootKey = firmPayloads['firm.genesis'].shape.root;

/** Proves the kit for reading, and spends the challenge either way. */
export async function requireKitAnswer(
	{ db, now }: Services,
	answer: { readonly firm: FirmId; readonly ceremony: string; readonly signature: Raw }
): Promise<void> {
	const { firm, ceremony, signature } = answer;
	const { challenge } = await requireCeremony(db, ceremony, 'kit', now());
	const root = await rootKeyOf(db, firm);
	if (!isContextSigned('kit-challenge', root, { firm, object: challenge }, signature)) {
		await burnCeremony(db, ceremony);
		refuse('kit-unknown');
	}
	await spendCeremony(db, ceremony);
}

export async function requireSignedByRoot(db: Db, entry: ParsedEntry): Promise<void> {
	const root = await rootKeyOf(db, entry.header.firm);
	if (!isSigned(root, signedBytes(entry.headerBytes), entry.signature)) refuse('kit-unknown');
}

async function rootKeyOf(db: Db, firm: FirmId): Promise<Raw> {
	const genesis = await db
		.selectFrom('entries')
		.select('bytes')
		.where('log', '=', firm)
		.where('seq', '=', 0)
		.where('kind', '=', 'firm.genesis')
		.executeTakeFirst();
	if (genesis === undefined) return nobodysKey;
	const { header } = await parseEntry(Uint8Array.from(genesis.bytes));
	return rootKey.parse(header.payload['root']);
}

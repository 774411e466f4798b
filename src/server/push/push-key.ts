/**
 * The portal's key towards push services (VAPID, RFC 8292): made at the first start and kept in the database, beside what else
 * is secret there. Whoever has it can make the browsers that subscribed show the one sentence, and nothing else.
 */
import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import { encodeBase64url } from '../../crypto/base64url.ts';
import { utf8 } from '../../crypto/bytes.ts';
import type { Raw } from '../../crypto/brands.ts';
import type { Db } from '../db/database.ts';

export interface PushKey {
	readonly private: Raw;
	/** An uncompressed point of P-256. */
	readonly public: Raw;
}

const TOKEN_SECONDS = 12 * 60 * 60;
const POINT_BYTES = 65;

export async function pushKey(db: Db): Promise<PushKey> {
	const read = () =>
		db
			.selectFrom('push_key')
			.select(['private', 'public'])
			.where('only', '=', 1)
			.executeTakeFirst();
	const known = await read();
	if (known !== undefined) return known;
	await db
		.insertInto('push_key')
		.values({ only: 1, ...newKey() })
		.onConflict((conflict) => conflict.doNothing())
		.execute();
	return (await read()) ?? pushKey(db);
}

function newKey(): PushKey {
	const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
	// The last bytes of a P-256 key's SPKI are the point itself.
	const spki = publicKey.export({ type: 'spki', format: 'der' });
	return {
		private: new Uint8Array(privateKey.export({ type: 'pkcs8', format: 'der' })),
		public: new Uint8Array(spki.subarray(-POINT_BYTES))
	};
}

/** The `Authorization` of one push: a token for this service alone, good for half a day. */
export function authorization(
	key: PushKey,
	endpoint: string,
	contact: string,
	now: number
): string {
	const part = (value: object) => encodeBase64url(utf8(JSON.stringify(value)));
	const claims = {
		aud: new URL(endpoint).origin,
		exp: Math.floor(now / 1000) + TOKEN_SECONDS,
		sub: contact
	};
	const signed = `${part({ typ: 'JWT', alg: 'ES256' })}.${part(claims)}`;
	const privateKey = createPrivateKey({
		key: Buffer.from(key.private),
		format: 'der',
		type: 'pkcs8'
	});
	const signature = sign('sha256', utf8(signed), { key: privateKey, dsaEncoding: 'ieee-p1363' });
	const token = `${signed}.${encodeBase64url(new Uint8Array(signature))}`;
	return `vapid t=${token}, k=${encodeBase64url(key.public)}`;
}

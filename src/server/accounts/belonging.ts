/** Whether a person still belongs anywhere on this portal, as staff or as a client. Who does not cannot come in. */
import type { UserId } from '../../crypto/brands.ts';
import type { Db } from '../db/database.ts';

export async function belongsAnywhere(db: Db, user: UserId): Promise<boolean> {
	const staff = await db
		.selectFrom('staff')
		.select('firm')
		.where('user', '=', user)
		.limit(1)
		.executeTakeFirst();
	const member = await db
		.selectFrom('vault_members')
		.select('vault')
		.where('user', '=', user)
		.limit(1)
		.executeTakeFirst();
	return staff !== undefined || member !== undefined;
}

/**
 * Queries that are asked all the time, written out as SQL: building and compiling one by Kysely takes longer than running
 * it. The text is a constant, so that its statement is prepared once (database.ts); values are parameters, never text.
 */
import { CompiledQuery } from 'kysely';
import type { Raw } from '../../crypto/brands.ts';
import type { Db } from './database.ts';

export interface WrittenOut<Row> {
	readonly text: string;
	rows(db: Db, ...parameters: readonly (string | number | Raw)[]): Promise<Row[]>;
}

export const writtenOut = <Row>(text: string): WrittenOut<Row> => ({
	text,
	async rows(db, ...parameters) {
		const { rows } = await db.executeQuery<Row>(CompiledQuery.raw(text, [...parameters]));
		return rows;
	}
});

/**
 * Brings a database to the newest schema, one numbered step per transaction, counted in SQLite's own
 * `user_version`. A step that fails leaves the step before it; a database newer than this program is refused.
 */
import type { Database } from 'better-sqlite3';
import { migrations } from './migrations/index.ts';

export class MigrationError extends Error {}

export function schemaVersion(database: Database): number {
	return Number(database.pragma('user_version', { simple: true }));
}

export function migrate(database: Database, steps: readonly string[] = migrations): void {
	const from = schemaVersion(database);
	if (from > steps.length) {
		throw new MigrationError('This data folder was written by a newer version of Tallyport.');
	}
	for (const [index, step] of steps.entries()) {
		if (index < from) continue;
		database
			.transaction(() => {
				database.exec(step);
				database.pragma(`user_version = ${index + 1}`);
			})
			.immediate();
	}
}

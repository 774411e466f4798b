/**
 * `npm run new-firm`: a one-time link with which one more firm is founded on this portal, also while it runs. Whoever may
 * run this may read the data folder; the firms cannot see each other, and this opens nothing of theirs.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { issueSetupToken } from './accounts/setup-token.ts';
import { ConfigError, readConfig } from './config.ts';
import { schemaVersion } from './db/migrate.ts';
import { migrations } from './db/migrations/index.ts';
import { openDatabase } from './db/database.ts';

try {
	const config = readConfig(process.env);
	const file = path.join(config.dataFolder, 'tallyport.sqlite');
	if (!existsSync(file)) throw new ConfigError(`There is no portal in ${config.dataFolder} yet.`);
	requireCurrent(file);
	const database = openDatabase(file);
	const token = await issueSetupToken(database.db);
	database.close();
	process.stdout.write(
		`Found one more firm with this one-time link: ${config.origin}/setup#${token}\n` +
			'It works once, until the portal is started again or another link is made.\n'
	);
} catch (failure) {
	if (!(failure instanceof ConfigError)) throw failure;
	process.stderr.write(`${failure.message}\n`);
	process.exitCode = 1;
}

/** A portal that runs must not find its tables changed by a newer program. */
function requireCurrent(file: string): void {
	const sqlite = new Sqlite(file, { readonly: true });
	const isCurrent = schemaVersion(sqlite) === migrations.length;
	sqlite.close();
	if (!isCurrent)
		throw new ConfigError(
			'This data folder is of another version. Start this version of the portal once, then ask again.'
		);
}

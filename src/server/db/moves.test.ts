/** Every statement that changes what a row of the list shows gives its vault the next number, and no other vault. */
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { migrate } from './migrate.ts';

let sqlite: Sqlite.Database;
beforeEach(() => {
	sqlite = new Sqlite(':memory:');
	sqlite.pragma('trusted_schema = OFF');
	migrate(sqlite);
	sqlite.exec(`
		INSERT INTO firms (id, created_at) VALUES ('firm', 1), ('elsewhere', 1);
		INSERT INTO users VALUES ('ana', zeroblob(32), x'00', x'00', 0, 1), ('bo', zeroblob(32), x'00', x'00', 0, 1);
		INSERT INTO teams (id, firm, epoch) VALUES ('team', 'firm', 1);
		INSERT INTO staff VALUES ('firm', 'ana', 'owner');
		INSERT INTO team_members VALUES ('team', 'ana', 0);`);
	for (const vault of ['vault', 'other'])
		sqlite.exec(`
			INSERT INTO vaults (id, firm, epoch, firm_head_seq, label, label_team, label_team_epoch, label_sender)
				VALUES ('${vault}', 'firm', 1, 0, x'00', 'team', 1, 'ana');
			INSERT INTO vault_teams VALUES ('${vault}', 'team', 1);
			INSERT INTO logs VALUES ('${vault}', 'firm', 0, 'hash');
			INSERT INTO vault_members VALUES ('${vault}', 'ana');
			INSERT INTO vault_seen VALUES ('${vault}', 'ana', 0);
			INSERT INTO invites (id, firm, vault, signing_key, capsule, expires_at, state)
				VALUES ('to ${vault}', 'firm', '${vault}', zeroblob(32), x'00', 9, 'open');
			INSERT INTO blobs (id, vault, uploader, stored, parts, touched_at)
				VALUES ('in ${vault}', '${vault}', 'ana', 1, 1, 1);
			INSERT INTO drop_links (id, vault, signing_key, capsule, expires_at, max_uses, max_bytes)
				VALUES ('link ${vault}', '${vault}', zeroblob(32), x'00', 9, 1, 9);
			INSERT INTO drop_files (blob, vault, drop_link, delivery, stored, parts, touched_at, state)
				VALUES ('drop ${vault}', '${vault}', 'link ${vault}', 'one', 1, 1, 1, 'arriving');`);
});
afterEach(() => sqlite.close());

const number = (query: string): number => Number(sqlite.prepare(query).pluck().get());
const movedOf = (vault: string) => number(`SELECT moved FROM vaults WHERE id = '${vault}'`);
const latest = () => number("SELECT moved FROM firms WHERE id = 'firm'");
const ofTeam = () => number('SELECT moved FROM teams');

describe('a vault gets the next number', () => {
	test.each([
		"UPDATE vaults SET label = x'01' WHERE id = 'vault'",
		"UPDATE vaults SET files = files + 1 WHERE id = 'vault'",
		"UPDATE logs SET head_seq = 1, head_hash = 'next' WHERE id = 'vault'",
		"UPDATE blobs SET added_seq = 1 WHERE id = 'in vault'",
		"UPDATE blobs SET uploader = 'bo' WHERE id = 'in vault'",
		"UPDATE drop_files SET state = 'here' WHERE blob = 'drop vault'",
		"UPDATE vault_seen SET seq = 1 WHERE vault = 'vault'",
		"UPDATE vault_seen SET user = 'bo' WHERE vault = 'vault'",
		"INSERT INTO vault_seen VALUES ('vault', 'bo', 0)",
		"DELETE FROM vault_seen WHERE vault = 'vault'",
		"INSERT INTO vault_members VALUES ('vault', 'bo')",
		"DELETE FROM vault_members WHERE vault = 'vault'",
		"INSERT INTO invites (id, firm, vault, signing_key, capsule, expires_at, state) VALUES ('more', 'firm', 'vault', zeroblob(32), x'00', 9, 'open')",
		"UPDATE invites SET state = 'revoked' WHERE vault = 'vault'",
		"UPDATE invites SET expires_at = 10 WHERE vault = 'vault'",
		"DELETE FROM invites WHERE vault = 'vault'",
		"UPDATE vault_teams SET epoch = 2 WHERE vault = 'vault'",
		"DELETE FROM vault_teams WHERE vault = 'vault'"
	])('by %s', (statement) => {
		const [before, other, team] = [latest(), movedOf('other'), ofTeam()];
		sqlite.exec(statement);
		expect(movedOf('vault')).toBeGreaterThan(before);
		expect(movedOf('vault')).toBe(latest());
		expect([movedOf('other'), ofTeam()]).toEqual([other, team]);
	});

	test('when a file that was there is gone, and not for an upload that never became one', () => {
		const before = movedOf('vault');
		sqlite.exec("UPDATE blobs SET arrived = 1, touched_at = 2 WHERE id = 'in vault'");
		sqlite.exec("DELETE FROM blobs WHERE id = 'in vault'");
		expect(movedOf('vault')).toBe(before);
		sqlite.exec("UPDATE blobs SET added_seq = 1 WHERE id = 'in other'");
		const added = movedOf('other');
		sqlite.exec("DELETE FROM blobs WHERE id = 'in other'");
		expect(movedOf('other')).toBeGreaterThan(added);
	});
});

test.each([
	"UPDATE teams SET epoch = 2 WHERE id = 'team'",
	"INSERT INTO team_members VALUES ('team', 'bo', 1)",
	"DELETE FROM team_members WHERE user = 'ana'",
	"DELETE FROM staff WHERE user = 'ana'"
])('what concerns all vaults of a team is marked at the team: %s', (statement) => {
	const [before, vault] = [latest(), movedOf('vault')];
	sqlite.exec(statement);
	expect(ofTeam()).toBeGreaterThan(before);
	expect(ofTeam()).toBe(latest());
	expect(movedOf('vault')).toBe(vault);
});

test('another firm’s numbers stay: it learns nothing of how busy this one is', () => {
	sqlite.exec("UPDATE vaults SET files = files + 1 WHERE id = 'vault'");
	sqlite.exec("UPDATE teams SET epoch = 2 WHERE id = 'team'");
	expect(number("SELECT moved FROM firms WHERE id = 'elsewhere'")).toBe(0);
});

test('a team knows how many vaults it reaches', () => {
	const count = () => number('SELECT vault_count FROM teams');
	expect(count()).toBe(2);
	sqlite.exec("DELETE FROM vault_teams WHERE vault = 'other'");
	expect(count()).toBe(1);
});

test('no number comes twice, also where the clock is behind or stands still', () => {
	sqlite.exec('UPDATE firms SET moved = 9000000000000');
	for (const expected of [9000000000001, 9000000000002]) {
		sqlite.exec("UPDATE vaults SET files = files + 1 WHERE id = 'vault'");
		expect(movedOf('vault')).toBe(expected);
	}
});

/**
 * A large firm's rows, written straight into the database: what lists cost the server does not depend on whether
 * anybody could open what is in them, only on how many rows there are and how large.
 */
import { createHash } from 'node:crypto';
import path from 'node:path';
import { mkdir } from 'node:fs/promises';
import Sqlite from 'better-sqlite3';
import { encodeBase64url } from '../../src/crypto/base64url.ts';
import { firmIdFrom, newBlobId, newTeamId, newVaultId, userIdFrom } from '../../src/crypto/ids.ts';
import { randomBytes } from '../../src/crypto/random.ts';
import { openDatabase } from '../../src/server/db/database.ts';

export interface Rows {
	readonly firm: string;
	/** The one with the long log. */
	readonly vault: string;
	readonly vaults: readonly string[];
	/** Of the list of clients, from the newest on: after the k-th of them k rows moved. */
	readonly moves: readonly number[];
	/** Of somebody in the firm's team. */
	readonly cookie: string;
}

export interface Counts {
	readonly clients: number;
	readonly staff: number;
	readonly entries: number;
	readonly files: number;
}

const ENTRY_BYTES = 700;
const LABEL_BYTES = 201;

export async function writeRows(folder: string, counts: Counts): Promise<Rows> {
	await mkdir(folder, { recursive: true });
	const file = path.join(folder, 'tallyport.sqlite');
	openDatabase(file).close();
	const sqlite = new Sqlite(file);
	sqlite.pragma('foreign_keys = ON');
	const rows = sqlite.transaction(() => write(sqlite, counts))();
	sqlite.close();
	return rows;
}

function write(sqlite: Sqlite.Database, { clients, staff, entries, files }: Counts): Rows {
	const run = (statement: string, ...values: (string | number | Uint8Array | null)[]) =>
		sqlite.prepare(statement).run(...values);
	sqlite.pragma('defer_foreign_keys = ON');
	const now = Date.now();
	const [firm, team] = [firmIdFrom(randomBytes(32)), newTeamId()];
	const user = (): string => {
		const id = userIdFrom(randomBytes(32));
		run(
			'INSERT INTO users VALUES (?, ?, ?, ?, 0, ?)',
			id,
			randomBytes(32),
			randomBytes(100),
			randomBytes(100),
			now
		);
		return id;
	};
	const entry = (log: string, seq: number, author: string): string => {
		const hash = encodeBase64url(randomBytes(32));
		run(
			"INSERT INTO entries VALUES (?, ?, ?, 'file.added', ?, ?, ?)",
			log,
			seq,
			hash,
			author,
			now,
			randomBytes(ENTRY_BYTES)
		);
		return hash;
	};
	const log = (id: string, length: number, author: string): void => {
		let hash = '';
		for (let seq = 0; seq < length; seq++) hash = entry(id, seq, author);
		run('INSERT INTO logs VALUES (?, ?, ?, ?)', id, firm, length - 1, hash);
	};
	run('INSERT INTO firms (id, created_at, rotated_seq) VALUES (?, ?, 0)', firm, now);
	run('INSERT INTO teams (id, firm, epoch) VALUES (?, ?, 1)', team, firm);
	const colleagues = Array.from({ length: staff }, () => {
		const id = user();
		run("INSERT INTO staff VALUES (?, ?, 'preparer')", firm, id);
		run('INSERT INTO team_members (team, user, since_seq) VALUES (?, ?, 0)', team, id);
		return id;
	});
	const [me = ''] = colleagues;
	log(firm, 500, me);
	const vaults: string[] = [];
	for (let number = 0; number < clients; number++) {
		const vault = newVaultId();
		const isBig = number === 0;
		const count = isBig ? files : 3;
		run(
			`INSERT INTO vaults (id, firm, epoch, firm_head_seq, label, label_team, label_team_epoch, label_sender, files)
				VALUES (?, ?, 1, 0, ?, ?, 1, ?, ?)`,
			vault,
			firm,
			randomBytes(LABEL_BYTES),
			team,
			me,
			count
		);
		run('INSERT INTO vault_teams (vault, team) VALUES (?, ?)', vault, team);
		const client = user();
		run('INSERT INTO vault_members VALUES (?, ?)', vault, client);
		log(vault, isBig ? entries : 20, client);
		for (let blob = 0; blob < count; blob++) {
			run(
				'INSERT INTO blobs (id, vault, uploader, stored, parts, added_seq, touched_at) VALUES (?, ?, ?, 90000, 1, ?, ?)',
				newBlobId(),
				vault,
				client,
				blob,
				now
			);
		}
		run('INSERT INTO vault_seen VALUES (?, ?, ?)', vault, me, count - 1);
		vaults.push(vault);
	}
	const token = randomBytes(32);
	const hash = createHash('sha256').update(token).digest();
	run(
		'INSERT INTO sessions (id, token_hash, user, device, created_at, last_seen_at) VALUES (?, ?, ?, ?, ?, ?)',
		'session',
		hash,
		me,
		'Bench',
		now,
		now
	);
	return {
		firm,
		vault: vaults[0] ?? '',
		vaults: vaults.toSorted(),
		moves: sqlite
			.prepare<[], number>('SELECT moved FROM vaults ORDER BY moved DESC LIMIT 100')
			.pluck()
			.all(),
		cookie: encodeBase64url(token)
	};
}

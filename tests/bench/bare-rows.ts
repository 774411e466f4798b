/**
 * What lists and appends are measured against: Hono and better-sqlite3 over the same rows, prepared statements, and
 * nothing else: no session, no rights, no verification. `node bare-rows.ts <port> <database>`, a copy of a portal's.
 */
import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import Sqlite from 'better-sqlite3';
import { Hono } from 'hono';
import { z } from 'zod';
import { migrate } from '../../src/server/db/migrate.ts';

const [port = '0', file = ''] = process.argv.slice(2);
const sqlite = new Sqlite(file);
migrate(sqlite);
sqlite.pragma('journal_mode = WAL');
sqlite.pragma('synchronous = FULL');
sqlite.exec(`
	CREATE TABLE IF NOT EXISTS bare (log TEXT, seq INTEGER, bytes BLOB, PRIMARY KEY (log, seq)) WITHOUT ROWID;
	CREATE TABLE IF NOT EXISTS flat AS SELECT v.id AS vault, v.label, v.label_team AS labelTeam, v.label_team_epoch AS
		labelTeamEpoch, v.label_sender AS labelSender, l.head_seq, l.head_hash, e.kind AS lastKind, e.received_at AS lastAt,
		e.author AS lastBy, v.files, 0 AS newFiles, 0 AS newMessages, 0 AS waitingDrops, 0 AS members, NULL AS invitedUntil
		FROM vaults v JOIN logs l ON l.id = v.id JOIN entries e ON e.log = l.id AND e.seq = l.head_seq;
	CREATE INDEX IF NOT EXISTS flat_by_vault ON flat (vault);
	UPDATE flat SET members = (SELECT count(*) FROM vault_members m WHERE m.vault = flat.vault),
		invitedUntil = (SELECT max(i.expires_at) FROM invites i WHERE i.vault = flat.vault AND i.state = 'open');`);

const row = z.object({
	label: z.instanceof(Uint8Array),
	head_seq: z.number(),
	head_hash: z.string()
});
const looseRow = row.loose();
const bytesRow = z.object({ bytes: z.instanceof(Uint8Array) });
const base64 = (bytes: Uint8Array) =>
	Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64url');

const page = sqlite.prepare('SELECT * FROM flat WHERE vault > ? ORDER BY vault LIMIT 1000');
const log = sqlite.prepare(
	'SELECT bytes FROM entries WHERE log = ? AND seq > ? ORDER BY seq LIMIT 500'
);
const insert = sqlite.prepare(
	'INSERT INTO bare SELECT ?, coalesce(max(seq), 0) + 1, ? FROM bare WHERE log = ?'
);
const append = sqlite.transaction((name: string, bytes: Uint8Array) =>
	insert.run(name, bytes, name)
);

const app = new Hono();
app.get('/vaults', (http) => {
	const rows = page.all(http.req.query('after') ?? '').map((one) => looseRow.parse(one));
	return http.json({
		vaults: rows.map(({ label, head_seq, head_hash, ...rest }) => ({
			...rest,
			label: base64(label),
			head: { seq: head_seq, hash: head_hash },
			keysBehind: false
		})),
		more: rows.length === 1000
	});
});
app.get('/log/:log', (http) => {
	const rows = log.all(http.req.param('log'), Number(http.req.query('after') ?? -1));
	return http.json({ entries: rows.map((one) => base64(bytesRow.parse(one).bytes)) });
});
app.post('/log/:log', async (http) => {
	const { entry } = z.object({ entry: z.string() }).parse(await http.req.json());
	append.immediate(http.req.param('log'), Buffer.from(entry, 'base64url'));
	return http.json({ head: entry.length });
});

const answer = getRequestListener(app.fetch);
createServer((incoming, outgoing) => void answer(incoming, outgoing)).listen(
	Number(port),
	'127.0.0.1',
	() => console.log('listening')
);

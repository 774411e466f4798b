import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { makeFolder, World } from '../../tests/vault/world.ts';
import { encodeKeptLog, KEPT_FORMAT, parseKeptLog, type KeptLog } from './kept-log.ts';

/** What decides how an entry is judged, told and kept. */
const DECIDING = [
	'src/contract/approvals.ts',
	'src/contract/details.ts',
	'src/contract/drops.ts',
	'src/contract/filing.ts',
	'src/contract/log.ts',
	'src/contract/message-terms.ts',
	'src/contract/messages.ts',
	'src/contract/paper.ts',
	'src/contract/recipients.ts',
	'src/contract/requests.ts',
	'src/contract/sized.ts',
	'src/contract/stage-terms.ts',
	'src/contract/stages.ts',
	'src/crypto/approval.ts',
	'src/crypto/assertion.ts',
	'src/crypto/passkey-key.ts',
	'src/vault/approval-words.ts',
	'src/vault/approvals.ts',
	'src/vault/events.ts',
	'src/vault/filing-history.ts',
	'src/vault/fold-approval.ts',
	'src/vault/fold-contents.ts',
	'src/vault/fold-drops.ts',
	'src/vault/fold-filing.ts',
	'src/vault/fold-messages.ts',
	'src/vault/fold-paper.ts',
	'src/vault/fold-readers.ts',
	'src/vault/fold-requests.ts',
	'src/vault/fold-stages.ts',
	'src/vault/fold-vault.ts',
	'src/vault/fold-versions.ts',
	'src/vault/history.ts',
	'src/vault/joining.ts',
	'src/vault/log-entry.ts',
	'src/vault/recipients.ts',
	'src/vault/request-history.ts',
	'src/vault/request-state.ts',
	'src/vault/told.ts',
	'src/vault/vault-state.ts',
	'src/vault/verdict.ts',
	'src/vault/versions.ts'
];
const FORMAT_OF = { format: 11, code: 'IF9hy-Wp7hM-sU9wgQMBj1KIwrVjjB8km-589dWqm1w' };

test('what is kept is of the code that made it', () => {
	const hash = createHash('sha256');
	for (const file of DECIDING) hash.update(readFileSync(file));
	// When this fails: if any entry is judged, told or kept differently now, raise KEPT_FORMAT. Then put both here.
	expect({ format: KEPT_FORMAT, code: hash.digest('base64url') }).toEqual(FORMAT_OF);
});

describe('a kept log', () => {
	test('comes back as it was, with its bytes, maps and names', async () => {
		const world = await World.found();
		const vault = await world.createVault('Rivera “$” & Söhne');
		const ana = await world.client(vault, 'Ana');
		const log = await ana.vault(vault);
		await makeFolder(log, '{"$":{"bytes":""}}', world.now).catch(() => undefined);
		await makeFolder(await world.owner.vault(vault), '{"$":{"bytes":""}}', world.now);
		await log.sync();
		const { state, journal } = log;
		const kept: KeptLog = { state, journal, hashes: [log.genesis, state.head.hash] };
		const bytes = encodeKeptLog(kept);
		expect(bytes && parseKeptLog(bytes)).toEqual(kept);
	});

	test('that is not of this kind is no log', () => {
		for (const text of ['', '{}', 'null', '{"state":null'])
			expect(() => parseKeptLog(new TextEncoder().encode(text))).toThrow();
	});
});

/**
 * An auditor's reader, written from docs/protocol.md and the public standards it names, opens what the product made. The
 * reader is every file here but export.ts and this one.
 */
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { cruise } from 'dependency-cruiser';
import { beforeAll, describe, expect, test } from 'vitest';
import { spoken } from './contexts.ts';
import { bytes, list, map, unbase64url } from './encoding.ts';
import {
	kitFrom,
	openFirm,
	openNotes,
	openTemplates,
	openVault,
	type Kit,
	type OpenedVault
} from './escrow.ts';
import { makeDump, type Dump } from './export.ts';
import { parseRecords, verifyRecords, type Records } from './logs.ts';

const reader = readdirSync(import.meta.dirname)
	.filter((name) => !['export.ts', 'reading.test.ts'].includes(name))
	.map((name) => `tests/protocol-only/${name}`);

describe('a reader that knows the protocol page and nothing else of this project', () => {
	let dump: Dump;
	let kit: Kit;
	let records: Records;
	let vault: OpenedVault;
	beforeAll(async () => {
		dump = await makeDump();
		kit = kitFrom(dump.words);
		records = parseRecords(dump.records);
	}, 60_000);

	test('imports nothing of ours, and no library that our code encrypts with', async () => {
		expect(reader.length).toBeGreaterThan(4);
		const { output } = await cruise(reader, { doNotFollow: { path: 'node_modules' } });
		if (typeof output === 'string') throw new Error(output);
		const reached = output.modules.map(({ source }) => source);
		const outside = reached.filter((module) => !reader.includes(module));
		const packages = outside.map(
			(module) => /node_modules\/(@[^/]+\/[^/]+|[^/]+)/u.exec(module)?.[1] ?? module
		);
		expect([...new Set(packages)].sort()).toEqual([
			'@noble/ciphers',
			'@noble/curves',
			'@noble/post-quantum',
			'@scure/bip39',
			'crypto'
		]);
	}, 60_000);

	test('derives the firm’s id from the 24 words of the kit', () => {
		expect(kit.firm.equals(records.firm)).toBe(true);
	});

	test('verifies every hash and every signature of both logs', () => {
		const keys = verifyRecords(records);
		const client = unbase64url(dump.expected.client);
		expect(keys.has(`user ${client.toString('hex')}`)).toBe(true);
		expect(spoken(client)).toBe(dump.expected.fingerprint);
		expect(records.vaults).toHaveLength(1);
	});

	test('refuses the records when one entry of them was changed', () => {
		const [line = ''] = dump.records.match(/^entry \S+(?=\nvault)/mu) ?? [];
		for (const at of [0.3, 0.6, 0.99]) {
			const place = Math.floor(line.length * at);
			const changed =
				line.slice(0, place) + (line[place] === 'A' ? 'B' : 'A') + line.slice(place + 1);
			expect(() => verifyRecords(parseRecords(dump.records.replace(line, changed)))).toThrow();
		}
	});

	test('opens every name in the vault', () => {
		const { log } = records.vaults[0]!;
		vault = openVault(kit, log);
		const named = (kind: string) =>
			vault.bodies[log.findIndex((entry) => entry.kind === kind)]?.get('name');
		expect(named('vault.genesis')).toBe('Cleo Client');
		expect(named('folder.made')).toBe('Year 2026');
		const without = log.filter((_, at) => vault.bodies[at] === null).map(({ kind }) => kind);
		expect(without).toEqual(['note.written', 'note.written', 'details.kept']);
		const said = vault.bodies[log.findIndex(({ kind }) => kind === 'message.sent')];
		expect(said?.get('text')).toBe('Is this enough?');
		expect(vault.files.map(({ name }) => name).sort()).toEqual(
			[...dump.expected.sent.keys()].sort()
		);
		const authors = vault.files.map(({ author }) => author.toString('base64url'));
		expect(authors[0]).toBe(dump.expected.client);
		expect(authors.at(-1)).toBe(dump.expected.clientNow);
	});

	test('opens what staff wrote for staff, under the keys of the team', () => {
		const { log } = records.vaults[0]!;
		const notes = openNotes(kit, records, log).map((note) => note.get('text'));
		expect(notes).toEqual(['Not nearly enough.', 'Petra has left.']);
		const details = openNotes(kit, records, log, ['details.kept', 'staff-details']);
		expect(details.map((one) => one.get('paper'))).toEqual([true]);
	});

	test('opens what was asked for, and sees which document answers it', () => {
		const { log } = records.vaults[0]!;
		const bodyOf = (kind: string) => vault.bodies[log.findLastIndex((one) => one.kind === kind)]!;
		const [item] = list(bodyOf('request.listed').get('items')).map(map);
		expect(item!.get('title')).toBe('Wages');
		const sent = bodyOf('file.added');
		expect(sent.get('name')).toBe('late.pdf');
		expect(bytes(sent.get('answers')).equals(bytes(item!.get('item')))).toBe(true);
	});

	test('opens the stage of a year, in the words and the place it had', () => {
		const { log } = records.vaults[0]!;
		const body = vault.bodies[log.findIndex(({ kind }) => kind === 'stage.set')]!;
		const stage = map(body.get('stage'));
		expect(['name', 'step', 'steps'].map((field) => stage.get(field))).toEqual([
			'Being prepared',
			1,
			2
		]);
	});

	test('opens every name in the firm’s log', () => {
		const bodies = openFirm(kit, records);
		const named = (kind: string) =>
			bodies[records.firmLog.findIndex((entry) => entry.kind === kind)]?.get('name');
		expect(named('firm.genesis')).toBe('Harbor & Finch');
		expect(named('staff.joined')).toBe('Petra Preparer');
		expect(named('firm.changed')).toBe('Harbor & Finch LLP');
		const bodyOf = (kind: string) => bodies[records.firmLog.findIndex((one) => one.kind === kind)];
		expect(list(bodyOf('stages.named')!.get('stages'))).toEqual(['Being prepared', 'Filed']);
		expect(bodyOf('welcome.written')!.get('text')).toBe('Send us your slips.');
	});

	test('opens a template that the firm keeps, under the key of the team', () => {
		const [template] = openTemplates(kit, records);
		expect(template!.get('name')).toBe('Wage earners');
		expect(template!.get('year')).toBe(2025);
		const [item] = list(template!.get('items')).map(map);
		expect(['title', 'hint', 'several'].map((field) => item!.get(field))).toEqual([
			'Wages',
			'',
			true
		]);
	});

	test('C53 opens every stored document to the bytes that were sent', () => {
		const opened = new Map(
			vault.files.map((file) => {
				const content = file.open(dump.blobs.get(file.blob.toString('base64url'))!);
				return [file.name, createHash('sha256').update(content).digest('hex')];
			})
		);
		expect(opened).toEqual(dump.expected.sent);
	});

	test('refuses a stored document with one bit changed', () => {
		for (const file of vault.files) {
			const stored = Buffer.from(dump.blobs.get(file.blob.toString('base64url'))!);
			for (const at of [30, Math.floor(stored.length / 2), stored.length - 1]) {
				const changed = Buffer.from(stored);
				changed[at] = changed[at]! ^ 1;
				expect(() => file.open(changed), `${file.name}, byte ${at}`).toThrow();
			}
		}
	});
});

/** Document requests against a server that is curious, and against one that helps a client who lies. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { FileId, VaultId } from '../../src/crypto/brands.ts';
import { idBytes } from '../../src/crypto/ids.ts';
import type { ItemView } from '../../src/vault/view.ts';
import { putTogether, takeApart } from '../evil-server/entries.ts';
import { by, forgedInVault } from '../evil-server/forger.ts';
import { keeping, logOf, replaced } from '../evil-server/lies.ts';
import { openPortal, type TestPortal } from '../server/portal.ts';
import { elsewhere, fileOf, foundFirm, noise, picked, welcome, type Person } from './people.ts';

const CANARY = 'Xylophone';
let portal: TestPortal;
let owner: Person;
let client: Person;
let vault: VaultId;
let sent: FileId[];

beforeAll(async () => {
	portal = await openPortal();
	({ owner } = await foundFirm(portal));
});
afterAll(() => portal.close());
beforeEach(async () => {
	({ vault, client } = await welcome(portal, owner, 'Rivera'));
	await owner.core.listRequests(vault, {
		title: `${CANARY} 2025`,
		year: 2025,
		items: ['W-2', '1098', '1099'].map((form) => ({
			item: null,
			title: `${CANARY} ${form}`,
			hint: `${CANARY} hint`,
			several: false,
			due: '2026-03-15'
		}))
	});
	sent = [];
	for (const form of ['W-2', '1098']) {
		const { item } = await asked(form);
		const file = fileOf(`${CANARY} ${form}.pdf`, noise(100));
		await client.core.addFiles(vault, null, [picked(file)], item);
		sent.push(await answerOf(form));
	}
});

async function asked(form: string, person = owner): Promise<ItemView> {
	const { requests } = await person.core.openVault(vault);
	const found = requests.flatMap(({ items }) => items).find(({ title }) => title.endsWith(form));
	if (!found) throw new Error(form);
	return found;
}

async function answerOf(form: string): Promise<FileId> {
	for (let tries = 0; tries < 1000; tries++) {
		const [answer] = (await asked(form)).answers;
		if (answer) return answer;
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
	throw new Error(`nothing came for ${form}`);
}

/** All that the portal stored and logged. */
async function everything(): Promise<Buffer> {
	const names = await readdir(portal.folder, { recursive: true, withFileTypes: true });
	const files = names.filter((one) => one.isFile());
	const bytes = await Promise.all(
		files.map(({ parentPath, name }) => readFile(path.join(parentPath, name)))
	);
	return Buffer.concat([...bytes, Buffer.from(portal.logged.join('\n'))]);
}

test('C60 nothing of what is asked, why it came back or does not apply reaches the server in the clear', async () => {
	const [w2, other] = [await asked('W-2'), await asked('1099')];
	await owner.core.returnItem(vault, w2.item, w2.answers, `${CANARY} reason`);
	await client.core.waiveItem(vault, other.item, `${CANARY} note`);
	const log = await owner.keyholder.session.vault(vault);
	const ids = [...log.state.items.keys(), ...log.state.checklists.keys()];
	expect(ids.length).toBe(4);
	const there = await everything();
	expect(there.length).toBeGreaterThan(100_000);
	expect(there.includes(CANARY)).toBe(false);
	// Not even which answers belong together: ids of items are in sealed bodies only.
	for (const id of ids) {
		expect(there.includes(id)).toBe(false);
		expect(there.includes(Buffer.from(idBytes(id)))).toBe(false);
	}
	for (const { path: address, body } of [...owner.sent, ...client.sent]) {
		expect(address).not.toContain(CANARY);
		if (typeof body === 'string') expect(body).not.toContain(CANARY);
	}
	const entries = portal.services.db.selectFrom('entries').select(['kind', 'bytes']);
	for (const { kind, bytes } of await entries.where('kind', 'like', 'request.%').execute())
		expect((await takeApart(new Uint8Array(bytes))).payload, kind).toEqual({});
});

test('C61 a client cannot judge what they sent, whoever helps: it is rejected and shown', async () => {
	const w2 = await asked('W-2');
	const accepting = {
		kind: 'request.accepted',
		body: { answers: w2.answers.map(idBytes), item: idBytes(w2.item) }
	};
	const entry = await forgedInVault(client, vault, {
		...accepting,
		...by(client.keyholder.session.account.identity)
	});
	await expect(client.keyholder.api.appendVault(vault, entry)).rejects.toMatchObject({
		code: 'entry-refused'
	});
	const reader = elsewhere(portal, owner);
	await reader.enter();
	reader.interfere = keeping(logOf(vault), (entries) => [...entries, entry]);
	const { history } = await reader.core.openVault(vault);
	expect(history[0]).toMatchObject({
		did: `accepted ${CANARY} W-2`,
		rejected: 'its author had no right to do this'
	});
	expect((await asked('W-2', reader)).status).toBe('received');
});

test('C61 a server cannot move an answer to another item, nor a decision to another document', async () => {
	const w2 = await asked('W-2');
	await owner.core.acceptItem(vault, w2.item, w2.answers);
	const rows = await portal.services.db
		.selectFrom('entries')
		.select(['seq', 'kind', 'bytes'])
		.where('log', '=', vault)
		.orderBy('seq')
		.execute();
	const places = rows.flatMap(({ kind }, at) => (kind === 'file.added' ? [at] : []));
	const [first = 0, second = 0] = places;
	const parts = await Promise.all(rows.map(({ bytes }) => takeApart(new Uint8Array(bytes))));
	const [one, other] = [parts[first], parts[second]];
	const decision = parts.at(-1);
	if (!one || !other || !decision) throw new Error('too few entries');
	const lies = {
		'the body of one answer in the other': (entries: Uint8Array<ArrayBuffer>[]) =>
			replaced(entries, first, putTogether({ ...one, body: other.body })),
		'the decision with the body of an answer': (entries: Uint8Array<ArrayBuffer>[]) =>
			replaced(entries, rows.length - 1, putTogether({ ...decision, body: other.body })),
		'the two in each other’s place': (entries: Uint8Array<ArrayBuffer>[]) => {
			const [a, b] = [entries[first], entries[second]];
			return a && b ? replaced(replaced(entries, first, b), second, a) : entries;
		}
	};
	for (const [what, lie] of Object.entries(lies)) {
		const reader = elsewhere(portal, owner);
		await reader.enter();
		reader.interfere = keeping(logOf(vault), lie);
		await expect(reader.core.openVault(vault), what).rejects.toMatchObject({
			code: expect.stringMatching(/^log-(?:broken|rolled-back)$/u) as unknown
		});
	}
	expect(sent.length).toBe(2);
});

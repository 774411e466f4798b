/** The demo's filling against the real server app, seen afterwards with the eyes of those whom its links invite. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ClientRow, VaultView } from '../../src/vault/view.ts';
import { fill, type Filled } from '../../scripts/demo/fill.ts';
import { invitations, letIn } from '../../scripts/demo/host.ts';
import { fragmentOf, Person } from '../claims/people.ts';
import { DAY, openPortal, ORIGIN, type TestPortal } from '../server/portal.ts';

let portal: TestPortal;
let filled: Filled;
let links: string[];
const said: string[] = [];

beforeAll(async () => {
	portal = await openPortal();
	const clock = {
		now: () => portal.services.now(),
		moveTo: async (at: number) => portal.pass(at - portal.services.now())
	};
	filled = await fill({
		reach: { origin: ORIGIN, fetch: portal.fetch },
		clock,
		setupToken: portal.setupToken,
		clients: 2,
		say: (line) => void said.push(line)
	});
	const text = await invitations({ origin: ORIGIN, folder: 'data/demo' }, filled.host, filled);
	links = text.match(/http\S+#\S+/gu) ?? [];
}, 120_000);
afterAll(() => portal.close());

test('three links are printed: for an owner, a client and a sender without an account', () => {
	expect(links.map((link) => new URL(link).pathname)).toEqual(['/join', '/join', '/drop']);
	expect(said.at(-1)).toBe('100 % of what happened since');
});

test('the client’s link opens a vault with weeks in it, and its files are real', async () => {
	const client = await joined(links[1], 'Chidi Okafor', false);
	const view = await client.core.openVault(filled.shown);
	const statuses = view.requests.flatMap(({ items }) => items.map(({ status }) => status));
	expect(new Set(statuses)).toEqual(new Set(['wanted', 'received', 'accepted', 'returned']));
	expect(view.threads.reduce((sum, { unread }) => sum + unread, 0)).toBeGreaterThan(2);
	expect(view.stages).toMatchObject([{ name: 'Waiting for your documents', step: 1, steps: 5 }]);
	expect((await client.core.face()).welcome?.text).toContain('Welcome to Harbor & Finch');
	expect(view.history.at(-1)?.at).toBeLessThan(Date.now() - 20 * DAY);
	for (const { file, opensAs } of view.files) {
		const { content } = await client.core.openFile(filled.shown, file);
		const start = Buffer.from(await content.arrayBuffer()).toString('latin1', 0, 4);
		expect(start).toBe(opensAs === 'pdf' ? '%PDF' : '\x89PNG');
	}
});

test('the owner’s link makes an owner, who is handed the key and sees every client by name', async () => {
	const owner = await joined(links[0], 'Alex Morgan', true);
	let isOver = false;
	await letIn(
		filled.host,
		() => isOver,
		(line) => {
			expect(line).toContain('Alex Morgan joined');
			isOver = true;
		}
	);
	expect(await owner.core.me()).toMatchObject({ kind: 'staff', role: 'owner' });
	await owner.core.team();
	const rows = await owner.core.clients();
	expect(rows.map(({ name }) => name).sort()).toEqual([
		'Anders Lindqvist',
		'Bluebird Bakery Ltd',
		'Maria & Chidi Okafor'
	]);
	const approval = await owner.core.openVault(vaultNamed(rows, 'Anders Lindqvist'));
	expect(approval.approvals).toMatchObject([{ state: 'open', signers: [{ state: 'waiting' }] }]);
	expect(approval.stages).toMatchObject([{ name: 'Ready for you to approve', step: 4 }]);
	const { dropped, forged } = await owner.core.drops(vaultNamed(rows, 'Bluebird Bakery Ltd'));
	expect(dropped.map(({ sender }) => sender)).toContain('Pavel, Corner Supply');
	expect(forged).toBe(0);
});

test('the host’s recovery words, kept in the demo’s note, let a later run go on', async () => {
	const later = new Person(portal);
	await later.core.recover(filled.words.join(' '));
	expect(await later.core.me()).toMatchObject({ role: 'owner', name: 'Priya Raman' });
});

async function joined(link = '', name: string, withRecovery: boolean): Promise<Person> {
	const person = new Person(portal);
	await person.core.openLink(fragmentOf(link));
	if (withRecovery) await person.core.makeRecoveryWords();
	await person.core.join({ name, passkey: await person.newPasskey(), withRecovery });
	return person;
}

const vaultNamed = (rows: readonly ClientRow[], name: string): VaultView['vault'] =>
	rows.find((row) => row.name === name)!.vault;

/**
 * Whatever changes in a row of the list of clients arrives when only what moved is asked for: after each deed, the list that was
 * followed is the very list that is read anew, and nobody else's row came with it.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { VaultId } from '../../src/crypto/brands.ts';
import { clientOf, type KnownClient } from '../../src/vault/kept-list.ts';
import { everyRow, rowsMoved } from '../../src/vault/list-pages.ts';
import { DAY, openPortal, type TestPortal } from '../server/portal.ts';
import { dropLink, sendByDrop, visitor } from './drops.ts';
import {
	codeOf,
	elsewhere,
	fileOf,
	foundFirm,
	fragmentOf,
	hire,
	noise,
	Person,
	send,
	welcome
} from './people.ts';

let portal: TestPortal;
let owner: Person;
/** Looks at the list and does nothing else. */
let petra: Person;
let ana: Person;
let vault: VaultId;
let other: VaultId;

beforeAll(async () => {
	portal = await openPortal();
	({ owner } = await foundFirm(portal));
	petra = await hire(portal, owner, 'Petra');
	({ vault, client: ana } = await welcome(portal, owner, 'Ana'));
	other = await owner.core.createClient('Stone');
	await owner.core.createClient('Nobody touches this one');
	followed = await readAnew();
}, 60_000);
afterAll(() => portal.close());

interface Followed {
	readonly moved: number;
	readonly clients: ReadonlyMap<VaultId, KnownClient>;
}
let followed: Followed;

const own = () => {
	const { api, session } = petra.keyholder;
	return { api, firm: session.firm.firm };
};

async function readAnew(): Promise<Followed> {
	const { api, firm } = own();
	const { rows, moved } = await everyRow((after) => api.vaults(firm, after));
	return { moved, clients: new Map(rows.map((row) => [row.vault, clientOf(row)])) };
}

/** What came since; null when the list had to be read anew. */
async function follow(): Promise<VaultId[] | null> {
	const { api, firm } = own();
	const told = await rowsMoved(followed, (since) => api.vaultsSince(firm, since));
	if (told.is === 'unknown') {
		followed = await readAnew();
		return null;
	}
	const clients = new Map(followed.clients);
	for (const [id, row] of told.rows) clients.set(id, clientOf(row));
	followed = { moved: told.moved, clients };
	return [...told.rows.keys()];
}

const sorted = (clients: ReadonlyMap<VaultId, KnownClient>) =>
	[...clients.values()].sort((a, b) => a.vault.localeCompare(b.vault));

/** Does the deed, follows, and compares with the list read anew and with what the page is shown. */
async function after(deed: () => Promise<unknown>): Promise<VaultId[] | null> {
	const before = new Map(followed.clients);
	await deed();
	const came = await follow();
	const anew = await readAnew();
	expect(sorted(followed.clients)).toEqual(sorted(anew.clients));
	const shown = await petra.core.clients();
	expect(new Set(shown.map((row) => row.vault))).toEqual(new Set(anew.clients.keys()));
	for (const row of shown) expect(await petra.core.client(row.vault)).toEqual(row);
	if (came === null) return null;
	const changed = sorted(anew.clients).filter(
		(client) => JSON.stringify(client) !== JSON.stringify(before.get(client.vault))
	);
	expect(changed.length).toBeGreaterThan(0);
	return came;
}

const rowOf = (id: VaultId) => {
	const row = followed.clients.get(id);
	if (!row) throw new Error('not listed');
	return row;
};

/** Without what goes with looking at it: being seen moves it, too. */
const stateNow = async () => (await owner.keyholder.session.vault(vault)).state;

function last<T>(items: Iterable<T>): T {
	const item = [...items].at(-1);
	if (item === undefined) throw new Error('none there');
	return item;
}

/** Until the portal has noted it: the client waits for nothing. */
async function seenBy(person: Person): Promise<void> {
	const { api, firm } = own();
	const { version } = await person.core.openVault(vault);
	await person.core.sawVault(vault, version);
	const unseen = async () => (await api.vaultRow(firm, vault)).vaults[0]?.newMessages;
	await expect.poll(unseen).toBe(0);
}

let bo: Person;

const droppedNow = async () => (await owner.core.drops(vault)).dropped;

async function bySomeLink(): Promise<void> {
	const bank = await visitor(portal, await dropLink(owner, vault));
	await sendByDrop(bank, fileOf('statement.pdf', noise(10)));
	expect(await droppedNow()).toHaveLength(1);
}

const deeds: [string, () => Promise<unknown>][] = [
	['a file is added', () => send(ana, vault, fileOf('one.pdf', noise(20)))],
	[
		'a file is removed',
		async () => owner.core.removeFile(vault, last((await stateNow()).files.keys()))
	],
	[
		'a message is sent',
		() =>
			ana.core.sendMessage(vault, 'one', {
				about: { kind: 'vault', id: null },
				text: 'Hello',
				files: [],
				read: null
			})
	],
	['the reader has seen it', () => seenBy(petra)],
	['the client is renamed', () => owner.core.renameClient(vault, 'Ana & Bo')],
	['somebody is invited', () => owner.core.inviteClient(vault, 'Bo', true)],
	[
		'the invitation is withdrawn',
		async () => owner.core.withdrawClientInvite(vault, last((await stateNow()).invitations.keys()))
	],
	[
		'somebody is invited and joins',
		async () => {
			const { url } = await owner.core.inviteClient(vault, 'Bo', true);
			bo = new Person(portal);
			await bo.core.openLink(fragmentOf(url));
			await bo.core.join({ name: 'Bo', passkey: await bo.newPasskey(), withRecovery: false });
		}
	],
	['somebody is removed', () => owner.core.removeMember(vault, bo.keyholder.session.userId)],
	['something comes by a drop link', bySomeLink],
	[
		'it is accepted',
		async () => owner.core.acceptDropped(vault, last(await droppedNow()).blob, null)
	],
	['something more comes by a drop link', bySomeLink],
	['it is discarded', async () => owner.core.discardDropped(vault, last(await droppedNow()).blob)],
	[
		'the client has new keys',
		async () => ana.core.changeKeys({ passkey: await ana.signIn(), withRecovery: false })
	]
];

test.each(deeds)('when %s, that row comes and no other', async (_, deed) => {
	expect(await after(deed)).toEqual([vault]);
});

test('when a client is new, their row comes and no other', async () => {
	let id: VaultId | null = null;
	expect(await after(async () => (id = await owner.core.createClient('New')))).toEqual([id]);
});

test('when nothing moved, nothing comes', async () => {
	expect(await follow()).toEqual([]);
});

test('when time passes, an invitation is over without any row that comes', async () => {
	await owner.core.inviteClient(other, 'Stone', true);
	const statusOf = async () =>
		(await petra.core.clients()).find((row) => row.vault === other)?.status;
	expect(await statusOf()).toBe('invited');
	portal.pass(40 * DAY);
	await petra.enter();
	expect(await statusOf()).toBe('empty');
	await follow();
	expect(rowOf(other).invitedUntil).toBeLessThan(portal.services.now());
	await owner.enter();
});

test('when somebody comes to the team or leaves it, and keys are renewed, the list is right', async () => {
	const hired: Person[] = [];
	const hiring = async () => hired.push(await hire(portal, owner, 'Nora'));
	expect(await after(hiring)).toBeNull();
	const nora = last(hired);
	expect((await nora.core.clients()).length).toBe(followed.clients.size);
	const leaving = nora.keyholder.session.userId;
	expect(
		await after(async () => {
			await owner.core.removeStaff(leaving);
			await owner.core.continueRotation();
			await expect.poll(async () => (await owner.core.rotation())?.state).not.toBe('running');
			// Petra gets the team's new key by the firm's log.
			await petra.core.team();
		})
	).toBeNull();
	expect(await codeOf(nora.core.clients())).toBe('not-signed-in');
	for (const { name } of await petra.core.clients()) expect(name).not.toBe('Name not readable');
	// From there on, again what moved alone.
	expect(await after(() => owner.core.renameClient(other, 'Stone & Co'))).toEqual([other]);
}, 30_000);

test('an account that is signed in elsewhere asks since then, and for a client there is no since', async () => {
	const there = elsewhere(portal, petra);
	await there.enter();
	const first = await there.core.clients();
	const mark = there.sent.length;
	expect(await there.core.clients()).toEqual(first);
	const asked = there.sent.slice(mark).map(({ path }) => path);
	expect(asked).toEqual([expect.stringMatching(/\/vaults\?since=\d+$/u)]);
	await ana.enter();
	const { api, session } = ana.keyholder;
	const page = await api.vaultsSince(session.firm.firm, followed.moved);
	expect(page).toMatchObject({ since: null, more: false, total: 1 });
	expect(page.vaults.map((row) => row.vault)).toEqual([vault]);
});

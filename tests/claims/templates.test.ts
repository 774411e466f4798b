/** The firm's own checklist templates: against a curious server, one that lies, a client, and somebody who is not let in yet. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { VaultId } from '../../src/crypto/brands.ts';
import type { TemplateDraft } from '../../src/vault/view.ts';
import { kindOf, putTogether, takeApart } from '../evil-server/entries.ts';
import { firmLogPath, keeping, replaced } from '../evil-server/lies.ts';
import { openPortal, type TestPortal } from '../server/portal.ts';
import {
	elsewhere,
	codeOf,
	firmWithClient,
	memoryDevice,
	Person,
	type Interfere
} from './people.ts';
import { copyOf, rob, secretsOf, since } from './thief.ts';

const CANARY = 'Xylophone';
const expats: TemplateDraft = {
	name: `${CANARY} expats`,
	title: `${CANARY} 2025`,
	year: 2025,
	items: [{ title: `${CANARY} form`, hint: `${CANARY} hint`, several: true }]
};
let portal: TestPortal;
let owner: Person;
let petra: Person;
let ana: Person;
let vault: VaultId;
beforeAll(async () => {
	portal = await openPortal();
	({ owner, petra, ana, vault } = await firmWithClient(portal));
}, 60_000);
afterAll(() => portal.close());

/** Everything the server has on its disk, as text. */
async function stored(): Promise<string> {
	const names = await readdir(portal.folder, { recursive: true, withFileTypes: true });
	const files = names.filter((one) => one.isFile());
	const all = await Promise.all(files.map((one) => readFile(path.join(one.parentPath, one.name))));
	return Buffer.concat(all).toString('latin1');
}

/** What another device of this person shows, or why it shows nothing. */
async function shownBy(person: Person, lie?: Interfere, device = memoryDevice()) {
	const other = elsewhere(portal, person, device);
	if (lie) other.interfere = lie;
	await other.enter();
	return (await other.core.templates()).map(({ title }) => title);
}

test('C73 a template that a preparer keeps is read by colleagues on any device; the server reads none of it, nor does a client with every key they hold', async () => {
	const before = await copyOf(portal);
	await petra.core.keepTemplate(expats, null);
	expect(await owner.core.templates()).toMatchObject([{ ...expats, by: 'Petra' }]);
	expect(await shownBy(petra)).toEqual([expats.title]);
	expect(await stored()).not.toContain(CANARY);

	await ana.core.openVault(vault);
	expect(await ana.core.templates()).toEqual([]);
	expect(await codeOf(ana.core.keepTemplate({ ...expats, name: 'Mine' }, null))).toBe(
		'not-allowed'
	);
	const later = since(before, await copyOf(portal));
	const opened = (loot: Iterable<string>) => [...loot].map((name) => name.split(' ')[0]).sort();
	expect(opened(await rob(later, [...secretsOf(ana), ana.prf]))).toEqual(['body']);
	expect(opened(await rob(later, secretsOf(owner)))).toEqual(['body', 'template']);
}, 60_000);

test('C74 the server can neither change a template, nor leave it out, nor show an older one to who saw a newer', async () => {
	const [first] = await owner.core.templates();
	await owner.core.keepTemplate({ ...expats, title: 'Newer' }, first!);
	const device = memoryDevice();
	expect(await shownBy(owner, undefined, device)).toEqual(['Newer']);

	const kept = async (entries: readonly Parameters<typeof takeApart>[0][]) => {
		const kinds = await Promise.all(entries.map(async (one) => kindOf(await takeApart(one))));
		return kinds.flatMap((kind, at) => (kind === 'template.kept' ? at : []));
	};
	const changed = keeping(firmLogPath, async (entries) => {
		const [at] = await kept(entries);
		const parts = await takeApart(entries[at!]!);
		const body = parts.body!.slice();
		body[40]! ^= 1;
		return replaced(entries, at!, putTogether({ ...parts, body }));
	});
	const without = keeping(firmLogPath, async (entries) => {
		const [at] = await kept(entries);
		return entries.toSpliced(at!, 1);
	});
	const swapped = keeping(firmLogPath, async (entries) => {
		const [one, two] = await kept(entries);
		return entries.with(one!, entries[two!]!).with(two!, entries[one!]!);
	});
	for (const lie of [changed, without, swapped])
		expect(await codeOf(shownBy(owner, lie))).toBe('log-broken');
	const older = keeping(firmLogPath, async (entries) => entries.slice(0, (await kept(entries))[1]));
	expect(await codeOf(shownBy(owner, older, device))).toBe('log-rolled-back');
}, 60_000);

test('a colleague who has joined and has no key yet keeps none, and reads them once somebody lets them in', async () => {
	const { url } = await owner.core.inviteStaff('Nils', 'preparer');
	const nils = new Person(portal);
	await nils.core.openLink(url.slice(url.indexOf('#') + 1));
	await nils.core.makeRecoveryWords();
	const passkey = await nils.newPasskey();
	const { userId } = await nils.core.join({ name: 'Nils', passkey, withRecovery: true });
	expect(await nils.core.templates()).toEqual([]);
	expect(await codeOf(nils.core.keepTemplate({ ...expats, name: 'Mine' }, null))).toBe(
		'no-keys-yet'
	);
	await owner.core.team();
	await owner.core.grantTeam(userId, true);
	const [kept] = await nils.core.templates();
	expect(kept).toMatchObject({ title: 'Newer', by: 'Olu', author: 'Petra', mayChange: false });
	const written = nils.sent.filter(({ method }) => method === 'POST').length;
	expect(await codeOf(nils.core.removeTemplate(kept!))).toBe('template-not-yours');
	expect(await codeOf(nils.core.keepTemplate({ ...expats, name: 'Mine' }, kept!))).toBe(
		'template-not-yours'
	);
	expect(nils.sent.filter(({ method }) => method === 'POST')).toHaveLength(written);
	await petra.core.removeTemplate(kept!);
	expect(await codeOf(owner.core.removeTemplate(kept!))).toBe('template-gone');
	expect(await owner.core.templates()).toEqual([]);
	expect((await owner.core.team()).history[0]).toMatchObject({
		who: 'Petra',
		did: 'removed a checklist template of the firm'
	});
}, 60_000);
